//! exam.toml, against itself and the lists of codes.

use super::Check;
use crate::fault::Place;
use chrono::Datelike;
use domain::form::{Condition, Row};
use domain::payment::OwedBy;
use domain::subject::Track;

impl Check<'_> {
    pub(super) fn settings(&mut self) {
        self.tracks();
        self.windows();
        self.fees();
        self.batches();
        let exam = &self.year.exam;
        self.once("科目", exam.score.subjects.iter().map(|s| (&s.code, s.said.place.clone(), s.code.clone())));
        self.once("总分", exam.score.totals.iter().map(|t| (&t.code, t.said.place.clone(), t.code.clone())));
        self.once("文字", exam.texts.iter().map(|text| (&text.name, text.place.clone(), text.name.clone())));
        if let Some(kind) = exam.kind
            && !exam.id.is_empty()
            && exam.year > 0
            && exam.id != format!("{}-{}", kind.as_str(), exam.year)
            && !exam.id.starts_with(&format!("{}-{}-", kind.as_str(), exam.year))
        {
            let expected = format!("{}-{}", kind.as_str(), exam.year);
            self.faults.add(exam.place.clone(), format!("考试代号应为 {expected}，或以 {expected}- 开头"));
        }
    }

    /// Tracks are types of the rules still, so only those can be used.
    fn tracks(&mut self) {
        let exam = &self.year.exam;
        for (code, _) in exam.tracks.iter().filter(|(code, _)| Track::parse(code).is_none()) {
            self.faults.add(exam.place.clone(), format!("[[track]] 的代号只能是 physics 或 history，不能是“{code}”"));
        }
        self.once("科类", exam.tracks.iter().map(|(code, _)| (code, exam.place.clone(), code.clone())));
    }

    fn windows(&mut self) {
        let exam = &self.year.exam;
        self.once("时间安排", exam.windows.iter().map(|w| (&w.name, w.place.clone(), w.name.clone())));
        for window in &exam.windows {
            let mut before = None;
            for interval in &window.intervals {
                let (opens, closes) = (interval.opens, interval.closes);
                if closes <= opens {
                    self.faults.add(interval.place.clone(), "结束时间应晚于开始时间");
                }
                if before.is_some_and(|before| opens < before) {
                    self.faults.add(interval.place.clone(), "各段时间应从早到晚排列，不能重叠");
                }
                before = Some(closes);
                let years = [opens, closes].map(|time| i64::from(time.date().year()));
                // 报名 for a year begins in the autumn before it.
                if let Some(year) =
                    years.iter().find(|year| exam.year > 0 && !(exam.year - 1..=exam.year).contains(year))
                {
                    self.faults
                        .note(interval.place.clone(), format!("{} 年的考试安排在 {year} 年，请核对年份", exam.year));
                }
            }
        }
    }

    fn fees(&mut self) {
        let exam = &self.year.exam;
        self.once("缴费项目", exam.fees.iter().map(|fee| (&fee.item, fee.place.clone(), fee.item.clone())));
        let windows = exam.windows.iter().map(|window| window.name.as_str());
        for fee in &exam.fees {
            self.known("时间安排", &fee.window.text, &fee.window.place, windows.clone());
            self.condition(&fee.relevant, &fee.place_of_relevant);
            if fee.owed_by == OwedBy::Everybody && !fee.relevant.is_always() {
                let message = "owed_by = \"everybody\" 的项目在填写报名信息以前就要缴，不能按报名信息限定";
                self.faults.add(fee.place_of_relevant.clone(), message);
            }
        }
    }

    /// It compares fields that choose from a list, with codes of that list.
    pub(super) fn condition(&mut self, condition: &Condition, place: &Place) {
        let year = self.year;
        let choosing: Vec<&Row> = year.form.iter().filter(|row| row.r#type.starts_with("select_")).collect();
        for term in condition.terms() {
            match choosing.iter().find(|row| row.name == term.field) {
                Some(row) => self.in_list(&row.list, &term.code, place),
                None => {
                    let names = choosing.iter().map(|row| row.name.as_str());
                    self.known("选择题（form 的名称）", &term.field, place, names);
                }
            }
        }
    }

    fn batches(&mut self) {
        let exam = &self.year.exam;
        let windows = exam.windows.iter().map(|window| window.name.as_str());
        let columns = || {
            let of_batch = |batch: &crate::Batch| {
                batch.columns.iter().map(|column| format!("{}/{}", batch.code, column.code)).collect::<Vec<_>>()
            };
            exam.batches.iter().flat_map(of_batch).collect::<Vec<_>>()
        };
        self.once("批次", exam.batches.iter().map(|b| (&b.code, b.place.clone(), b.code.clone())));
        let lists = exam.lists().map(|list| (list.code.clone(), list.column.place.clone(), list.code));
        self.once("批次、栏、轮次连起来的代号", lists);
        self.once(
            "批次、栏、轮次连起来的名称",
            exam.lists().map(|list| (list.name.clone(), list.column.place.clone(), list.name)),
        );
        for batch in &exam.batches {
            self.once("栏", batch.columns.iter().map(|c| (&c.code, c.place.clone(), c.code.clone())));
            if batch.columns.is_empty() {
                self.faults.add(batch.place.clone(), "批次至少要有一栏：[[batch.column]]");
            }
            for column in &batch.columns {
                self.once("轮次", column.rounds.iter().map(|r| (&r.code, column.place.clone(), r.code.clone())));
                if column.rounds.is_empty() {
                    self.faults.add(column.place.clone(), "每栏至少要有一轮：[[batch.column.round]]");
                }
                for round in &column.rounds {
                    self.known("时间安排", &round.window.text, &round.window.place, windows.clone());
                }
                let lines = exam.batches.iter().map(|batch| batch.code.as_str());
                self.known("批次", &column.line, &column.place, lines.clone());
                for said in &column.excludes {
                    let columns = columns();
                    self.known("栏（批次/栏）", &said.text, &said.place, columns.iter().map(String::as_str));
                }
                for said in &column.plan_types {
                    self.in_list("plan_type", &said.text, &said.place);
                }
                for said in &column.eligibility {
                    self.in_list("eligibility", &said.text, &said.place);
                }
                for of in &column.lines {
                    self.in_list("plan_type", &of.plan_type.text, &of.plan_type.place);
                    self.known("批次", &of.line.text, &of.line.place, lines.clone());
                }
                self.condition(&column.relevant, &column.place_of_relevant);
            }
        }
    }
}
