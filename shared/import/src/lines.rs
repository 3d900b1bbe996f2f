//! 控制分数线: a row a batch and 科类.

use crate::heading::{Head, Heading};
use crate::{Blocks, Checked, File, nothing_new, refuse, unreadable};
use domain::error::Faults;
use domain::import::Counts;
use domain::subject::Track;
use domain::{FieldError, Result};
use std::collections::BTreeMap;
use store::journal::InExam;
use store::{score, volunteer};

const BATCH: usize = 0;
const TRACK: usize = 1;
const LINE: usize = 2;

pub(crate) async fn check(act: &InExam<'_>, file: File<'_>) -> Result<Checked> {
    let rule = score::rule(act.db, act.exam).await?;
    let most = rule.totals.first().map_or(0, |total| total.maximum);
    let batches = volunteer::batches(act.db, act.exam).await?;
    let heads = [
        Head::new("batch", &["批次"], true),
        Head::new("track", &["科类", "首选科目"], true),
        Head::new("line", &["分数线", "控制分数线", "控制线"], true),
    ];
    let (mut faults, mut heading) = (Faults::default(), None::<Heading>);
    let mut found: BTreeMap<(String, &'static str), (i64, String)> = BTreeMap::new();
    let mut rows = 0;
    let read = folder::sheet::each(file.name, file.parts, |row| {
        let Some(heading) = &heading else {
            heading = Some(Heading::read(&heads, (row.line, row.cells), &mut faults));
            return;
        };
        rows += 1;
        let line = row.line as usize;
        let cell = |head| heading.cell(head, row.cells);
        let [(at_batch, batch), (at_track, track), (at_line, least)] = [cell(BATCH), cell(TRACK), cell(LINE)];
        let known = batches.iter().find(|known| known.code == batch || known.name == batch);
        if known.is_none() {
            faults.push(FieldError::at(line, at_batch, "batch", "没有这个批次"));
        }
        let known_track = Track::named(track);
        if known_track.is_none() {
            faults.push(FieldError::at(line, at_track, "track", "应为物理类（physics）或历史类（history）"));
        }
        let least = least.parse().ok().filter(|least| (0..=most).contains(least));
        if least.is_none() {
            faults.push(FieldError::at(line, at_line, "line", format!("应为 0–{most} 的整数")));
        }
        let (Some(known), Some(track), Some(least)) = (known, known_track, least) else { return };
        let words = format!("{} {}", known.name, track.title());
        if found.insert((known.code.clone(), track.as_str()), (least, words)).is_some() {
            faults.push(FieldError::at(line, at_batch, "batch", "批次和科类重复"));
        }
    });
    read.map_err(unreadable)?;
    faults.add_if(rows == 0 && faults.is_empty(), "file", "文件中没有数据");
    refuse(faults, ())?;
    staged(act, found, rows).await
}

async fn staged(
    act: &InExam<'_>,
    found: BTreeMap<(String, &'static str), (i64, String)>,
    rows: usize,
) -> Result<Checked> {
    let published = volunteer::control_lines(act.db, act.exam).await?;
    let (mut counts, mut says) = (Counts { rows, ..Counts::default() }, Vec::new());
    let (mut changed, mut added) = (Vec::new(), Vec::new());
    for ((batch, track), (line, words)) in found {
        let was = published.iter().find(|was| was.batch == batch && was.track.as_str() == track).map(|was| was.line);
        let row = serde_json::json!([format!("{batch} {track}"), line, was]).to_string();
        match was {
            Some(was) if was == line => {}
            Some(was) => {
                says.push(format!("{words} {was} → {line}"));
                changed.push(row);
            }
            None => {
                says.push(format!("{words} {line}"));
                added.push(row);
            }
        }
    }
    (counts.changed, counts.added) = (changed.len(), added.len());
    nothing_new(counts)?;
    let mut blocks = Blocks::new(act.db);
    for row in changed.iter().chain(&added) {
        blocks.add(row).await?;
    }
    Ok(Checked { blocks: blocks.end().await?, columns: Vec::new(), notes: None, counts, says })
}
