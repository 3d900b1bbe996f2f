//! 报名表: what it says itself, against the lists of codes, and what other rules need of it.

use super::Check;
use crate::tables::is_field;
use domain::form::{Form, Row};

impl Check<'_> {
    pub(super) fn form(&mut self) {
        let form = &self.year.form;
        if form.is_empty() {
            return;
        }
        let rows: Vec<Row> = form.iter().cloned().collect();
        for (index, column, message) in Form::from_rows(&rows).err().unwrap_or_default() {
            self.faults.add(form.place(index.min(rows.len() - 1), column), message);
        }
        for (index, row) in form.indexed() {
            if !row.list.is_empty() && !self.lists.contains_key(row.list.as_str()) {
                let known: Vec<&str> = self.lists.keys().copied().collect();
                self.known("代码表", &row.list, &form.place(index, "list"), known);
            }
        }
        let fields: Vec<&str> = rows.iter().filter(|row| is_field(row)).map(|row| row.name.as_str()).collect();
        for (_, said) in &self.year.exam.answers {
            self.known("栏（form 的名称）", &said.text, &said.place, fields.iter().copied());
        }
    }
}
