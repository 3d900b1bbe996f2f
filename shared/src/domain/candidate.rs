//! 考生 and where they stand (state machine S3…S8 of 高考网上报名).

use serde::{Deserialize, Serialize};

/// The last step that a candidate has finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// 已分配报名流水号; the fee is due.
    Numbered,
    /// 已缴高考报名费
    Paid,
    /// 已实人认证
    Verified,
    /// 已设置密码
    Active,
    /// 报名信息已提交保存
    Filled,
}

impl Stage {
    /// What to do next, in Chinese.
    pub fn next(self) -> &'static str {
        match self {
            Self::Numbered => "请先缴纳高考报名费",
            Self::Paid => "请先完成实人认证",
            Self::Verified => "请先设置登录密码和信息保存密码",
            Self::Active => "请先填写报名信息并提交保存",
            Self::Filled => "报名信息已提交保存",
        }
    }

    /// Refuses unless the candidate has come this far.
    ///
    /// # Errors
    /// `WrongState` with what to do first.
    pub fn require(self, least: Self) -> crate::Result<()> {
        if self >= least { Ok(()) } else { Err(crate::Error::WrongState(self.next().into())) }
    }
}
