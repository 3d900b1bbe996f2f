//! One table as an XLSX file, made while the client takes it: `rust_xlsxwriter` writes the workbook with the heading, and
//! the rows are put in where its sheet has none yet. A cell is text or a number: a name can't become a formula. Each column can be
//! filtered in the spreadsheet (at 合计, the last row, too: it is one row more).

use anyhow::Context;
use bytes::Bytes;
use domain::text::in_cell;
use domain::{Fen, Result};
use rust_xlsxwriter::{Format, Workbook};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{ZipArchive, ZipWriter};

/// The type of the file.
pub(crate) const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const SHEET: &str = "xl/worksheets/sheet1.xml";
const END_OF_ROWS: &str = "</sheetData>";

/// What stands in a cell.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Money(Fen),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Fen> for Cell<'_> {
    fn from(money: Fen) -> Self {
        Self::Money(money)
    }
}

/// A table whose rows are still coming.
pub(crate) struct Table {
    file: ZipWriter<StreamWriter<Taken>>,
    taken: Taken,
    /// What of the sheet follows its rows
    rest: String,
    /// The letter of the last column
    last: char,
    /// The number of the next row
    next: u32,
}

/// Above the rows are a line and the titles.
const FIRST_ROW: u32 = 3;

/// What has been written and not been sent yet.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<Vec<u8>>>);

impl Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Taken {
    fn bytes(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Table {
    /// A table under a line of text. `columns` are titles and widths in characters; the line and the titles stay in sight.
    pub(crate) fn begin(sheet: &str, line: &str, columns: &[(&str, u32)]) -> Result<Self> {
        let mut workbook = ZipArchive::new(Cursor::new(heading(sheet, line, columns)?))?;
        let taken = Taken::default();
        let mut file = ZipWriter::new_stream(taken.clone());
        let mut rest = String::new();
        // The sheet is left open, so it comes last.
        for is_sheet in [false, true] {
            for index in 0..workbook.len() {
                let mut part = workbook.by_index(index)?;
                let name = part.name()?.into_owned();
                if (name == SHEET) != is_sheet {
                    continue;
                }
                let mut text = String::new();
                part.read_to_string(&mut text)?;
                file.start_file(name, quick())?;
                if is_sheet {
                    without_dimension(&mut text);
                    let rows = text.find(END_OF_ROWS).context("a sheet without rows")?;
                    rest = text.split_off(rows);
                }
                file.write_all(text.as_bytes())?;
            }
        }
        let last = ('A'..='Z').zip(columns).last().map_or('A', |(letter, _)| letter);
        Ok(Self { file, taken, rest, last, next: FIRST_ROW })
    }

    /// One more row. That each cell says where it is, the format leaves to who writes it; not every program that reads it does.
    pub(crate) fn row(&mut self, values: &[Cell<'_>]) -> Result<()> {
        let number = self.next;
        self.next += 1;
        let mut row = format!(r#"<row r="{number}">"#);
        for (column, value) in ('A'..='Z').zip(values) {
            let at = format!("{column}{number}");
            match value {
                Cell::Text(text) => {
                    let text = in_cell(text);
                    write!(row, r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)?;
                }
                Cell::Number(number) => write!(row, r#"<c r="{at}"><v>{number}</v></c>"#)?,
                Cell::Money(fen) => write!(row, r#"<c r="{at}"><v>{}</v></c>"#, fen.yuan())?,
            }
        }
        row.push_str("</row>");
        Ok(self.file.write_all(row.as_bytes())?)
    }

    /// What is ready to be sent.
    pub(crate) fn ready(&self) -> Bytes {
        self.taken.bytes()
    }

    /// The end of the file.
    pub(crate) fn finish(mut self) -> Result<Bytes> {
        let (titles, end) = (FIRST_ROW - 1, (self.next - 1).max(FIRST_ROW));
        let filter = format!(r#"{END_OF_ROWS}<autoFilter ref="A{titles}:{}{end}"/>"#, self.last);
        let rest = self.rest.replacen(END_OF_ROWS, &filter, 1);
        self.file.write_all(rest.as_bytes())?;
        self.file.finish()?;
        Ok(self.taken.bytes())
    }
}

/// How many rows there are is not known yet, and it may be left out.
fn without_dimension(text: &mut String) {
    let Some(start) = text.find("<dimension ") else { return };
    if let Some(length) = text[start..].find("/>") {
        text.replace_range(start..start + length + 2, "");
    }
}

/// Names compress well however little one tries.
fn quick() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(1))
}

fn heading(name: &str, line: &str, columns: &[(&str, u32)]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?.write_string(0, 0, line)?;
    let bold = Format::new().set_bold();
    for (column, (title, width)) in (0..).zip(columns) {
        sheet.write_string_with_format(1, column, *title, &bold)?.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(workbook.save_to_buffer()?)
}
