//! A year that nothing is there to compare with, in words: what somebody has to have read before they agree to it.

use crate::tables::is_field;
use crate::{BatchColumn, Fee, Interval, List, Year};
use chrono::{Datelike, Weekday};
use domain::Timestamp;
use domain::form::{Condition, Term};
use domain::payment::OwedBy;

impl Year {
    /// Times, money, lists and the form one by one; of the tables how many rows.
    pub(crate) fn words(&self) -> Vec<String> {
        let exam = &self.exam;
        let mut words = vec![self.summary()];
        words.extend(exam.windows.iter().map(|window| {
            let times: Vec<String> = window.intervals.iter().map(span).collect();
            format!("日程 {}：{}", window.title, times.join("；"))
        }));
        words.extend(exam.fees.iter().map(|fee| self.fee(fee)));
        words.extend(exam.lists().map(|list| self.list(&list)));
        let fields = self.form.iter().filter(|row| is_field(row)).count();
        let required = self.form.iter().filter(|row| is_field(row) && row.required == "yes").count();
        if fields > 0 {
            words.push(format!("报名表：{fields} 栏，其中必填 {required} 栏"));
        }
        words.extend(self.texts.iter().map(|text| {
            let length = text.text.chars().count();
            format!("文字 {}（{}）：{length} 字", text.title, text.version)
        }));
        words
    }

    fn fee(&self, fee: &Fee) -> String {
        let who = match fee.owed_by {
            OwedBy::Everybody => "所有考生缴",
            OwedBy::Filled => "填完报名信息的考生缴",
            OwedBy::Chooser => "考生自选",
        };
        let (name, amount, window) = (&fee.name, fee.amount.yuan(), self.window(fee.window()));
        format!("缴费项目 {name}：{amount} 元，{who}{}，缴费时间按“{window}”", self.only(&fee.relevant))
    }

    fn list(&self, list: &List<'_>) -> String {
        let BatchColumn { slots, majors, adjust, line, relevant, .. } = list.column;
        let adjust = if *adjust { "可服从调剂" } else { "没有服从调剂" };
        let line = self.exam.batches.iter().find(|batch| batch.code == *line);
        let line = line.map_or("不限控制线".to_owned(), |batch| format!("须上{}控制线", batch.name));
        let eligibility = self.names("eligibility", list.column.eligibility());
        let eligibility = if eligibility.is_empty() { eligibility } else { format!("，须有资格：{eligibility}") };
        let unadmitted = if list.round.unadmitted { "，只限未录取的考生" } else { "" };
        format!(
            "志愿 {}：最多 {slots} 个院校专业组，每组最多 {majors} 个专业，{adjust}，{line}{eligibility}{unadmitted}{}，填报时间按“{}”",
            list.name,
            self.only(relevant),
            self.window(list.round.window()),
        )
    }

    fn window<'a>(&'a self, name: &'a str) -> &'a str {
        self.exam.windows.iter().find(|window| window.name == name).map_or(name, |window| &window.title)
    }

    /// Names of codes of a list.
    fn names<'a>(&self, list: &str, codes: impl Iterator<Item = &'a str>) -> String {
        codes.map(|code| self.name(list, code)).collect::<Vec<_>>().join("、")
    }

    fn name<'a>(&'a self, list: &str, code: &'a str) -> &'a str {
        self.codes.iter().find(|row| row.list == list && row.code == code).map_or(code, |row| &row.name)
    }

    /// Whom something is for, as the form calls it.
    fn only(&self, condition: &Condition) -> String {
        if condition.is_always() {
            return String::new();
        }
        let term = |term: &Term| {
            let field = self.form.iter().find(|row| is_field(row) && row.name == term.field);
            let label = field.map_or(term.field.as_str(), |row| &row.label);
            let code = self.name(field.map_or("", |row| &row.list), &term.code);
            format!("{label}{}{code}", if term.is { "为" } else { "不为" })
        };
        let all = condition.0.iter().map(|terms| terms.iter().map(term).collect::<Vec<_>>().join("且"));
        format!("（{}）", all.collect::<Vec<_>>().join("，或"))
    }
}

/// `2027-06-29 周二 08:00 至 2027-07-02 周五 17:00`: a day of the week tells a date that was mistyped.
fn span(interval: &Interval) -> String {
    format!("{} 至 {}", instant(interval.opens), instant(interval.closes))
}

fn instant(at: Timestamp) -> String {
    let text = at.text();
    let (date, time) = text.split_once(' ').unwrap_or((&text, ""));
    let day = match at.date().weekday() {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    };
    format!("{date} {day} {}", time.strip_suffix(":00").unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use crate::tests::good;

    #[test]
    fn a_new_year_says_times_money_and_rules_one_by_one() {
        let words = crate::read(&good()).unwrap().words();
        for expected in [
            "日程 本科批填报：2027-06-29 周二 08:00 至 2027-07-02 周五 17:00",
            "缴费项目 普通高考报名费：40.00 元，所有考生缴，缴费时间按“报名”",
            "缴费项目 音乐类专业统考报名考务费：220.00 元，填完报名信息的考生缴（报考类别为音乐类），缴费时间按“报名”",
            "志愿 本科批(普通类)：最多 45 个院校专业组，每组最多 6 个专业，可服从调剂，须上本科批(普通类)控制线，填报时间按“本科批填报”",
        ] {
            assert!(words.iter().any(|line| line == expected), "{expected} is not in {words:#?}");
        }
        assert!(words[0].starts_with("gaokao-2027 ") && words[0].contains("机构 5，"), "{}", words[0]);
        assert!(words.iter().any(|line| line.starts_with("报名表：")), "{words:#?}");
    }
}
