//! Reads exam.toml key by key, so that each fault has its line and column, and none hides another.

use crate::fault::{Column, Faults, Place, meant};
use crate::files::EXAM;
use domain::text::is_line;
use domain::{Fen, Timestamp, money};
use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use toml::value::Datetime;

/// What a text says, and where.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// The whole text, and what is wrong with it.
pub(crate) struct Source<'a> {
    text: &'a str,
    faults: RefCell<&'a mut Faults>,
}

/// A table of it, from which keys are taken.
pub(crate) struct Node<'s, 't> {
    source: &'s Source<'s>,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str, faults: &'a mut Faults) -> Self {
        Self { text, faults: RefCell::new(faults) }
    }

    /// The table of a text; what is no TOML is a fault, and what comes after it is read nevertheless.
    pub(crate) fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            self.fault(&error.span().unwrap_or_default(), format!("不是 TOML 的写法：{}", error.message()));
        }
        table
    }

    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place { file: EXAM.into(), line: number(line), column: Column::Number(number(column)) }
    }

    pub(crate) fn fault(&self, span: &Range<usize>, message: impl Into<String>) {
        self.faults.borrow_mut().add(self.place(span), message);
    }
}

impl<'s, 't> Node<'s, 't> {
    pub(crate) fn new(source: &'s Source<'s>, table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        Self { source, table, span, known: RefCell::default() }
    }

