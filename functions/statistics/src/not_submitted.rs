//! 上线未提交保存正式志愿考生名单 (2022 年网上填报志愿实施方案 第五步): to be called, one by one.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use shared::Result;
use shared::api::statistics::{Missing, NotSubmitted};
use shared::append;
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::store::journal::{self, Event};
use shared::store::{exam, organisation, statistics};
use shared::web::{Reply, Request};

const TITLE: &str = "上线未提交保存正式志愿考生名单";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

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
    let head = format!("{TITLE} · {name} · {} · 导出人 {}", request.now().text(), staff.username);
    let file = workbook(&head, &candidates)?;
    let name = "attachment; filename=\"not-submitted.xlsx\"; filename*=UTF-8''%E4%B8%8A%E7%BA%BF%E6%9C%AA%E6%8F%90%E4%BA%A4%E4%BF%9D%E5%AD%98%E6%AD%A3%E5%BC%8F%E5%BF%97%E6%84%BF%E8%80%83%E7%94%9F%E5%90%8D%E5%8D%95.xlsx";
    Ok(Reply::bytes(XLSX, file).header(http::header::CONTENT_DISPOSITION, name))
}

fn workbook(head: &str, candidates: &[Missing]) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("名单")?;
    sheet.write_string(0, 0, head)?;
    for (column, (title, width)) in (0u16..).zip([
        ("报名流水号", 12.0),
        ("姓名", 14.0),
        ("报名点", 30.0),
        ("手机号", 14.0),
        ("有草稿", 8.0),
        ("未填报原因", 24.0),
    ]) {
        sheet.write_string_with_format(1, column, title, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, candidate) in (2u32..).zip(candidates) {
        sheet.write_string(row, 0, &candidate.serial)?;
        sheet.write_string(row, 1, &candidate.name)?;
        sheet.write_string(row, 2, &candidate.point_name)?;
        sheet.write_string(row, 3, candidate.phone_masked.as_deref().unwrap_or("未绑定"))?;
        sheet.write_string(row, 4, if candidate.draft { "是" } else { "否" })?;
    }
    sheet.set_freeze_panes(2, 0)?;
    workbook.save_to_buffer()
}
