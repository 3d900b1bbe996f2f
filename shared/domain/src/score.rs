//! 成绩: what it is made of, and which place comes of it. What it must come to is the exam's own rule (exam.toml).

mod places;
mod rule;

pub use places::{Misplaced, Place, Trouble, misplaced};
pub use rule::{Mark, Rule, Subject, Tie, Total};

use crate::subject::Track;
use serde::{Deserialize, Serialize};

/// A candidate's score, as published.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// 投档成绩
    pub total: i64,
    /// 首选科目
    pub track: Track,
    /// 位次
    pub rank: i64,
    /// Its subjects, and what other totals there are, as the exam names them
    pub parts: Vec<Part>,
}

/// A part of a score.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// `chinese`
    pub code: String,
    /// 语文
    pub name: String,
    pub mark: i64,
}
