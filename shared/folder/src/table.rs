//! Tables: a heading that names the columns, in any order, and a row a thing.

mod cells;
mod sheet;

pub(crate) use cells::{Cells, not_digits};

use crate::fault::{Column, Faults, Place, meant};
use crate::files::Files;
use csv::StringRecord;
use sheet::Sheet;
use std::sync::Arc;

/// A column of a table.
#[derive(Debug)]
pub(crate) struct Head {
    /// As the code names it
    pub(crate) name: &'static str,
    /// As people do: the first is the one that is shown
    pub(crate) titles: &'static [&'static str],
    /// Must there be such a column?
    pub(crate) required: bool,
}

/// A column that must be there.
pub(crate) const fn must(name: &'static str, titles: &'static [&'static str]) -> Head {
    Head { name, titles, required: true }
}

/// A column that may be left out.
pub(crate) const fn may(name: &'static str, titles: &'static [&'static str]) -> Head {
    Head { name, titles, required: false }
}

/// What a row of a table comes to.
pub(crate) trait Row: Sized {
    /// `plans`
    const TABLE: &'static str;
    /// Its columns
    const HEADS: &'static [Head];

    /// Reads it. What is faulty is noted, and stands empty.
    fn read(cells: &mut Cells<'_>) -> Self;
}

/// A table, and where its rows stand.
#[derive(Debug)]
pub struct Rows<T> {
    files: Vec<Heading>,
    rows: Vec<(u16, u32, T)>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { files: Vec::new(), rows: Vec::new() }
    }
}

impl<T> Rows<T> {
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, _, row)| row)
    }

    /// Changes each.
    pub(crate) fn each(&mut self, change: impl Fn(&mut T)) {
        self.rows.iter_mut().for_each(|(_, _, row)| change(row));
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// None?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// With their indexes, for [`Rows::place`].
    pub(crate) fn indexed(&self) -> impl Iterator<Item = (usize, &T)> {
        self.iter().enumerate()
    }

    /// Where a cell stands.
    pub(crate) fn place(&self, index: usize, column: &str) -> Place {
        let Some((heading, line)) =
            self.rows.get(index).and_then(|(file, line, _)| Some((self.files.get(usize::from(*file))?, *line)))
        else {
            return Place::default();
        };
        heading.place(line, heading.index(column).unwrap_or(0))
    }

    /// The files that it was read from, with the columns that they have.
    pub(crate) fn headings(&self) -> &[Heading] {
        &self.files
    }
}

/// Which column is where, in one file.
#[derive(Debug)]
pub(crate) struct Heading {
    file: Arc<str>,
    lettered: bool,
    line: u32,
    columns: Vec<(&'static str, usize)>,
    /// The year in the file's name
    year: Option<i64>,
}

impl Heading {
    pub(crate) fn index(&self, column: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == column).map(|(_, index)| *index)
    }

    pub(crate) fn place(&self, line: u32, index: usize) -> Place {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let column = if self.lettered { Column::Letter(number) } else { Column::Number(number) };
        Place { file: self.file.clone(), line, column }
    }

    /// The heading itself.
    pub(crate) fn top(&self) -> Place {
        self.place(self.line, 0)
    }
}

/// Reads a table from its files.
pub(crate) fn read<T: Row>(files: &Files, faults: &mut Faults) -> Rows<T> {
    let mut table = Rows::default();
    let found = files.of_table(T::TABLE);
    if let [_, (other, ..), ..] = found.iter().filter(|(_, _, year)| year.is_none()).collect::<Vec<_>>()[..] {
        faults.add(Place::file(other), "同一张表既有 CSV 又有 XLSX，请只留一个");
    }
    for (name, bytes, year) in found {
        let Some(sheet) = sheet::read(name, bytes, faults) else { continue };
        take(&mut table, sheet, (name, year), faults);
    }
    table
}

fn take<T: Row>(table: &mut Rows<T>, sheet: Sheet, (name, year): (&str, Option<i64>), faults: &mut Faults) {
    let mut rows = sheet.rows.iter();
    let Some((line, head)) = rows.next() else {
        return faults.add(Place::file(name), format!("文件是空的，第一行应为列名：{}", titles::<T>("、")));
    };
    let mut heading = Heading { file: name.into(), lettered: sheet.lettered, line: *line, columns: Vec::new(), year };
    name_columns::<T>(&mut heading, head, faults);
    let file = u16::try_from(table.files.len()).unwrap_or(u16::MAX);
    for (line, record) in rows {
        if let Some(index) = (head.len()..record.len()).find(|index| !record.get(*index).unwrap_or_default().is_empty())
        {
            faults.add(heading.place(*line, index), "这一格超出了第一行的列数");
        }
        let mut cells = Cells { heading: &heading, line: *line, record, faults };
        table.rows.push((file, *line, T::read(&mut cells)));
    }
    table.files.push(heading);
}

/// Finds out which column is which, by either name.
fn name_columns<T: Row>(heading: &mut Heading, head: &StringRecord, faults: &mut Faults) {
    for (index, title) in head.iter().enumerate().filter(|(_, title)| !title.is_empty()) {
        let is = |known: &&Head| known.name.eq_ignore_ascii_case(title) || known.titles.contains(&title);
        let place = heading.place(heading.line, index);
        match T::HEADS.iter().find(is) {
            None => {
                let known = T::HEADS.iter().flat_map(|head| head.titles.iter().copied().chain([head.name]));
                faults.add(
                    place,
                    format!("没有“{title}”这一列{}可用的列：{}", after(&meant(title, known)), titles::<T>("、")),
                );
            }
            Some(known) if heading.index(known.name).is_some() => {
                faults.add(place, format!("“{title}”这一列重复"));
            }
            Some(known) => heading.columns.push((known.name, index)),
        }
    }
    for head in T::HEADS.iter().filter(|head| head.required && heading.index(head.name).is_none()) {
        faults
            .add(heading.top(), format!("缺少“{}”（{}）这一列", head.titles.first().unwrap_or(&head.name), head.name));
    }
}

/// What was meant, and a full stop.
fn after(meant: &str) -> String {
    if meant.is_empty() { "。".into() } else { meant.into() }
}

/// All columns, as people name them.
pub(crate) fn titles<T: Row>(between: &str) -> String {
    T::HEADS.iter().map(|head| *head.titles.first().unwrap_or(&head.name)).collect::<Vec<_>>().join(between)
}
