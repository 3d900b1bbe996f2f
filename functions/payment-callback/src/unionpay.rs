//! 银联后台通知: its certificate is inside, so first it is asked who issued that.

use crate::proof;
use shared::domain::payment::Provider;
use shared::unionpay::{Form, Notice, Trust};
use shared::web::{Reply, Request};
use shared::{Result, config};

pub(crate) async fn notice(request: &Request) -> Result<Reply> {
    let is_test = config::get("unionpay_test").await? == "true";
    let trust = Trust::parse(&config::get("unionpay_trusted_certificates").await?, is_test)?;
    let form = match Form::decode(request.body()) {
        Ok(form) => form,
        Err(refused) => return proof::refuse(Provider::Unionpay, &refused),
    };
    let verified = match trust.verify(&form, request.now()) {
        Ok(verified) => verified,
        Err(refused) => return proof::refuse(Provider::Unionpay, &refused),
    };
    let mer_id = config::get("unionpay_mer_id").await?;
    let payment = Notice::read(&verified).ok().and_then(|notice| notice.payment(&mer_id, request.now()));
    let number = form.get("queryId").or(form.get("orderId")).unwrap_or_default();
    let event = format!("{}-{}", form.get("txnType").unwrap_or_default(), form.get("respCode").unwrap_or_default());
    let proof = proof::of(request, verified.serial(), number, &event);
    proof::keep(request, Provider::Unionpay, payment, proof).await?;
    Ok(Reply::bytes("text/plain", "ok"))
}
