//! 实人认证: done at a service outside; here it is begun and its outcome asked for.

use serde::Deserialize;
use serde_json::json;
use shared::api::account::{Empty, Identity};
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::time;
use shared::seal::Keys;
use shared::store::candidate;
use shared::store::rate_limit::{self, Limit};
use shared::web::{Reply, Request};
use shared::{Result, config, outbound};

/// Verifications that one candidate may begin: five, then one in ten minutes.
const BEGIN: Limit = Limit { burst: 5, interval: 10 * time::MINUTE };

pub(crate) async fn begin(request: &Request) -> Result<Reply> {
    let Empty {} = request.json()?;
    let db = Db::open().await?;
    let (who, _) = request.candidate_by_facts(&db).await?;
    who.stage.require(Stage::Paid)?;
    rate_limit::take(&db, &format!("identity‖{}", who.id), BEGIN, request.now()).await?;
    let secrets = candidate::secrets(&db, who.id).await?;
    let document = Keys::load()
        .await?
        .open(&candidate::document_place(&secrets.exam, &secrets.document_hash), &secrets.document)?;
    let asked = json!({
        "name": secrets.name,
        "document_number": document,
        "return_url": format!("{}/identity", request.base_url()),
    });
    let begun: Begun = service("/identity/v1/verifications", Some(asked)).await?;
    candidate::begin_identity(&db, who.id, &begun.id, &begun.url, request.now()).await?;
    Reply::created(&Identity { id: begun.id, url: begun.url, status: "pending".into(), stage: who.stage })
}

pub(crate) async fn show(request: &Request, id: &str) -> Result<Reply> {
    let db = Db::open().await?;
    let (who, author) = request.candidate_by_facts(&db).await?;
    let url = candidate::identity_url(&db, who.id, id).await?;
    let outcome: Outcome = service(&format!("/identity/v1/verifications/{id}"), None).await?;
    if outcome.status == "passed" {
        candidate::identity_passed(&db, id, request.now()).await?;
        candidate::verified(&db, &author.by("identity"), &who.exam, who.id, id, request.now()).await?;
    }
    let stage = candidate::view(&db, who.id).await?.stage;
    Reply::json(&Identity { id: id.to_owned(), url, status: outcome.status, stage })
}

#[derive(Deserialize)]
struct Begun {
    id: String,
    url: String,
}

#[derive(Deserialize)]
struct Outcome {
    status: String,
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
