//! 志愿.

use serde::Serialize;
use serde_json::value::RawValue;

/// 提交保存: the list of a batch, in the place of the one before.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Submitted<'a> {
    /// Of which batch: `undergraduate`
    pub batch: &'a str,
    /// The how-manieth, from 1
    pub version: i64,
    /// SHA-256 of the choices, of the very bytes that stand here
    pub hash: &'a str,
    /// In order, in their canonical bytes
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::volunteer::Choice>"))]
    pub choices: &'a RawValue,
}
