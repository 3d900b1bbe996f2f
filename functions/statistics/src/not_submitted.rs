//! 上线未提交保存正式志愿考生名单 (2022 年网上填报志愿实施方案 第五步): to be called, one by one.

use crate::xlsx::{self, Table};
use bytes::Bytes;
use domain::page::{self, Page};
use domain::{Error, Result, time};
use futures_util::stream;
use store::db::Db;
use store::rate_limit::{self, Limit, READING};
use store::statistics::{Place, Scope};
use store::{exam, organisation, statistics};
use web::api::statistics::NotSubmitted;
use web::{Reply, Request};

const TITLE: &str = "上线未提交保存正式志愿考生名单";
/// The last column is for who calls them, one by one.
const COLUMNS: [(&str, u32); 6] =
    [("报名流水号", 12), ("姓名", 14), ("报名点", 30), ("手机号", 14), ("有草稿", 8), ("未填报原因", 24)];
/// Files by one member of staff: ten, then one a minute.
const EXPORTS: Limit = Limit { burst: 10, interval: time::MINUTE };
/// Rows of a file that are in memory at a time.
const PIECE: i64 = 1000;

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("list‖{}", staff.id), READING, request.begun()).await?;
    let code = staff.within(request.query("organisation"))?;
    let batch = request.query("batch").unwrap_or("undergraduate");
    let exam = exam::current(db).await?.id;
    let after = page::decode(request.query("after")).map_err(|fault| Error::invalid("after", fault))?;
    let of = Scope { exam: &exam, organisation: &code, batch };
    let rows = statistics::not_submitted(db, of, after, statistics::PAGE + 1).await?;
    let page = Page::of(rows, statistics::PAGE, |(place, _)| place.clone()).map(|(_, candidate)| candidate);
    let total = statistics::missing(db, of).await?;
    Reply::json(&NotSubmitted { total, next: page.next, candidates: page.rows })
}

/// The list as a file. That it was taken, and by whom, is in the journal.
pub(crate) async fn download(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, author) = request.staff(db).await?;
    rate_limit::take(db, &format!("export‖{}", staff.id), EXPORTS, request.begun()).await?;
    let code = staff.within(request.query("organisation"))?;
    let batch = request.query("batch").unwrap_or("undergraduate").to_owned();
    let exam = exam::current(db).await?.id;
    let name = organisation::name(db, &code).await?;
    let of = Scope { exam: &exam, organisation: &code, batch: &batch };
    let rows = statistics::missing(db, of).await?;
    statistics::exported(&author.acts(db, request.now()), of, rows).await?;
    let line = format!("{TITLE} · {name} · {} · 导出人 {}", request.now().text(), staff.username);
    let table = Table::begin("名单", &line, &COLUMNS)?;
    // The file goes out after this has been answered, by a connection of its own.
    let download = Download { db: Db::open().await?, exam, code, batch, after: None, table: Some(table) };
    let name = "attachment; filename=\"not-submitted.xlsx\"; filename*=UTF-8''%E4%B8%8A%E7%BA%BF%E6%9C%AA%E6%8F%90%E4%BA%A4%E4%BF%9D%E5%AD%98%E6%AD%A3%E5%BC%8F%E5%BF%97%E6%84%BF%E8%80%83%E7%94%9F%E5%90%8D%E5%8D%95.xlsx";
    let pieces = Box::pin(stream::try_unfold(download, Download::piece));
    Ok(Reply::pieces(xlsx::TYPE, pieces).header(http::header::CONTENT_DISPOSITION, name))
}

/// A file on its way.
struct Download {
    db: Db,
    exam: String,
    code: String,
    batch: String,
    after: Option<Place>,
    /// Until its end has been sent
    table: Option<Table>,
}

impl Download {
    /// The next rows, as bytes.
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(mut table) = self.table.take() else { return Ok(None) };
        let of = Scope { exam: &self.exam, organisation: &self.code, batch: &self.batch };
        let rows = statistics::not_submitted(&self.db, of, self.after.take(), PIECE).await?;
        for (_, candidate) in &rows {
            let phone = candidate.phone_masked.as_deref().unwrap_or("未绑定");
            let draft = if candidate.draft { "是" } else { "否" };
            table.row(&[&candidate.serial, &candidate.name, &candidate.point_name, phone, draft, ""])?;
        }
        if (rows.len() as i64) < PIECE {
            return Ok(Some((table.finish()?, self)));
        }
        let bytes = table.ready();
        self.after = rows.into_iter().next_back().map(|(place, _)| place);
        self.table = Some(table);
        Ok(Some((bytes, self)))
    }
}
