//! 办理进度: what is known of a candidate, read for `domain::exam::step`.

use crate::db::Db;
use crate::session::Candidate;
use crate::window::Whom;
use crate::{exam, params, registration, volunteer, window};
use domain::exam::Kind;
use domain::exam::step::{self, Code, Facts, Fee, Step};
use domain::{Error, Result, Timestamp};
use serde::Deserialize;

/// The whole way, as it looks for this candidate now, with the windows of whom they stand for.
pub async fn of(db: &Db, candidate: i64, whom: Whom<'_>, now: Timestamp) -> Result<Vec<Step>> {
    let (kind, facts) = facts(db, candidate, whom, now).await?;
    Ok(step::steps(kind, &facts, now))
}

/// Insists on that a candidate may take a step now.
///
/// # Errors
/// `WindowClosed`, or `WrongState` with what to do first.
pub async fn require(db: &Db, who: &Candidate, code: Code, now: Timestamp) -> Result<()> {
    step::require(&of(db, who.id, who.whom(), now).await?, code)
}

/// What is known of a candidate, and the kind of their exam.
pub(crate) async fn facts(db: &Db, candidate: i64, whom: Whom<'_>, now: Timestamp) -> Result<(Kind, Facts)> {
    #[derive(Deserialize)]
    struct Row {
        kind: Kind,
        verified: bool,
        passwords_set: bool,
        phone_bound: bool,
        pledged: bool,
        filled: bool,
        complete: bool,
        total: Option<i64>,
        fees: Vec<Fee>,
    }
    let sql = "SELECT e.kind, c.verified_at IS NOT NULL AS verified, c.activated_at IS NOT NULL AS passwords_set, c.phone IS NOT NULL AS phone_bound, \
               c.pledge IS (SELECT t.version FROM exam_text AS t WHERE t.exam = c.exam AND t.name = 'pledge') AS pledged, \
               c.filled_at IS NOT NULL AS filled, s.total, \
               COALESCE(r.form_version = (SELECT MAX(f.version) FROM form AS f WHERE f.exam = c.exam), 1) AS complete, \
               (SELECT JSON_GROUP_ARRAY(JSON(n.fee)) FROM (SELECT JSON_OBJECT('item', f.item, 'name', f.name, 'status', f.status, \
               'window', i.window, 'unlocks', i.unlocks) AS fee FROM fee AS f JOIN any_fee_item AS i ON i.exam = c.exam \
               AND i.item = f.item WHERE f.candidate = c.id ORDER BY i.position) AS n) AS fees \
               FROM candidate AS c JOIN exam AS e ON e.id = c.exam LEFT JOIN registration AS r ON r.candidate = c.id \
               LEFT JOIN score AS s ON s.candidate = c.id WHERE c.id = ?";
    let row: Row = db.first(sql, params![candidate]).await?.ok_or(Error::NotFound("考生"))?;
    let mut missing = Vec::new();
    if !row.complete {
        // Saved under an earlier form, which may have asked for less.
        let (_, form) = exam::form(db, whom.exam).await?;
        let answers = registration::current(db, candidate).await?.form.unwrap_or_default();
        missing.extend(form.missing(&answers).into_iter().map(str::to_owned));
    }
    let facts = Facts {
        verified: row.verified,
        passwords_set: row.passwords_set,
        phone_bound: row.phone_bound,
        pledged: row.pledged,
        filled: row.filled,
        missing,
        fees: row.fees,
        total: row.total,
        lists: volunteer::standings(db, candidate).await?.into_iter().map(|standing| standing.list()).collect(),
        windows: window::all_of(db, whom, now).await?,
    };
    Ok((row.kind, facts))
}

#[cfg(test)]
mod tests;
