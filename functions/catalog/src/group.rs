//! 院校专业组: searched and shown.

use shared::api::catalog::{GroupDetail, Groups};
use shared::db::Db;
use shared::store::catalog::{self, PAGE, Search};
use shared::store::exam;
use shared::web::{Reply, Request};
use shared::{Error, Result};

/// Seconds that a page of plans may be kept.
const PLANS: u32 = 60;

pub(crate) async fn search(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let exam = match request.query("exam") {
        Some(exam) => exam.to_owned(),
        None => exam::current(&db).await?.id,
    };
    let text = |name| request.query(name).unwrap_or_default();
    let search = Search {
        exam: &exam,
        batch: request.query("batch").unwrap_or("undergraduate"),
        track: text("track"),
        text: text("q").trim(),
        subjects: text("subjects"),
        plan_type: text("plan_type"),
        city: text("city"),
        min_line: number(request, "min_line")?,
        max_line: number(request, "max_line")?,
        page: request.page(),
    };
    let (total, groups) = catalog::search(&db, &search).await?;
    Ok(Reply::json(&Groups { total, page: search.page, page_size: PAGE, groups })?.cached(PLANS))
}

pub(crate) async fn show(id: &str) -> Result<Reply> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound("院校专业组"))?;
    let db = Db::open().await?;
    let group = catalog::group(&db, id).await?;
    let (majors, lines) = (catalog::majors(&db, id).await?, catalog::lines(&db, id).await?);
    Ok(Reply::json(&GroupDetail { group, majors, lines })?.cached(PLANS))
}

fn number(request: &Request, name: &str) -> Result<Option<i64>> {
    let parsed = request.query(name).map(str::parse).transpose();
    parsed.map_err(|_| Error::invalid(name, "应为整数"))
}
