//! 报名信息.

use crate::form::Answers;
use serde::Serialize;

/// The candidate has accepted 《考生诚信考试承诺书》.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pledged<'a> {
    /// Which version of its text
    pub version: &'a str,
}

/// 提交保存: the whole form.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Saved<'a> {
    /// The how-manieth, from 1
    pub version: i64,
    /// Under which version of the exam's form; missing before 0029
    pub form_version: i64,
    /// The answers, what the form says is to be sealed is
    pub form: &'a Answers,
}
