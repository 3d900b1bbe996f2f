//! 专升本: 报考类别, 审查路线, 考试科目, 考场.

use super::Interval;
use super::fee::{condition, one_of};
use super::reader::{Node, Said};
use crate::fault::Place;
use domain::exam::zsb::Majors;
use domain::form::Condition;

/// 报考类别, named by its code of the list `category`.
#[derive(Debug)]
pub struct Category {
    pub(crate) code: Said,
    /// Who may claim it, by their answers
    pub relevant: Condition,
    pub(crate) place_of_relevant: Place,
    pub(crate) fallback: Said,
    pub(crate) window: Said,
    /// Which majors can be chosen
    pub majors: Majors,
    /// Is the exam taken? Others take a test of the college
    pub exam: bool,
    /// 证明材料
    pub materials: Vec<Material>,
}

/// What is shown for a claim.
#[derive(Debug)]
pub struct Material {
    pub(crate) code: Said,
    /// 退役证
    pub name: String,
    /// Of whom it is wanted
    pub relevant: Condition,
    pub(crate) place_of_relevant: Place,
}

/// 审查路线.
#[derive(Debug)]
pub struct Route {
    pub(crate) code: Said,
    pub(crate) categories: Vec<Said>,
    /// Who goes it, by their answers
    pub relevant: Condition,
    pub(crate) place_of_relevant: Place,
    /// 公示
    pub notice_days: i64,
    /// Its steps, in order
    pub steps: Vec<Step>,
}

/// A step of review.
#[derive(Debug)]
pub struct Step {
    pub(crate) code: Said,
    /// 生源高校审查
    pub name: String,
    pub(crate) reviewer: Said,
    /// How many have to say the same
    pub persons: i64,
    pub(crate) place_of_persons: Place,
    pub(crate) window: Said,
}

/// Students and graduates of colleges of other provinces, whom no college hands over.
#[derive(Debug)]
pub struct Outside {
    pub(crate) graduate: Said,
    pub(crate) organisation: Said,
}

impl Outside {
    /// What they are in the list `graduate`
    pub fn graduate(&self) -> &str {
        &self.graduate.text
    }

    /// To whom they belong
    pub fn organisation(&self) -> &str {
        &self.organisation.text
    }
}

/// 考试科目, and when it is taken.
#[derive(Debug)]
pub struct Paper {
    pub(crate) subject: Said,
    /// Is it set and marked by each college for itself?
    pub own: bool,
    pub time: Option<Interval>,
}

/// 考场.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub seats: i64,
    pub columns: i64,
}

impl Category {
    /// Code of the list `category`
    pub fn code(&self) -> &str {
        &self.code.text
    }

    /// What somebody is to whom it is not granted; empty: nothing
    pub fn fallback(&self) -> &str {
        &self.fallback.text
    }

    /// In which its choice is filed
    pub fn window(&self) -> &str {
        &self.window.text
    }
}

impl Material {
    /// `discharge`
    pub fn code(&self) -> &str {
        &self.code.text
    }
}

impl Route {
    /// `veteran`
    pub fn code(&self) -> &str {
        &self.code.text
    }

    /// Codes of the categories that go it
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|said| said.text.as_str())
    }
}

impl Step {
    /// `college`
    pub fn code(&self) -> &str {
        &self.code.text
    }

    /// `source`, `comparison`, or the code of an organisation
    pub fn reviewer(&self) -> &str {
        &self.reviewer.text
    }

    /// In which it is done
    pub fn window(&self) -> &str {
        &self.window.text
    }
}

impl Paper {
    /// Code of the subject
    pub fn subject(&self) -> &str {
        &self.subject.text
    }
}

pub(super) fn category(node: &Node<'_, '_>) -> Category {
    let majors = [("correspondence", Majors::Correspondence), ("contest", Majors::Contest)];
    Category {
        code: node.text("code"),
        relevant: condition(node, "relevant"),
        place_of_relevant: node.place_of("relevant"),
        fallback: node.optional("fallback"),
        window: node.text("window"),
        majors: one_of(node, "majors", &majors).unwrap_or_default(),
        exam: node.flag("exam"),
        materials: node.tables("material", |node| Material {
            code: node.name("code"),
            name: node.text("name").text,
            relevant: condition(node, "relevant"),
            place_of_relevant: node.place_of("relevant"),
        }),
    }
}

pub(super) fn route(node: &Node<'_, '_>) -> Route {
    Route {
        code: node.name("code"),
        categories: node.texts("categories"),
        relevant: condition(node, "relevant"),
        place_of_relevant: node.place_of("relevant"),
        notice_days: node.number("notice_days", 0..=60),
        steps: node.tables("step", |node| Step {
            code: node.name("code"),
            name: node.text("name").text,
            reviewer: node.text("reviewer"),
            persons: node.number("persons", 1..=2),
            place_of_persons: node.place_of("persons"),
            window: node.text("window"),
        }),
    }
}

pub(super) fn paper(node: &Node<'_, '_>) -> Paper {
    Paper { subject: node.name("subject"), own: node.flag("own"), time: super::exam::interval(node) }
}

pub(super) fn outside(node: &Node<'_, '_>) -> Outside {
    Outside { graduate: node.text("graduate"), organisation: node.text("organisation") }
}

pub(super) fn room(node: &Node<'_, '_>) -> Room {
    Room { seats: node.number("seats", 1..=500), columns: node.number("columns", 1..=50) }
}
