//! 支付宝异步通知: verified, read, written down; the reply is exactly `success`, or it comes again.

use crate::proof;
use shared::alipay::{Form, Keys, Notice, Refused, TAKEN, TRADE_STATUS_SYNC};
use shared::domain::payment::Provider;
use shared::web::{Reply, Request};
use shared::{Result, config};

pub(crate) async fn notice(request: &Request) -> Result<Reply> {
    let keys = Keys::parse(&config::get("alipay_public_keys").await?)?;
    let (form, key) = match verified(request, &keys) {
        Ok(verified) => verified,
        Err(refused) => return proof::refuse(Provider::Alipay, &refused),
    };
    let (app_id, seller_id) = (config::get("alipay_app_id").await?, config::get("alipay_seller_id").await?);
    let read = Notice::read(&form).ok().filter(|notice| notice.notify_type == TRADE_STATUS_SYNC);
    let number = form.get("notify_id").unwrap_or_default();
    let event = form.get("trade_status").or(form.get("notify_type")).unwrap_or_default();
    let payment = read.and_then(|notice| notice.payment(&app_id, &seller_id, request.now()));
    proof::keep(request, Provider::Alipay, payment, proof::of(request, key, number, event)).await?;
    Ok(Reply::bytes("text/plain", TAKEN))
}

fn verified<'k>(request: &Request, keys: &'k Keys) -> Result<(Form, &'k str), Refused> {
    let form = Form::parse(request.body())?;
    let key = form.verify(keys)?;
    Ok((form, key))
}
