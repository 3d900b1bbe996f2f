//! The rows of a file of scores, before anybody is looked up. A file may name the six subjects of 选择性考试 each by itself, where our
//! rule has 首选 and the two 再选.

use super::has;
use crate::FAULTS_SHOWN;
use crate::heading::{Head, Heading};
use domain::FieldError;
use domain::error::Faults;
use domain::score::{Mark, Rule};
use domain::subject::{Second, Track};
use folder::sheet;
use store::score::Target;

// Columns that are no marks.
const SERIAL: usize = 0;
const NAME: usize = 1;
const TRACK: usize = 2;
const RANK: usize = 3;
/// Ranks go up to a million.
const MOST: i64 = 1_000_000;

/// A subject that only some take, and what people call it.
#[derive(Clone, Copy)]
enum Own {
    First(Track),
    Second(Second),
}

const OWN: [(Own, &str, &[&str]); 6] = [
    (Own::First(Track::Physics), "physics", &["物理", "物理成绩"]),
    (Own::First(Track::History), "history", &["历史", "历史成绩"]),
    (Own::Second(Second::Chemistry), "chemistry", &["化学", "化学成绩", "化学赋分"]),
    (Own::Second(Second::Biology), "biology", &["生物", "生物学", "生物成绩", "生物赋分"]),
    (Own::Second(Second::Politics), "politics", &["思想政治", "政治", "政治成绩", "政治赋分", "思想政治赋分"]),
    (Own::Second(Second::Geography), "geography", &["地理", "地理成绩", "地理赋分"]),
];
/// What they come to.
const CHOSEN: [&str; 3] = ["first", "second_high", "second_low"];

/// A row as it stands in the file.
pub(super) struct Line {
    pub(super) line: u32,
    pub(super) serial: Box<str>,
    pub(super) name: Option<Box<str>>,
    pub(super) track: Option<Track>,
    /// Nothing when it can't be read, which has been said
    pub(super) rank: Option<i64>,
    /// Could its marks be read?
    pub(super) has_marks: bool,
}

/// All rows, their marks one after the other.
pub(super) struct Lines {
    heads: Vec<Head>,
    heading: Heading,
    width: usize,
    pub(super) lines: Vec<Line>,
    marks: Vec<Mark>,
    own: Vec<[Mark; 6]>,
    pub(super) unread: Vec<String>,
}

pub(super) fn read(name: &str, parts: Vec<Vec<u8>>, rule: &Rule, faults: &mut Faults) -> Result<Lines, String> {
    let width = rule.columns().count();
    let heading = Heading { columns: Vec::new(), unread: Vec::new() };
    let (lines, marks, own, unread) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut all = Lines { heads: heads(rule), heading, width, lines, marks, own, unread };
    let (mut has_head, mut is_readable) = (false, false);
    sheet::each(name, parts, |row| {
        if !has_head {
            has_head = true;
            all.begin(rule, &row, faults);
            is_readable = faults.is_empty();
        } else if is_readable && faults.count() < FAULTS_SHOWN {
            all.take(rule, &row, faults);
        }
    })?;
    faults.add_if(all.lines.is_empty() && faults.is_empty(), "file", "文件中没有数据");
    Ok(all)
}

fn heads(rule: &Rule) -> Vec<Head> {
    let mut heads = vec![
        Head::new("serial", &["报名流水号", "流水号", "报名号"], true),
        Head::new("name", &["姓名"], false),
        Head::new("track", &["科类"], false),
        Head::new("rank", &["位次", "全省位次", "省位次", "排名", "全省排名", "名次"], true),
    ];
    for (index, (code, name, _)) in rule.columns().enumerate() {
        let mut head = Head::new(code, &[name], !CHOSEN.contains(&code) && index < rule.subjects.len());
        head.titles.push(format!("{name}成绩"));
        if index == rule.subjects.len() {
            head.titles.extend(["总分", "总成绩"].map(str::to_owned));
        }
        head.required |= index >= rule.subjects.len();
        heads.push(head);
    }
    if rule.index("first").is_some() {
        heads.extend(OWN.iter().map(|(_, code, titles)| Head::new(code, titles, false)));
    }
    heads
}

impl Lines {
    fn begin(&mut self, rule: &Rule, row: &sheet::Row<'_>, faults: &mut Faults) {
        self.heading = Heading::read(&self.heads, (row.line, row.cells), faults);
        self.unread = std::mem::take(&mut self.heading.unread);
        let names_each = (0..OWN.len()).any(|own| self.heading.has(self.first_own() + own));
        for code in
            CHOSEN.iter().filter(|code| rule.index(code).is_some_and(|index| !self.heading.has(RANK + 1 + index)))
        {
            if !names_each {
                let name = rule.columns().find(|(known, ..)| known == code).map_or(*code, |(_, name, _)| name);
                faults.push(FieldError::at(row.line as usize, 1, "header", format!("缺少“{name}”（{code}）这一列")));
            }
        }
    }

