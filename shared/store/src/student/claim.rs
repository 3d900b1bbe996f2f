//! 认领: a student's own record, claimed by a code to their phone.

use crate::candidate;
use crate::db::Db;
use crate::journal::InExam;
use crate::seal::Keys;
use crate::{append, open_window, params};
use domain::document::{DocumentKind, ResidentNumber};
use domain::event::{Event, student as event};
use domain::student::Student;
use domain::{ExamId, Result, Timestamp};
use serde::Deserialize;

/// Who wants a record: keyed hashes.
#[derive(Clone, Copy, Debug)]
pub struct Claimant<'a> {
    pub exam: &'a ExamId,
    /// The 证件号's
    pub document: &'a str,
    /// The phone's
    pub phone: &'a str,
}

/// A code (its keyed hash) for a phone, in place of an older one.
pub async fn send_code(db: &Db, to: Claimant<'_>, code: &str, expires: Timestamp) -> Result<()> {
    let sql = "INSERT INTO claim_code (exam, document_hash, phone_hash, code_hash, expires_at, tries_left) VALUES (?, ?, ?, ?, ?, 5) \
               ON CONFLICT DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries_left = 5";
    db.run(sql, params![to.exam, to.document, to.phone, code, expires]).await
}

/// Uses up one try of the code; was it the right one?
pub async fn try_code(db: &Db, of: Claimant<'_>, code: &str, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE claim_code SET tries_left = tries_left - 1 WHERE exam = ? AND document_hash = ? AND phone_hash = ? \
               AND tries_left > 0 AND expires_at > ? RETURNING code_hash = ?";
    Ok(db.first(sql, params![of.exam, of.document, of.phone, now, code]).await?.unwrap_or(false))
}

/// A student's record.
#[derive(Debug, Deserialize)]
pub struct Record {
    /// Its number; `None` of who is of a college of another province, and registers only now
    pub id: Option<i64>,
    /// Code of the college
    pub college: String,
    /// 姓名
    pub name: String,
    pub document_kind: DocumentKind,
    /// Who has claimed it
    pub candidate: Option<i64>,
    /// Keyed hash of the phone that they bound
    pub phone_hash: Option<String>,
    /// Are they known by 实人认证?
    pub verified: bool,
}

/// The record of a 证件号 (by its keyed hash).
pub async fn of_document(db: &Db, exam: &ExamId, document_hash: &str) -> Result<Option<Record>> {
    let sql = "SELECT s.id, s.college, s.name, s.document_kind, s.candidate, c.phone_hash, \
               c.verified_at IS NOT NULL AS verified FROM student AS s \
               LEFT JOIN candidate AS c ON c.id = s.candidate WHERE s.exam = ? AND s.document_hash = ?";
    db.first(sql, params![exam, document_hash]).await
}

/// Why somebody may not register, in words.
pub async fn barred(db: &Db, of: Claimant<'_>) -> Result<Option<String>> {
    let sql = "SELECT COALESCE(i.name, b.reason) FROM barred AS b LEFT JOIN code_item AS i ON i.exam = b.exam \
               AND i.list = 'barred_reason' AND i.code = b.reason WHERE b.exam = ? AND b.document_hash = ?";
    db.first(sql, params![of.exam, of.document]).await
}

/// To whom those of other provinces' colleges belong, and what they are in the list `graduate`; `None` where they can't register.
pub async fn outside(db: &Db, exam: &ExamId) -> Result<Option<Outside>> {
    let sql = "SELECT v.value ->> 'organisation' AS organisation, v.value ->> 'graduate' AS graduate FROM revision AS f \
               CROSS JOIN revision_row AS w ON w.content = f.content AND w.noun = 'outside' AND w.key = f.exam \
               CROSS JOIN revision_value AS v ON v.hash = w.value WHERE f.status = 'published' AND f.exam = ?";
    db.first(sql, params![exam]).await
}

/// What an exam year says of them.
#[derive(Debug, Deserialize)]
pub struct Outside {
    pub organisation: String,
    pub graduate: String,
}

/// Has a candidate of the exam bound this phone (its keyed hash)?
pub async fn phone_is_taken(db: &Db, exam: &ExamId, phone_hash: &str) -> Result<bool> {
    candidate::phone_is_taken(db, exam, 0, phone_hash).await
}

/// Who claims what.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// The record of this 证件号
    Imported(&'a Record, &'a str),
    /// One's own, which belongs to this organisation
    Outside(&'a Student, &'a str),
}

/// The record becomes a candidate, with the next number of the exam. The candidate's number; `None` when it has been claimed, corrected
/// or barred meanwhile, the phone is somebody's, or the window has closed.
pub async fn claim(act: &InExam<'_>, keys: &Keys, whose: Whose<'_>, of: Claimant<'_>) -> Result<Option<i64>> {
    let (student, outside, kind, number) = match whose {
        Whose::Imported(record, number) => (record.id, None, record.document_kind, number),
        Whose::Outside(student, college) => {
            let says = super::kept(of.exam, keys, student)?;
            (None, Some(event::Outside { college, says }), student.document_kind, student.document.as_str())
        }
    };
    let (college, name) = match whose {
        Whose::Imported(record, _) => (record.college.as_str(), record.name.as_str()),
        Whose::Outside(student, college) => (college, student.name.as_str()),
    };
    let card = (kind == DocumentKind::ResidentCard).then(|| ResidentNumber::parse(number).ok()).flatten();
    let birth = card.as_ref().and_then(ResidentNumber::birth).map(|day| day.to_string()).unwrap_or_default();
    let sex = card.map_or("", |card| if card.is_female() { "female" } else { "male" });
    let document = keys.seal(&candidate::document_place(of.exam, of.document), number)?;
    let claimed = event::Claimed { student, outside, serial: None, sex, birth: &birth, document: &document };
    let statement = append!(
        "JSON_SET(?12, '$.serial', PRINTF('%08d', COALESCE((SELECT c.serial FROM candidate AS c WHERE c.exam = ?2 AND c.serial > '' \
         ORDER BY c.serial DESC LIMIT 1), 0) + 1))",
        "",
        concat!(
            "(EXISTS (SELECT 1 FROM student AS s WHERE s.id = ?13 AND s.exam = ?2 AND s.college = ?14 AND s.name = ?15 \
             AND s.document_hash = ?16 AND s.candidate IS NULL) \
             OR ?13 IS NULL AND NOT EXISTS (SELECT 1 FROM student AS s WHERE s.exam = ?2 AND s.document_hash = ?16)) \
             AND NOT EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = ?2 AND c.document_hash = ?16) \
             AND NOT EXISTS (SELECT 1 FROM barred AS b WHERE b.exam = ?2 AND b.document_hash = ?16) \
             AND NOT EXISTS (SELECT 1 FROM candidate AS c JOIN exam AS e ON e.id = c.exam AND e.one_phone_one_candidate \
             WHERE c.exam = ?2 AND c.phone_hash = ?17) AND ",
            open_window!("?2", "'registration'", "?14")
        )
    );
    let guard = params![student, college, name, of.document, of.phone];
    act.append(claimed.written()?, statement, guard).await
}
