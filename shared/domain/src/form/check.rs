//! Answers against the form: every fault at once.

use super::{Answers, Field, Filler, Form, Kind, Section};
use crate::error::Faults;
use crate::exam::Region;
use crate::registration::is_mobile;
use crate::text::is_line;
use crate::{FieldError, Result, document, time};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// What the rules have to know beside the answers.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub year: i32,
    /// In Beijing
    pub today: NaiveDate,
    /// Of the codes that the answers name, those that there are: their names, by list and code
    pub codes: HashMap<(String, String), String>,
    /// Of the regions that the answers name, those that there are, by code
    pub regions: HashMap<String, Region>,
}

/// A code of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Code {
    /// `political_status`
    pub list: String,
    /// `03`
    pub code: String,
}

/// What answers name, to be looked up for [`Facts`].
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub codes: Vec<Code>,
    pub regions: Vec<String>,
}

/// Where in the answers: a field, in a row.
pub(super) struct At<'a> {
    field: &'a Field,
    row: Option<(&'a Section, usize)>,
}

impl At<'_> {
    fn path(&self) -> String {
        match self.row {
            None => format!("form.{}", self.field.name),
            Some((section, row)) => format!("form.{}[{row}].{}", section.name, self.field.name),
        }
    }
}

/// Answers being looked at.
pub(super) struct Check<'a> {
    pub(super) facts: &'a Facts,
    /// What was good so far
    pub(super) accepted: Answers,
    form: &'a Form,
    faults: Faults,
}

impl Form {
    /// What these answers name.
    pub fn named(&self, answers: &Answers) -> Named {
        let mut named = Named::default();
        for section in &self.sections {
            match section.rows {
                None => section.fields.iter().for_each(|field| field.name_of(answers, &mut named)),
                Some(_) => answers.rows(&section.name).iter().map(Answers::row).for_each(|row| {
                    section.fields.iter().for_each(|field| field.name_of(&row, &mut named));
                }),
            }
        }
        named
    }

    /// What is to be saved of a candidate's answers: without what they were not asked for because of others of their answers,
    /// and with what follows from them.
    ///
    /// # Errors
    /// `Invalid` with every fault, by its path: `form.resume[2].from`.
    pub fn check(&self, answers: &Answers, facts: &Facts) -> Result<Answers> {
        let mut check = Check { facts, accepted: Answers::default(), form: self, faults: Faults::default() };
        check.refuse_unknown(answers);
        for section in self.sections.iter().filter(|section| section.rows.is_none()) {
            check.section(section, answers);
        }
        // Rows may depend on what is asked for once.
        for section in &self.sections {
            if let Some(rows) = section.rows {
                check.rows(section, answers, rows.least..=rows.most);
            }
        }
        let Check { accepted, faults, .. } = check;
        faults.or(accepted)
    }

    /// The labels of what is asked for and missing in answers that were saved, perhaps under an earlier form.
    pub fn missing(&self, answers: &Answers) -> Vec<&str> {
        let asked = |section: &&Section| section.relevant.holds(answers);
        let mut missing = Vec::new();
        for section in self.sections.iter().filter(asked) {
            match section.rows {
                Some(rows) if answers.rows(&section.name).len() < rows.least => missing.push(section.label.as_str()),
                Some(_) => {}
                None => missing.extend(
                    section
                        .fields
                        .iter()
                        .filter(|field| field.is_missing_in(answers))
                        .map(|field| field.label.as_str()),
                ),
            }
        }
        missing
    }
}

impl Field {
    fn is_asked_of_candidate(&self) -> bool {
        self.filled_by == Filler::Candidate && self.kind != Kind::Note
    }

    fn is_missing_in(&self, answers: &Answers) -> bool {
        let asked = self.required && self.is_asked_of_candidate() && self.relevant.holds(answers);
        asked && answers.at(&self.name).is_none()
    }

