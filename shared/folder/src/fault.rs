//! What is wrong with a folder, and where it stands.

use std::fmt::{Display, Formatter};
use std::sync::Arc;

/// A fault at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Name in the folder: `plans.csv`
    pub file: Arc<str>,
    /// Line, from 1, which of a spreadsheet is the row; 0: the file as a whole
    pub line: u32,
    /// Where in the line
    pub column: Column,
    /// What is wrong and what to do, in Chinese
    pub message: String,
}

/// Where in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Of a text, the character; of a CSV file, the field: from 1
    Number(u32),
    /// Of a spreadsheet: 1 is A
    Letter(u32),
}

/// Where something stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Arc<str>,
    pub(crate) line: u32,
    pub(crate) column: Column,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn file(name: &str) -> Self {
        Self { file: name.into(), line: 0, column: Column::Number(0) }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::file("exam.toml")
    }
}

/// Collects every fault instead of stopping at the first.
#[derive(Default)]
pub(crate) struct Faults {
    faults: Vec<Fault>,
    /// What may be as it is, and is worth a look
    notes: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&mut self, place: Place, message: impl Into<String>) {
        self.faults.push(at(place, message.into()));
    }

    pub(crate) fn note(&mut self, place: Place, message: impl std::fmt::Display) {
        self.notes.push(at(place, format!("提醒：{message}")));
    }

    /// The notes, or everything when there is a fault.
    pub(crate) fn end(mut self) -> Result<Vec<Fault>, Vec<Fault>> {
        let is_good = self.faults.is_empty();
        self.faults.append(&mut self.notes);
        self.faults.sort();
        self.faults.dedup();
        if is_good { Ok(self.faults) } else { Err(self.faults) }
    }
}

fn at(place: Place, message: String) -> Fault {
    let Place { file, line, column } = place;
    Fault { file, line, column, message }
}

impl Fault {
    /// `plans.csv:4:2`
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.to_string(),
            line => format!("{}:{line}:{}", self.file, self.column),
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Letter(number) => f.write_str(&letters(*number)),
        }
    }
}

/// As spreadsheets name their columns: A … Z, AA …
fn letters(mut number: u32) -> String {
    let mut text = Vec::new();
    while let Some(rest) = number.checked_sub(1) {
        text.push(char::from(b'A' + (rest % 26) as u8));
        number = rest / 26;
    }
    text.iter().rev().collect()
}

/// The name that was probably meant: `，是不是“registration”？`
pub(crate) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let distance = |other: &str| strsim::osa_distance(name, other);
    let nearest = known.iter().copied().min_by_key(|other| distance(other));
    let is_near = |other: &&str| distance(other) <= other.chars().count().div_ceil(3).min(3);
    let longer = known.iter().copied().find(|other| name.chars().count() > 1 && other.starts_with(name));
    longer.or_else(|| nearest.filter(is_near)).map(|other| format!("，是不是“{other}”？")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named = [1, 3, 26, 27, 52, 53, 702, 703].map(|number| Column::Letter(number).to_string());
        assert_eq!(named, ["A", "C", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_near_miss_is_guessed_and_no_other() {
        assert_eq!(meant("registraton", ["exam-fee", "registration"]), "，是不是“registration”？");
        assert_eq!(meant("院校代码", ["院校名称", "院校代号"]), "，是不是“院校代号”？");
        assert_eq!(meant("本科批", ["专科批", "本科批(普通类)"]), "，是不是“本科批(普通类)”？");
        assert_eq!(meant("本科", ["本科批(普通类)"]), "，是不是“本科批(普通类)”？");
        assert_eq!(meant("x", ["registration"]), "");
        assert_eq!(meant("x", []), "");
    }
}
