//! A row of `form.csv`, and how rows become a form.

use super::{Condition, Field, Filler, Form, Kind, Rows, Rule, Section};
use serde::Deserialize;

/// A row, as it stands in the table. Its columns are XLSForm's where that has one for the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// A [`Kind`], or `begin group`, `end group`, `begin repeat`, `end repeat`
    pub r#type: String,
    /// Place in the answers
    pub name: String,
    pub label: String,
    /// What to know for filling it in
    pub hint: String,
    /// `yes`; of a repeat, how many rows: `2..8`
    pub required: String,
    /// A [`Condition`]
    pub relevant: String,
    /// Code table
    pub list: String,
    /// At least so long, so many, so much
    pub least: String,
    /// At most, likewise
    pub most: String,
    /// [`Rule`]s, by spaces
    pub constraint: String,
    /// What is said when it is not as it should be
    pub constraint_message: String,
    /// A [`super::Filler`]
    pub filled_by: String,
    /// `yes`
    pub sealed: String,
    /// HTML's
    pub autocomplete: String,
    /// Place on the printed 登记表
    pub print: String,
    /// Document and paragraph
    pub source: String,
}

/// What is wrong with a row: its index, the column, and why, in Chinese.
pub type Fault = (usize, &'static str, String);

impl Form {
    /// Reads the table.
    ///
    /// # Errors
    /// Every fault.
    pub fn from_rows(rows: &[Row]) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::default();
        rows.iter().enumerate().for_each(|(index, row)| reader.row(index, row));
        reader.end(rows.len())
    }
}

#[derive(Default)]
struct Reader {
    form: Form,
    open: Option<(Section, &'static str)>,
    faults: Vec<Fault>,
}

impl Reader {
    fn row(&mut self, index: usize, row: &Row) {
        match (row.r#type.trim(), self.open.is_some()) {
            ("begin group", false) => self.begin(index, row, "end group"),
            ("begin repeat", false) => self.begin(index, row, "end repeat"),
            ("begin group" | "begin repeat", true) => self.fault(index, "type", "一组之内不能再有一组"),
            (end @ ("end group" | "end repeat"), true) => {
                if let Some((section, expected)) = self.open.take() {
                    if end != expected {
                        self.fault(index, "type", format!("这里应是 {expected}"));
                    }
                    self.form.sections.push(section);
                }
            }
            ("end group" | "end repeat", false) => self.fault(index, "type", "前面没有开始的一组"),
            (_, false) => self.fault(index, "type", "每个字段都应在一组之内（begin group … end group）"),
            (_, true) => self.field(index, row),
        }
    }

    fn begin(&mut self, index: usize, row: &Row, end: &'static str) {
        self.named(index, row);
        let rows = match (end, row.required.split_once("..")) {
            ("end group", _) => None,
            (_, Some((least, most))) => match (least.trim().parse(), most.trim().parse()) {
                (Ok(least), Ok(most)) if least <= most && most <= 50 => Some(Rows { least, most }),
                _ => {
                    self.fault(index, "required", "行数应写成“最少..最多”，例如 2..8，最多 50");
                    Some(Rows { least: 0, most: 50 })
                }
            },
            _ => {
                self.fault(index, "required", "请写明行数，例如 2..8");
                Some(Rows { least: 0, most: 50 })
            }
        };
        let section = Section {
            name: row.name.clone(),
            label: row.label.clone(),
            hint: row.hint.clone(),
            relevant: self.relevant(index, row, None),
            rows,
            constraint: self.rules(index, row),
            print: self.number(index, "print", &row.print),
            fields: Vec::new(),
        };
        self.open = Some((section, end));
    }

