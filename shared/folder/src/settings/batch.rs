//! 批次 → 栏 → 轮次.

use super::fee::one_of;
use super::reader::{Node, Said};
use crate::fault::Place;

/// 批次.
#[derive(Debug)]
pub struct Batch {
    /// `undergraduate`
    pub code: String,
    /// 本科批(普通类)
    pub name: String,
    pub columns: Vec<Column>,
    pub(crate) place: Place,
}

/// A column of a batch, with choices of one kind.
#[derive(Debug)]
pub struct Column {
    /// `parallel`
    pub code: String,
    /// 平行志愿
    pub name: String,
    /// How its choices are taken
    pub choices: Choices,
    /// 院校专业组志愿 at most
    pub slots: i64,
    /// 专业志愿 in each at most
    pub majors: i64,
    /// Can 专业服从调剂 be said?
    pub adjust: bool,
    /// The control line that somebody has to reach, by its batch; empty: none
    pub line: String,
    /// Only these plan types (codes) stand in it; all when there are none
    pub(crate) plan_types: Vec<Said>,
    /// Only these categories may fill it; all when there are none
    pub(crate) categories: Vec<Said>,
    /// Only who has one of these 资格 may fill it; everybody when there are none
    pub eligibility: Vec<String>,
    /// `early/single`: who fills one of these may not fill this
    pub(crate) excludes: Vec<Said>,
    /// Its rounds, in order
    pub rounds: Vec<Round>,
    pub(crate) place: Place,
}

/// How choices are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// 平行志愿
    Parallel,
    /// 单个志愿
    Single,
}

/// 正式填报, or 征集.
#[derive(Debug)]
pub struct Round {
    /// `main`
    pub code: String,
    /// 正式填报
    pub name: String,
    /// Only who is not admitted may fill it
    pub unadmitted: bool,
    pub(crate) window: Said,
}

impl Round {
    /// The window in which it is filled.
    pub fn window(&self) -> &str {
        &self.window.text
    }
}

impl Column {
    /// Plan types (codes) that stand in it; all when there are none.
    pub fn plan_types(&self) -> impl Iterator<Item = &str> {
        self.plan_types.iter().map(|said| said.text.as_str())
    }

    /// Categories (codes) that may fill it; all when there are none.
    pub fn categories(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|said| said.text.as_str())
    }

    /// `early/single`: who fills one of these may not fill this.
    pub fn excludes(&self) -> impl Iterator<Item = &str> {
        self.excludes.iter().map(|said| said.text.as_str())
    }
}

pub(super) fn read(node: &Node<'_, '_>) -> Batch {
    Batch {
        code: node.name("code").text,
        name: node.text("name").text,
        columns: node.tables("column", column),
        place: node.place_of("code"),
    }
}

fn column(node: &Node<'_, '_>) -> Column {
    let choices = [("parallel", Choices::Parallel), ("single", Choices::Single)];
    Column {
        code: node.name("code").text,
        name: node.text("name").text,
        choices: one_of(node, "choices", &choices).unwrap_or(Choices::Parallel),
        slots: node.number("slots", 1..=100),
        majors: node.number("majors", 0..=20),
        adjust: node.flag("adjust"),
        line: node.optional("line").text,
        plan_types: node.texts("plan_types"),
        categories: node.texts("categories"),
        eligibility: node.texts("eligibility").into_iter().map(|said| said.text).collect(),
        excludes: node.texts("excludes"),
        rounds: node.tables("round", |node| Round {
            code: node.name("code").text,
            name: node.text("name").text,
            unadmitted: node.flag("unadmitted"),
            window: node.text("window"),
        }),
        place: node.place_of("code"),
    }
}
