//! A notice, whoever told it: verified on its raw bytes, read, written down by one statement, and acknowledged only then.
//! Whatever fails after the signature is ours to mend, so the provider is asked (5xx) to tell it again.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::event::{Factor, Role};
use domain::payment::{Fault, Proof, Provider};
use domain::{Error, Result};
use providers::{Heard, NotTaken, Posted, Settings, Told};
use serde_json::json;
use store::db::Db;
use store::journal::Act;
use store::payment::{self, Source};
use store::{config, log};
use web::{Reply, Request};

pub(crate) async fn take(request: &Request, db: &Db) -> Result<Reply> {
    let provider = Provider::parse(request.param("provider")?).ok_or(Error::NoRoute)?;
    let actor = format!("provider:{}", provider.as_str());
    request.comes_from(&actor);
    let facts = providers::facts(provider);
    let settings: Settings = config::all(facts.hears).await?.into_iter().collect();
    let posted = Posted { header: &|name| request.header(name), body: request.body(), at: request.now() };
    match providers::verifier(provider, &settings)?.notice(&posted) {
        Ok(heard) => {
            let author = request.author(actor, Role::Provider, Factor::Signature)?;
            keep(request, &author.acts(db, request.now()), provider, heard).await?;
        }
        Err(NotTaken::Refused(why)) => return refuse(request, &why),
        Err(NotTaken::Failed(error)) => return Err(error),
    }
    Ok(match facts.taken {
        Some(taken) => Reply::bytes("text/plain; charset=utf-8", taken),
        None => Reply::no_content(),
    })
}

/// Writes down what a provider told.
async fn keep(request: &Request, act: &Act<'_>, provider: Provider, heard: Heard) -> Result<()> {
    let Heard { told, key, number, event } = heard;
    let headers = BASE64.encode(json!(request.headers()).to_string());
    let proof = Proof { key, notice: number, event, headers, body: BASE64.encode(request.body()) };
    match told {
        Told::Money(money) => payment::came(act, provider, &money, Source::Noticed(proof)).await,
        // Anybody can have such a notice of their own.
        Told::Claim(money) if money.fault == Some(Fault::WrongMerchant) => {
            payment::told(act, provider, &proof, None).await
        }
        Told::Claim(money) => payment::came(act, provider, &money, Source::Claimed(proof)).await,
        Told::Other => payment::told(act, provider, &proof, None).await,
        Told::Unreadable { order_no, why } => {
            log(&format!("{}: a notice can't be read", provider.as_str()), why);
            payment::told(act, provider, &proof, Some(&order_no)).await
        }
        Told::Sealed(error) => Err(error),
    }
}

/// 401, readable for the provider (`code`, `message`) and as a problem.
fn refuse(request: &Request, why: &str) -> Result<Reply> {
    request.refused("wrong_signature", why);
    Reply::unauthorized(&json!({
        "type": "about:blank",
        "title": "签名无效",
        "status": 401,
        "detail": "通知的签名没有通过验证，未作处理",
        "code": "FAIL",
        "message": "签名验证失败",
    }))
}
