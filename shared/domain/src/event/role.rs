//! As what somebody acts; and 角色, what accounts may do, changed by two people.

use super::Answer;
use crate::organisation::Kind;
use crate::role;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

/// As what somebody does something: the journal's column `role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Role {
    /// 考生
    Candidate,
    /// Whoever has the address of a 代付 page
    Payer,
    /// 报名点
    Point,
    /// 县(市、区)招考机构
    County,
    /// 市(州)招考机构
    City,
    /// 省教育考试院
    Province,
    /// 高校
    College,
    /// Another office that has a part in the exam
    Office,
    /// 财务人员
    Finance,
    /// 支付机构, by what it has signed
    Provider,
    /// The tick, or whoever can write the database's file
    System,
}

impl Role {
    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Candidate => "考生",
            Self::Payer => "付款人",
            Self::Point => "报名点",
            Self::County => "县级",
            Self::City => "市级",
            Self::Province => "省级",
            Self::College => "高校",
            Self::Office => "其他机构",
            Self::Finance => "财务",
            Self::Provider => "支付机构",
            Self::System => "系统",
        }
    }

    /// That of an account: what its organisation is, unless it is one of finance.
    pub fn of(role: &str, kind: Kind) -> Self {
        if role == "finance" { Self::Finance } else { kind.into() }
    }
}

impl From<Kind> for Role {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Point => Self::Point,
            Kind::County => Self::County,
            Kind::City => Self::City,
            Kind::Province => Self::Province,
            Kind::College => Self::College,
            Kind::Office => Self::Office,
        }
    }
}

/// All roles as they are to be.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposed<'a> {
    /// Number of the change that was in force then, if there ever was one
    pub basis: Option<i64>,
    /// Each, in the order of its file
    pub roles: &'a [role::Role],
    /// What changes, in words
    pub says: &'a [String],
    pub reason: &'a str,
}

/// Somebody else agrees: they are in force from now on.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Published<'a>(pub Answer<'a>);

/// Somebody else does not agree.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Declined<'a>(pub Answer<'a>);
