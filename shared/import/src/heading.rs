//! Which column of a file is which: by our name, or by one that people use.

use csv::StringRecord;
use domain::FieldError;
use domain::error::Faults;

/// A column that a file may have.
pub(crate) struct Head {
    /// As the code names it
    pub(crate) name: String,
    /// As people do
    pub(crate) titles: Vec<String>,
    /// Must it be there?
    pub(crate) required: bool,
}

impl Head {
    pub(crate) fn new(name: &str, titles: &[&str], required: bool) -> Self {
        Self { name: name.into(), titles: titles.iter().map(|title| (*title).to_owned()).collect(), required }
    }

    fn is(&self, title: &str) -> bool {
        self.name.eq_ignore_ascii_case(title) || self.titles.iter().any(|known| known == title)
    }
}

/// Where each is, and the titles that nobody reads.
pub(crate) struct Heading {
    /// In the order of the heads
    pub(crate) columns: Vec<Option<usize>>,
    pub(crate) unread: Vec<String>,
}

impl Heading {
    pub(crate) fn read(heads: &[Head], (line, cells): (u32, &StringRecord), faults: &mut Faults) -> Self {
        let mut columns = vec![None; heads.len()];
        let mut unread = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            let title: String = cell.chars().filter(|char| !char.is_whitespace()).collect();
            match heads.iter().position(|head| head.is(&title)) {
                None if title.is_empty() => {}
                None => unread.push(title),
                Some(known) if columns[known].is_some() => {
                    faults.push(FieldError::at(
                        line as usize,
                        index + 1,
                        &heads[known].name,
                        format!("“{title}”这一列重复"),
                    ));
                }
                Some(known) => columns[known] = Some(index),
            }
        }
        for (head, column) in heads.iter().zip(&columns).filter(|(head, _)| head.required) {
            if column.is_none() {
                let shown = head.titles.first().unwrap_or(&head.name);
                faults.push(FieldError::at(
                    line as usize,
                    1,
                    "header",
                    format!("缺少“{shown}”（{}）这一列", head.name),
                ));
            }
        }
        Self { columns, unread }
    }

    /// A cell of the column that is the how-manieth head, and its number from 1.
    pub(crate) fn cell<'c>(&self, head: usize, cells: &'c StringRecord) -> (usize, &'c str) {
        let index = self.columns.get(head).copied().flatten();
        let cell = index.and_then(|index| cells.get(index)).unwrap_or_default();
        (index.map_or(1, |index| index + 1), cell)
    }

    pub(crate) fn has(&self, head: usize) -> bool {
        self.columns.get(head).is_some_and(Option::is_some)
    }
}
