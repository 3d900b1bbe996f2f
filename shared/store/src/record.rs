//! A candidate's whole file as the offices see it: the form without its secrets, fees, orders, the score, how far the lists are.
//! Never the choices.

use crate::db::Db;
use crate::window::Whom;
use crate::{exam, params, score, staff_behind, step};
use domain::form::Answers;
use domain::organisation::Path;
use domain::record::{FeeFact, FormFacts, ListFacts, OrderFact, Record};
use domain::{Error, ExamId, Result, Timestamp};
use serde::Deserialize;
use std::collections::BTreeMap;

pub async fn of_candidate(db: &Db, id: i64, whom: Whom<'_>, now: Timestamp) -> Result<Record> {
    Ok(Record {
        steps: step::of(db, id, whom, now).await?,
        form: form(db, id).await?,
        fees: fees(db, id).await?,
        orders: orders(db, id).await?,
        score: score::of_candidate(db, id).await?,
        lists: lists(db, id).await?,
    })
}

async fn form(db: &Db, id: i64) -> Result<Option<FormFacts>> {
    #[derive(Deserialize)]
    struct Row {
        exam: ExamId,
        version: i64,
        saved_at: Timestamp,
        form: Answers,
    }
    let sql = "SELECT c.exam, r.version, r.saved_at, r.form FROM registration AS r JOIN candidate AS c ON c.id = r.candidate \
               WHERE r.candidate = ?";
    let Some(row) = db.first::<Row>(sql, params![id]).await? else { return Ok(None) };
    let (_, asked) = exam::form(db, &row.exam).await?;
    let asked = asked.unsealed();
    let answers = asked.only(&row.form);
    let mut regions = BTreeMap::new();
    for code in asked.named(&answers).regions {
        let path = exam::region_path(db, &code).await?;
        regions.insert(code, path.into_iter().map(|region| region.name).collect());
    }
    Ok(Some(FormFacts { version: row.version, saved_at: row.saved_at, asked, answers, regions }))
}

async fn fees(db: &Db, id: i64) -> Result<Vec<FeeFact>> {
    let sql = "SELECT name, amount, status, paid_at, order_no FROM fee WHERE candidate = ? ORDER BY item";
    db.all(sql, params![id]).await
}

async fn orders(db: &Db, id: i64) -> Result<Vec<OrderFact>> {
    let sql = "SELECT o.order_no, f.name AS item_name, o.provider, o.amount, o.status, o.created_at, o.paid_at, \
               o.transaction_id, r.status AS refund FROM payment_order AS o \
               CROSS JOIN fee AS f ON f.candidate = o.candidate AND f.item = o.item \
               LEFT JOIN refund AS r ON r.refund_no = o.order_no || 'R' \
               WHERE o.candidate = ? ORDER BY o.created_at DESC, o.order_no LIMIT 100";
    db.all(sql, params![id]).await
}

async fn lists(db: &Db, id: i64) -> Result<Vec<ListFacts>> {
    let sql = concat!(
        "SELECT b.code AS batch, b.name, EXISTS (SELECT 1 FROM above_line AS a WHERE a.candidate = c.id AND a.batch = b.code) \
               AS above_line, d.saved_at AS draft_saved_at, COALESCE(v.version, 0) AS version, v.submitted_at, h.outcome, h.note, \
               h.at AS chased_at, s.name AS chased_by FROM candidate AS c JOIN batch AS b ON b.exam = c.exam \
               LEFT JOIN draft AS d ON d.candidate = c.id AND d.batch = b.code \
               LEFT JOIN volunteer AS v ON v.candidate = c.id AND v.batch = b.code \
               LEFT JOIN chase AS h ON h.candidate = c.id AND h.batch = b.code ",
        staff_behind!("s", "h.by"),
        "WHERE c.id = ? ORDER BY b.position"
    );
    db.all(sql, params![id]).await
}

/// The photo of a candidate of a subtree, its SHA-256.
///
/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn photo(db: &Db, id: i64, within: &Path) -> Result<String> {
    let sql = "SELECT photo FROM candidate WHERE id = ?1 AND path >= ?2 AND path < ?2 || '0'";
    db.first(sql, params![id, within]).await?.ok_or(Error::NotFound("考生"))
}
