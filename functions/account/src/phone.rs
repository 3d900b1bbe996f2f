//! 绑定手机: a code by SMS proves that the phone is theirs.

use crate::outside;
use domain::event::Factor;
use domain::exam::step::Code;
use domain::registration::is_mobile;
use domain::{Error, Result, Timestamp, mask, time};
use serde_json::json;
use store::candidate::{self, NewPhone, PhoneCode, Verifier};
use store::config;
use store::db::Db;
use store::journal::{self, OfCandidate};
use store::rate_limit::{self, Limit};
use store::seal::{self, Keys};
use store::session::TokenHash;
use store::step;
use web::api::account::{BindPhone, CodeSent, Phone};
use web::{Reply, Request, outbound};

/// Between two messages of one candidate, and between two to one phone.
pub(crate) const COOL_DOWN: Limit = Limit { burst: 1, interval: time::MINUTE };
/// Messages of one candidate: three, then one in ten minutes.
const OF_CANDIDATE: Limit = Limit { burst: 3, interval: 10 * time::MINUTE };
/// Messages to one phone for one candidate: three, then two an hour; and for all of them: nine, then six. A stranger uses up a
/// third of what its owner may need.
const TO_PHONE_OF_CANDIDATE: Limit = Limit { burst: 3, interval: time::HOUR / 2 };
pub(crate) const TO_PHONE: Limit = Limit { burst: 9, interval: time::HOUR / 6 };
const VALID: i64 = 10 * time::MINUTE;

/// Says nothing of whether somebody has bound this phone: only who holds it learns that, with the code.
pub(crate) async fn send_code(request: &Request, db: &Db) -> Result<Reply> {
    let Phone { phone } = request.json()?;
    let now = request.now();
    let (who, _) = request.candidate(db).await?;
    step::require(db, &who, Code::Phone, now).await?;
    if !is_mobile(&phone) {
        return Err(Error::invalid("phone", "请填写 11 位手机号码"));
    }
    allowance(request, db, who.id).await?;
    let keys = Keys::load().await?;
    let phone_hash = keys.hash("phone", &phone);
    // All of them or none: what is refused by one's own limit is not charged to the phone.
    let limits = [
        (format!("sms-pause‖{}", who.id), COOL_DOWN),
        (format!("sms-pause‖{phone_hash}"), COOL_DOWN),
        (format!("sms‖{}", who.id), OF_CANDIDATE),
        (format!("sms‖{phone_hash}‖{}", who.id), TO_PHONE_OF_CANDIDATE),
        (format!("sms‖{phone_hash}"), TO_PHONE),
    ];
    let keep = async |code: &str, expires_at| {
        let sent = PhoneCode { phone: &phone_hash, code: &keys.hash("sms", code) };
        candidate::phone_code(db, who.id, sent, expires_at).await
    };
    send_new_code(request, db, (&phone, "绑定手机"), &limits, keep).await
}

/// Sends a new code to a phone, once `keep` has it.
pub(crate) async fn send_new_code(
    request: &Request,
    db: &Db,
    (phone, purpose): (&str, &str),
    limits: &[(String, Limit)],
    keep: impl AsyncFnOnce(&str, Timestamp) -> Result<()>,
) -> Result<Reply> {
    let code = format!("{:06}", u32::from_be_bytes(seal::random()?) % 1_000_000);
    let text = format!("验证码 {code}，用于{purpose}，10 分钟内有效。不要告诉任何人，老师也不会索取。");
    let expires_at = request.now().plus(VALID);
    // Who would be refused takes no seat; who finds none has used up nothing, and an earlier code of theirs goes on being good.
    rate_limit::check_all(db, limits, request.begun()).await?;
    let tell = async || {
        rate_limit::take_all(db, limits, request.begun()).await?;
        keep(&code, expires_at).await?;
        send(phone, &text).await
    };
    outside::seated(db, request, "sms", tell).await?;
    Reply::accepted(&CodeSent { expires_at, again_at: request.now().plus(COOL_DOWN.interval) })
}

pub(crate) async fn bind(request: &Request, db: &Db) -> Result<Reply> {
    let input: BindPhone = request.json()?;
    let now = request.now();
    let (who, author) = request.candidate(db).await?;
    step::require(db, &who, Code::Phone, now).await?;
    let author = author.by(Factor::Sms);
    let act = author.acts(db, now).within(&who.exam).about(who.id);
    // The code of the same request once more is spent: what it was for is done.
    journal::once_at_most(db, &author, async || bound(request, &act, &input).await).await?;
    crate::session::show(request, db).await
}

async fn bound(request: &Request, act: &OfCandidate<'_>, input: &BindPhone) -> Result<()> {
    let (db, candidate) = (act.db, act.subject);
    let (session, check) = allowance(request, db, candidate).await?;
    let keys = Keys::load().await?;
    let (hash, code_hash) = (keys.hash("phone", &input.phone), keys.hash("sms", &input.code));
    let proved = PhoneCode { phone: &hash, code: &code_hash };
    if !candidate::try_phone_code(db, candidate, proved, act.at).await? {
        return Err(wrong_code());
    }
    let sealed = keys.seal(&candidate::place(candidate, "phone"), &input.phone)?;
    let identity = check.as_deref().map(|check| (check, &session));
    let phone = NewPhone { sealed: &sealed, mask: &mask::phone(&input.phone), proved };
    if candidate::bind_phone(act, identity, phone).await? {
        return Ok(());
    }
    Err(match candidate::phone_is_taken(db, act.exam, candidate, &hash).await? {
        true => Error::Conflict("这个手机号已被绑定，不能再绑定；请换一个本人的手机号，有疑问请联系报名点".into()),
        false => wrong_code(),
    })
}

/// A first phone takes only its code; another one in its place takes a 实人认证 of this session, too.
async fn allowance(request: &Request, db: &Db, candidate: i64) -> Result<(TokenHash, Option<String>)> {
    let session = request.session(db).await?.token_hash;
    if candidate::secrets(db, candidate).await?.phone.is_none() {
        return Ok((session, None));
    }
    match candidate::fresh_identity(db, Verifier { candidate, session: &session }, request.now()).await? {
        None => Err(Error::WrongState("更换手机号前，请先在这台设备上完成实人认证".into())),
        check => Ok((session, check)),
    }
}

pub(crate) fn wrong_code() -> Error {
    Error::invalid("code", "验证码不正确或已过期，请重新获取")
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
