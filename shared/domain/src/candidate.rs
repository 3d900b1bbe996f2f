//! 考生 and where they stand (state machine S3…S8 of 网上报名).

use crate::{ExamId, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

/// The last step of 报名 that a candidate has finished (`exam::step::Facts::stage`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Stage {
    /// 已分配报名流水号; the fee is due.
    Numbered,
    /// 已缴报名费
    Paid,
    /// 已实人认证
    Verified,
    /// 已设置密码
    Active,
    /// 报名信息已提交保存
    Filled,
}

impl Stage {
    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What is next, in Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Numbered => "待缴费",
            Self::Paid => "待实人认证",
            Self::Verified => "待设置密码",
            Self::Active => "待填报名信息",
            Self::Filled => "已填报名信息",
        }
    }
}

/// The candidate's own view of themselves.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    pub id: i64,
    pub exam: ExamId,
    pub exam_name: String,
    /// Characters that it asks a password for
    pub password_least: usize,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 证件号, masked; empty for who came by facts alone
    pub document_masked: String,
    /// Bound phone, masked
    pub phone_masked: Option<String>,
    /// 报名点
    pub point: String,
    pub point_name: String,
    pub county_name: String,
    /// The last step done
    pub stage: Stage,
    /// 已缴费
    pub paid: bool,
    /// 已实人认证
    pub verified: bool,
    /// 已设置密码
    pub passwords_set: bool,
    /// 已同意承诺书
    pub pledged: bool,
    /// Version of the form, 0 for none
    pub form_version: i64,
    /// When it was saved
    pub form_saved_at: Option<Timestamp>,
}

impl Candidate {
    /// What they see who came by facts alone: how far they have come, and nothing that they did not know.
    #[must_use]
    pub fn by_facts(self) -> Self {
        let document_masked = String::new();
        Self { document_masked, phone_masked: None, pledged: false, form_version: 0, form_saved_at: None, ..self }
    }
}
