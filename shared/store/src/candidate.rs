//! 考生.

use super::journal::{InExam, OfAccount, OfCandidate};
use crate::db::Db;
use crate::seal::{Keys, Proved};
use crate::session::TokenHash;
use crate::{append, params};
use domain::candidate::{Candidate, Stage};
use domain::event::{Event, candidate as event};
use domain::{Error, ExamId, Result, Timestamp, time};
use serde::Deserialize;

/// What sign-in needs to know.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    pub id: i64,
    pub exam: ExamId,
    /// The keyed hash of the 证件号
    pub document_hash: String,
    /// 姓名
    pub name: String,
    /// 证件有效期至
    pub valid_until: String,
    /// How far they have come
    pub stage: Stage,
    /// Argon2id, sealed
    pub login_password: Option<String>,
}

/// Who has a 报名流水号 or a 证件号 (by its keyed hash) in the four newest exams, those of one exam and then the newest first. A
/// number of last year's may be somebody else's this year.
pub async fn find(db: &Db, exam: Option<&str>, serial: &str, document_hash: &str) -> Result<Vec<Credentials>> {
    // A seek for each exam and each of the two names: an OR over both, without the exam, walks through everybody.
    let sql = "SELECT c.id, c.exam, c.document_hash, c.name, c.valid_until, c.stage, c.login_password, e.year, e.id = ?3 \
               FROM exam AS e CROSS JOIN candidate AS c ON c.exam = e.id AND c.serial = ?1 \
               UNION ALL SELECT c.id, c.exam, c.document_hash, c.name, c.valid_until, c.stage, c.login_password, e.year, e.id = ?3 \
               FROM exam AS e CROSS JOIN candidate AS c ON c.exam = e.id AND c.document_hash = ?2 \
               ORDER BY 9 DESC, 8 DESC, 1 DESC LIMIT 4";
    db.all(sql, params![serial, document_hash, exam.unwrap_or_default()]).await
}

/// The candidate's own view.
///
/// # Errors
/// `NotFound`.
pub async fn view(db: &Db, id: i64) -> Result<Candidate> {
    let sql = "SELECT c.id, c.exam, e.name AS exam_name, e.password_least, c.serial, c.name, c.document_mask AS document_masked, \
               c.phone_mask AS phone_masked, c.point, p.name AS point_name, COALESCE(k.name, '') AS county_name, c.stage, \
               c.paid_at IS NOT NULL AS paid, c.verified_at IS NOT NULL AS verified, \
               c.activated_at IS NOT NULL AS passwords_set, c.pledged_at IS NOT NULL AS pledged, \
               COALESCE(r.version, 0) AS form_version, r.saved_at AS form_saved_at \
               FROM candidate AS c JOIN exam AS e ON e.id = c.exam \
               JOIN organisation AS p ON p.code = c.point LEFT JOIN organisation AS k ON k.code = p.county \
               LEFT JOIN registration AS r ON r.candidate = c.id WHERE c.id = ?1";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("考生"))
}

/// Secrets of a candidate, as stored.
#[derive(Debug, Deserialize)]
pub struct Secrets {
    pub exam: ExamId,
    /// Characters that it asks a password for
    pub password_least: usize,
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
pub fn document_place(exam: &ExamId, document_hash: &str) -> String {
    format!("candidate‖{exam}/{document_hash}‖document")
}

/// The registration point of a candidate.
///
/// # Errors
/// `NotFound`.
pub async fn point(db: &Db, id: i64) -> Result<String> {
    db.first("SELECT point FROM candidate WHERE id = ?", params![id]).await?.ok_or(Error::NotFound("考生"))
}

/// The secrets of a candidate.
///
/// # Errors
/// `NotFound`.
pub async fn secrets(db: &Db, id: i64) -> Result<Secrets> {
    let sql = "SELECT c.exam, e.password_least, c.serial, c.name, c.document, c.document_hash, c.phone, c.login_password, \
               c.save_password FROM candidate AS c JOIN exam AS e ON e.id = c.exam WHERE c.id = ?";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("考生"))
}

/// Within so long an identity verification is done, and within so long what it allows.
pub const IDENTITY_VALID: i64 = 15 * time::MINUTE;

/// An identity verification belongs to the candidate and to the session that began it.
#[derive(Clone, Copy, Debug)]
pub struct Verifier<'a> {
    pub candidate: i64,
    pub session: &'a TokenHash,
}

