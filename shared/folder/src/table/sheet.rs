//! The cells of a file, whichever program wrote it.

use crate::fault::{Column, Faults, Place};
use crate::files;
use calamine::{Data, Range, Reader, Xlsx};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::io::Cursor;

/// Rows with their lines; the first is the heading. Rows without anything in them are left out, and so are notes: lines that
/// begin with `#`.
pub(super) struct Sheet {
    pub(super) lettered: bool,
    pub(super) rows: Vec<(u32, StringRecord)>,
}

/// Cells of a sheet that is looked at. The largest table there is has less than a tenth of that.
const MOST_CELLS: u64 = 20_000_000;

pub(super) fn read(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Sheet> {
    if name.ends_with(".xlsx") { workbook(name, bytes, faults) } else { comma_separated(name, bytes, faults) }
}

fn comma_separated(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Sheet> {
    let text = files::text(name, bytes, faults);
    let mut reader =
        ReaderBuilder::new().flexible(true).has_headers(false).trim(Trim::All).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| line(&text, position));
                rows.push((line, record));
            }
            Err(error) => faults.add(Place::file(name), format!("读不出来：{error}")),
        }
    }
    rows.retain(|(_, record)| is_row(record));
    Some(Sheet { lettered: false, rows })
}

/// The line on which a row begins. The reader's position is before the empty lines that it skips.
fn line(text: &str, position: &csv::Position) -> u32 {
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(position.line().saturating_add(skipped as u64)).unwrap_or(u32::MAX)
}

fn workbook(name: &str, bytes: &[u8], faults: &mut Faults) -> Option<Sheet> {
    let opened = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string());
    let range = opened.and_then(|mut book| {
        let first = book.worksheet_range_at(0);
        first.unwrap_or_else(|| Ok(Range::empty())).map_err(|error| error.to_string())
    });
    match range {
        Err(error) => {
            faults.add(Place::file(name), format!("不是 XLSX 文件，或文件已损坏（{error}）"));
            None
        }
        Ok(range) if range.height() as u64 * range.width() as u64 > MOST_CELLS => {
            faults.add(Place::file(name), "表格过大，请删去数据区以外的行和列");
            None
        }
        Ok(range) => Some(Sheet { lettered: true, rows: cells(name, &range, faults) }),
    }
}

fn cells(name: &str, range: &Range<Data>, faults: &mut Faults) -> Vec<(u32, StringRecord)> {
    // What stands before the first cell that is not empty is not in the range.
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Vec::new();
    for (index, row) in (0u32..).zip(range.rows()) {
        let line = top + index + 1;
        let mut record = StringRecord::new();
        (0..left).for_each(|_| record.push_field(""));
        for (column, cell) in (left + 1..).zip(row) {
            if let Data::Error(error) = cell {
                let place = Place { file: name.into(), line, column: Column::Letter(column) };
                faults.add(place, format!("这一格是计算错误 {error}"));
            }
            record.push_field(shown(cell).trim());
        }
        if is_row(&record) {
            rows.push((line, record));
        }
    }
    rows
}

/// A cell as a person sees it.
fn shown(cell: &Data) -> String {
    match cell {
        // A spreadsheet has no whole numbers.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

fn is_row(record: &StringRecord) -> bool {
    record.iter().any(|cell| !cell.is_empty()) && !record.get(0).unwrap_or_default().starts_with('#')
}
