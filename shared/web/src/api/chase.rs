//! 未填报 on the wire: who is called, and what came of it.

use domain::statistics::Outcome;
use serde::{Deserialize, Serialize};

/// What a phone is looked at for.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// In 2–200 characters
    pub purpose: String,
}

/// The bound phone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PhoneNumber {
    /// 11 digits
    pub phone: String,
}

/// What came of a call: 未填报原因.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Called {
    /// Code of the batch
    pub batch: String,
    /// 未填报原因
    pub outcome: Outcome,
    /// In words, at most 200 characters
    #[serde(default)]
    pub note: String,
}
