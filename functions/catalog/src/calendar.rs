//! 日程, 代码表, 报考类别, 行政区划.

use domain::{ExamId, Result};
use store::db::Db;
use store::{exam, review, window};
use web::api::catalog::{Calendar, Code, Codes, ExamCalendar, OfExam, Regions, WhichRegions};
use web::{Reply, Request};

/// Seconds that code tables may be kept.
const TABLES: u32 = 3600;

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let mut exams = Vec::new();
    for exam in exam::all(db).await? {
        let windows = window::public(db, &exam.id, request.now()).await?;
        exams.push(ExamCalendar { exam, windows });
    }
    Reply::json(&Calendar { now: request.now(), exams })
}

pub(crate) async fn authority(_: &Request, db: &Db) -> Result<Reply> {
    Ok(Reply::json(&exam::authority(db).await?)?.cached(TABLES))
}

pub(crate) async fn codes(request: &Request, db: &Db) -> Result<Reply> {
    let OfExam { exam } = request.query()?;
    let exam = exam::named(db, exam.as_ref().map(ExamId::as_str)).await?.id;
    let mut codes = Codes::default();
    for item in exam::codes(db, &exam).await? {
        codes.0.entry(item.list).or_default().push(Code { code: item.code, name: item.name });
    }
    Ok(Reply::json(&codes)?.cached(TABLES))
}

pub(crate) async fn categories(request: &Request, db: &Db) -> Result<Reply> {
    let OfExam { exam } = request.query()?;
    let exam = exam::named(db, exam.as_ref().map(ExamId::as_str)).await?.id;
    Ok(Reply::json(&review::rules(db, &exam).await?)?.cached(TABLES))
}

pub(crate) async fn regions(request: &Request, db: &Db) -> Result<Reply> {
    let WhichRegions { parent, of } = request.query()?;
    let regions = match of {
        Some(code) => exam::region_path(db, &code).await?,
        None => exam::regions(db, &parent.unwrap_or_default()).await?,
    };
    Ok(Reply::json(&Regions { regions })?.cached(TABLES))
}
