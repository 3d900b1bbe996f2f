//! The rules of 专升本, each by cases, and what always holds whatever happens.

mod choice;
mod placement;
mod review;
mod seats;

use super::*;
use crate::form::{Answers, Condition};
use crate::score::{Rule, Subject, Tie};
use serde_json::{Value, json};

fn condition(text: &str) -> Condition {
    Condition::parse(text).unwrap()
}

fn answers(said: Value) -> Answers {
    serde_json::from_value(said).unwrap()
}

/// Somebody who finishes college this year in the province, with more answers.
fn graduate(more: Value) -> Answers {
    let mut said = answers(json!({ "graduate": "1", "household": "1", "study": { "major": "510201" } }));
    more.as_object().into_iter().flatten().for_each(|(name, value)| said.put(name, value.clone()));
    said
}

fn category(code: &str, name: &str, relevant: &str, majors: Majors, materials: &[(&str, &str, &str)]) -> Category {
    let material = |(code, name, relevant): &(&str, &str, &str)| Material {
        code: (*code).into(),
        name: (*name).into(),
        relevant: condition(relevant),
    };
    Category {
        code: code.into(),
        name: name.into(),
        relevant: condition(relevant),
        fallback: (code != "1").then(|| "1".into()),
        window: "volunteer".into(),
        majors,
        materials: materials.iter().map(material).collect(),
    }
}

fn route(code: &str, categories: &str, relevant: &str, notice_days: i64, steps: &[(&str, i64)]) -> Route {
    let step = |(code, persons): &(&str, i64)| ReviewStep {
        code: (*code).into(),
        name: format!("{code}审查"),
        reviewer: match *code {
            "college" => Reviewer::Source,
            "comparison" => Reviewer::Comparison,
            office => Reviewer::Office(office.into()),
        },
        persons: *persons,
        window: "review".into(),
    };
    Route {
        code: code.into(),
        categories: categories.split(' ').map(str::to_owned).collect(),
        relevant: condition(relevant),
        notice_days,
        steps: steps.iter().map(step).collect(),
    }
}

fn rules() -> Rules {
    let (correspondence, contest) = (Majors::Correspondence, Majors::Contest);
    Rules {
        categories: vec![
            category("1", "普通计划", "graduate = 1", correspondence, &[]),
            category("2", "脱贫家庭毕业生", "graduate = 1", correspondence, &[("poverty", "脱贫证明", "")]),
            category(
                "3",
                "退役大学生士兵免试",
                "service = 1 or service = 2 and graduate != 3 or service = 2 and household = 1 and enlisted = 1",
                correspondence,
                &[
                    ("discharge", "退役证", "service != 3"),
                    ("merit", "立功证书", "merit = 1"),
                    ("diploma", "毕业证", "graduate != 1"),
                ],
            ),
            category("4", "竞赛获奖免试", "graduate = 1 and prize = 1", contest, &[("prize", "获奖证书", "")]),
        ],
        routes: vec![
            route("ordinary", "1", "", 0, &[("college", 1), ("comparison", 1)]),
            route("poverty", "2", "household = 1", 7, &[("college", 1), ("comparison", 1), ("ethnic", 1)]),
            route("poverty_outside", "2", "", 7, &[("college", 2), ("comparison", 1)]),
            route("later", "3", "service = 2", 7, &[("employment", 1), ("comparison", 1), ("students", 1)]),
            route("exempt", "3 4", "", 7, &[("college", 1), ("comparison", 1), ("students", 1)]),
        ],
    }
}

/// 150 each, 专业综合 200; ties 语文 → 高数 → 英语 → 专业综合.
fn rule() -> Rule {
    let subject = |(code, name, maximum): (&str, &str, i64)| Subject { code: code.into(), name: name.into(), maximum };
    let subjects = [("chinese", "大学语文", 150), ("mathematics", "高等数学", 150), ("english", "英语", 150)];
    let subjects: Vec<Subject> = subjects.into_iter().chain([("professional", "专业综合", 200)]).map(subject).collect();
    let ties = subjects.iter().map(|subject| Tie::Subject(subject.code.clone())).collect();
    Rule { subjects, totals: Vec::new(), ties }
}
