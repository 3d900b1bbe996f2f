//! 专升本: what a folder says, as the rules read it.

use crate::{PublicPapers, Year};
use domain::exam::zsb;
use domain::exam::zsb::{Category, Cell, Majors, Material, Papers, ReviewStep, Reviewer, Route, Rules};
use serde_json::{Value, json};
use std::collections::HashMap;

impl Year {
    /// 报考类别 and 审查路线.
    pub fn review(&self) -> Rules {
        let name = |code: &str| {
            let mut codes = self.codes.iter().filter(|row| row.list == "category");
            codes.find(|row| row.code == code).map_or(code.to_owned(), |row| row.name.clone())
        };
        let material = |one: &crate::Material| Material {
            code: one.code().into(),
            name: one.name.clone(),
            relevant: one.relevant.clone(),
        };
        let category = |one: &crate::Category| Category {
            code: one.code().into(),
            name: name(one.code()),
            relevant: one.relevant.clone(),
            fallback: Some(one.fallback().to_owned()).filter(|code| !code.is_empty()),
            window: one.window().into(),
            majors: one.majors,
            materials: one.materials.iter().map(material).collect(),
        };
        let step = |one: &crate::Step| ReviewStep {
            code: one.code().into(),
            name: one.name.clone(),
            reviewer: match one.reviewer() {
                "source" => Reviewer::Source,
                "comparison" => Reviewer::Comparison,
                office => Reviewer::Office(office.into()),
            },
            persons: one.persons,
            window: one.window().into(),
        };
        let route = |one: &crate::Route| Route {
            code: one.code().into(),
            categories: one.categories().map(str::to_owned).collect(),
            relevant: one.relevant.clone(),
            notice_days: one.notice_days,
            steps: one.steps.iter().map(step).collect(),
        };
        Rules {
            categories: self.exam.categories.iter().map(category).collect(),
            routes: self.exam.routes.iter().map(route).collect(),
        }
    }

    /// 《专业对应目录》.
    pub fn correspondence(&self) -> Vec<zsb::Correspondence> {
        let row = |row: &crate::Correspondence| zsb::Correspondence { from: row.from.clone(), to: row.to.clone() };
        self.correspondence.iter().map(row).collect()
    }

    /// 赛项–专业.
    pub fn contests(&self) -> Vec<zsb::Contest> {
        let row = |row: &crate::Contest| zsb::Contest {
            category: row.category.clone(),
            contest: row.contest.clone(),
            to: row.to.clone(),
        };
        self.contests.iter().map(row).collect()
    }

    /// What is taken by those who choose a major: public papers, and the college's own.
    pub fn papers(&self) -> Vec<Papers> {
        let own = self.exam.papers.iter().filter(|paper| paper.own).map(|paper| paper.subject().to_owned());
        let of = |row: &PublicPapers| Papers {
            college: row.college.clone(),
            major: row.major.clone(),
            subjects: row.subjects.iter().map(|name| self.subject(name).to_owned()).chain(own.clone()).collect(),
        };
        self.papers.iter().map(of).collect()
    }

    /// A table may name a subject by its name: the code.
    pub(crate) fn subject<'a>(&'a self, said: &'a str) -> &'a str {
        let mut subjects = self.exam.score.subjects.iter();
        subjects.find(|subject| subject.name == said).map_or(said, |subject| subject.code.as_str())
    }

    /// 计划数 of each major of a college and category.
    pub fn places(&self) -> HashMap<Cell, i64> {
        let mut places = HashMap::new();
        for row in self.plans.iter().filter(|row| !row.category.is_empty()) {
            let (college, major, category) = (row.college.clone(), row.major.clone(), row.category.clone());
            *places.entry(Cell { college, major, category }).or_default() += row.plan;
        }
        places
    }

    /// What stands in tables: noun, position, key and value.
    pub(crate) fn of_zsb(&self) -> Vec<(&'static str, usize, String, Value)> {
        let Rules { categories, routes } = self.review();
        let takes_exam = |code: &str| self.exam.categories.iter().any(|one| one.code() == code && one.exam);
        let categories = categories.iter().enumerate().map(|(position, one)| {
            let mut value = json!(one);
            value["exam"] = json!(takes_exam(&one.code));
            ("category", position, one.code.clone(), value)
        });
        let routes = routes.iter().enumerate().map(|(position, one)| ("route", position, one.code.clone(), json!(one)));
        let papers = self.exam.papers.iter().enumerate().map(|(position, one)| {
            let [opens, closes] =
                [one.time.as_ref().map(|time| time.opens.0), one.time.as_ref().map(|time| time.closes.0)];
            let value = json!({ "own": one.own, "opens": opens, "closes": closes });
            ("paper", position, one.subject().to_owned(), value)
        });
        let room = self
            .exam
            .room
            .iter()
            .map(|room| ("room", 0, self.exam.id.clone(), json!({ "seats": room.seats, "columns": room.columns })));
        let outside = self.exam.outside.iter().map(|one| {
            let value = json!({ "graduate": one.graduate(), "organisation": one.organisation() });
            ("outside", 0, self.exam.id.clone(), value)
        });
        let correspondence = self.correspondence();
        let correspondence =
            correspondence.iter().map(|one| ("correspondence", 0, format!("{} {}", one.from, one.to), json!(one)));
        let contests = self.contests();
        let contests = contests
            .iter()
            .map(|one| ("contest", 0, format!("{} {} {}", one.category, one.contest, one.to), json!(one)));
        let of_majors = self.papers();
        let of_majors = of_majors.iter().map(|one| ("papers", 0, format!("{} {}", one.college, one.major), json!(one)));
        let settings = categories.chain(routes).chain(papers).chain(room).chain(outside);
        settings.chain(correspondence).chain(contests).chain(of_majors).collect()
    }

    /// Can anybody choose this major in a category that goes by the table?
    pub(crate) fn corresponds(&self, majors: Majors, category: &str, major: &str) -> bool {
        match majors {
            Majors::Correspondence => self.correspondence.iter().any(|row| major.starts_with(&row.to)),
            Majors::Contest => self.contests.iter().any(|row| row.category == category && major.starts_with(&row.to)),
        }
    }
}
