//! 考生.

use super::journal::{self, Author, Event};
use crate::api::account;
use crate::db::Db;
use crate::domain::candidate::Stage;
use crate::domain::registration::FIELDS;
use crate::domain::{Timestamp, time};
use crate::seal::Keys;
use crate::{Error, Result, append, params};
use serde::Deserialize;
use serde_json::json;

/// What sign-in needs to know.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    /// Number
    pub id: i64,
    /// 姓名
    pub name: String,
    /// 证件有效期至
    pub valid_until: String,
    /// How far they have come
    pub stage: Stage,
    /// Argon2id, sealed
    pub login_password: Option<String>,
}

/// The candidate of a 报名流水号 or of a 证件号 (by its keyed hash); the newest exam first.
///
/// # Errors
/// `Internal`.
pub async fn find(db: &Db, serial: &str, document_hash: &str) -> Result<Option<Credentials>> {
    // A seek for each exam and each of the two names: an OR over both, without the exam, walks through everybody.
    let sql = "SELECT c.id, c.name, c.valid_until, c.stage, c.login_password \
               FROM exam AS e CROSS JOIN candidate AS c ON c.exam = e.id AND c.serial = ?1 \
               UNION ALL SELECT c.id, c.name, c.valid_until, c.stage, c.login_password \
               FROM exam AS e CROSS JOIN candidate AS c ON c.exam = e.id AND c.document_hash = ?2 \
               ORDER BY 1 DESC LIMIT 1";
    db.first(sql, params![serial, document_hash]).await
}

/// The candidate's own view.
///
/// # Errors
/// `NotFound`.
pub async fn view(db: &Db, id: i64) -> Result<account::Candidate> {
    let sql = "SELECT c.id, c.exam, e.name AS exam_name, c.serial, c.name, c.document_mask AS document_masked, \
               c.phone_mask AS phone_masked, c.point, p.name AS point_name, k.name AS county_name, c.stage, \
               c.paid_at IS NOT NULL AS paid, c.verified_at IS NOT NULL AS verified, \
               c.activated_at IS NOT NULL AS passwords_set, c.pledged_at IS NOT NULL AS pledged, \
               COALESCE(r.version, 0) AS form_version, r.saved_at AS form_saved_at, r.form IS NOT NULL AND NOT EXISTS \
               (SELECT 1 FROM JSON_EACH(?2) AS field WHERE r.form ->> field.value IS NULL) AS form_complete \
               FROM candidate AS c JOIN exam AS e ON e.id = c.exam \
               JOIN organisation AS p ON p.code = c.point JOIN organisation AS k ON k.code = SUBSTR(c.point, 1, 6) \
               LEFT JOIN registration AS r ON r.candidate = c.id WHERE c.id = ?1";
    let fields = serde_json::to_string(&FIELDS)?;
    db.first(sql, params![id, fields]).await?.ok_or(Error::NotFound("考生"))
}

/// Secrets of a candidate, as stored.
#[derive(Debug, Deserialize)]
pub struct Secrets {
    /// Exam
    pub exam: String,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 证件号, sealed for [`document_place`]
    pub document: String,
    /// Keyed hash of the 证件号
    pub document_hash: String,
    /// Bound phone, sealed for [`place`] `phone`
    pub phone: Option<String>,
    /// 登录密码, sealed for [`place`] `login_password`
    pub login_password: Option<String>,
    /// 信息保存密码, sealed for [`place`] `save_password`
    pub save_password: Option<String>,
}

/// The place that a candidate's column is sealed for.
pub fn place(id: i64, column: &str) -> String {
    format!("candidate‖{id}‖{column}")
}

/// The place that a 证件号 is sealed for: known before the candidate has a number.
pub fn document_place(exam: &str, document_hash: &str) -> String {
    format!("candidate‖{exam}/{document_hash}‖document")
}

/// The secrets of a candidate.
///
/// # Errors
/// `NotFound`.
pub async fn secrets(db: &Db, id: i64) -> Result<Secrets> {
    let sql = "SELECT exam, serial, name, document, document_hash, phone, login_password, save_password \
               FROM candidate WHERE id = ?";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("考生"))
}

/// Notes that an identity verification was begun.
///
/// # Errors
/// `Internal`.
pub async fn begin_identity(db: &Db, candidate: i64, id: &str, url: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO identity_check (id, candidate, url, created_at) VALUES (?, ?, ?, ?)";
    db.run(sql, params![id, candidate, url, now]).await
}

/// Where a candidate's own identity verification is done.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn identity_url(db: &Db, candidate: i64, id: &str) -> Result<String> {
    let sql = "SELECT url FROM identity_check WHERE id = ? AND candidate = ?";
    db.first(sql, params![id, candidate]).await?.ok_or(Error::NotFound("实人认证记录"))
}

