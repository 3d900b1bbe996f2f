//! 补读身份证: a document that is captured again.

use crate::db::Db;
use crate::journal::OfCandidate;
use crate::{append, params};
use domain::admission::Captured;
use domain::document::DocumentKind;
use domain::event::{Event, candidate as event};
use domain::{Error, Result};
use serde::Deserialize;

/// What is known of a document that is to be captured again.
#[derive(Debug, Deserialize)]
pub struct Held {
    /// 证件类型
    pub document_kind: DocumentKind,
    /// Keyed hash of the 证件号
    pub document_hash: String,
    /// Photo, its SHA-256
    pub photo: String,
}

/// The document of a candidate.
///
/// # Errors
/// `NotFound`.
pub async fn held(db: &Db, id: i64) -> Result<Held> {
    let sql = "SELECT document_kind, document_hash, photo FROM candidate WHERE id = ?";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("考生"))
}

impl Held {
    /// Is it the one that was captured now?
    pub fn is(&self, kind: DocumentKind, document_hash: &str) -> bool {
        self.document_kind == kind && self.document_hash == document_hash
    }
}

/// 补读身份证: what the very document says takes the place of what was typed; the photo's too, if there is another.
///
/// # Errors
/// `Conflict` when it is another document; `IdempotencyKeyReused`.
pub async fn take(act: &OfCandidate<'_>, captured: &Captured, document_hash: &str, photo: Option<&str>) -> Result<()> {
    let event = event::Recaptured { captured, photo };
    let statement = append!(where "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND document_hash = ?13)");
    act.carry_out(event.written()?, statement, params![document_hash], "读取的证件不是这名考生的证件").await
}
