//! 志愿: what a list of choices must satisfy (2022 年网上填报志愿工作实施方案; 院校专业组 rules).

mod standing;

pub use standing::{Obstacle, Standing};

use super::Timestamp;
use super::subject::{Requirement, Second, Track};
use crate::catalog::Line;
use crate::error::Faults;
use crate::{ExamId, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Borrow;

/// One 院校专业组志愿: a group, majors in order, and whether to accept adjustment inside the group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub group: i64,
    /// 专业志愿: codes of majors, in order
    pub majors: Vec<String>,
    /// 服从专业调剂
    pub accept_adjustment: bool,
}

/// How choices are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Ways {
    /// 平行志愿
    Parallel,
    /// 单个志愿
    Single,
}

/// A batch and what it allows; data of the exam.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// `undergraduate`
    pub code: String,
    /// 本科批(普通类)
    pub name: String,
    /// 院校专业组志愿 at most
    pub slots: usize,
    /// 专业志愿 in a group at most
    pub majors: usize,
    /// Can 专业服从调剂 be said?
    pub adjust: bool,
    /// May a list be submitted empty, so that another one can be filled in its place?
    pub may_be_empty: bool,
}

/// A group as the rules see it.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    pub id: i64,
    /// The batch it is in
    pub batch: String,
    /// 计划类别
    pub plan_type: String,
    /// 首选科目
    pub track: Track,
    /// 再选科目要求, text form of [`Requirement`]
    pub requirement: String,
    /// Codes of its majors
    pub majors: Vec<String>,
}

/// What the rules need to know about the candidate.
#[derive(Clone, Debug)]
pub struct Chooser {
    /// 首选科目
    pub track: Track,
    /// 再选科目
    pub seconds: Vec<Second>,
    pub standing: Standing,
}

/// Submissions of a batch without a pause between them; each is kept for good.
const FREE: i64 = 30;
/// Between those after that, in milliseconds.
const PAUSE: i64 = 10_000;

/// Insists on a pause before one more submission; `last` is the version in force and when it was submitted.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait.
pub fn pause(last: (i64, Option<Timestamp>), now: Timestamp) -> Result<()> {
    let wait = last.1.map_or(0, |at| PAUSE - (now.0 - at.0));
    if last.0 < FREE || wait <= 0 { Ok(()) } else { Err(crate::Error::TooManyRequests((wait.min(PAUSE) + 999) / 1000)) }
}

/// Is the list no longer than one may be? To be asked before anything looks at each choice.
///
/// # Errors
/// `Invalid`.
pub fn bounded(choices: &[Choice], batch: &Batch) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(choices.len() > batch.slots, "choices", format!("最多填 {} 个院校专业组志愿", batch.slots));
    for (i, _) in choices.iter().enumerate().filter(|(_, choice)| choice.majors.len() > batch.majors) {
        faults.add(format!("choices[{i}].majors"), format!("最多填 {} 个专业", batch.majors));
    }
    faults.at_most(batch.slots.max(1)).or(())
}

/// As what a list is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// 草稿: may lack something yet
    Draft,
    /// 提交保存
    Formal,
}

/// Checks choices before they are stored.
///
/// # Errors
/// `Invalid` with every fault, by index: `choices[3].majors[1]`.
pub fn check(
    choices: &[Choice],
    batch: &Batch,
    groups: &[impl Borrow<Group>],
    who: &Chooser,
    stored: Stored,
) -> Result<()> {
    bounded(choices, batch)?;
    let mut faults = Faults::default();
    let is_missing = stored == Stored::Formal && choices.is_empty() && !batch.may_be_empty;
    faults.add_if(is_missing, "choices", "还没有填任何志愿，不能提交");
    for (i, choice) in choices.iter().enumerate() {
        let at = format!("choices[{i}]");
        if let Some(earlier) = choices[..i].iter().position(|other| other.group == choice.group) {
            faults.add(format!("{at}.group"), format!("与第 {} 个志愿重复", earlier + 1));
        }
        match groups.iter().map(Borrow::borrow).find(|group| group.id == choice.group && group.batch == batch.code) {
            None => faults.add(format!("{at}.group"), "本批次没有这个院校专业组"),
            Some(group) => {
                check_group(&at, group, who, &mut faults);
                check_majors(&at, choice, group, &mut faults);
                if stored == Stored::Formal && choice.majors.is_empty() {
                    faults.add(format!("{at}.majors"), "至少填 1 个专业");
                }
            }
        }
        let is_adjusted = choice.accept_adjustment && !batch.adjust;
        faults.add_if(is_adjusted, format!("{at}.accept_adjustment"), "这里没有专业服从调剂");
    }
    faults.or(())
}

