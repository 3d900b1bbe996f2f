//! 报名信息.

use super::candidate::place as candidate_place;
use super::exam;
use super::journal::Act;
use crate::db::Db;
use crate::seal::Keys;
use crate::{append, open_window, params};
use domain::event::{Event, registration as event};
use domain::registration::{Codes, Form, Identity, Saved, SavedForm};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;

/// Name of the window.
pub const WINDOW: &str = "registration";

/// What is there of a candidate's registration.
#[derive(Debug, Deserialize)]
pub struct Current {
    /// Version, 0 for none
    pub version: i64,
    /// When it was saved
    pub saved_at: Option<Timestamp>,
    /// The form, secrets sealed
    pub form: Option<SavedForm>,
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

/// What the form may hold.
///
/// # Errors
/// `Internal`.
pub async fn codes(db: &Db, exam: &str) -> Result<Codes> {
    let items = exam::codes(db, exam).await?.into_iter().map(|item| (item.list, item.code)).collect();
    let regions = db.all("SELECT code FROM region WHERE LENGTH(code) = 6", vec![]).await?;
    let year = db.first("SELECT year FROM exam WHERE id = ?", params![exam]).await?.unwrap_or_default();
    Ok(Codes { items, regions, year })
}

/// Accepts the pledge.
///
/// # Errors
/// `Internal`.
pub async fn pledge(act: &Act<'_>, version: &str) -> Result<()> {
    let statement = append!("WHERE EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND activated_at IS NOT NULL)");
    act.append(event::Pledged { version }.written()?, statement, vec![]).await.map(drop)
}

/// Saves the form (secrets sealed) as the next version; `false` when the window has closed, the
/// version has moved on, or the pledge is missing.
///
/// # Errors
/// `Internal`.
pub async fn save(act: &Act<'_>, form: &SavedForm, version: i64) -> Result<Option<i64>> {
    let event = event::Saved { version: version + 1, form };
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate AS c WHERE c.id = ?11 AND c.pledged_at IS NOT NULL \
         AND ?13 = COALESCE((SELECT r.version FROM registration AS r WHERE r.candidate = c.id), 0) AND ",
        open_window!("c.exam", "'registration'", "c.point"),
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

/// What of a form is a secret.
const SECRETS: [&str; 4] = ["household.detail", "address.detail", "address.recipient", "phone"];

/// The form with its secrets sealed, as it is stored.
///
/// # Errors
/// `Internal`.
pub fn seal(keys: &Keys, candidate: i64, form: &Form) -> Result<SavedForm> {
    SavedForm::of(form)?.map(&SECRETS, |column, value| keys.seal(&place(candidate, column), value))
}

/// The form as the candidate reads it.
///
/// # Errors
/// `Internal`.
pub fn open(keys: &Keys, candidate: i64, form: SavedForm) -> Result<SavedForm> {
    form.map(&SECRETS, |column, value| keys.open(&place(candidate, column), value))
}

fn place(candidate: i64, column: &str) -> String {
    candidate_place(candidate, column).replacen("candidate", "registration", 1)
}
