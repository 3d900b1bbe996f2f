//! 实人认证: a face check that a button decides.

use crate::book::{self, Verification};
use crate::page::{self, Html, Text};
use domain::{Error, Result, mask};
use serde::Deserialize;
use serde_json::json;
use store::db::Db;
use store::seal;
use web::{Reply, Request};

#[derive(Deserialize)]
struct Begin {
    name: String,
    document_number: String,
    return_url: String,
}

pub(crate) async fn begin(request: &Request) -> Result<Reply> {
    crate::require_bearer(request, "identity_secret").await?;
    let asked: Begin = crate::body(request)?;
    if !asked.return_url.starts_with("http://") && !asked.return_url.starts_with("https://") {
        return Err(Error::invalid("return_url", "应为 http(s) 网址"));
    }
    let id = seal::token()?[..32].to_owned();
    let verification = Verification {
        id: id.clone(),
        name: asked.name,
        document_mask: mask::document(&asked.document_number),
        return_url: asked.return_url,
        status: "pending".into(),
    };
    let db = Db::open().await?;
    book::put_verification(&db, &verification, request.now()).await?;
    Reply::created(&json!({ "id": id, "url": format!("{}/identity/{id}", request.base_url()) }))
}

pub(crate) async fn outcome(request: &Request, id: &str) -> Result<Reply> {
    crate::require_bearer(request, "identity_secret").await?;
    let db = Db::open().await?;
    let verification = book::verification(&db, id).await?;
    Reply::json(&json!({ "id": id, "status": verification.status }))
}

pub(crate) async fn show(_: &Request, id: &str) -> Result<Reply> {
    let db = Db::open().await?;
    let verification = book::verification(&db, id).await?;
    let back = format!("<p><a href=\"{}\">返回报名系统</a></p>", Text(&verification.return_url));
    let facts = page::facts(&[
        ("姓名", verification.name),
        ("证件号", verification.document_mask),
        ("结果", name_of(&verification.status).into()),
    ]);
    let rest = match verification.status.as_str() {
        "pending" => {
            let choice = [("result", "passed", "通过"), ("result", "failed", "不通过")];
            page::buttons(&format!("/identity/{id}"), &choice).0
        }
        _ => back,
    };
    Ok(page::page("人脸识别", &Html(format!("{}{rest}", facts.0))))
}

pub(crate) async fn press(request: &Request, id: &str) -> Result<Reply> {
    let passed = crate::field(request, "result")? == "passed";
    let db = Db::open().await?;
    book::decide(&db, id, passed).await?;
    show(request, id).await
}

#[derive(Deserialize)]
struct Decide {
    id: String,
    passed: bool,
}

pub(crate) async fn control(request: &Request) -> Result<Reply> {
    let decide: Decide = crate::body(request)?;
    let db = Db::open().await?;
    book::decide(&db, &decide.id, decide.passed).await?;
    Reply::json(&json!({ "id": decide.id, "status": book::verification(&db, &decide.id).await?.status }))
}

/// The status for people.
pub(crate) fn name_of(status: &str) -> &'static str {
    match status {
        "passed" => "通过",
        "failed" => "不通过",
        _ => "等待核验",
    }
}
