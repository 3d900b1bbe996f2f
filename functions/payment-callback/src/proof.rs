//! What is kept of a notice, whoever told it, and how it is written down.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::Result;
use domain::event::Role;
use domain::payment::{Payment, Provider};
use serde_json::json;
use store::db::Db;
use store::payment::{self, Proof, Source};
use web::{Reply, Request};

/// The notice as it came; `key` verified it.
pub(crate) fn of(request: &Request, key: &str, notice: &str, event: &str) -> Proof {
    Proof {
        key: key.to_owned(),
        notice: notice.to_owned(),
        event: event.to_owned(),
        headers: BASE64.encode(json!(request.headers()).to_string()),
        body: BASE64.encode(request.body()),
    }
}

/// What a notice tells.
pub(crate) enum Told {
    /// Money came
    Money(Payment),
    /// Likewise; what is signed does not say it for certain, so the provider has to confirm it
    Claim(Payment),
    /// Something else
    Other,
    /// Nobody can read it; which order it seems to be about
    Unreadable(String),
}

/// Writes down what a provider told.
pub(crate) async fn keep(request: &Request, db: &Db, provider: Provider, told: Told, proof: Proof) -> Result<()> {
    let author = request.author(format!("provider:{}", provider.as_str()), Role::Provider, "signature")?;
    let act = author.acts(db, request.now());
    match told {
        Told::Money(payment) => payment::came(&act, provider, &payment, Source::Noticed(proof)).await,
        Told::Claim(payment) => payment::came(&act, provider, &payment, Source::Claimed(proof)).await,
        Told::Other => payment::told(&act, provider, &proof, None).await,
        Told::Unreadable(order_no) => payment::told(&act, provider, &proof, Some(&order_no)).await,
    }
}

/// 401, readable for the provider (`code`, `message`) and as a problem.
pub(crate) fn refuse(request: &Request, refused: &impl std::fmt::Display) -> Result<Reply> {
    request.refused("wrong_signature", refused);
    Reply::unauthorized(&json!({
        "type": "about:blank",
        "title": "签名无效",
        "status": 401,
        "detail": "通知的签名没有通过验证，未作处理",
        "code": "FAIL",
        "message": "签名验证失败",
    }))
}