    fn name_of(&self, answers: &Answers, named: &mut Named) {
        let Some(value) = answers.at(&self.name) else { return };
        let texts =
            || value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str));
        match self.kind {
            Kind::SelectOne | Kind::SelectMany => {
                named.codes.extend(texts().map(|code| Code { list: self.list.clone(), code: code.to_owned() }));
            }
            Kind::Region => named.regions.extend(texts().map(str::to_owned)),
            _ => {}
        }
    }
}

impl Check<'_> {
    fn refuse_unknown(&mut self, answers: &Answers) {
        let form = self.form;
        for place in answers.places() {
            let is_field = form.single_fields().any(|field| field.name == place && field.is_asked_of_candidate());
            let is_rows = form.sections.iter().any(|section| section.rows.is_some() && section.name == place);
            if !is_field && !is_rows {
                self.faults.add(format!("form.{place}"), "报名表中没有这一项");
            }
        }
    }

    fn section(&mut self, section: &Section, answers: &Answers) {
        if !section.relevant.holds(&self.accepted) {
            return;
        }
        for field in section.fields.iter().filter(|field| field.kind != Kind::Note) {
            if !field.relevant.holds(&self.accepted) {
                continue;
            }
            let derived = field.constraint.iter().find_map(|rule| rule.derive(self));
            let given = answers.at(&field.name).filter(|_| field.is_asked_of_candidate());
            if let Some(value) = derived.or_else(|| self.answer(&At { field, row: None }, given)) {
                self.accepted.put(&field.name, value);
            }
        }
    }

    fn rows(&mut self, section: &Section, answers: &Answers, count: std::ops::RangeInclusive<usize>) {
        if !section.relevant.holds(&self.accepted) {
            return;
        }
        let rows: Vec<Answers> = answers.rows(&section.name).iter().map(Answers::row).collect();
        if !count.contains(&rows.len()) {
            let message = format!("{}应填 {}–{} 行", section.label, count.start(), count.end());
            self.faults.add(format!("form.{}", section.name), message);
            return;
        }
        let mut accepted = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let mut good = Answers::default();
            for place in row.places().filter(|place| !section.fields.iter().any(|field| field.name == *place)) {
                self.faults.add(format!("form.{}[{index}].{place}", section.name), "报名表中没有这一项");
            }
            for field in section.fields.iter().filter(|field| field.kind != Kind::Note) {
                if field.relevant.holds(&good)
                    && let Some(value) = self.answer(&At { field, row: Some((section, index)) }, row.at(&field.name))
                {
                    good.put(&field.name, value);
                }
            }
            accepted.push(good);
        }
        section.constraint.iter().for_each(|rule| rule.check_rows(self, section, &accepted));
        let accepted = accepted.into_iter().map(|row| Value::Object(row.0)).collect();
        self.accepted.put(&section.name, Value::Array(accepted));
    }

    /// A good answer; or nothing, and why.
    fn answer(&mut self, at: &At<'_>, given: Option<&Value>) -> Option<Value> {
        let field = at.field;
        let Some(value) = given else {
            self.fault_if(field.required && field.is_asked_of_candidate(), at, &field.wanted());
            return None;
        };
        if let Err(message) = field.look_at(value, self.facts) {
            self.fault_if(true, at, &message);
            return None;
        }
        let before = self.faults.count();
        field.constraint.iter().for_each(|rule| rule.check_answer(self, at, value));
        (self.faults.count() == before).then(|| value.clone())
    }

    /// The name of the code that was answered.
    pub(super) fn name_of(&self, field: &str) -> Option<&str> {
        let code = self.accepted.text(field).to_owned();
        let list = self.form.single_fields().find(|one| one.name == field)?.list.clone();
        self.facts.codes.get(&(list, code)).map(String::as_str)
    }

    /// Notes a fault: in the words of the form, where it has its own.
    pub(super) fn fault_if(&mut self, wrong: bool, at: &At<'_>, message: &str) {
        let own = &at.field.message;
        self.faults.add_if(wrong, at.path(), if own.is_empty() { message } else { own });
    }

    /// Notes a fault that says more than the form's own words could.
    pub(super) fn fault_always(&mut self, at: &At<'_>, message: &str) {
        self.faults.add(at.path(), message);
    }

    /// Notes a fault of a row.
    pub(super) fn row_fault(&mut self, section: &Section, row: usize, field: &str, message: &str) {
        let path = format!("form.{}[{row}].{field}", section.name);
        self.faults.push(FieldError::new(path, format!("第 {} 行：{message}", row + 1)));
    }
}

