//! 批次 → 栏 → 轮次.

use super::fee::{condition, one_of};
use super::reader::{Node, Said};
use crate::fault::Place;
use domain::form::Condition;

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
    /// Of these plan types (codes) it is another one
    pub lines: Vec<LineOf>,
    /// Only these plan types (codes) stand in it; all when there are none
    pub(crate) plan_types: Vec<Said>,
    /// Who may fill it, by their answers
    pub relevant: Condition,
    pub(crate) place_of_relevant: Place,
    /// Only who has one of these 资格 (codes) may fill it; everybody when there are none
    pub(crate) eligibility: Vec<Said>,
    /// `early/single`: who fills one of these may not fill this
    pub(crate) excludes: Vec<Said>,
    /// Its rounds, in order
    pub rounds: Vec<Round>,
    pub(crate) place: Place,
}

/// A control line of a plan type.
#[derive(Debug)]
pub struct LineOf {
    pub(crate) plan_type: Said,
    pub(crate) line: Said,
}

/// What is filled as one: a round of a column of a batch. Its code is the batch's, with that of the column unless it is the first
/// one, and that of the round unless it is the first one: a batch that grows keeps the codes it had.
#[derive(Debug)]
pub struct List<'a> {
    /// `undergraduate`, `early-single`, `undergraduate-supplement-1`
    pub code: String,
    /// 本科批, 本科提前批 单个志愿, 本科批 征集志愿
    pub name: String,
    pub column: &'a Column,
    pub round: &'a Round,
    batch: &'a Batch,
}

/// How choices are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// 平行志愿
    Parallel,
    /// 单个志愿
    Single,
}

impl Choices {
    /// The name in exam.toml and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parallel => "parallel",
            Self::Single => "single",
        }
    }
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

impl Batch {
    /// The lists of the batch, column by column.
    pub fn lists(&self) -> impl Iterator<Item = List<'_>> {
        self.columns.iter().enumerate().flat_map(move |(at, column)| {
            column.rounds.iter().enumerate().map(move |(nth, round)| {
                let several = self.columns.len() > 1;
                let said = |is_said: bool, sign: &str, text: &str| {
                    if is_said { format!("{sign}{text}") } else { String::new() }
                };
                let code = self.code.clone() + &said(at > 0, "-", &column.code) + &said(nth > 0, "-", &round.code);
                let name = self.name.clone() + &said(several, " ", &column.name) + &said(nth > 0, " ", &round.name);
                List { code, name, column, round, batch: self }
            })
        })
    }
}

impl List<'_> {
    /// Does somebody who fills the other one in the same round exclude themselves from this one? Which of the two says so does
    /// not matter.
    pub fn excludes(&self, other: &List<'_>) -> bool {
        let says = |one: &List<'_>, other: &List<'_>| {
            let column = format!("{}/{}", other.batch.code, other.column.code);
            one.column.excludes().any(|excluded| excluded == column)
        };
        self.code != other.code && self.round.code == other.round.code && (says(self, other) || says(other, self))
    }
}

impl LineOf {
    /// Code of the plan type.
    pub fn plan_type(&self) -> &str {
        &self.plan_type.text
    }

    /// The batch whose line it is.
    pub fn line(&self) -> &str {
        &self.line.text
    }
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

    /// 资格 (codes) of which one is needed; none when there are none.
    pub fn eligibility(&self) -> impl Iterator<Item = &str> {
        self.eligibility.iter().map(|said| said.text.as_str())
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
        lines: node.tables("lines", |node| LineOf { plan_type: node.text("plan_type"), line: node.text("line") }),
        relevant: condition(node, "relevant"),
        place_of_relevant: node.place_of("relevant"),
        eligibility: node.texts("eligibility"),
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
