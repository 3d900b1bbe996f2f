//! 微信支付通知. The order of steps matters: verify the raw bytes, then parse, then decrypt, then
//! check, then write down. Whatever fails after the signature is ours to mend, so the provider is
//! asked (5xx) to tell it again.

use crate::proof::{self, Told};
use domain::Result;
use domain::payment::{Payment, Provider};
use providers::signing::Parsed;
use providers::wechat::{ApiV3Key, Notice, Refused, Signed, TRANSACTION_SUCCESS, Transaction, VerifyingKeys};
use store::config;
use store::db::Db;
use web::{Reply, Request};

static KEYS: Parsed<VerifyingKeys> = Parsed::new();

pub(crate) async fn notice(request: &Request, db: &Db) -> Result<Reply> {
    let keys = KEYS.of([&config::get("wechat_platform_keys").await?], |[json]| VerifyingKeys::parse(json))?;
    let signed = match verified(request, &keys) {
        Ok(signed) => signed,
        Err(refused) => return proof::refuse(request, &refused),
    };
    let Ok(notice) = serde_json::from_slice::<Notice>(request.body()) else {
        // It would never read otherwise, however often it is told.
        let proof = proof::of(request, signed.serial, signed.nonce, "unreadable");
        proof::keep(request, db, Provider::Wechat, Told::Unreadable(String::new()), proof).await?;
        return Ok(Reply::no_content());
    };
    let proof = proof::of(request, signed.serial, &notice.id, &notice.event_type);
    let told = payment_of(request, &notice).await?.map_or(Told::Other, Told::Money);
    proof::keep(request, db, Provider::Wechat, told, proof).await?;
    Ok(Reply::no_content())
}

fn verified<'a>(request: &'a Request, keys: &VerifyingKeys) -> Result<Signed<'a>, Refused> {
    let signed = Signed::read(|name| request.header(name))?;
    signed.verify(keys, request.body(), request.now())?;
    Ok(signed)
}

/// The payment that a notice tells of, if it is about one.
async fn payment_of(request: &Request, notice: &Notice) -> Result<Option<Payment>> {
    if notice.event_type != TRANSACTION_SUCCESS {
        return Ok(None);
    }
    let key = ApiV3Key::new(&config::get("wechat_apiv3_key").await?)?;
    let transaction: Transaction = serde_json::from_slice(&key.decrypt(&notice.resource)?)?;
    let (mchid, appid) = (config::get("wechat_mchid").await?, config::get("wechat_appid").await?);
    Ok(transaction.payment(&mchid, &appid, request.now()))
}
