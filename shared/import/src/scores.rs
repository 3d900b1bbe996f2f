//! 成绩: a row a candidate. Subjects, totals and their maxima are the exam's own.

mod merged;
mod reading;

use crate::{Blocks, Checked, FAULTS_SHOWN, File, nothing_new, refuse, unreadable};
use domain::error::Faults;
use domain::import::Counts;
use domain::score::{Mark, Rule};
use domain::subject::{Second, Track};
use domain::{FieldError, Result};
use merged::Merged;
use reading::{Line, Lines};
use std::collections::HashMap;
use std::fmt::Write;
use store::journal::InExam;
use store::score::{self, Target};

/// Candidates looked up in one statement.
const AT_ONCE: usize = 10_000;

/// A score that a file has, or that is published.
#[derive(Clone, Copy)]
struct Row {
    candidate: i64,
    /// 0: published, and not in the file
    line: u32,
    track: Track,
    rank: i64,
}

/// Scores, and their marks one after the other.
struct Rows {
    width: usize,
    rows: Vec<Row>,
    marks: Vec<Mark>,
}

impl Rows {
    fn new(rule: &Rule) -> Self {
        Self { width: rule.columns().count().max(1), rows: Vec::new(), marks: Vec::new() }
    }

    fn push(&mut self, row: Row, marks: &[Mark]) {
        self.rows.push(row);
        self.marks.extend_from_slice(marks);
    }

    fn marks(&self, index: usize) -> &[Mark] {
        self.marks.chunks(self.width).nth(index).unwrap_or_default()
    }
}

pub(crate) async fn check(act: &InExam<'_>, file: File<'_>, tell: &mut impl FnMut(usize, usize)) -> Result<Checked> {
    let rule = score::rule(act.db, act.exam).await?;
    let mut faults = Faults::default();
    let lines = reading::read(file.name, file.parts, &rule, &mut faults).map_err(unreadable)?;
    let unread = lines.unread.clone();
    let count = lines.lines.len();
    let rows = known(act, (&rule, lines), &mut faults, tell).await?;
    let is_whole = faults.is_empty();
    let merged = Merged::with_published(act, &rule, rows).await?;
    // What is missing, because it is wrong, is no gap besides.
    let gaps = merged.look_at_places(&rule, file.partial || !is_whole, &mut faults);
    refuse(faults, ())?;
    let counts = Counts { rows: count, ..merged.counts() };
    nothing_new(counts)?;
    let (without, who) = merged.without(act).await?;
    let mut notes = Vec::new();
    if !unread.is_empty() {
        notes.push(FieldError::at(1, 1, "header", format!("这些列没有用到：{}", unread.join("、"))));
    }
    notes.extend(gaps.iter().cloned().chain(who));
    let says = says(&merged, counts, gaps.len(), without);
    let blocks = keep(act, &rule, &merged).await?;
    let notes = keep_notes(act, &notes).await?;
    let columns = rule.columns().map(|(code, ..)| code.to_owned()).collect();
    Ok(Checked { blocks, columns, notes, counts, says })
}

/// The rows whose candidate is known, and that are right by themselves.
async fn known(
    act: &InExam<'_>,
    (rule, lines): (&Rule, Lines),
    faults: &mut Faults,
    tell: &mut impl FnMut(usize, usize),
) -> Result<Rows> {
    let mut rows = Rows::new(rule);
    let mut seen: HashMap<i64, u32> = HashMap::with_capacity(lines.lines.len());
    for (index, some) in lines.lines.chunks(AT_ONCE).enumerate() {
        let serials: Vec<&str> = some.iter().map(|line| &*line.serial).collect();
        let targets = score::targets(act.db, act.exam, &serials).await?;
        let targets: HashMap<&str, &Target> = targets.iter().map(|target| (&target.serial[..], target)).collect();
        for (offset, line) in some.iter().enumerate() {
            let before = faults.count();
            let Some(target) = targets.get(&*line.serial) else {
                faults.push(lines.fault(line, "serial", unknown(&line.serial)));
                continue;
            };
            if let Some(first) = seen.insert(target.id, line.line) {
                faults.push(lines.fault(line, "serial", format!("与第 {first} 行是同一名考生")));
            }
            not_theirs(&lines, line, target, faults);
            let mut marks = lines.marks(index * AT_ONCE + offset).to_vec();
            let before_own = faults.count();
            lines.take_own(line, (index * AT_ONCE + offset, target), (rule, &mut marks[..]), faults);
            // A subject that is missing, or not theirs, is not said once more as 首选 or 再选.
            if line.has_marks && faults.count() == before_own {
                let told = rule.faults(&marks).into_iter();
                told.for_each(|(column, message)| faults.push(lines.fault_of_mark(line, rule, column, message)));
            }
            if let Some(rank) = line.rank.filter(|_| line.has_marks && faults.count() == before) {
                rows.push(Row { candidate: target.id, line: line.line, track: target.track, rank }, &marks);
            }
        }
        tell(index * AT_ONCE + some.len(), lines.lines.len());
        if faults.count() >= FAULTS_SHOWN {
            break;
        }
    }
    Ok(rows)
}

