//! Scores and control lines, staged by one and published by another; and put back.

use super::year::Cast;
use super::{SYSTEM, Teller};
use crate::{bulk, seal};
use domain::Timestamp;
use domain::event::{Event, import};
use domain::import::{Counts, Kind};
use rusqlite::params;
use serde_json::{Value, json};

pub(super) fn told(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let [one, other, _] = cast.province;
    let score = |total| json!(["physics", total, 1, [100, 100, 100, 80, 70, total - 450, total]]);
    let import = staged(t, cast, (Kind::Scores, None), json!([candidate, score(530), score(520)]))?;
    t.happens(one, 0, import::Withdrawn { import }.written()?)?;
    let import = staged(t, cast, (Kind::Scores, None), json!([candidate, score(530), score(520)]))?;
    t.happens(other, 0, import::Declined { import, reason: "登分有误" }.written()?)?;
    let first = staged(t, cast, (Kind::Scores, None), json!([candidate, score(400), score(520)]))?;
    t.happens(other, 0, import::Published { import: first }.written()?)?;
    let back = staged(t, cast, (Kind::Scores, Some(first)), json!([candidate, score(520), score(400)]))?;
    t.happens(other, 0, import::Agreed { import: back, due: Timestamp(t.at).into() }.written()?)?;
    t.happens(SYSTEM, 0, import::Published { import: back }.written()?)?;
    let import = staged(t, cast, (Kind::ControlLines, None), json!(["undergraduate physics", 411, 410]))?;
    t.happens(other, 0, import::Published { import }.written()?)?;
    let late = staged(t, cast, (Kind::Scores, Some(first)), json!([candidate, null, score(520)]))?;
    t.happens(other, 0, import::Agreed { import: late, due: Timestamp(t.at).into() }.written()?)?;
    t.happens(SYSTEM, 0, import::Declined { import: late, reason: "已有别的文件公布" }.written()?)?;
    Ok(())
}

/// One row, staged; the import's number.
fn staged(t: &mut Teller<'_>, cast: &Cast, (kind, basis): (Kind, Option<i64>), row: Value) -> anyhow::Result<i64> {
    let rows = json!([row]).to_string();
    let hash = seal::sha256(rows.as_bytes());
    t.loaded(bulk::IMPORT_BLOCK, params![hash, rows])?;
    let columns = ["chinese", "mathematics", "foreign_language", "first", "second_high", "second_low", "total"];
    let (columns, blocks, says) = (columns.map(str::to_owned), [hash], ["改动 1 名".to_owned()]);
    let columns = if kind == Kind::Scores { &columns[..] } else { &[] };
    let removed = usize::from(row[1].is_null());
    let counts = Counts { rows: 1, added: 0, changed: 1 - removed, removed };
    let (file, hash, blocks, says, reason) = ("成绩.csv", "f3", &blocks[..], &says[..], "更正");
    let new = import::Staged { kind, file, hash, basis, blocks, columns, notes: Some("n"), counts, says, reason };
    t.happens(cast.province[0], 0, new.written()?)
}
