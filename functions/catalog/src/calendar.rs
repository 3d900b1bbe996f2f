//! 日程, 代码表, 行政区划.

use domain::Result;
use store::db::Db;
use store::exam;
use web::api::catalog::{Calendar, Code, Codes, Exam, Regions};
use web::{Reply, Request};

/// Seconds that code tables may be kept.
const TABLES: u32 = 3600;

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let mut exams = Vec::new();
    for e in exam::all(db).await? {
        let windows = exam::windows(db, &e.id, request.now()).await?;
        exams.push(Exam { id: e.id, name: e.name, kind: e.kind, year: e.year, windows });
    }
    Reply::json(&Calendar { now: request.now(), exams })
}

pub(crate) async fn codes(request: &Request, db: &Db) -> Result<Reply> {
    let exam = match request.query("exam") {
        Some(exam) => exam.to_owned(),
        None => exam::current(db).await?.id,
    };
    let mut codes = Codes::default();
    for item in exam::codes(db, &exam).await? {
        codes.0.entry(item.list).or_default().push(Code { code: item.code, name: item.name });
    }
    Ok(Reply::json(&codes)?.cached(TABLES))
}

pub(crate) async fn regions(_: &Request, db: &Db) -> Result<Reply> {
    Ok(Reply::json(&Regions { regions: exam::regions(db).await? })?.cached(TABLES))
}