/// Notes when a verification was passed: passwords may be changed for a while.
///
/// # Errors
/// `Internal`.
pub async fn identity_passed(db: &Db, id: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE identity_check SET passed_at = ? WHERE id = ? AND passed_at IS NULL";
    db.run(sql, params![now, id]).await
}

/// Did the candidate pass a verification in the last quarter of an hour?
///
/// # Errors
/// `Internal`.
pub async fn identity_is_fresh(db: &Db, candidate: i64, now: Timestamp) -> Result<bool> {
    let sql = "SELECT 1 FROM identity_check WHERE candidate = ? AND passed_at > ? LIMIT 1";
    let fresh: Option<i64> = db.first(sql, params![candidate, now.plus(-15 * time::MINUTE)]).await?;
    Ok(fresh.is_some())
}

/// 实人认证 passed. Once is enough: a second time changes nothing.
///
/// # Errors
/// `Internal`.
pub async fn verified(db: &Db, author: &Author, exam: &str, id: i64, check: &str, at: Timestamp) -> Result<()> {
    let event = Event { at, exam, kind: "candidate.verified", subject: id, body: json!({ "check": check }) };
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND paid_at IS NOT NULL AND verified_at IS NULL)"
    );
    journal::append(db, author, event, statement, vec![]).await.map(drop)
}

/// Sets both passwords (sealed hashes); `expected` is the 登录密码 that was there, so that of two
/// devices one wins.
///
/// # Errors
/// `Conflict` when another device was faster.
pub async fn set_passwords(
    db: &Db,
    author: &Author,
    (exam, id): (&str, i64),
    (login, save): (&str, &str),
    expected: Option<String>,
    at: Timestamp,
) -> Result<()> {
    let body = json!({ "login_password": login, "save_password": save });
    let event = Event { at, exam, kind: "candidate.passwords_set", subject: id, body };
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND verified_at IS NOT NULL AND login_password IS ?13)"
    );
    match journal::append(db, author, event, statement, params![expected]).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("密码刚刚在另一台设备上改过，请刷新后再试".into())),
    }
}

/// Hashes a password that was just proved anew, if its stored hash (`column`) is of parameters that are no longer used:
/// an event like a new password, so that a rebuild agrees. What is stored now; `None` when nothing was due, or somebody
/// has set another password meanwhile.
///
/// # Errors
/// `Internal`.
pub async fn rehash(
    db: &Db,
    keys: &Keys,
    author: &Author,
    (id, column): (i64, &str),
    (sealed, password): (&str, &str),
    at: Timestamp,
) -> Result<Option<String>> {
    let Some(newer) = keys.rehash(&place(id, column), sealed, password)? else { return Ok(None) };
    let exam = secrets(db, id).await?.exam;
    let body = json!({ "column": column, "password": newer });
    let event = Event { at, exam: &exam, kind: "candidate.password_rehashed", subject: id, body };
    let statement = append!(
        "WHERE EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND ?14 = IIF(?13 = 'login_password', login_password, save_password))"
    );
    let appended = journal::append(db, &author.without_key(), event, statement, params![column, sealed]).await?;
    Ok(appended.map(|_| newer))
}

/// A code for a phone, in place of an older one.
///
/// # Errors
/// `Internal`.
pub async fn phone_code(db: &Db, id: i64, phone_hash: &str, code_hash: &str, expires: Timestamp) -> Result<()> {
    let sql = "INSERT INTO sms_code (candidate, phone_hash, code_hash, expires_at, tries_left) VALUES (?, ?, ?, ?, 5) \
               ON CONFLICT (candidate) DO UPDATE SET phone_hash = excluded.phone_hash, code_hash = excluded.code_hash, \
               expires_at = excluded.expires_at, tries_left = 5";
    db.run(sql, params![id, phone_hash, code_hash, expires]).await
}

/// Uses up one try of the code; was it the right one?
///
/// # Errors
/// `Internal`.
pub async fn try_phone_code(db: &Db, id: i64, phone_hash: &str, code_hash: &str, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE sms_code SET tries_left = tries_left - 1 WHERE candidate = ? AND tries_left > 0 AND expires_at > ? \
               RETURNING phone_hash = ? AND code_hash = ?";
    Ok(db.first(sql, params![id, now, phone_hash, code_hash]).await?.unwrap_or(false))
}

/// Binds a phone whose code was right. The code is spent.
///
/// # Errors
/// `Internal`.
pub async fn bind_phone(
    db: &Db,
    author: &Author,
    (exam, id): (&str, i64),
    (phone, mask): (&str, &str),
    at: Timestamp,
) -> Result<()> {
    let body = json!({ "phone": phone, "phone_mask": mask });
    let event = Event { at, exam, kind: "candidate.phone_bound", subject: id, body };
    journal::append(db, author, event, append!("WHERE TRUE"), vec![]).await?;
    db.run("DELETE FROM sms_code WHERE candidate = ?", params![id]).await
}
