//! An exam year is a folder of plain files: everything with a number, a name, a date, a list or a field. This reads one and
//! names every fault where it stands, makes an empty one, and says in words how two of them differ. It gets names and bytes,
//! and never sees a disk.

mod blank;
mod check;
mod diff;
mod fault;
mod files;
mod prepare;
mod revise;
mod settings;
pub mod sheet;
mod table;
mod tables;
mod template;
#[cfg(test)]
pub(crate) mod tests;
mod words;
mod zipped;
mod zsb;

pub use blank::students as blank_of_students;
pub use diff::{Change, Stake, diff};
pub use fault::{Column, Fault};
pub use files::Files;
pub use prepare::{content, prepare};
pub use revise::{Revised, revise};
pub use settings::{
    Authority, Batch, BatchColumn, Category, Choices, Exam, Fee, Identifiers, Interval, LineOf, List, Material,
    Outside, Paper, Photo, Room, Round, Route, Score, Step, Subject, Total, Window,
};
pub use table::Rows;
pub use tables::{
    Code, College, Contest, Correspondence, Line, Organisation, Plan, PublicPapers, Rank, Region, Segment, Staff, Text,
    barred, roles, students, table_of,
};
pub use template::template;
pub use zipped::photos;

use fault::Faults;

/// An exam year, as its folder has it.
#[derive(Debug, Default)]
pub struct Year {
    /// exam.toml
    pub exam: Exam,
    /// 招考机构, 报名点, colleges that register or review
    pub organisations: Rows<Organisation>,
    /// 行政区划
    pub regions: Rows<Region>,
    /// 代码表
    pub codes: Rows<Code>,
    /// 报名流水号段
    pub segments: Rows<Segment>,
    /// The first accounts
    pub staff: Rows<Staff>,
    /// 院校
    pub colleges: Rows<College>,
    /// 专业组与专业计划, a row a major
    pub plans: Rows<Plan>,
    /// 历年投档线
    pub lines: Rows<Line>,
    /// 一分一段
    pub ranks: Rows<Rank>,
    /// 报名表, a row a field
    pub form: Rows<domain::form::Row>,
    /// 《专业对应目录》
    pub correspondence: Rows<Correspondence>,
    /// 赛项–专业
    pub contests: Rows<Contest>,
    /// 公共科目 of majors
    pub papers: Rows<PublicPapers>,
    /// texts/*.md
    pub texts: Vec<Text>,
    /// What may be as it is, and is worth a look
    pub notes: Vec<Fault>,
}

impl Year {
    /// Tables may name a track as people do.
    fn name_tracks(&mut self) {
        let tracks = &self.exam.tracks;
        let name = |track: &mut String| {
            if let Some((code, _)) = tracks.iter().find(|(_, name)| name == track) {
                track.clone_from(code);
            }
        };
        self.plans.each(|row| name(&mut row.track));
        self.lines.each(|row| name(&mut row.track));
        self.ranks.each(|row| name(&mut row.track));
    }
}

/// Reads a folder.
///
/// # Errors
/// Every fault, in the order of files and lines.
pub fn read(files: &Files) -> Result<Year, Vec<Fault>> {
    let mut faults = Faults::default();
    let exam = settings::read(files, &mut faults);
    let mut year = Year {
        organisations: table::read(files, &mut faults),
        regions: table::read(files, &mut faults),
        codes: table::read(files, &mut faults),
        segments: table::read(files, &mut faults),
        staff: table::read(files, &mut faults),
        colleges: table::read(files, &mut faults),
        plans: table::read(files, &mut faults),
        lines: table::read(files, &mut faults),
        ranks: table::read(files, &mut faults),
        form: table::read(files, &mut faults),
        correspondence: table::read(files, &mut faults),
        contests: table::read(files, &mut faults),
        papers: table::read(files, &mut faults),
        texts: tables::texts(files, &exam, &mut faults),
        exam,
        notes: Vec::new(),
    };
    year.name_tracks();
    files.name_strangers(&mut faults);
    check::year(&year, files, &mut faults);
    year.notes = faults.end()?;
    Ok(year)
}
