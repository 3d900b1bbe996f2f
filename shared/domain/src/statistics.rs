//! Counters of an organisation.

use crate::Timestamp;
use crate::organisation::Path;
use crate::page::After;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// What is counted, or taken as a file.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counted {
    /// Below which organisation; one's own when left out
    pub organisation: Option<String>,
    /// 批次, where it is about volunteers; the one that is filled now or comes next when left out
    pub batch: Option<String>,
}

/// Who is listed of those who have not submitted.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchMissing {
    /// Below which organisation; one's own when left out
    pub organisation: Option<String>,
    /// 批次; the one that is filled now or comes next when left out
    pub batch: Option<String>,
    /// Only those with a draft
    #[serde(default)]
    pub draft: bool,
    /// Only those whom nobody has called yet
    #[serde(default)]
    pub unchased: bool,
    /// `next` of the page before
    #[serde(default)]
    pub after: After,
}

/// How many candidates have come how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counters {
    /// 已报名
    pub registered: i64,
    /// 已缴费
    pub paid: i64,
    /// 已实人认证
    pub verified: i64,
    /// 已设置密码
    pub active: i64,
    /// 已填报名信息
    pub filled: i64,
    /// 上线
    pub above_line: i64,
    /// 仅草稿
    pub draft_only: i64,
    /// 已提交
    pub submitted: i64,
    /// 上线未提交; not the difference of two others: who submitted may be below the line since
    pub missing: i64,
}

/// What came in an hour, or, more than two weeks ago, on a day.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hour {
    /// Its start
    pub hour: Timestamp,
    /// 报名
    pub registered: i64,
    /// 缴费
    pub paid: i64,
    /// 实人认证
    pub verified: i64,
    /// 填报
    pub filled: i64,
    /// 提交
    pub submitted: i64,
}

/// 未填报原因: what came of calling somebody who has not submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ChaseOutcome"))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Is going to submit
    WillSubmit,
    /// 已被提前录取
    Admitted,
    /// 复读
    Repeats,
    /// 出国（境）
    Abroad,
    /// 参军、就业
    Works,
    /// 只报其他批次
    OtherBatch,
    /// 联系不上
    Unreachable,
    /// 对分数不满意
    Dissatisfied,
    /// 系统或网络故障
    Trouble,
    /// 其他
    Other,
}

impl Outcome {
    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::WillSubmit => "已通知，将提交",
            Self::Admitted => "已被提前录取",
            Self::Repeats => "复读",
            Self::Abroad => "出国（境）就读",
            Self::Works => "参军或就业",
            Self::OtherBatch => "只报其他批次",
            Self::Unreachable => "联系不上",
            Self::Dissatisfied => "对分数不满意",
            Self::Trouble => "系统或网络故障",
            Self::Other => "其他",
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Missing {
    pub candidate: i64,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    /// 报名点, its code
    pub point: String,
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: Path,
    /// 报名点
    pub point_name: String,
    /// 县（市、区）
    pub county_name: String,
    /// 市（州）
    pub city_name: String,
    /// 毕业学校, of the form
    pub school: Option<String>,
    /// 班级, of the form
    pub class_name: Option<String>,
    /// Bound phone, masked
    pub phone_masked: Option<String>,
    pub draft: bool,
    /// 未填报原因
    pub outcome: Option<Outcome>,
    /// In words
    pub note: Option<String>,
    /// When they were called last
    pub chased_at: Option<Timestamp>,
    pub chased_by: Option<String>,
}
