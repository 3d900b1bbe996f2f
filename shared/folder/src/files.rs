//! The files of a folder, as they came.

use crate::fault::{Faults, Place};
use encoding_rs::{Encoding, GB18030};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// exam.toml
pub(crate) const EXAM: &str = "exam.toml";
/// Tables, without their endings. Of those of past years there can be one a year: `lines-2024.csv`.
const TABLES: [&str; 13] = [
    "organisations",
    "regions",
    "codes",
    "segments",
    "staff",
    "colleges",
    "plans",
    "lines",
    "ranks",
    "form",
    "correspondence",
    "contests",
    "papers",
];
const YEARLY: [&str; 2] = ["lines", "ranks"];
/// A table of its own, beside the years.
pub(crate) const ROLES: &str = "roles";
/// 学籍 of a college, and whom the province bars: never in a folder, for all who are in them would be named there.
pub(crate) const STUDENTS: &str = "students";
pub(crate) const BARRED: &str = "barred";
const OF_THEIR_OWN: [&str; 3] = [ROLES, STUDENTS, BARRED];

/// Names, with `/` between folder and file, and bytes: written back, they are the same folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Takes a file in; what editors and systems leave behind (`.DS_Store`, `~$plans.xlsx`) is none.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let name = name.into();
        if !is_hidden(&name) {
            self.0.insert(name, bytes.into());
        }
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Is this the name of one of a folder's tables?
    pub fn is_table(name: &str) -> bool {
        stem(name).is_some()
    }

    /// The SHA-256 of each, by name.
    pub fn hashes(&self) -> BTreeMap<String, String> {
        self.iter().map(|(name, bytes)| (name.to_owned(), hash(bytes))).collect()
    }

    /// Names the content: two folders with the same files have the same one.
    pub fn hash(&self) -> String {
        let mut whole = Sha256::new();
        for (name, bytes) in self.iter() {
            whole.update(format!("{} {name}\n", hash(bytes)));
        }
        hex::encode(whole.finalize())
    }

    /// The files of a table: `plans.csv` or `plans.xlsx`, those of past years also `lines-2024.csv`; and the year in the name.
    pub(crate) fn of_table(&self, table: &str) -> Vec<(&str, &[u8], Option<i64>)> {
        let found = self.iter().filter_map(|(name, bytes)| {
            let (of, year) = stem(name)?;
            (of == table).then_some((name, bytes, year))
        });
        found.collect()
    }

    pub(crate) fn has_table(&self, table: &str) -> bool {
        !self.of_table(table).is_empty()
    }

    /// Files that nobody reads: a wrong name would be nothing else.
    pub(crate) fn name_strangers(&self, faults: &mut Faults) {
        for (name, _) in self.iter() {
            let is_note = !name.contains('/') && (name.starts_with("README") || name.starts_with("说明"));
            if name != EXAM
                && !is_note
                && !name.starts_with("texts/")
                && stem(name).is_none_or(|(table, _)| OF_THEIR_OWN.contains(&table))
            {
                let known = TABLES.map(|table| format!("{table}.csv"));
                let meant = crate::fault::meant(name, known.iter().map(String::as_str).chain([EXAM]));
                faults.add(Place::file(name), format!("没有叫这个名字的文件{meant}"));
            }
        }
    }
}

/// Did an editor or a system leave it behind?
pub(crate) fn is_hidden(name: &str) -> bool {
    let is = |part: &str| part.starts_with('.') || part.starts_with("~$") || part == "Thumbs.db" || part == "__MACOSX";
    name.split('/').any(is)
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// `lines-2024.xlsx` is of the table `lines`, and of 2024.
fn stem(name: &str) -> Option<(&'static str, Option<i64>)> {
    let stem = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".xlsx"))?;
    let table = |of: &str| TABLES.into_iter().chain(OF_THEIR_OWN).find(|table| *table == of);
    if let Some(table) = table(stem) {
        return Some((table, None));
    }
    let (of, year) = stem.rsplit_once('-')?;
    let year = year.parse().ok().filter(|year| (1900..=2999).contains(year))?;
    table(of).filter(|table| YEARLY.contains(table)).map(|table| (table, Some(year)))
}

/// A text in UTF-8 or GB 18030, with or without a byte order mark.
pub(crate) fn text<'a>(name: &str, bytes: &'a [u8], faults: &mut Faults) -> Cow<'a, str> {
    decoded(bytes).unwrap_or_else(|| {
        faults.add(Place::file(name), NO_TEXT);
        "".into()
    })
}

pub(crate) const NO_TEXT: &str = "既不是 UTF-8 也不是 GB 18030 编码，请另存为 CSV UTF-8 或 XLSX";

/// Likewise; nothing when it is neither.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(rest) {
            return Some(text);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.into());
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_name() {
        assert_eq!(stem("plans.csv"), Some(("plans", None)));
        assert_eq!(stem("lines-2024.xlsx"), Some(("lines", Some(2024))));
        for other in ["plans-2024.csv", "lines-24.csv", "plans.xls", "texts/plans.csv", "-.csv", ".csv"] {
            assert_eq!(stem(other), None, "{other}");
        }
    }

    #[test]
    fn the_hash_names_the_content_and_nothing_beside_it() {
        let of = |files: &[(&str, &str)]| {
            let mut all = Files::default();
            files.iter().for_each(|(name, text)| all.insert(*name, *text));
            all.hash()
        };
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1"), (".DS_Store", "x"), ("~$a.xlsx", "")]));
        assert_ne!(of(&[("a", "1")]), of(&[("b", "1")]));
        assert_ne!(of(&[("a", "1")]), of(&[("a", "2")]));
    }

    #[test]
    fn text_is_read_as_offices_write_it() {
        let (gb, ..) = GB18030.encode("院校代号,𠀀");
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("院校".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut faults = Faults::default();
        assert_eq!(text("a", &gb, &mut faults), "院校代号,𠀀");
        assert_eq!(text("a", "\u{feff}院校".as_bytes(), &mut faults), "院校");
        assert_eq!(text("a", &utf16, &mut faults), "院校");
        assert!(faults.end().is_ok());
        let mut faults = Faults::default();
        text("a", &[0xFF, 0xFF, 0x81], &mut faults);
        assert_eq!(faults.end().unwrap_err().len(), 1);
    }
}
