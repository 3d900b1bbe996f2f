//! Candidates as the exam offices see them: admitted, searched, shown.

use super::journal::{self, Author, Event};
use crate::api::admin::{Admitted, CandidateDetail, CandidateRow};
use crate::db::Db;
use crate::domain::Timestamp;
use crate::domain::admission::Admission;
use crate::domain::candidate::Stage;
use crate::{Error, Result, append, params};
use serde::Deserialize;
use serde_json::json;

/// Candidates on a page.
pub const PAGE: i64 = 20;

/// 证件号 as it is stored.
#[derive(Debug)]
pub struct Sealed {
    /// Sealed for `candidate::document_place`
    pub document: String,
    /// Keyed hash
    pub document_hash: String,
    /// Masked
    pub document_mask: String,
}

/// Binds the point's next free 报名流水号 to a candidate: the statement itself takes it, so that readers
/// of one point never wait for one another. `None` when the 证件号 has a number, the point has none left,
/// or the window has closed.
///
/// # Errors
/// `Internal`.
pub async fn admit(
    db: &Db,
    author: &Author,
    (exam, point): (&str, &str),
    admission: &Admission,
    sealed: &Sealed,
    photo: &str,
    at: Timestamp,
) -> Result<Option<i64>> {
    let body = json!({
        "point": point, "name": admission.name, "sex": admission.sex,
        "ethnicity": admission.ethnicity, "birth": admission.birth, "document_kind": admission.document_kind,
        "document": sealed.document, "document_hash": sealed.document_hash, "document_mask": sealed.document_mask,
        "valid_until": admission.valid_until, "capture": admission.capture, "photo": photo,
    });
    let event = Event { at, exam, kind: "candidate.admitted", subject: 0, body };
    let statement = append!(
        "JSON_SET(?12, '$.serial', PRINTF('%08d', s.next))",
        "FROM (SELECT next FROM segment WHERE exam = ?2 AND point = ?13 AND next <= last ORDER BY first LIMIT 1) AS s \
         WHERE NOT EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = ?2 AND c.document_hash = ?14) \
         AND EXISTS (SELECT 1 FROM exam_window AS w WHERE w.exam = ?2 AND w.name = 'registration' \
         AND SUBSTR(?13, 1, LENGTH(w.organisation)) = w.organisation AND ?1 >= w.opens AND ?1 < w.closes)"
    );
    journal::append(db, author, event, statement, params![point, &sealed.document_hash]).await
}

/// The number that an admission bound.
///
/// # Errors
/// `NotFound`.
pub async fn admitted(db: &Db, seq: i64) -> Result<Admitted> {
    let sql = "SELECT id, serial FROM candidate WHERE id = ?";
    db.first(sql, params![seq]).await?.ok_or(Error::NotFound("考生"))
}

/// The 报名流水号 of a 证件号 (by its keyed hash) and its 报名点, if it has one.
///
/// # Errors
/// `Internal`.
pub async fn serial_of(db: &Db, exam: &str, document_hash: &str) -> Result<Option<(String, String)>> {
    let sql = "SELECT serial, point FROM candidate WHERE exam = ? AND document_hash = ?";
    db.first(sql, params![exam, document_hash]).await
}

/// What to look for; empty means anything.
#[derive(Debug)]
pub struct Search<'a> {
    /// Exam
    pub exam: &'a str,
    /// Subtree
    pub organisation: &'a str,
    /// 报名流水号, its beginning, or 姓名
    pub text: &'a str,
    /// Keyed hash of the text as a 证件号
    pub document_hash: &'a str,
    /// Stage
    pub stage: &'a str,
    /// From 1
    pub page: i64,
}

#[derive(Deserialize)]
struct Row {
    total: i64,
    id: i64,
    serial: String,
    name: String,
    document_masked: String,
    point: String,
    point_name: String,
    stage: Stage,
    paid: bool,
    submitted: bool,
}

/// A page of candidates by 报名流水号; how many there are in all.
///
/// # Errors
/// `Internal`.
pub async fn search(db: &Db, search: &Search<'_>) -> Result<(i64, Vec<CandidateRow>)> {
    let sql = "SELECT COUNT(*) OVER () AS total, c.id, c.serial, c.name, c.document_mask AS document_masked, c.point, \
               p.name AS point_name, c.stage, c.paid_at IS NOT NULL AS paid, \
               EXISTS (SELECT 1 FROM volunteer AS v WHERE v.candidate = c.id) AS submitted \
               FROM candidate AS c JOIN organisation AS p ON p.code = c.point \
               WHERE c.exam = ?1 AND c.point >= ?2 AND c.point < ?2 || 'a' AND (?5 = '' OR c.stage = ?5) \
               AND (?3 = '' OR SUBSTR(c.serial, 1, LENGTH(?3)) = ?3 OR c.name = ?3 OR c.document_hash = ?4) \
               ORDER BY c.point, c.serial LIMIT ?6 OFFSET ?7";
    let offset = (search.page - 1) * PAGE;
    let values =
        params![search.exam, search.organisation, search.text, search.document_hash, search.stage, PAGE, offset];
    let rows: Vec<Row> = db.all(sql, values).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let row = |r: Row| CandidateRow {
        id: r.id,
        serial: r.serial,
        name: r.name,
        document_masked: r.document_masked,
        point: r.point,
        point_name: r.point_name,
        stage: r.stage,
        paid: r.paid,
        submitted: r.submitted,
    };
    Ok((total, rows.into_iter().map(row).collect()))
}

/// One candidate of a subtree.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn detail(db: &Db, id: i64, organisation: &str) -> Result<CandidateDetail> {
    let sql = "SELECT c.id, c.serial, c.name, c.sex, c.ethnicity, c.birth, c.document_mask AS document_masked, c.valid_until, \
               c.capture, c.phone_mask AS phone_masked, c.point, p.name AS point_name, c.stage, c.registered_at, c.paid_at, \
               c.verified_at, c.activated_at, c.pledged_at, c.filled_at, COALESCE(r.version, 0) AS form_version, \
               r.first_subject, (SELECT MAX(v.submitted_at) FROM volunteer AS v WHERE v.candidate = c.id) AS submitted_at \
               FROM candidate AS c JOIN organisation AS p ON p.code = c.point \
               LEFT JOIN registration AS r ON r.candidate = c.id \
               WHERE c.id = ?1 AND SUBSTR(c.point, 1, LENGTH(?2)) = ?2";
    db.first(sql, params![id, organisation]).await?.ok_or(Error::NotFound("考生"))
}
