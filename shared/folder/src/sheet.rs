//! The rows of a file, whichever program wrote it, one at a time: a province's worth of them need not be in memory at once.

use crate::files::{self, NO_TEXT};
use calamine::{Cell, DataRef, Reader, Xlsx};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::io::Cursor;

mod unpacked;

/// A row and its line, from 1.
pub struct Row<'a> {
    /// Line; of a spreadsheet, its row
    pub line: u32,
    /// Cells as a person sees them
    pub cells: &'a StringRecord,
    /// A cell that is a calculation gone wrong: its column from 1, and what it says
    pub error: Option<(u32, String)>,
}

/// Cells of a spreadsheet that are looked at: what a province has (460,000 candidates with a dozen columns) fits.
const MOST_CELLS: usize = 6_000_000;
const MOST_COLUMNS: u32 = 500;

/// Is it a spreadsheet?
pub fn is_lettered(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".xlsx")
}

/// Goes through a file that may have come in parts: those of a text end at an end of line. Rows without anything in them are left
/// out, and so are notes: lines that begin with `#`.
///
/// # Errors
/// Why it can't be read, in Chinese.
pub fn each(name: &str, parts: Vec<Vec<u8>>, mut row: impl FnMut(Row<'_>)) -> Result<(), String> {
    if is_lettered(name) { workbook(parts, &mut row) } else { comma_separated(parts, &mut row) }
}

fn comma_separated(parts: Vec<Vec<u8>>, row: &mut impl FnMut(Row<'_>)) -> Result<(), String> {
    let mut before = 0;
    for part in parts {
        let text = files::decoded(&part).ok_or(NO_TEXT)?;
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(false).trim(Trim::All).from_reader(text.as_bytes());
        let mut cells = StringRecord::new();
        while reader.read_record(&mut cells).map_err(|error| format!("读不出来：{error}"))? {
            if cells.len() > MOST_COLUMNS as usize {
                return Err("表格过大，请删去数据区以外的列".into());
            }
            if is_row(&cells) {
                let line = before + cells.position().map_or(0, |position| line(&text, position));
                row(Row { line, cells: &cells, error: None });
            }
        }
        before += u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
    }
    Ok(())
}

/// The line on which a row begins. The reader's position is before the empty lines that it skips.
fn line(text: &str, position: &csv::Position) -> u32 {
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(position.line().saturating_add(skipped as u64)).unwrap_or(u32::MAX)
}

fn workbook(parts: Vec<Vec<u8>>, row: &mut impl FnMut(Row<'_>)) -> Result<(), String> {
    let damaged = |error: calamine::XlsxError| format!("不是 XLSX 文件，或文件已损坏（{error}）");
    let bytes = joined(parts);
    unpacked::bounded(&bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let Some(first) = book.sheet_names().first().cloned() else { return Ok(()) };
    let mut cells = book.worksheet_cells_reader(&first).map_err(damaged)?;
    let (mut being, mut count) = (Being::default(), 0);
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (line, column) = cell.get_position();
        count += 1;
        if column >= MOST_COLUMNS && *cell.get_value() != DataRef::Empty || count > MOST_CELLS {
            return Err("表格过大，请删去数据区以外的行和列".into());
        }
        if line + 1 != being.line {
            being.end(row);
            being.line = line + 1;
        }
        being.take(column, &cell);
    }
    being.end(row);
    Ok(())
}

fn joined(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    if parts.len() == 1 { parts.swap_remove(0) } else { parts.concat() }
}

/// A row of a spreadsheet that is being read.
#[derive(Default)]
struct Being {
    line: u32,
    cells: StringRecord,
    error: Option<(u32, String)>,
}

impl Being {
    fn take(&mut self, column: u32, cell: &Cell<DataRef<'_>>) {
        if column >= MOST_COLUMNS {
            return;
        }
        while self.cells.len() < column as usize {
            self.cells.push_field("");
        }
        if let DataRef::Error(error) = cell.get_value() {
            self.error = Some((column + 1, error.to_string()));
        }
        self.cells.push_field(shown(cell.get_value()).trim());
    }

    fn end(&mut self, row: &mut impl FnMut(Row<'_>)) {
        let error = self.error.take();
        if is_row(&self.cells) {
            row(Row { line: self.line, cells: &self.cells, error });
        }
        self.cells.clear();
    }
}

/// A cell as a person sees it.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        // A spreadsheet has no whole numbers.
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => calamine::Data::from(other.clone()).to_string(),
    }
}

fn is_row(cells: &StringRecord) -> bool {
    cells.iter().any(|cell| !cell.is_empty()) && !cells.get(0).unwrap_or_default().starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(name: &str, parts: &[&[u8]]) -> Vec<(u32, Vec<String>)> {
        let mut found = Vec::new();
        let parts = parts.iter().map(|part| part.to_vec()).collect();
        each(name, parts, |row| found.push((row.line, row.cells.iter().map(str::to_owned).collect()))).unwrap();
        found
    }

    #[test]
    fn a_text_in_parts_has_the_lines_of_the_whole() {
        let whole = "a,b\r\n\r\n# note\r\n1, 2\r\n\"3\",4\r\n5,6".as_bytes();
        let cut = |at: usize| [&whole[..at], &whole[at..]];
        let expected = lines("x.csv", &[whole]);
        assert_eq!(expected.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4, 5, 6]);
        for at in (0..whole.len()).filter(|at| *at == 0 || whole[at - 1] == b'\n') {
            assert_eq!(lines("x.csv", &cut(at)), expected, "{at}");
        }
    }

    #[test]
    fn a_spreadsheet_in_parts_is_the_same_and_numbers_are_as_they_are_seen() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "报名流水号").unwrap();
        sheet.write(2, 1, 601.0).unwrap();
        sheet.write(2, 2, 1.5).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let expected = vec![(1, vec!["报名流水号".to_owned()]), (3, vec![String::new(), "601".into(), "1.5".into()])];
        assert_eq!(lines("x.XLSX", &[&bytes]), expected);
        assert_eq!(lines("x.xlsx", &[&bytes[..100], &bytes[100..]]), expected);
        assert!(each("x.xlsx", vec![b"PK".to_vec()], |_| {}).unwrap_err().contains("损坏"));
    }
}