/// What the service that verifies says of one that was begun.
#[derive(Clone, Copy, Debug)]
pub struct NewIdentity<'a> {
    pub id: &'a str,
    /// Where it is done
    pub url: &'a str,
}

/// Notes that an identity verification was begun.
pub async fn begin_identity(db: &Db, by: Verifier<'_>, new: NewIdentity<'_>, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO identity_check (id, candidate, session, url, created_at) VALUES (?, ?, ?, ?, ?)";
    db.run(sql, params![new.id, by.candidate, by.session, new.url, now]).await
}

/// An identity verification that was begun.
#[derive(Debug, Deserialize)]
pub struct Check {
    /// Where it is done
    pub url: String,
    pub created_at: Timestamp,
    /// Is it known to be passed?
    pub passed: bool,
}

/// One's own identity verification.
///
/// # Errors
/// `NotFound`, also when another session began it.
pub async fn identity(db: &Db, by: Verifier<'_>, id: &str) -> Result<Check> {
    let sql = "SELECT url, created_at, passed_at IS NOT NULL AS passed FROM identity_check WHERE id = ? AND candidate = ? AND session = ?";
    db.first(sql, params![id, by.candidate, by.session]).await?.ok_or(Error::NotFound("实人认证记录"))
}

/// Notes when a verification was passed: for a while it allows one thing.
pub async fn identity_passed(db: &Db, by: Verifier<'_>, id: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE identity_check SET passed_at = ? \
               WHERE id = ? AND candidate = ? AND session = ? AND passed_at IS NULL";
    db.run(sql, params![now, id, by.candidate, by.session]).await
}

/// The verification that this session passed in the last quarter of an hour and has not used yet.
pub async fn fresh_identity(db: &Db, by: Verifier<'_>, now: Timestamp) -> Result<Option<String>> {
    let sql = "SELECT id FROM identity_check WHERE candidate = ? AND session = ? AND passed_at > ? LIMIT 1";
    db.first(sql, params![by.candidate, by.session, now.plus(-IDENTITY_VALID)]).await
}

/// 实人认证 passed. Once is enough: a second time changes nothing.
pub async fn verified(act: &OfCandidate<'_>, check: &str) -> Result<()> {
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND paid_at IS NOT NULL AND verified_at IS NULL)"
    );
    act.append(event::Verified { check }.written()?, statement, vec![]).await.map(drop)
}

/// Somebody of the staff ends all sessions of a candidate.
///
/// # Errors
/// `Conflict` when there is no such candidate; `IdempotencyKeyReused`.
pub async fn end_sessions(act: &OfCandidate<'_>, reason: &str) -> Result<()> {
    let statement = append!(where "EXISTS (SELECT 1 FROM candidate WHERE id = ?11)");
    act.carry_out(event::SessionsEnded { reason }.written()?, statement, vec![], "没有这名考生").await
}

/// Two new passwords: sealed hashes.
#[derive(Debug)]
pub struct NewPasswords<'a> {
    /// 登录密码
    pub login: &'a str,
    /// 信息保存密码
    pub save: &'a str,
    /// The 登录密码 that was there, so that of two devices one wins
    pub expected: Option<String>,
}

/// Sets both passwords, by the 实人认证 `check` of this very session. The statement uses it up and ends every session.
///
/// # Errors
/// `Conflict` when another device was faster, or the time for it is over.
pub async fn set_passwords(act: &InExam<'_>, by: Verifier<'_>, check: &str, new: NewPasswords<'_>) -> Result<()> {
    let event = event::PasswordsSet { login_password: new.login, save_password: new.save, check: Some(check) };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND verified_at IS NOT NULL AND login_password IS ?13) \
         AND EXISTS (SELECT 1 FROM identity_check WHERE id = ?14 AND candidate = ?11 AND session = ?15 AND passed_at > ?16)"
    );
    let guard = params![new.expected, check, by.session, act.at.plus(-IDENTITY_VALID)];
    match act.about(by.candidate).append(event.written()?, statement, guard).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("密码刚刚在另一台设备上改过，请刷新后再试".into())),
    }
}

