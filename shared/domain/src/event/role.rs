use crate::organisation::Level;
use crate::staff;
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
            Self::Finance => "财务",
            Self::Provider => "支付机构",
            Self::System => "系统",
        }
    }

    /// That of an account: an office's is its level's.
    pub fn of(role: staff::Role, level: Level) -> Self {
        match role {
            staff::Role::Office => level.into(),
            staff::Role::Finance => Self::Finance,
        }
    }
}

impl From<Level> for Role {
    fn from(level: Level) -> Self {
        match level {
            Level::Point => Self::Point,
            Level::County => Self::County,
            Level::City => Self::City,
            Level::Province => Self::Province,
        }
    }
}
