//! 微信支付通知. The order of steps matters: verify the raw bytes, then parse, then decrypt, then
//! check, then write down. Whatever fails after the signature is ours to mend, so the provider is
//! asked (5xx) to tell it again.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::json;
use shared::db::Db;
use shared::domain::payment::{Payment, Provider};
use shared::store::payment::{self, Proof, Source};
use shared::web::{Reply, Request};
use shared::wechat::{ApiV3Key, Notice, Refused, Signed, TRANSACTION_SUCCESS, Transaction, VerifyingKeys};
use shared::{Result, config};

pub(crate) async fn notice(request: &Request) -> Result<Reply> {
    let keys = VerifyingKeys::parse(&config::get("wechat_platform_keys").await?)?;
    let signed = match verified(request, &keys) {
        Ok(signed) => signed,
        Err(refused) => return refuse(&refused),
    };
    let notice: Notice = serde_json::from_slice(request.body())?;
    let proof = Proof {
        key: signed.serial.to_owned(),
        notice: notice.id.clone(),
        event: notice.event_type.clone(),
        headers: BASE64.encode(json!(request.headers()).to_string()),
        body: BASE64.encode(request.body()),
    };
    let author = request.author("provider:wechat".into(), "provider", "signature")?;
    let (db, now) = (Db::open().await?, request.now());
    match payment_of(request, &notice).await? {
        Some(payment) => {
            payment::came(&db, &author, Provider::Wechat, &payment, Source::Noticed(proof), now).await?;
        }
        None => payment::told(&db, &author, Provider::Wechat, &proof, now).await?,
    }
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

/// 401, readable for the provider (`code`, `message`) and as a problem.
fn refuse(refused: &Refused) -> Result<Reply> {
    eprintln!("wechat notice refused: {refused}");
    Reply::unauthorized(&json!({
        "type": "about:blank",
        "title": "签名无效",
        "status": 401,
        "detail": "通知的签名没有通过验证，未作处理",
        "code": "FAIL",
        "message": "签名验证失败",
    }))
}
