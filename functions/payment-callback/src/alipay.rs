//! 支付宝异步通知: verified, read, written down; the reply is exactly `success`, or it comes again.

use crate::proof::{self, Told};
use domain::Result;
use domain::payment::Provider;
use providers::alipay::{Form, Keys, Notice, Refused, TAKEN, TRADE_STATUS_SYNC};
use providers::signing::Parsed;
use store::db::Db;
use store::{config, log};
use web::{Reply, Request};

static KEYS: Parsed<Keys> = Parsed::new();

pub(crate) async fn notice(request: &Request, db: &Db) -> Result<Reply> {
    let keys = KEYS.of([&config::get("alipay_public_keys").await?], |[json]| Keys::parse(json))?;
    let (form, key) = match verified(request, &keys) {
        Ok(verified) => verified,
        Err(refused) => return proof::refuse(request, &refused),
    };
    let (app_id, seller_id) = (config::get("alipay_app_id").await?, config::get("alipay_seller_id").await?);
    let number = form.get("notify_id").unwrap_or_default();
    let event = form.get("trade_status").or(form.get("notify_type")).unwrap_or_default();
    let told = match Notice::read(&form) {
        _ if form.get("notify_type") != Some(TRADE_STATUS_SYNC) => Told::Other,
        Ok(notice) => notice.payment(&app_id, &seller_id, request.now()).map_or(Told::Other, Told::Money),
        Err(refused) => {
            log("alipay: a notice can't be read", format_args!("{number}: {refused}"));
            Told::Unreadable(form.get("out_trade_no").unwrap_or_default().to_owned())
        }
    };
    proof::keep(request, db, Provider::Alipay, told, proof::of(request, key, number, event)).await?;
    Ok(Reply::bytes("text/plain; charset=utf-8", TAKEN))
}

fn verified<'k>(request: &Request, keys: &'k Keys) -> Result<(Form, &'k str), Refused> {
    let form = Form::parse_notice(request.body())?;
    let key = form.verify(keys)?;
    Ok((form, key))
}
