//! 实人认证: done at a service outside; here it is begun and its outcome asked for.

use crate::outside;
use domain::event::Factor;
use domain::exam::step::Code;
use domain::{Error, Result, time};
use serde::Deserialize;
use serde_json::json;
use store::candidate::{self, Check, NewIdentity, Verifier};
use store::config;
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::seal::Keys;
use store::step;
use web::api::account::{Identity, IdentityStatus};
use web::api::common::Empty;
use web::{self, Reply, Request, outbound};

/// Verifications of one candidate that one address may begin: five, then one in ten minutes. Others, who know the facts
/// too, leave the candidate's own address alone.
const BEGIN: Limit = Limit { burst: 5, interval: 10 * time::MINUTE };

/// How long one question may take, in milliseconds.
const ASKING: i64 = 15_000;

pub(crate) async fn begin(request: &Request, db: &Db) -> Result<Reply> {
    let Empty {} = request.json()?;
    let (who, _, session) = request.candidate_by_facts(db).await?;
    step::require(db, &who, Code::Identity, request.now()).await?;
    let secrets = candidate::secrets(db, who.id).await?;
    let document = Keys::load()
        .await?
        .open(&candidate::document_place(&secrets.exam, &secrets.document_hash), &secrets.document)?;
    let asked = json!({
        "name": secrets.name,
        "document_number": document,
        "return_url": format!("{}/identity", config::get("public_url").await?.trim_end_matches('/')),
    });
    let key = format!("identity‖{}‖{}", who.id, request.network());
    // Who would be refused takes no seat.
    rate_limit::check(db, &key, BEGIN, request.begun()).await?;
    let begin = async || {
        rate_limit::take(db, &key, BEGIN, request.begun()).await?;
        let begun = service::<Begun>("/identity/v1/verifications", Some(asked)).await;
        // That the service fails us is charged to nobody.
        if matches!(begun, Err(Error::Unavailable(_))) {
            rate_limit::give_back(db, &key, BEGIN).await?;
        }
        begun
    };
    let begun = outside::seated(db, request, "identity", begin).await?;
    if !web::may_open(&begun.url, &config::get("identity_url").await?) {
        return Err(Error::Unavailable("identity: an address that nobody is sent to".into()));
    }
    let by = Verifier { candidate: who.id, session: &session };
    candidate::begin_identity(db, by, NewIdentity { id: &begun.id, url: &begun.url }, request.now()).await?;
    Reply::created(&Identity { id: begun.id, url: begun.url, status: IdentityStatus::Pending, stage: who.stage })
}

/// Only the session that began it learns the outcome, and makes something of it.
pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let now = request.now();
    let (who, author, session) = request.candidate_by_facts(db).await?;
    let by = Verifier { candidate: who.id, session: &session };
    let check = candidate::identity(db, by, id).await?;
    let outcome = asked(db, request, &check, id).await?;
    let in_time = now.0 - check.created_at.0 < candidate::IDENTITY_VALID;
    let status = match outcome.status {
        IdentityStatus::Passed if !check.passed && !in_time => IdentityStatus::Expired,
        IdentityStatus::Pending if !in_time => IdentityStatus::Expired,
        said => said,
    };
    if status == IdentityStatus::Passed {
        candidate::identity_passed(db, by, id, now).await?;
        candidate::verified(&author.by(Factor::Identity).acts(db, now).within(&who.exam).about(who.id), id).await?;
    }
    let stage = candidate::view(db, who.id).await?.stage;
    Reply::json(&Identity { id: id.to_owned(), url: check.url, status, stage })
}

/// What the service says; while another request waits for that, or when it has said the last word, it is not asked.
async fn asked(db: &Db, request: &Request, check: &Check, id: &str) -> Result<Outcome> {
    if check.passed {
        return Ok(Outcome { status: IdentityStatus::Passed });
    }
    let is_asking = format!("identity‖{id}");
    if !rate_limit::claim(db, &is_asking, ASKING, request.begun()).await? {
        return Ok(Outcome { status: IdentityStatus::Pending });
    }
    let asked = async || service(&format!("/identity/v1/verifications/{id}"), None).await;
    let outcome = outside::seated(db, request, "identity", asked).await;
    rate_limit::forget(db, &is_asking).await?;
    outcome
}

#[derive(Deserialize)]
struct Begun {
    id: String,
    url: String,
}

#[derive(Deserialize)]
struct Outcome {
    status: IdentityStatus,
}

async fn service<T: serde::de::DeserializeOwned>(path: &str, body: Option<serde_json::Value>) -> Result<T> {
    let url = format!("{}{path}", config::get("identity_url").await?);
    let authorization = format!("Bearer {}", config::get("identity_secret").await?);
    let headers = [("authorization", authorization.as_str())];
    let answer = match body {
        Some(body) => outbound::post_json(&url, &headers, &body).await?,
        None => outbound::get(&url, &headers).await?,
    };
    answer.json()
}
