//! 登记表 as data: an exam's registration form is a table, a row a field, that an office edits (`form.csv`). Columns have the
//! names that XLSForm has for them.

mod answers;
mod check;
mod condition;
mod row;
mod rule;
#[cfg(test)]
pub(crate) mod tests;

pub use answers::Answers;
pub use check::{Code, Facts, Named};
pub use condition::{Condition, Term};
pub use row::{Fault, Row};
pub use rule::Rule;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::RangeInclusive;
use strum::{EnumString, IntoStaticStr};

/// The form of an exam.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Form {
    /// In the order in which they are filled in
    pub sections: Vec<Section>,
}

/// Fields that are asked for together: a group, or a table with a row for each of several (family, 简历).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// Name in the answers, where it has rows
    pub name: String,
    pub label: String,
    /// What to know before filling it in
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Only then
    #[serde(default, skip_serializing_if = "Condition::is_always")]
    pub relevant: Condition,
    /// How many rows there may be; `None`: it has none, its fields are asked for once
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
    /// Rules about all rows
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraint: Vec<Rule>,
    /// Of one with rows: its place on the printed 登记表
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<u16>,
    pub fields: Vec<Field>,
}

/// How many rows a section may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rows {
    pub least: usize,
    pub most: usize,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// Its place in the answers: `political_status`, `address.region`; in a section with rows, in the row
    pub name: String,
    /// What it is called
    pub label: String,
    /// What to know for filling it in
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// What is said when it is not as it should be; empty: what its kind says
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What it holds
    pub kind: Kind,
    /// Has it to be answered?
    pub required: bool,
    /// Only then
    #[serde(default, skip_serializing_if = "Condition::is_always")]
    pub relevant: Condition,
    /// The code table of its choices
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub list: String,
    /// At least so many characters, digits or choices; for a number, so much
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<i64>,
    /// At most, likewise
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
    /// Rules that a table can't say
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraint: Vec<Rule>,
    /// Who gives the answer
    pub filled_by: Filler,
    /// It never leaves the database in the clear, nor stays in a browser
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// What a browser knows it as (HTML's `autocomplete`)
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub autocomplete: String,
    /// Its place on the printed 登记表; `None`: it is not printed
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<u16>,
    /// What asks for it: document and paragraph
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// A line of text
    Text,
    /// Digits, which may begin with 0: 邮政编码
    Digits,
    /// A whole number
    Integer,
    /// A code of a list
    SelectOne,
    /// Codes of a list
    SelectMany,
    /// `2027-06-07`
    Date,
    /// `2027-06`
    Month,
    /// A year, as a number
    Year,
    /// A mobile number
    Phone,
    /// 居民身份证号
    Document,
    /// A region's code, as deep as the exam's table goes
    Region,
    /// A picture that was handed in: the SHA-256 of its bytes
    Image,
    /// A file that was handed in, likewise
    File,
    /// Nothing: something to read between the fields
    Note,
}

/// Who gives an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Filler {
    /// The candidate
    #[default]
    Candidate,
    /// The reader of 居民身份证
    Reader,
    /// The registration point
    Point,
    /// The county's office
    County,
    /// A college
    College,
    /// Another office
    Office,
    /// A rule, from the other answers
    System,
}

impl Form {
    /// Every field that is asked for once.
    pub fn single_fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().filter(|section| section.rows.is_none()).flat_map(|section| &section.fields)
    }

    /// The form as others than the candidate read it: without what is sealed.
    #[must_use]
    pub fn unsealed(mut self) -> Self {
        for section in &mut self.sections {
            section.fields.retain(|field| !field.sealed);
        }
        self.sections.retain(|section| !section.fields.is_empty());
        self
    }

    /// Of these answers, those that it asks for.
    pub fn only(&self, answers: &Answers) -> Answers {
        let kept = |section: &Section, from: &Answers| {
            let mut kept = Answers::default();
            for field in &section.fields {
                if let Some(value) = from.at(&field.name) {
                    kept.put(&field.name, value.clone());
                }
            }
            kept
        };
        let mut all = Answers::default();
        for section in &self.sections {
            match section.rows {
                None => all.merge(kept(section, answers)),
                Some(_) => {
                    let rows = answers.rows(&section.name).iter().map(Answers::row);
                    all.put(&section.name, rows.map(|row| Value::Object(kept(section, &row).0)).collect());
                }
            }
        }
        all
    }

    /// The places of the sealed answers in these answers: `address.detail`, `family[0].phone`.
    pub fn sealed<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = String> + 'a {
        self.sections.iter().flat_map(move |section| {
            let sealed = || section.fields.iter().filter(|field| field.sealed);
            let places: Vec<String> = match section.rows {
                None => sealed().map(|field| field.name.clone()).collect(),
                Some(_) => (0..answers.rows(&section.name).len())
                    .flat_map(|row| sealed().map(move |field| format!("{}[{row}].{}", section.name, field.name)))
                    .collect(),
            };
            places
        })
    }
}

impl Field {
    fn lengths(&self) -> RangeInclusive<usize> {
        let bound =
            |bound: Option<i64>, default| bound.and_then(|bound| usize::try_from(bound).ok()).unwrap_or(default);
        bound(self.least, 1)..=bound(self.most, 200)
    }
}
