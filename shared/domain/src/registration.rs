//! 报名信息: what a registration has beside the answers to its [form](crate::form).

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// A mainland mobile number: 11 digits, the first 1, the second 3–9.
pub fn is_mobile(phone: &str) -> bool {
    phone.len() == 11
        && phone.bytes().all(|b| b.is_ascii_digit())
        && matches!(phone.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// What the candidate cannot change.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identity {
    /// 姓名
    pub name: String,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::admission::SEXES)))]
    pub sex: String,
    /// 民族
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件类型
    pub document_kind: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 有效期至
    pub valid_until: String,
    /// Where the photo is
    pub photo_url: Option<String>,
}

/// What was saved.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Saved {
    pub version: i64,
    pub saved_at: Timestamp,
}
