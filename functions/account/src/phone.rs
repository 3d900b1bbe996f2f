//! 绑定手机: a code by SMS proves that the phone is theirs.

use serde_json::json;
use shared::api::account::{BindPhone, CodeSent, Phone};
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::registration::is_mobile;
use shared::domain::{mask, time};
use shared::seal::{self, Keys};
use shared::store::rate_limit::{self, Limit};
use shared::store::{candidate, journal};
use shared::web::{Reply, Request};
use shared::{Error, Result, config, outbound};

/// Messages to one candidate: three, then one in ten minutes.
const MESSAGES: Limit = Limit { burst: 3, interval: 10 * time::MINUTE };
const VALID: i64 = 10 * time::MINUTE;

pub(crate) async fn send_code(request: &Request) -> Result<Reply> {
    let Phone { phone } = request.json()?;
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    who.stage.require(Stage::Active)?;
    if !is_mobile(&phone) {
        return Err(Error::invalid("phone", "请填写 11 位手机号码"));
    }
    rate_limit::take(&db, &format!("sms‖{}", who.id), MESSAGES, request.now()).await?;
    let keys = Keys::load().await?;
    let code = format!("{:06}", u32::from_be_bytes(seal::random()?) % 1_000_000);
    let expires_at = request.now().plus(VALID);
    let (phone_hash, code_hash) = (keys.hash("phone", &phone), keys.hash("sms", &code));
    candidate::phone_code(&db, who.id, &phone_hash, &code_hash, expires_at).await?;
    send(&phone, &format!("验证码 {code}，用于绑定手机，10 分钟内有效。不要告诉任何人，老师也不会索取。")).await?;
    Reply::accepted(&CodeSent { expires_at })
}

pub(crate) async fn bind(request: &Request) -> Result<Reply> {
    let input: BindPhone = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.candidate(&db).await?;
    who.stage.require(Stage::Active)?;
    // The code of the same request once more is spent: what it was for is done.
    if journal::replayed(&db, &author).await?.is_some() {
        return crate::session::show(request).await;
    }
    let keys = Keys::load().await?;
    let (phone_hash, code_hash) = (keys.hash("phone", &input.phone), keys.hash("sms", &input.code));
    if !candidate::try_phone_code(&db, who.id, &phone_hash, &code_hash, request.now()).await? {
        return Err(Error::invalid("code", "验证码不正确或已过期，请重新获取"));
    }
    let sealed = keys.seal(&candidate::place(who.id, "phone"), &input.phone)?;
    let target = (who.exam.as_str(), who.id);
    candidate::bind_phone(&db, &author.by("sms"), target, (&sealed, &mask::phone(&input.phone)), request.now()).await?;
    crate::session::show(request).await
}

async fn send(phone: &str, text: &str) -> Result<()> {
    let url = format!("{}/sms/v1/messages", config::get("sms_url").await?);
    let authorization = format!("Bearer {}", config::get("sms_secret").await?);
    let headers = [("authorization", authorization.as_str())];
    match outbound::post_json(&url, &headers, &json!({ "phone": phone, "text": text })).await?.status {
        200..=299 => Ok(()),
        status => Err(Error::Unavailable(format!("sms: {status}"))),
    }
}
