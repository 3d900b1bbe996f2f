//! What a folder says in one place has to fit what it says in another.

mod form;
mod offices;
mod plans;
mod settings;
mod zsb;

use crate::fault::{Faults, Place, meant};
use crate::files::Files;
use crate::table::Rows;
use crate::{List, Year};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// A folder that is being looked at.
struct Check<'a> {
    year: &'a Year,
    faults: &'a mut Faults,
    /// Codes by list
    lists: HashMap<&'a str, HashSet<&'a str>>,
    /// What is filled as one, by whatever it may be called
    lists_named: BTreeMap<String, List<'a>>,
}

pub(crate) fn year(year: &Year, files: &Files, faults: &mut Faults) {
    let mut lists: HashMap<&str, HashSet<&str>> = HashMap::new();
    for code in year.codes.iter() {
        lists.entry(&code.list).or_default().insert(&code.code);
    }
    let batches = year.exam.batches.iter().map(|batch| batch.name.clone());
    let names = year.exam.lists().flat_map(|list| [list.code, list.name]).chain(batches);
    let lists_named = names.filter_map(|name| Some((name.clone(), year.exam.list_of(&name)?))).collect();
    let mut check = Check { year, faults, lists, lists_named };
    check.kind(files);
    check.settings();
    check.offices();
    check.plans();
    check.form();
    check.zsb();
}

impl<'a> Check<'a> {
    /// Names what is in a list twice, at the second place.
    fn once<K: Hash + Eq>(&mut self, what: &str, of: impl IntoIterator<Item = (K, Place, String)>) {
        let mut seen = HashSet::new();
        for (key, place, shown) in of {
            if !seen.insert(key) {
                self.faults.add(place, format!("{what}“{shown}”重复"));
            }
        }
    }

    /// Likewise, for rows of a table, at a column.
    fn rows_once<T, K: Hash + Eq>(
        &mut self,
        rows: &'a Rows<T>,
        (what, column): (&str, &str),
        key: impl Fn(&'a T) -> (K, String),
    ) {
        let mut seen = HashSet::new();
        for (index, row) in rows.indexed() {
            let (key, shown) = key(row);
            if !shown.is_empty() && !seen.insert(key) {
                self.faults.add(rows.place(index, column), format!("{what}“{shown}”重复"));
            }
        }
    }

    /// Names what is not known, with what was probably meant. What is empty was named before.
    fn known<'b>(&mut self, what: &str, name: &str, place: &Place, known: impl IntoIterator<Item = &'b str> + Clone) {
        if !name.is_empty() && !known.clone().into_iter().any(|other| other == name) {
            self.faults.add(place.clone(), format!("没有“{name}”这个{what}{}", meant(name, known)));
        }
    }

    /// Likewise, for a code of a list.
    fn in_list(&mut self, list: &str, code: &str, place: &Place) {
        let codes = self.lists.get(list);
        if !code.is_empty() && !codes.is_some_and(|codes| codes.contains(code)) {
            let meant = meant(code, codes.into_iter().flatten().copied());
            self.faults.add(place.clone(), format!("代码表 {list} 中没有代码“{code}”{meant}"));
        }
    }

    /// What the kind of exam needs.
    fn kind(&mut self, files: &Files) {
        let Some(kind) = self.year.exam.kind else { return };
        let (needs, exam, title) = (kind.needs(), &self.year.exam, kind.title());
        for table in needs.tables.iter().filter(|table| !files.has_table(table)) {
            self.faults.add(Place::file(&format!("{table}.csv")), format!("缺少这张表（CSV 或 XLSX），{title}需要它"));
        }
        let place = || Place { line: 1, column: crate::Column::Number(1), ..Place::default() };
        for (name, what) in
            needs.windows.iter().filter(|(name, _)| exam.windows.iter().all(|window| window.name != *name))
        {
            self.faults.add(place(), format!("缺少时间安排 {name}（{what}）：请加一节 [[window]]"));
        }
        for (name, what) in needs.texts.iter().filter(|(name, _)| exam.texts.iter().all(|text| text.name != *name)) {
            self.faults.add(place(), format!("缺少文字 {name}（{what}）：请加一节 [[text]] 和文件 texts/{name}.md"));
        }
        for (key, what) in needs.answers.iter().filter(|(key, _)| exam.answers.iter().all(|(name, _)| name != key)) {
            self.faults.add(place(), format!("[answers] 缺少 {key}（{what}由报名表的哪一栏决定）"));
        }
        if let Some(heading) = self.year.codes.headings().first() {
            for (list, what) in needs.lists.iter().filter(|(list, _)| !self.lists.contains_key(list)) {
                self.faults.add(heading.top(), format!("缺少代码表 {list}（{what}）"));
            }
        }
        for (table, column) in needs.columns {
            self.column(table, column);
        }
    }

    fn column(&mut self, table: &str, column: &str) {
        let headings = match table {
            "plans" => self.year.plans.headings(),
            "lines" => self.year.lines.headings(),
            _ => self.year.ranks.headings(),
        };
        for heading in headings.iter().filter(|heading| heading.index(column).is_none()) {
            let title = if column == "track" { "科类" } else { "报考类别" };
            self.faults.add(heading.top(), format!("缺少“{title}”（{column}）这一列"));
        }
    }
}