/// Hashes a password of whom the act is about that was just proved anew, if its stored hash (`column`) is of parameters that are no longer used:
/// an event like a new password, so that a rebuild agrees. What is stored now; `None` when nothing was due, or somebody
/// has set another password meanwhile.
pub async fn rehash(act: &OfAccount<'_>, keys: &Keys, column: &str, proved: Proved<'_>) -> Result<Option<String>> {
    let Proved { sealed, password } = proved;
    let Some(newer) = keys.rehash(&place(act.subject, column), sealed, password)? else { return Ok(None) };
    let exam = secrets(act.db, act.subject).await?.exam;
    let author = act.author.without_key();
    let act = act.by(&author).within(&exam);
    let event = event::PasswordRehashed { column, password: &newer };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND ?14 = IIF(?13 = 'login_password', login_password, save_password))"
    );
    let appended = act.append(event.written()?, statement, params![column, sealed]).await?;
    Ok(appended.map(|_| newer))
}

/// A code that was sent to a phone: keyed hashes of both.
#[derive(Clone, Copy, Debug)]
pub struct PhoneCode<'a> {
    /// The phone's
    pub phone: &'a str,
    pub code: &'a str,
}

/// A code for a phone, in place of an older one.
pub async fn phone_code(db: &Db, id: i64, sent: PhoneCode<'_>, expires: Timestamp) -> Result<()> {
    let sql = "INSERT INTO sms_code (candidate, phone_hash, code_hash, expires_at, tries_left) VALUES (?, ?, ?, ?, 5) \
               ON CONFLICT (candidate) DO UPDATE SET phone_hash = excluded.phone_hash, code_hash = excluded.code_hash, \
               expires_at = excluded.expires_at, tries_left = 5";
    db.run(sql, params![id, sent.phone, sent.code, expires]).await
}

/// Uses up one try of the code; was it the right one?
pub async fn try_phone_code(db: &Db, id: i64, typed: PhoneCode<'_>, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE sms_code SET tries_left = tries_left - 1 WHERE candidate = ? AND tries_left > 0 AND expires_at > ? \
               RETURNING phone_hash = ? AND code_hash = ?";
    Ok(db.first(sql, params![id, now, typed.phone, typed.code]).await?.unwrap_or(false))
}

/// A phone to be bound.
#[derive(Debug)]
pub struct NewPhone<'a> {
    /// Sealed for [`place`] `phone`
    pub sealed: &'a str,
    pub mask: &'a str,
    /// The code that it got
    pub proved: PhoneCode<'a>,
}

/// Binds a phone whose code was right; in the place of another, of somebody who is known by 实人认证, only by a fresh one of this session. Both are
/// spent.
/// `false`: the code was spent meanwhile, the 实人认证 is missing, or another candidate of the exam has this phone and
/// the exam wants one for each.
pub async fn bind_phone(
    act: &OfCandidate<'_>,
    identity: Option<(&str, &TokenHash)>,
    phone: NewPhone<'_>,
) -> Result<bool> {
    let (check, session) = identity.unzip();
    let event =
        event::PhoneBound { phone: phone.sealed, phone_mask: phone.mask, phone_hash: phone.proved.phone, check };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM sms_code WHERE candidate = ?11 AND phone_hash = ?13 AND code_hash = ?14) \
         AND (EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND (phone IS NULL OR verified_at IS NULL)) \
         OR EXISTS (SELECT 1 FROM identity_check WHERE id = ?15 AND candidate = ?11 AND session = ?16 AND passed_at > ?17)) \
         AND NOT EXISTS (SELECT 1 FROM candidate AS o JOIN exam AS e ON e.id = o.exam AND e.one_phone_one_candidate \
         WHERE o.exam = ?2 AND o.phone_hash = ?13 AND o.id <> ?11)"
    );
    let guard = params![phone.proved.phone, phone.proved.code, check, session, act.at.plus(-IDENTITY_VALID)];
    Ok(act.append(event.written()?, statement, guard).await?.is_some())
}

/// Has another candidate of the exam bound this phone (its keyed hash), although the exam wants one for each?
pub async fn phone_is_taken(db: &Db, exam: &ExamId, id: i64, phone_hash: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM candidate AS o JOIN exam AS e ON e.id = o.exam AND e.one_phone_one_candidate \
               WHERE o.exam = ? AND o.phone_hash = ? AND o.id <> ? LIMIT 1";
    Ok(db.first::<i64>(sql, params![exam, phone_hash, id]).await?.is_some())
}