    fn first_own(&self) -> usize {
        RANK + 1 + self.width
    }

    fn take(&mut self, rule: &Rule, row: &sheet::Row<'_>, faults: &mut Faults) {
        let line = row.line as usize;
        if let Some((column, error)) = &row.error {
            faults.push(FieldError::at(line, *column as usize, "cell", format!("这一格是计算错误 {error}")));
        }
        let cell = |head| self.heading.cell(head, row.cells);
        let (at_rank, rank) = cell(RANK);
        let rank: Option<i64> = rank.parse().ok().filter(|rank| (1..=MOST).contains(rank));
        if rank.is_none() {
            faults.push(FieldError::at(line, at_rank, "rank", format!("应为 1–{MOST} 的整数")));
        }
        let (at_track, track_name) = cell(TRACK);
        let track = Track::named(track_name);
        if track.is_none() && !track_name.is_empty() {
            faults.push(FieldError::at(line, at_track, "track", "应为物理类（physics）或历史类（history）"));
        }
        let before = faults.count();
        let mut mark = |head: usize, code: &str| {
            let (column, text) = cell(head);
            match text {
                "" => None,
                "缺考" => Some(0),
                text => text.parse::<i16>().ok().filter(|mark| *mark >= 0).or_else(|| {
                    faults.push(FieldError::at(line, column, code, "应为整数"));
                    None
                }),
            }
        };
        let columns = rule.columns().enumerate();
        let marks: Vec<Mark> = columns.map(|(index, (code, ..))| mark(RANK + 1 + index, code)).collect();
        let mut own = [None; 6];
        for (index, (place, (_, code, _))) in own.iter_mut().zip(OWN).enumerate() {
            *place = mark(self.first_own() + index, code);
        }
        let (_, serial) = cell(SERIAL);
        let (_, name) = cell(NAME);
        let name = Some(name).filter(|name| !name.is_empty()).map(Into::into);
        let has_marks = faults.count() == before;
        self.lines.push(Line { line: row.line, serial: serial.into(), name, track, rank, has_marks });
        self.marks.extend(marks);
        self.own.push(own);
    }

    /// The marks of the how-manieth row.
    pub(super) fn marks(&self, index: usize) -> &[Mark] {
        self.marks.get(index * self.width..(index + 1) * self.width).unwrap_or_default()
    }

    /// Subjects that are named each by itself become 首选 and the two 再选 of the candidate; no others may have a mark.
    pub(super) fn take_own(
        &self,
        line: &Line,
        (index, target): (usize, &Target),
        (rule, marks): (&Rule, &mut [Mark]),
        faults: &mut Faults,
    ) {
        let Some(own) = self.own.get(index).filter(|own| own.iter().any(Option::is_some)) else { return };
        let mut seconds = Vec::new();
        let mut set = |code: &str, mark: Mark| {
            if let Some(place) = rule.index(code).and_then(|index| marks.get_mut(index)) {
                *place = place.or(mark);
            }
        };
        for ((subject, code, titles), mark) in OWN.into_iter().zip(own) {
            let (is_theirs, name) = match subject {
                Own::First(track) => (track == target.track, titles[0]),
                Own::Second(second) => (has(target, second), second.title()),
            };
            match (is_theirs, mark) {
                (false, Some(_)) => faults.push(self.fault(line, code, format!("该考生没有选考{name}，却有成绩"))),
                (true, None) if self.heading.has(self.column(code)) => {
                    faults.push(self.fault(line, code, format!("该考生选考{name}，却没有成绩")));
                }
                (true, Some(mark)) => match subject {
                    Own::First(_) => set("first", Some(*mark)),
                    Own::Second(_) => seconds.push(*mark),
                },
                _ => {}
            }
        }
        seconds.sort_unstable_by(|one, other| other.cmp(one));
        set("second_high", seconds.first().copied());
        set("second_low", seconds.get(1).copied());
    }

    fn column(&self, code: &str) -> usize {
        self.heads.iter().position(|head| head.name == code).unwrap_or(usize::MAX)
    }

    /// A fault of a row, at its column.
    pub(super) fn fault(&self, line: &Line, code: &str, message: impl Into<String>) -> FieldError {
        let column = self.heading.columns.get(self.column(code)).copied().flatten();
        FieldError::at(line.line as usize, column.map_or(1, |column| column + 1), code, message)
    }

    pub(super) fn fault_of_mark(&self, line: &Line, rule: &Rule, column: usize, message: String) -> FieldError {
        let code = rule.columns().nth(column).map_or("", |(code, ..)| code);
        self.fault(line, code, message)
    }
}