    /// Where a key's value stands, or else the table.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        self.source.place(&self.table.get(key).map_or(self.span.clone(), Spanned::span))
    }

    pub(crate) fn fault(&self, key: &str, message: impl Into<String>) {
        let span = self.table.get(key).map_or(self.span.clone(), Spanned::span);
        self.source.fault(&span, message);
    }

    pub(crate) fn fault_at(&self, place: &Place, message: impl Into<String>) {
        self.source.faults.borrow_mut().add(place.clone(), message);
    }

    fn value(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.borrow_mut().push(key);
        self.table.get(key)
    }

    fn required(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = self.value(key);
        if value.is_none() {
            self.source.fault(&self.span, format!("缺少 {key}"));
        }
        value
    }

    /// A text that has to be there.
    pub(crate) fn text(&self, key: &'static str) -> Said {
        let said = self.required(key).map(|value| self.string(value)).unwrap_or_default();
        if said.text.is_empty() && self.table.contains_key(key) {
            self.fault(key, format!("{key} 不能为空"));
        }
        said
    }

    /// A text, or nothing.
    pub(crate) fn optional(&self, key: &'static str) -> Said {
        self.value(key).map(|value| self.string(value)).unwrap_or_default()
    }

    /// A name that programs use: small letters, digits, `-` and `_`.
    pub(crate) fn name(&self, key: &'static str) -> Said {
        let said = self.text(key);
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        if !said.text.bytes().all(is_plain) {
            self.fault(key, format!("{key} 只能用小写字母、数字、- 和 _"));
        }
        said
    }

    pub(crate) fn string(&self, value: &Spanned<DeValue<'_>>) -> Said {
        let place = self.source.place(&value.span());
        match value.get_ref() {
            DeValue::String(text) => {
                if !is_line(text, 0..=500) {
                    self.source.fault(&value.span(), "应为一行文字，不超过 500 个字，不含看不见的字符");
                }
                Said { text: text.trim().to_owned(), place }
            }
            other => {
                self.source.fault(&value.span(), format!("应为文字，用双引号括起来，这里是{}", kind(other)));
                Said { text: String::new(), place }
            }
        }
    }

    /// A whole number that has to be there; 0 when it is none.
    pub(crate) fn number(&self, key: &'static str, range: RangeInclusive<i64>) -> i64 {
        self.required(key).map(|value| self.integer(value, range)).unwrap_or_default()
    }

    fn integer(&self, value: &Spanned<DeValue<'_>>, range: RangeInclusive<i64>) -> i64 {
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number)).unwrap_or_else(|| {
            self.source.fault(&value.span(), format!("应为 {}–{} 的整数，不加引号", range.start(), range.end()));
            0
        })
    }

    /// Yes or no; no when nothing is said.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        match self.value(key).map(|value| (value, value.get_ref())) {
            None => false,
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((value, _)) => {
                self.source.fault(&value.span(), "应为 true（是）或 false（否），不加引号");
                false
            }
        }
    }

    /// An amount in yuan, as text: `"40.00"`.
    pub(crate) fn yuan(&self, key: &'static str) -> Fen {
        let said = self.text(key);
        let amount = money::fen_of_yuan(&said.text).filter(|amount| (1..=10_000_000).contains(&amount.0));
        amount.unwrap_or_else(|| {
            if !said.text.is_empty() {
                self.fault(key, "应为以元为单位的金额，例如 \"40.00\"");
            }
            Fen(0)
        })
    }

    /// A time in Beijing: `2027-06-26 08:00`.
    pub(crate) fn time(&self, key: &'static str) -> Option<Timestamp> {
        let value = self.required(key)?;
        let time = match value.get_ref() {
            DeValue::Datetime(time) => instant(time),
            _ => None,
        };
        if time.is_none() {
            self.source.fault(&value.span(), "应为北京时间，不加引号，例如 2027-06-26 08:00");
        }
        time
    }

    /// Texts; none when nothing is said.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Said> {
        self.array(key).map(|value| self.string(value)).collect()
    }

    /// Values of a list.
    pub(crate) fn array(&self, key: &'static str) -> impl Iterator<Item = &'t Spanned<DeValue<'t>>> + use<'t> {
        static NONE: DeArray<'static> = DeArray::new();
        let array = match self.value(key).map(|value| (value, value.get_ref())) {
            None => &NONE,
            Some((_, DeValue::Array(array))) => array,
            Some((value, _)) => {
                self.source.fault(&value.span(), "应为列表，例如 [\"甲\", \"乙\"]");
                &NONE
            }
        };
        array.iter()
    }

    /// What stands below a heading `[key]`, that has to be there.
    pub(crate) fn table<T>(&self, key: &'static str, read: impl FnOnce(&Node<'s, 't>) -> T) -> Option<T> {
        let value = self.required(key)?;
        self.node(value, &format!("应为 [{key}] 一节")).map(|node| node.whole(read))
    }

    /// Likewise, or nothing.
    pub(crate) fn optional_table<T>(&self, key: &'static str, read: impl FnOnce(&Node<'s, 't>) -> T) -> Option<T> {
        let value = self.value(key)?;
        self.node(value, &format!("应为 [{key}] 一节")).map(|node| node.whole(read))
    }

    /// What stands below each heading `[[key]]`.
    pub(crate) fn tables<T>(&self, key: &'static str, mut read: impl FnMut(&Node<'s, 't>) -> T) -> Vec<T> {
        let expected = format!("应为 [[{key}]] 一节，每项一节");
        let nodes = self.array(key).filter_map(|value| self.node(value, &expected));
        nodes.map(|node| node.whole(&mut read)).collect()
    }

    /// A table that is a value.
    pub(crate) fn node(&self, value: &'t Spanned<DeValue<'t>>, expected: &str) -> Option<Node<'s, 't>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Node::new(self.source, table, value.span())),
            _ => {
                self.source.fault(&value.span(), expected);
                None
            }
        }
    }

    /// Reads it, and names the keys that nobody read.
    pub(crate) fn whole<T>(self, read: impl FnOnce(&Self) -> T) -> T {
        let value = read(&self);
        let known = self.known.take();
        for (key, _) in self.table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let meant = meant(key.get_ref(), known.iter().copied());
            self.source.fault(&key.span(), format!("没有“{}”这一项{meant}", key.get_ref()));
        }
        value
    }
}

fn instant(time: &Datetime) -> Option<Timestamp> {
    let (date, clock) = (time.date?, time.time?);
    let offset = time.offset.map_or_else(|| "+08:00".to_owned(), |offset| offset.to_string());
    Timestamp::parse(&format!("{date}T{clock}{offset}"))
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "文字",
        DeValue::Integer(_) | DeValue::Float(_) => "数字",
        DeValue::Boolean(_) => "是或否",
        DeValue::Datetime(_) => "时间",
        DeValue::Array(_) => "列表",
        DeValue::Table(_) => "一节",
    }
}
