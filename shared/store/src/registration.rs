//! 报名信息.

use super::candidate::place as candidate_place;
use super::exam::{CodeItem, region};
use super::journal::OfCandidate;
use crate::db::Db;
use crate::seal::Keys;
use crate::{append, open_window, params};
use domain::event::{Event, registration as event};
use domain::exam::Region;
use domain::form::{Answers, Facts, Form, Named};
use domain::registration::{Identity, Saved};
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;

/// Name of the window.
pub const WINDOW: &str = "registration";

/// What is there of a candidate's registration.
#[derive(Debug, Deserialize)]
pub struct Current {
    /// Version, 0 for none
    pub version: i64,
    pub saved_at: Option<Timestamp>,
    /// The form, secrets sealed
    pub form: Option<Answers>,
    /// When the pledge was accepted
    pub pledged_at: Option<Timestamp>,
    /// Which version of it
    pub pledge: Option<String>,
}

/// A candidate's registration as last saved, secrets sealed.
///
/// # Errors
/// `NotFound`.
pub async fn current(db: &Db, candidate: i64) -> Result<Current> {
    let sql = "SELECT COALESCE(r.version, 0) AS version, r.saved_at, r.form, c.pledged_at, c.pledge \
               FROM candidate AS c LEFT JOIN registration AS r ON r.candidate = c.id WHERE c.id = ?";
    db.first(sql, params![candidate]).await?.ok_or(Error::NotFound("考生"))
}

/// What the registration point captured.
///
/// # Errors
/// `NotFound`.
pub async fn identity(db: &Db, candidate: i64) -> Result<(Identity, String)> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        sex: String,
        ethnicity: String,
        birth: String,
        document_kind: String,
        document_mask: String,
        valid_until: String,
        photo: String,
    }
    let sql = "SELECT c.name, c.sex, COALESCE(e.name, c.ethnicity) AS ethnicity, c.birth, c.document_kind, c.document_mask, \
               c.valid_until, c.photo FROM candidate AS c \
               LEFT JOIN code_item AS e ON e.exam = c.exam AND e.list = 'ethnicity' AND e.code = c.ethnicity WHERE c.id = ?";
    let row: Row = db.first(sql, params![candidate]).await?.ok_or(Error::NotFound("考生"))?;
    let identity = Identity {
        name: row.name,
        sex: row.sex,
        ethnicity: row.ethnicity,
        birth: row.birth,
        document_kind: row.document_kind,
        document_masked: row.document_mask,
        valid_until: row.valid_until,
        photo_url: (!row.photo.is_empty()).then(|| "/api/registration/photo".to_owned()),
    };
    Ok((identity, row.photo))
}

/// What the rules of a form have to know about what answers name.
pub async fn facts(db: &Db, exam: &ExamId, named: &Named, now: Timestamp) -> Result<Facts> {
    let sql = "SELECT c.list, c.code, c.name FROM JSON_EACH(?2) AS n JOIN code_item AS c \
               ON c.exam = ?1 AND c.list = n.value ->> 'list' AND c.code = n.value ->> 'code'";
    let codes: Vec<CodeItem> = db.all(sql, params![exam, serde_json::to_string(&named.codes)?]).await?;
    let sql = concat!("SELECT ", region!(), " FROM JSON_EACH(?1) AS n JOIN region AS r ON r.code = n.value");
    let regions: Vec<Region> = db.all(sql, params![serde_json::to_string(&named.regions)?]).await?;
    let year = db.first("SELECT year FROM exam WHERE id = ?", params![exam]).await?.unwrap_or_default();
    Ok(Facts {
        year,
        today: now.date(),
        codes: codes.into_iter().map(|item| ((item.list, item.code), item.name)).collect(),
        regions: regions.into_iter().map(|region| (region.code.clone(), region)).collect(),
    })
}

/// Accepts the pledge.
pub async fn pledge(act: &OfCandidate<'_>, version: &str) -> Result<()> {
    let statement = append!(where "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND activated_at IS NOT NULL)");
    act.append(event::Pledged { version }.written()?, statement, vec![]).await.map(drop)
}

/// Saves the answers (secrets sealed) to a version of the form as the next version; `None` when the window has closed, the
/// version has moved on, or the pledge is missing.
pub async fn save(act: &OfCandidate<'_>, form: (i64, &Answers), version: i64) -> Result<Option<i64>> {
    let event = event::Saved { version: version + 1, form_version: form.0, form: form.1 };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate AS c WHERE c.id = ?11 AND c.pledged_at IS NOT NULL \
         AND ?13 = COALESCE((SELECT r.version FROM registration AS r WHERE r.candidate = c.id), 0) AND ",
        open_window!("c.exam", "'registration'", "c.point", "c.id"),
        ")"
    );
    act.append(event.written()?, statement, params![version]).await
}

/// What an event saved.
///
/// # Errors
/// `NotFound`.
pub async fn saved(db: &Db, seq: i64) -> Result<Saved> {
    let sql = "SELECT body ->> 'version' AS version, at AS saved_at FROM journal WHERE seq = ? AND kind = 'registration.saved'";
    db.first(sql, params![seq]).await?.ok_or(Error::NotFound("提交记录"))
}

/// Answers with what is to be sealed sealed, as they are stored.
pub fn seal(keys: &Keys, candidate: i64, form: &Form, answers: Answers) -> Result<Answers> {
    let places: Vec<String> = form.sealed(&answers).collect();
    answers.map(places, |place, value| keys.seal(&sealed_for(candidate, place), value))
}

/// Answers as the candidate reads them.
pub fn open(keys: &Keys, candidate: i64, form: &Form, answers: Answers) -> Result<Answers> {
    let places: Vec<String> = form.sealed(&answers).collect();
    answers.map(places, |place, value| keys.open(&sealed_for(candidate, place), value))
}

fn sealed_for(candidate: i64, place: &str) -> String {
    candidate_place(candidate, place).replacen("candidate", "registration", 1)
}

#[cfg(test)]
mod tests;