/// Name and 科类, where a file has them, are the candidate's.
fn not_theirs(lines: &Lines, line: &Line, target: &Target, faults: &mut Faults) {
    if line.name.as_deref().is_some_and(|name| *name != target.name) {
        faults.push(lines.fault(line, "name", "姓名与这个报名流水号的考生不符"));
    }
    if line.track.is_some_and(|track| track != target.track) {
        faults.push(lines.fault(line, "track", format!("该考生是{}", target.track.title())));
    }
}

/// A spreadsheet takes the zeros away that a number begins with, and writes large ones its own way.
fn unknown(serial: &str) -> &'static str {
    let is_number = !serial.is_empty() && serial.bytes().all(|byte| byte.is_ascii_digit());
    match serial.len() {
        4..=7 if is_number => "报名流水号应为 8 位：前面的 0 被表格软件去掉了，请把这一列设为文本格式后重新填写、导出",
        _ if serial.contains(['E', 'e']) && serial.contains('+') => {
            "报名流水号被表格软件写成了科学计数，请把这一列设为文本格式后重新填写、导出"
        }
        8 if is_number => "没有这个报名流水号，或该考生没有提交保存报名信息",
        _ => "报名流水号应为 8 位数字",
    }
}

fn says(merged: &Merged, counts: Counts, gaps: usize, without: i64) -> Vec<String> {
    let mut says =
        vec![format!("成绩 {} 行：新公布 {} 名考生，改动已公布的 {} 名", counts.rows, counts.added, counts.changed)];
    for track in [Track::Physics, Track::History] {
        if let Some((count, best)) = merged.of_track(track) {
            says.push(format!("{} {count} 名考生，最高 {best} 分", track.title()));
        }
    }
    if gaps > 0 {
        says.push(format!("提醒：位次有 {gaps} 处空缺，提出人说明文件只含部分考生"));
    }
    if without > 0 {
        says.push(format!("提醒：还有 {without} 名已提交保存报名信息的考生没有成绩"));
    }
    says
}

/// What changes something that was published first.
async fn keep(act: &InExam<'_>, rule: &Rule, merged: &Merged) -> Result<Vec<String>> {
    let mut blocks = Blocks::new(act.db);
    let mut row = String::new();
    for changed in [true, false] {
        for one in merged.new_ones().filter(|one| one.was.is_some() == changed) {
            row.clear();
            let _ = write!(row, "[{},", one.row.candidate);
            written(&mut row, rule, one.row, one.marks);
            row.push(',');
            match one.was {
                Some((was, marks)) => written(&mut row, rule, was, marks),
                None => row.push_str("null"),
            }
            row.push(']');
            blocks.add(&row).await?;
        }
    }
    blocks.end().await
}

/// `["physics",601,3456,[120,…]]`
fn written(text: &mut String, rule: &Rule, row: Row, marks: &[Mark]) {
    let _ = write!(text, "[\"{}\",{},{},[", row.track.as_str(), rule.total(marks), row.rank);
    for (index, mark) in marks.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = match mark {
            Some(mark) => write!(text, "{comma}{mark}"),
            None => write!(text, "{comma}null"),
        };
    }
    text.push_str("]]");
}

async fn keep_notes(act: &InExam<'_>, notes: &[FieldError]) -> Result<Option<String>> {
    let mut block = Blocks::new(act.db);
    for note in notes.iter().take(FAULTS_SHOWN) {
        block.add(&serde_json::to_string(&(note.line, note.column, &note.field, &note.message))?).await?;
    }
    Ok(block.end().await?.into_iter().next())
}

/// The 再选科目 of somebody.
fn has(target: &Target, second: Second) -> bool {
    target.second_subjects.as_ref().is_some_and(|seconds| seconds.contains(&second))
}
