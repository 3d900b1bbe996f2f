//! The cells of a row, read by the names of their columns. What is wrong is noted where it stands.

use super::Heading;
use crate::fault::Faults;
use csv::StringRecord;
use domain::text::is_line;
use std::ops::RangeInclusive;

pub(crate) struct Cells<'a> {
    pub(super) heading: &'a Heading,
    pub(super) line: u32,
    pub(super) record: &'a StringRecord,
    pub(super) faults: &'a mut Faults,
}

/// Characters of a text at most.
const LONGEST: usize = 500;

impl Cells<'_> {
    /// The cell as it is; empty when there is no such column.
    pub(crate) fn raw(&self, column: &str) -> &str {
        self.heading.index(column).and_then(|index| self.record.get(index)).unwrap_or_default()
    }

    pub(crate) fn fault(&mut self, column: &str, message: impl Into<String>) {
        let place = self.heading.place(self.line, self.heading.index(column).unwrap_or(0));
        self.faults.add(place, message);
    }

    /// Does the file have such a column? What it lacks is said once, of its heading.
    fn has(&self, column: &str) -> bool {
        self.heading.index(column).is_some()
    }

    /// A text, or nothing.
    pub(crate) fn optional(&mut self, column: &str) -> String {
        let text = self.raw(column).to_owned();
        self.must_be_line(column, &text);
        text
    }

    fn must_be_line(&mut self, column: &str, text: &str) {
        if !is_line(text, 0..=LONGEST) {
            self.fault(column, format!("应为一行文字，不超过 {LONGEST} 个字，不含看不见的字符"));
        }
    }

    pub(crate) fn text(&mut self, column: &str) -> String {
        let text = self.optional(column);
        if text.is_empty() && self.has(column) {
            self.fault(column, "不能为空");
        }
        text
    }

    /// Texts, separated by `|`.
    pub(crate) fn list(&mut self, column: &str) -> Vec<String> {
        let parts = self.raw(column).split(['|', '、']).map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        for part in &parts {
            self.must_be_line(column, part);
        }
        parts
    }

    /// A name that programs use: letters, digits, `-`, `_` and `.`.
    pub(crate) fn name(&mut self, column: &str) -> String {
        let text = self.text(column);
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
            self.fault(column, "只能用字母、数字、-、_ 和 .");
        }
        text
    }

    /// A whole number, or nothing.
    pub(crate) fn optional_number(&mut self, column: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let text = self.raw(column);
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.fault(column, format!("应为 {}–{} 的整数", range.start(), range.end()));
        }
        number
    }

    /// A whole number.
    pub(crate) fn number(&mut self, column: &str, range: RangeInclusive<i64>) -> i64 {
        if self.raw(column).is_empty() && self.has(column) {
            self.fault(column, "不能为空");
        }
        self.optional_number(column, range).unwrap_or_default()
    }

    /// The year in its column, or in the file's name.
    pub(crate) fn year(&mut self) -> i64 {
        let named = self.heading.year;
        let year = self.optional_number("year", 1900..=2999);
        if year.or(named).is_none() && self.raw("year").is_empty() {
            self.fault("year", "不知道是哪一年：请加“年份”一列，或把年份写进文件名，例如 lines-2026.csv");
        }
        year.or(named).unwrap_or_default()
    }
}

/// Why a text is no code of so many digits: what spreadsheets do to codes is told apart.
pub(crate) fn not_digits(text: &str, digits: usize) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = text.split_once(['E', 'e']).unwrap_or(("", ""));
    match () {
        () if is_number(text) && text.len() < digits => {
            format!("应为 {digits} 位数字，这里只有 {} 位，表格软件可能去掉了前面的 0", text.len())
        }
        () if !whole.is_empty() && is_number(rest.trim_start_matches('+')) => {
            format!("应为 {digits} 位数字，表格软件把它变成了科学计数法：请把这一列设为文本格式后重新填写")
        }
        () => format!("应为 {digits} 位数字"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_do_to_codes_is_said() {
        assert_eq!(not_digits("102", 4), "应为 4 位数字，这里只有 3 位，表格软件可能去掉了前面的 0");
        assert!(not_digits("4.11101E+09", 10).contains("科学计数法"));
        for other in ["E", "e1", "12345", "12a4", "", "E+", "1E"] {
            assert_eq!(not_digits(other, 4), "应为 4 位数字", "{other}");
        }
    }
}
