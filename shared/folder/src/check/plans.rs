//! 院校, 专业组与专业计划, 历年投档线, 一分一段.

use super::Check;
use crate::fault::{Place, meant};
use crate::table::not_digits;
use crate::tables::{College, Line, Plan, Rank};
use std::collections::{HashMap, HashSet};

/// What all rows of a 专业组 say alike.
fn of_group(plan: &Plan) -> [(&'static str, &'static str, &str); 3] {
    [
        ("group_name", "专业组名称", &plan.group_name),
        ("plan_type", "计划类别", &plan.plan_type),
        ("requirement", "再选科目要求", &plan.requirement),
    ]
}

/// What a row says of its 专业组.
struct Said<'a> {
    batch: &'a str,
    college: &'a str,
    group: &'a str,
    track: &'a str,
}

impl<'a> Check<'a> {
    pub(super) fn plans(&mut self) {
        let year = self.year;
        self.rows_once(&year.colleges, ("院校代号", "code"), |row| (&row.code, row.code.clone()));
        let digits = usize::try_from(year.exam.identifiers.college).unwrap_or_default();
        for (index, row) in year.colleges.indexed() {
            self.digits(&row.code, digits, || year.colleges.place(index, "code"));
        }
        let colleges: HashMap<&str, &College> = year.colleges.iter().map(|row| (row.code.as_str(), row)).collect();
        for (index, row) in year.plans.indexed() {
            let said = Said { batch: &row.batch, college: &row.college, group: &row.group, track: &row.track };
            self.group(&colleges, said, |column| year.plans.place(index, column));
            self.in_list("plan_type", &row.plan_type, &year.plans.place(index, "plan_type"));
            let column = self.lists_named.get(&row.batch).map(|list| list.column);
            if column.is_some_and(|column| {
                column.plan_types().next().is_some() && column.plan_types().all(|known| known != row.plan_type)
            }) {
                let message = format!("{}不含计划类别“{}”", row.batch, row.plan_type);
                self.faults.add(year.plans.place(index, "plan_type"), message);
            }
            self.in_list("category", &row.category, &year.plans.place(index, "category"));
        }
        self.rows_once(&year.plans, ("专业组中的专业代号", "major"), |row| {
            ((group_key(row), &row.major), row.major.clone())
        });
        self.alike();
        for (index, row) in year.lines.indexed() {
            let said = Said { batch: &row.batch, college: &row.college, group: &row.group, track: &row.track };
            self.group(&colleges, said, |column| year.lines.place(index, column));
        }
        self.rows_once(&year.lines, ("投档线", "group"), |row| {
            ((row.year, &row.batch, &row.college, &row.college_name, &row.group, &row.track), row.group.clone())
        });
        self.past();
        self.ranks();
    }

    /// Lines of groups that there are no more are kept with nothing to show them at.
    fn past(&mut self) {
        let year = self.year;
        let groups: HashSet<(&str, &str, &str)> =
            year.plans.iter().map(|row| (row.college.as_str(), row.group.as_str(), row.track.as_str())).collect();
        let is_gone = |row: &&Line| !groups.contains(&(row.college.as_str(), row.group.as_str(), row.track.as_str()));
        let gone = year.lines.iter().filter(is_gone).count();
        if let Some(heading) = year.lines.headings().first().filter(|_| gone > 0) {
            self.faults.note(heading.top(), format!("{gone} 行投档线没有对应的今年专业组，不会显示"));
        }
    }

    fn digits(&mut self, code: &str, digits: usize, place: impl Fn() -> Place) {
        let is_code = code.len() == digits && code.bytes().all(|byte| byte.is_ascii_digit());
        if !code.is_empty() && digits > 0 && !is_code {
            self.faults.add(place(), not_digits(code, digits));
        }
    }

    /// What a row says of its 专业组 has to be known.
    fn group(&mut self, colleges: &HashMap<&str, &College>, said: Said<'_>, place: impl Fn(&str) -> Place) {
        let Said { batch, college, group, track } = said;
        let exam = &self.year.exam;
        if !self.lists_named.contains_key(batch) && !batch.is_empty() {
            let known = self.lists_named.keys().map(String::as_str);
            self.faults.add(place("batch"), format!("没有“{batch}”这个批次{}", meant(batch, known)));
        }
        if !colleges.contains_key(college) && !college.is_empty() {
            let digits = usize::try_from(exam.identifiers.college).unwrap_or_default();
            let is_code = college.len() == digits && college.bytes().all(|byte| byte.is_ascii_digit());
            let message = if is_code || digits == 0 {
                format!("colleges 中没有院校代号“{college}”")
            } else {
                format!("院校代号{}", not_digits(college, digits))
            };
            self.faults.add(place("college"), message);
        }
        self.digits(group, usize::try_from(exam.identifiers.group).unwrap_or_default(), || place("group"));
        self.track(track, || place("track"));
    }

    fn track(&mut self, track: &str, place: impl Fn() -> Place) {
        let exam = &self.year.exam;
        if exam.tracks.iter().any(|(code, _)| code == track) || exam.tracks.is_empty() && track.is_empty() {
            return;
        }
        let known = exam.tracks.iter().map(|(_, name)| name.as_str());
        let names = known.clone().collect::<Vec<_>>().join("、");
        match track {
            "" => self.faults.add(place(), format!("不能为空，应为 {names}")),
            _ => self.faults.add(place(), format!("没有“{track}”这个科类{}", meant(track, known))),
        }
    }

    /// Rows of one 专业组 differ in their majors only.
    fn alike(&mut self) {
        let year = self.year;
        let mut first: HashMap<_, (usize, &Plan)> = HashMap::new();
        for (index, row) in year.plans.indexed() {
            let (line, before) = *first.entry(group_key(row)).or_insert((index, row));
            for ((column, title, said), (_, _, other)) in of_group(row).into_iter().zip(of_group(before)) {
                if said != other {
                    let line = year.plans.place(line, column).line;
                    let message = format!("同一专业组的{title}与第 {line} 行不一致（{other}）");
                    self.faults.add(year.plans.place(index, column), message);
                }
            }
        }
    }

    /// Downwards, each row adds its own.
    fn ranks(&mut self) {
        let rows = &self.year.ranks;
        let mut before: HashMap<(i64, &str), &Rank> = HashMap::new();
        for (index, row) in rows.indexed() {
            self.track(&row.track, || rows.place(index, "track"));
            if let Some(above) = before.insert((row.year, &row.track), row) {
                if row.score >= above.score {
                    self.faults.add(rows.place(index, "score"), format!("分数应从高到低，上一行是 {}", above.score));
                }
                if row.cumulative != above.cumulative + row.count {
                    let sum = above.cumulative + row.count;
                    self.faults.add(
                        rows.place(index, "cumulative"),
                        format!("应为 {sum}：上一行的累计 {} 加本段 {}", above.cumulative, row.count),
                    );
                }
            }
        }
    }
}

fn group_key(row: &Plan) -> (&str, &str, &str, &str, &str, &str) {
    (&row.batch, &row.college, &row.college_name, &row.group, &row.track, &row.category)
}
