//! 应缴费用: what a candidate owes, and what they may sign up for. Items, amounts and windows are data of the exam.

use super::journal::OfCandidate;
use crate::db::Db;
use crate::{append, open_window, params};
use domain::event::{Event, fee as event};
use domain::payment::{FeeStatus, Unlocks};
use domain::{Error, ExamId, Fen, Result, Timestamp};
use serde::Deserialize;

/// What a candidate owes or owed.
#[derive(Debug, Deserialize)]
pub struct Fee {
    pub item: String,
    pub name: String,
    pub amount: Fen,
    pub status: FeeStatus,
    pub paid_at: Option<Timestamp>,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// Name of the window in which it can be paid
    pub window: String,
    pub unlocks: Unlocks,
    /// Did the candidate choose it?
    pub chosen: bool,
    /// The attempt that is open, or else the order that paid it
    pub order_no: Option<String>,
}

/// All fees of a candidate.
pub async fn of_candidate(db: &Db, candidate: i64) -> Result<Vec<Fee>> {
    let sql = "SELECT f.item, f.name, f.amount, f.status, f.paid_at, i.detail, i.notice, i.window, i.unlocks, f.chosen, \
               COALESCE(o.order_no, f.order_no) AS order_no FROM fee AS f \
               JOIN candidate AS c ON c.id = f.candidate JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = f.item \
               LEFT JOIN payment_order AS o ON o.candidate = f.candidate AND o.item = f.item AND o.status = 'open' \
               AND f.status = 'due' WHERE f.candidate = ? ORDER BY i.position";
    db.all(sql, params![candidate]).await
}

/// Is a fee of a candidate still owed?
///
/// # Errors
/// `NotFound`.
pub async fn status(db: &Db, candidate: i64, item: &str) -> Result<FeeStatus> {
    let sql = "SELECT status FROM fee WHERE candidate = ? AND item = ?";
    db.first(sql, params![candidate, item]).await?.ok_or(Error::NotFound("缴费项目"))
}

/// What a candidate may sign up for.
#[derive(Debug, Deserialize)]
pub struct Offer {
    pub item: String,
    pub name: String,
    pub amount: Fen,
    /// What it is made of; may be empty
    pub detail: String,
    /// 一旦缴纳不退
    pub notice: String,
    /// Name of the window in which it can be chosen and paid
    pub window: String,
    pub unlocks: Unlocks,
}

/// The items that a candidate may choose and has not chosen; of those that exclude each other none once one is chosen.
pub async fn offers(db: &Db, candidate: i64) -> Result<Vec<Offer>> {
    let sql = "SELECT i.item, i.name, i.amount, i.detail, i.notice, i.window, i.unlocks FROM candidate AS c \
               JOIN any_fee_item AS i ON i.exam = c.exam AND i.owed_by = 'chooser' AND NOT i.withdrawn WHERE c.id = ?1 \
               AND EXISTS (SELECT 1 FROM concerned AS n WHERE n.candidate = c.id AND n.item = i.item) AND NOT EXISTS \
               (SELECT 1 FROM fee AS f WHERE f.candidate = ?1 AND f.status <> 'dropped' AND f.item IN (SELECT h.item FROM any_fee_item \
               AS h WHERE h.exam = i.exam AND (h.item = i.item OR h.one_of <> '' AND h.one_of = i.one_of))) ORDER BY i.position";
    db.all(sql, params![candidate]).await
}

/// Signs a candidate up for an item, while its window is open where they are registered. `false` when it is not on
/// offer to them.
pub async fn choose(act: &OfCandidate<'_>, item: &str) -> Result<bool> {
    let statement = append!(where
        "EXISTS (SELECT 1 FROM candidate AS c JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = ?13 \
         WHERE c.id = ?11 AND c.filled_at IS NOT NULL AND i.owed_by = 'chooser' AND NOT i.withdrawn \
         AND EXISTS (SELECT 1 FROM concerned AS n WHERE n.candidate = c.id AND n.item = i.item) AND ",
        open_window!("i.exam", "i.window", "c.point", "c.id"),
        ") \
         AND NOT EXISTS (SELECT 1 FROM fee AS f JOIN any_fee_item AS h ON h.exam = ?2 AND h.item = f.item \
         JOIN any_fee_item AS i ON i.exam = ?2 AND i.item = ?13 WHERE f.candidate = ?11 AND f.status <> 'dropped' \
         AND (h.item = i.item OR h.one_of <> '' AND h.one_of = i.one_of))"
    );
    Ok(act.append(event::Chosen { item }.written()?, statement, params![item]).await?.is_some())
}

/// Has an item been withdrawn? Nobody can choose it any more.
pub async fn is_withdrawn(db: &Db, exam: &ExamId, item: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM added_fee_item WHERE exam = ? AND item = ? AND status = 'withdrawn')";
    Ok(db.first::<i64>(sql, params![exam, item]).await? == Some(1))
}

/// What a candidate has chosen in the place of this item: the name of the fee that excludes it.
pub async fn excluding(db: &Db, candidate: i64, item: &str) -> Result<Option<String>> {
    let sql = "SELECT f.name FROM fee AS f JOIN candidate AS c ON c.id = f.candidate \
               JOIN any_fee_item AS h ON h.exam = c.exam AND h.item = f.item \
               JOIN any_fee_item AS i ON i.exam = c.exam AND i.item = ?2 \
               WHERE f.candidate = ?1 AND f.status <> 'dropped' AND h.one_of <> '' AND h.one_of = i.one_of LIMIT 1";
    db.first(sql, params![candidate, item]).await
}

/// Takes that back, while it is due and no order for it is open. `false` when that is not so.
pub async fn drop(act: &OfCandidate<'_>, item: &str) -> Result<bool> {
    let statement = append!(where
        "EXISTS (SELECT 1 FROM fee WHERE candidate = ?11 AND item = ?13 AND status = 'due' AND chosen) \
         AND NOT EXISTS (SELECT 1 FROM payment_order WHERE candidate = ?11 AND item = ?13 AND status = 'open')"
    );
    Ok(act.append(event::Dropped { item }.written()?, statement, params![item]).await?.is_some())
}

#[cfg(test)]
mod tests;
