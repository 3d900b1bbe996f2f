//! 银联后台通知: its certificate is inside, so first it is asked who issued that. It is only a reason to ask: UnionPay signs
//! for all merchants with one key (see [`Form::decode_notice`]), and says itself that a query has to confirm.

use crate::proof::{self, Told};
use domain::Result;
use domain::payment::{Fault, Provider};
use providers::signing::Parsed;
use providers::unionpay::{Form, Notice, Trust};
use store::db::Db;
use store::{config, log};
use web::{Reply, Request};

static TRUST: Parsed<Trust> = Parsed::new();

pub(crate) async fn notice(request: &Request, db: &Db) -> Result<Reply> {
    let pinned = [&config::get("unionpay_trusted_certificates").await?[..], &config::get("unionpay_test").await?];
    let trust = TRUST.of(pinned, |[pem, test]| Trust::parse(pem, test == "true"))?;
    let form = match Form::decode_notice(request.body()) {
        Ok(form) => form,
        Err(refused) => return proof::refuse(request, &refused),
    };
    let verified = match trust.verify(&form, request.now()) {
        Ok(verified) => verified,
        Err(refused) => return proof::refuse(request, &refused),
    };
    let mer_id = config::get("unionpay_mer_id").await?;
    let told = match Notice::read(&verified) {
        Ok(notice) => match notice.payment(&mer_id, request.now()) {
            // Anybody can have such a notice of their own.
            Some(payment) if payment.fault == Some(Fault::WrongMerchant) => Told::Other,
            payment => payment.map_or(Told::Other, Told::Claim),
        },
        Err(refused) => {
            log("unionpay: a notice can't be read", refused);
            Told::Unreadable(form.get("orderId").unwrap_or_default().to_owned())
        }
    };
    let number = form.get("queryId").or(form.get("orderId")).unwrap_or_default();
    let event = format!("{}-{}", form.get("txnType").unwrap_or_default(), form.get("respCode").unwrap_or_default());
    proof::keep(request, db, Provider::Unionpay, told, proof::of(request, verified.serial(), number, &event)).await?;
    Ok(Reply::bytes("text/plain; charset=utf-8", "ok"))
}