    fn field(&mut self, index: usize, row: &Row) {
        self.named(index, row);
        let kind = row.r#type.parse().unwrap_or_else(|_| {
            self.fault(index, "type", format!("没有“{}”这种字段", row.r#type));
            Kind::Text
        });
        let filled_by = match row.filled_by.as_str() {
            "" => Default::default(),
            text => text.parse().unwrap_or_else(|_| {
                self.fault(index, "filled_by", format!("没有“{text}”这种填写人"));
                Default::default()
            }),
        };
        let has_list = matches!(kind, Kind::SelectOne | Kind::SelectMany);
        if has_list == row.list.is_empty() {
            self.fault(index, "list", if has_list { "请写明代码表" } else { "只有选择题有代码表" });
        }
        let siblings: Option<Vec<String>> = match &self.open {
            Some((section, _)) if section.rows.is_some() => {
                Some(section.fields.iter().map(|field| field.name.clone()).collect())
            }
            _ => None,
        };
        let field = Field {
            name: row.name.clone(),
            label: row.label.clone(),
            hint: row.hint.clone(),
            message: row.constraint_message.clone(),
            kind,
            required: self.yes(index, "required", &row.required),
            relevant: self.relevant(index, row, siblings.as_deref()),
            list: row.list.clone(),
            least: self.number(index, "least", &row.least),
            most: self.number(index, "most", &row.most),
            constraint: self.rules(index, row),
            filled_by,
            sealed: self.yes(index, "sealed", &row.sealed),
            autocomplete: row.autocomplete.clone(),
            print: self.number(index, "print", &row.print),
            source: row.source.clone(),
        };
        if matches!(kind, Kind::Image | Kind::File) && filled_by == Filler::Candidate {
            self.fault(index, "type", "考生还不能自己上传图片和文件，请在 filled_by 写明由谁采集");
        }
        if field.least.zip(field.most).is_some_and(|(least, most)| least > most) {
            self.fault(index, "most", "最多少于最少");
        }
        if let Some((section, _)) = &mut self.open {
            section.fields.push(field);
        }
    }

    /// Its name is a path that nobody else has.
    fn named(&mut self, index: usize, row: &Row) {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        let is_group = row.r#type == "begin group";
        if !row.name.split('.').all(is_name) || row.name.split('.').count() > 2 {
            self.fault(index, "name", "名称应由小写字母、数字和下划线组成，可以有一个点，例如 address.region");
        } else if !is_group && self.is_taken(&row.name) {
            self.fault(index, "name", format!("名称“{}”已经用过", row.name));
        }
        if row.label.trim().is_empty() {
            self.fault(index, "label", "请写明标题");
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        match &self.open {
            Some((section, _)) if section.rows.is_some() => section.fields.iter().any(|field| field.name == name),
            open => {
                let sections = self.form.sections.iter().chain(open.iter().map(|(section, _)| section));
                let (first, whole) = (name.split('.').next(), name);
                sections.into_iter().any(|section| match section.rows {
                    Some(_) => Some(section.name.as_str()) == first,
                    // `address` would be in the way of `address.region`.
                    None => section.fields.iter().any(|field| {
                        field.name == whole
                            || field.name.split('.').next() == first && field.name.contains('.') != whole.contains('.')
                    }),
                })
            }
        }
    }

    /// A condition speaks of what was asked for before.
    fn relevant(&mut self, index: usize, row: &Row, siblings: Option<&[String]>) -> Condition {
        let condition = Condition::parse(&row.relevant).unwrap_or_else(|message| {
            self.fault(index, "relevant", message);
            Condition::default()
        });
        let open = self.open.iter().flat_map(|(section, _)| section.fields.iter());
        let before: Vec<&str> = match siblings {
            None => self.form.single_fields().chain(open).map(|field| field.name.as_str()).collect(),
            Some(siblings) => siblings.iter().map(String::as_str).collect(),
        };
        let unknown =
            condition.terms().find(|term| !before.contains(&term.field.as_str())).map(|term| term.field.clone());
        if let Some(field) = unknown {
            self.fault(index, "relevant", format!("条件中的字段“{field}”应在它前面"));
        }
        condition
    }

    fn rules(&mut self, index: usize, row: &Row) -> Vec<Rule> {
        let parsed: Vec<Result<Rule, &str>> =
            row.constraint.split_whitespace().map(|name| name.parse().map_err(|_| name)).collect();
        for name in parsed.iter().filter_map(|rule| rule.err()) {
            self.fault(index, "constraint", format!("没有名为“{name}”的规则"));
        }
        parsed.into_iter().flatten().collect()
    }

    fn yes(&mut self, index: usize, column: &'static str, text: &str) -> bool {
        if !matches!(text, "" | "yes" | "no") {
            self.fault(index, column, "应为 yes、no 或留空");
        }
        text == "yes"
    }

    fn number<N: std::str::FromStr>(&mut self, index: usize, column: &'static str, text: &str) -> Option<N> {
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.fault(index, column, "应为整数");
        }
        number
    }

    fn fault(&mut self, index: usize, column: &'static str, message: impl Into<String>) {
        self.faults.push((index, column, message.into()));
    }

    fn end(mut self, rows: usize) -> Result<Form, Vec<Fault>> {
        if let Some((_, end)) = self.open.take() {
            self.fault(rows, "type", format!("最后缺少 {end}"));
        }
        if self.faults.is_empty() { Ok(self.form) } else { Err(self.faults) }
    }
}