fn check_group(at: &str, group: &Group, who: &Chooser, faults: &mut Faults) {
    // Places are spelled out only for faults: a list has hundreds of them.
    let mut wrong = |is_wrong: bool, message: &str| {
        if is_wrong {
            faults.add(format!("{at}.group"), message);
        }
    };
    wrong(group.track != who.track, "首选科目与本院校专业组不符");
    let met = Requirement::parse(&group.requirement).is_some_and(|requirement| requirement.is_met_by(&who.seconds));
    wrong(!met, "再选科目不符合本院校专业组的要求");
    wrong(!who.standing.reaches(&group.plan_type), "未达到这个计划类别的控制分数线");
}

fn check_majors(at: &str, choice: &Choice, group: &Group, faults: &mut Faults) {
    for (j, major) in choice.majors.iter().enumerate() {
        let mut wrong = |is_wrong: bool, message: &str| {
            if is_wrong {
                faults.add(format!("{at}.majors[{j}]"), message);
            }
        };
        wrong(choice.majors[..j].contains(major), "专业重复");
        wrong(!group.majors.contains(major), "本院校专业组没有这个专业");
    }
}

/// A choice as it is stored: its fields in alphabetical order.
#[derive(Debug, Serialize)]
pub struct Canonical<'a> {
    accept_adjustment: bool,
    group: i64,
    majors: &'a [String],
}

impl<'a> Canonical<'a> {
    /// The same choice.
    pub fn of(choice: &'a Choice) -> Self {
        Self { accept_adjustment: choice.accept_adjustment, group: choice.group, majors: &choice.majors }
    }
}

/// The bytes that are stored, hashed and shown on the receipt: compact JSON of the choices.
pub fn canonical(choices: &[Choice]) -> Result<String> {
    Ok(serde_json::to_string(&choices.iter().map(Canonical::of).collect::<Vec<_>>())?)
}

/// SHA-256 of the stored bytes, in hex.
pub fn hash(canonical: &str) -> String {
    hex::encode(Sha256::digest(canonical))
}

/// Everything that the sheet of a receipt claims.
#[derive(Clone, Copy, Debug)]
pub struct Claimed<'a> {
    pub exam: &'a ExamId,
    /// 报名流水号
    pub serial: &'a str,
    pub batch: &'a str,
    /// The how-manieth submission
    pub version: i64,
    /// When it was made
    pub at: Timestamp,
    /// SHA-256 of the choices
    pub hash: &'a str,
}

impl Claimed<'_> {
    /// What the 防伪码 is computed over.
    pub fn text(&self) -> String {
        let Self { exam, serial, batch, version, at, hash } = self;
        format!("{exam}\n{serial}\n{batch}\n{version}\n{}\n{hash}", at.0)
    }
}

/// 控制分数线.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ControlLine {
    pub batch: String,
    /// 首选科目
    pub track: Track,
    /// Least total
    pub line: i64,
}

/// A choice, with names.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedChoice {
    pub group: i64,
    /// 院校代号
    pub college: String,
    /// 院校名称
    pub college_name: String,
    pub college_city: String,
    /// 专业组编号
    pub code: String,
    /// 专业组名称
    pub name: String,
    /// 计划类别
    pub plan_type_name: String,
    /// 再选科目要求
    pub requirement_text: String,
    /// Majors in order
    pub majors: Vec<NamedMajor>,
    /// 服从专业调剂
    pub accept_adjustment: bool,
    /// Last year's line
    pub last_line: Option<Line>,
}

/// A major, with its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedMajor {
    pub code: String,
    pub name: String,
}

/// One submission, in short.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submission {
    /// The how-manieth
    pub version: i64,
    pub submitted_at: Timestamp,
    /// SHA-256 of the stored bytes
    pub hash: String,
    pub count: i64,
    pub device: String,
    pub ip: String,
}

#[cfg(test)]
mod tests;
