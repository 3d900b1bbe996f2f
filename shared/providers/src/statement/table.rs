//! What the statements of all providers have in common: lines of named cells, and a place for each fault.

use chrono::NaiveDate;
use domain::error::Faults;
use domain::money::fen_of_yuan;
use domain::reconciliation::{Line, Statement};
use domain::{Error, Fen, FieldError, Result, Timestamp, time};

/// Faults that one answer names.
const FAULTS_SHOWN: usize = 1000;

/// Characters that a fault shows of a cell.
const FOUND_SHOWN: usize = 40;

/// The lines that say something, numbered from 1; without the byte order mark.
pub(crate) fn lines(text: &str) -> Vec<(usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect()
}

/// Notes each of these columns that a header lacks.
pub(crate) fn require(columns: &[&str], line: usize, header: &[&str], faults: &mut Faults) {
    for column in columns.iter().filter(|column| !header.contains(column)) {
        faults.push(FieldError::at(line, 1, column, "表头中没有这一列。请选择从商户平台下载的原文件"));
    }
}

/// Yuan, with or without a minus.
pub(crate) fn signed(yuan: &str) -> Option<Fen> {
    let amount = fen_of_yuan(yuan.strip_prefix('-').unwrap_or(yuan));
    amount.map(|amount| if yuan.starts_with('-') { Fen(-amount.0) } else { amount })
}

/// Whose statement it has to be.
pub(crate) const OURS: &str = "请核对是不是本单位的商户号";

/// What a spreadsheet writes again is no statement any more.
pub(crate) const UNTOUCHED: &str = "请重新下载，不要用表格软件打开后再保存";

/// It was chosen for another day, or is another day's.
pub(crate) fn another_day(date: NaiveDate, found: &str) -> String {
    format!("不是账单日期 {date} 的，这里是“{found}”。请核对账单日期和文件")
}

/// The file is none of this kind, or not all of it.
pub(crate) fn refuse(line: usize, field: &str, message: &str) -> Result<Statement> {
    Err(Error::Invalid(vec![FieldError::at(line, 1, field, message)]))
}

/// The statement, or what is wrong with it.
pub(crate) fn finish(lines: Vec<Line>, faults: Faults) -> Result<Statement> {
    faults.at_most(FAULTS_SHOWN).or(Statement { lines })
}

/// One row. Who takes a cell has its value; or nothing, and the fault is noted.
pub(crate) struct Row<'a> {
    line: usize,
    names: &'a [&'a str],
    cells: Vec<&'a str>,
    faults: &'a mut Faults,
}

impl<'a> Row<'a> {
    /// From one cell for each name.
    pub(crate) fn new(line: usize, names: &'a [&'a str], cells: &[&'a str], faults: &'a mut Faults) -> Option<Self> {
        if cells.len() != names.len() {
            let (expected, found) = (names.len(), cells.len());
            let message = format!("应有 {expected} 列，这一行有 {found} 列，可能被改动过或没有下载完。请重新下载");
            faults.push(FieldError::at(line, cells.len().max(1), "row", message));
            return None;
        }
        Some(Self { line, names, cells: cells.iter().map(|cell| cell.trim()).collect(), faults })
    }

    /// The cell of this name. Empty when there is no such column.
    pub(crate) fn text(&self, name: &str) -> &'a str {
        self.column(name).and_then(|column| self.cells.get(column)).copied().unwrap_or_default()
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// Notes a fault of this cell.
    pub(crate) fn fault<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        let column = self.column(name).map_or(1, |column| column + 1);
        self.faults.push(FieldError::at(self.line, column, name, message));
        None
    }

    /// What was read from this cell.
    pub(crate) fn take<T>(&mut self, name: &str, value: Option<T>, message: impl Into<String>) -> Option<T> {
        value.or_else(|| self.fault(name, message))
    }

    /// A text that is there.
    pub(crate) fn filled(&mut self, name: &str) -> Option<String> {
        let text = Some(self.text(name).to_owned()).filter(|text| !text.is_empty());
        self.take(name, text, "不能为空")
    }

    /// What stands there, for a fault that says so.
    pub(crate) fn found(&self, name: &str) -> String {
        self.text(name).chars().take(FOUND_SHOWN).collect()
    }

    /// Checks that it is this text; if not, says what to do.
    pub(crate) fn equals(&mut self, name: &str, expected: &str, advice: &str) {
        if self.text(name) != expected {
            self.fault::<()>(name, format!("应为 {expected}，这里是“{}”。{advice}", self.found(name)));
        }
    }

    /// An amount in yuan.
    pub(crate) fn yuan(&mut self, name: &str) -> Option<Fen> {
        signed(self.text(name)).or_else(|| {
            let found = self.found(name);
            self.fault(name, format!("应为金额，单位为元，精确到分，例如 40.00，这里是“{found}”。{UNTOUCHED}"))
        })
    }

    /// An amount of this cell that has to be more than nothing. What could not be read is a fault already.
    pub(crate) fn positive(&mut self, name: &str, amount: Option<Fen>, message: &str) -> Option<Fen> {
        amount.and_then(|amount| self.take(name, Some(amount).filter(|amount| *amount > Fen(0)), message))
    }

    /// A time on this day.
    pub(crate) fn moment(&mut self, name: &str, date: NaiveDate) -> Option<Timestamp> {
        match time::wall_clock(self.text(name)) {
            Some(at) if at.date() == date => Some(at),
            Some(at) => self.fault(name, another_day(date, &at.text())),
            None => {
                let found = self.found(name);
                self.fault(name, format!("应为时间，例如 {date} 08:00:00，这里是“{found}”。{UNTOUCHED}"))
            }
        }
    }
}
