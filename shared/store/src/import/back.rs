//! What was published before is staged once more: each row of what came since says what was there.

use super::{Blocks, block, get, published, stage};
use crate::journal::InExam;
use crate::params;
use domain::event::import::Staged;
use domain::import::{Counts, Row};
use domain::proposal::Status;
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The rows are gone through so often, each time for a part of the keys: a province's are not in memory at once.
const PASSES: u32 = 8;

/// Stages what was published when `import` was (or before it, when it is the one that is published now); the new import's number.
///
/// # Errors
/// `NotFound`; `Conflict` when it never was published, or the exam's subjects are others since.
pub async fn put_back(act: &InExam<'_>, import: i64, reason: &str) -> Result<i64> {
    let target = get(act.db, import).await?;
    let was_there = matches!(target.status, Status::Published | Status::Replaced);
    let basis = published(act.db, act.exam, target.kind).await?.filter(|_| was_there);
    let basis = basis.ok_or_else(|| Error::Conflict("只能恢复到公布过的".into()))?;
    let since = since(act, import).await?;
    let columns = since.first().map(|one| one.columns.clone()).unwrap_or_default();
    if since.iter().any(|one| one.columns != columns) {
        return Err(Error::Conflict("考试的科目已经改动，不能恢复到那时的成绩，请重新导入".into()));
    }
    let (mut blocks, mut added, mut counts) = (Blocks::new(act.db), Blocks::new(act.db), Counts::default());
    for pass in 0..PASSES {
        for row in inverse(act, &since, pass).await? {
            let text = serde_json::to_string(&row)?;
            counts.rows += 1;
            match (&row.1, &row.2) {
                (Some(_), None) => {
                    counts.added += 1;
                    added.add(&text).await?;
                    continue;
                }
                (None, _) => counts.removed += 1,
                (Some(_), Some(_)) => counts.changed += 1,
            }
            blocks.add(&text).await?;
        }
    }
    let blocks = [blocks.end().await?, added.end().await?].concat();
    let what = if target.status == Status::Published { "撤销这次公布" } else { "恢复到这次公布" };
    let Counts { added, changed, removed, .. } = counts;
    let says = [
        format!("{what}：{import} {}", target.file),
        format!("恢复 {added} 条，改回 {changed} 条，不再公布 {removed} 条"),
    ];
    let (kind, file, hash, notes) = (target.kind, &target.file[..], &target.hash[..], None);
    let (blocks, columns, says) = (&blocks[..], &columns[..], &says[..]);
    stage(act, &Staged { kind, file, hash, basis: Some(basis), blocks, columns, notes, counts, says, reason }).await
}

/// An import that was published.
#[derive(Deserialize)]
struct Since {
    blocks: Vec<String>,
    columns: Vec<String>,
}

/// What was published after it, or is now and is to go; the newest first.
async fn since(act: &InExam<'_>, import: i64) -> Result<Vec<Since>> {
    let sql = "SELECT m.blocks, m.columns FROM import AS t CROSS JOIN import AS m ON m.exam = t.exam AND m.kind = t.kind \
               AND m.published_by >= t.published_by AND (m.id <> t.id OR t.status = 'published') \
               WHERE t.id = ? ORDER BY m.published_by DESC";
    act.db.all(sql, params![import]).await
}

/// A part of what was there before, by key: as new rows.
async fn inverse(act: &InExam<'_>, since: &[Since], pass: u32) -> Result<Vec<Row>> {
    type Value = Option<Box<RawValue>>;
    let mut keys: BTreeMap<String, (Value, Value)> = BTreeMap::new();
    for hash in since.iter().flat_map(|one| &one.blocks) {
        for Row(key, now, was) in block::<Row>(act.db, hash).await? {
            if key.get().bytes().map(u32::from).sum::<u32>() % PASSES != pass {
                continue;
            }
            match keys.entry(key.get().to_owned()) {
                Entry::Vacant(place) => {
                    place.insert((was, now));
                }
                Entry::Occupied(mut place) => place.get_mut().0 = was,
            }
        }
    }
    let text = |value: &Value| value.as_ref().map(|value| value.get().to_owned());
    keys.retain(|_, (then, now)| text(then) != text(now));
    let rows = keys.into_iter().map(|(key, (then, now))| Ok(Row(RawValue::from_string(key)?, then, now)));
    rows.collect()
}
