//! SMS: an inbox that one can look at.

use crate::book;
use crate::page::{Html, Text, page, table};
use domain::Result;
use serde::Deserialize;
use serde_json::json;
use store::db::Db;
use web::{Reply, Request};

#[derive(Deserialize)]
struct NewMessage {
    phone: String,
    text: String,
}

pub(crate) async fn receive(request: &Request) -> Result<Reply> {
    crate::require_bearer(request, "sms_secret").await?;
    let message: NewMessage = crate::body(request)?;
    let db = Db::open().await?;
    book::put_message(&db, &message.phone, &message.text, request.now()).await?;
    Reply::accepted(&json!({}))
}

pub(crate) async fn list(_: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    Reply::json(&json!({ "messages": book::messages(&db).await? }))
}

pub(crate) async fn inbox(_: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let row =
        |m: book::Message| Html(format!("<td>{}</td><td>{}</td><td>{}</td>", m.at.text(), Text(m.phone), Text(m.text)));
    let rows: Vec<Html> = book::messages(&db).await?.into_iter().map(row).collect();
    Ok(page("短信收件箱", &table(&["时间", "手机号", "内容"], &rows, "还没有短信。")))
}
