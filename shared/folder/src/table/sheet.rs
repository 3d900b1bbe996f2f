//! The rows of a table's file, all of them.

use crate::fault::{Column, Faults, Place};
use crate::sheet;
use csv::StringRecord;

/// Rows with their lines; the first is the heading.
pub(super) struct Sheet {
    pub(super) lettered: bool,
    pub(super) rows: Vec<(u32, StringRecord)>,
}

/// Rows of one file: three times the plans of a province, with a row a 专业.
const MOST: usize = 200_000;

pub(super) fn read(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Sheet> {
    let lettered = sheet::is_lettered(name);
    let mut rows = Vec::new();
    let read = sheet::each(name, vec![bytes.to_vec()], |row| {
        if let Some((column, error)) = row.error {
            let place = Place { file: name.into(), line: row.line, column: Column::Letter(column) };
            faults.add(place, format!("这一格是计算错误 {error}"));
        }
        if rows.len() <= MOST {
            rows.push((row.line, row.cells.clone()));
        }
    });
    match read {
        Ok(()) if rows.len() > MOST => {
            faults.add(Place::file(name), format!("超过 {MOST} 行"));
            None
        }
        Ok(()) => Some(Sheet { lettered, rows }),
        Err(message) => {
            faults.add(Place::file(name), message);
            None
        }
    }
}
