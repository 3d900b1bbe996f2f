//! 上线未提交保存正式志愿考生名单 (2022 年网上填报志愿实施方案 第五步): to be called, one by one.

use crate::xlsx;
use shared::Result;
use shared::api::statistics::{Missing, NotSubmitted};
use shared::append;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::store::journal::{self, Event};
use shared::store::{exam, organisation, statistics};
use shared::web::{Reply, Request};

const TITLE: &str = "上线未提交保存正式志愿考生名单";

pub(crate) async fn list(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (staff, _) = request.staff(&db, Level::Point).await?;
    let code = staff.within(request.query("organisation"))?;
    let batch = request.query("batch").unwrap_or("undergraduate");
    let (exam, page) = (exam::current(&db).await?.id, request.page());
    let (total, candidates) = statistics::not_submitted(&db, &exam, &code, batch, Some(page)).await?;
    Reply::json(&NotSubmitted { total, page, page_size: statistics::PAGE, candidates })
}

/// The list as a file. That it was taken, and by whom, is in the journal.
pub(crate) async fn download(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (staff, author) = request.staff(&db, Level::Point).await?;
    let code = staff.within(request.query("organisation"))?;
    let batch = request.query("batch").unwrap_or("undergraduate");
    let exam = exam::current(&db).await?.id;
    let name = organisation::name(&db, &code).await?;
    let (total, candidates) = statistics::not_submitted(&db, &exam, &code, batch, None).await?;
    let body = serde_json::json!({ "list": "not-submitted", "organisation": code, "batch": batch, "rows": total });
    let event = Event { at: request.now(), exam: &exam, kind: "list.exported", subject: 0, body };
    journal::append(&db, &author, event, append!("WHERE TRUE"), vec![]).await?;
    let line = format!("{TITLE} · {name} · {} · 导出人 {}", request.now().text(), staff.username);
    let file = workbook(&line, candidates)?;
    let name = "attachment; filename=\"not-submitted.xlsx\"; filename*=UTF-8''%E4%B8%8A%E7%BA%BF%E6%9C%AA%E6%8F%90%E4%BA%A4%E4%BF%9D%E5%AD%98%E6%AD%A3%E5%BC%8F%E5%BF%97%E6%84%BF%E8%80%83%E7%94%9F%E5%90%8D%E5%8D%95.xlsx";
    Ok(Reply::bytes(xlsx::TYPE, file).header(http::header::CONTENT_DISPOSITION, name))
}

fn workbook(line: &str, candidates: Vec<Missing>) -> Result<Vec<u8>> {
    let columns = [("报名流水号", 12), ("姓名", 14), ("报名点", 30), ("手机号", 14), ("有草稿", 8), ("未填报原因", 24)];
    let rows = candidates.into_iter().map(|candidate| {
        let phone = candidate.phone_masked.unwrap_or_else(|| "未绑定".into());
        let draft = if candidate.draft { "是" } else { "否" };
        // The last column is for who calls them, one by one.
        [candidate.serial, candidate.name, candidate.point_name, phone, draft.into(), String::new()]
    });
    xlsx::table("名单", line, columns, rows)
}