impl Field {
    fn wanted(&self) -> String {
        match self.kind {
            Kind::SelectOne | Kind::SelectMany | Kind::Region => format!("请选择{}", self.label),
            Kind::Image | Kind::File => format!("请上传{}", self.label),
            _ => format!("请填写{}", self.label),
        }
    }

    /// Is it what its kind demands?
    fn look_at(&self, value: &Value, facts: &Facts) -> Result<(), String> {
        let text = value.as_str().unwrap_or_default();
        let knows = |code: &str| facts.codes.contains_key(&(self.list.clone(), code.to_owned()));
        let lengths = self.lengths();
        let demand = |holds: bool, message: String| if holds { Ok(()) } else { Err(message) };
        match self.kind {
            Kind::Text => {
                demand(is_line(text, lengths.clone()), format!("请填写 {}–{} 个字", lengths.start(), lengths.end()))
            }
            Kind::Digits => {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                let many = match lengths.start() == lengths.end() {
                    true => lengths.start().to_string(),
                    false => format!("{}–{}", lengths.start(), lengths.end()),
                };
                demand(digits && lengths.contains(&text.len()), format!("{}应为 {many} 位数字", self.label))
            }
            Kind::Integer | Kind::Year => self.look_at_number(value, facts),
            Kind::SelectOne => demand(knows(text), self.wanted()),
            Kind::SelectMany => {
                let codes: Option<Vec<&str>> =
                    value.as_array().map(|codes| codes.iter().filter_map(Value::as_str).collect());
                let codes = codes.filter(|codes| value.as_array().is_some_and(|all| all.len() == codes.len()));
                let Some(codes) = codes else { return Err(self.wanted()) };
                let different = codes.iter().enumerate().all(|(index, code)| !codes[..index].contains(code));
                demand(
                    different && codes.iter().all(|code| knows(code)) && lengths.contains(&codes.len()),
                    self.wanted(),
                )
            }
            Kind::Date => time::date(text).map(drop).map_err(str::to_owned),
            Kind::Month => {
                let is_month = text.len() == 7 && time::date(&format!("{text}-01")).is_ok();
                demand(is_month, "年月应为 YYYY-MM，例如 2024-09".into())
            }
            Kind::Phone => demand(is_mobile(text), "请填写 11 位手机号码".into()),
            Kind::Document => document::ResidentNumber::parse(text).map(drop).map_err(str::to_owned),
            Kind::Region => {
                let region = facts.regions.get(text);
                demand(region.is_some_and(|region| !region.divided), format!("{}：请选择到最后一级", self.label))
            }
            Kind::Image | Kind::File => {
                let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
                demand(is_hash, self.wanted())
            }
            Kind::Note => Err("报名表中没有这一项".into()),
        }
    }

    fn look_at_number(&self, value: &Value, facts: &Facts) -> Result<(), String> {
        let year = i64::from(facts.year);
        let default = if self.kind == Kind::Year { (year - 30, year) } else { (0, i64::from(i32::MAX)) };
        let (least, most) = (self.least.unwrap_or(default.0), self.most.unwrap_or(default.1));
        match value.as_i64() {
            Some(number) if (least..=most).contains(&number) => Ok(()),
            _ => Err(format!("{}应为 {least}–{most} 的整数", self.label)),
        }
    }
}
