//! 提出与复核: what one person proposes and another one agrees to, at once or at an instant: revisions of an exam's settings, imports,
//! changes of the roles.

use crate::role::Permission;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Noun {
    /// 考试设置
    Revision,
    /// 导入
    Import,
    /// 角色, at once only
    Role,
}

impl Noun {
    /// The name in the view `proposal`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// One of them, in Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Revision => "考试设置的这个版本",
            Self::Import => "这次导入",
            Self::Role => "这次角色变更",
        }
    }

    /// What it takes to propose one.
    pub fn proposes(self) -> Permission {
        match self {
            Self::Revision => Permission::ExamPropose,
            Self::Import => Permission::ScoreImport,
            Self::Role => Permission::RolePropose,
        }
    }

    /// What it takes to decide about one.
    pub fn decides(self) -> Permission {
        match self {
            Self::Revision => Permission::ExamPublish,
            Self::Import => Permission::ScorePublish,
            Self::Role => Permission::RoleConfirm,
        }
    }

    /// What comes of it.
    pub fn effect(self) -> &'static str {
        if self == Self::Import { "公布" } else { "生效" }
    }

    /// Why it can't come into effect any more.
    pub fn obstacle(self) -> &'static str {
        match self {
            Self::Revision => "已有别的版本生效，或已有考生用到其中要改的内容",
            Self::Import => "已有别的文件公布",
            Self::Role => "已有别的角色变更生效",
        }
    }

    /// What its proposer does then.
    pub fn again(self) -> &'static str {
        match self {
            Self::Revision => "请重新载入",
            Self::Import => "请重新导入",
            Self::Role => "请重新提出",
        }
    }
}

/// How a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ProposalStatus"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Status {
    /// Waits for a second person
    Proposed,
    /// Waits for its instant
    Agreed,
    /// In force
    Published,
    /// Was in force until another one was
    Replaced,
    /// Somebody did not agree, or it could not come into force
    Declined,
    /// Whoever proposed it took it back
    Withdrawn,
}

impl Status {
    /// In Chinese.
    pub fn title(self, noun: Noun) -> &'static str {
        let is_import = noun == Noun::Import;
        match self {
            Self::Proposed => "待复核",
            Self::Agreed if is_import => "等待公布",
            Self::Agreed => "等待生效",
            Self::Published if is_import => "已公布",
            Self::Published => "现行",
            Self::Replaced if is_import => "公布过",
            Self::Replaced => "已被替换",
            Self::Declined => "没有同意",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// A proposal as somebody sees it: what each of them says, and before that its own.
macro_rules! proposal {
    ($noun:ident, $(#[$meta:meta])* pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name {
            /// Number of the event that proposed it
            pub id: i64,
            /// Of which exam; of roles, empty
            pub exam: $crate::ExamId,
            $($(#[$doc])* pub $field: $type,)*
            pub status: $crate::proposal::Status,
            /// What it changes, in words
            pub says: Vec<String>,
            pub reason: String,
            pub proposed_by: Option<String>,
            pub proposed_at: $crate::Timestamp,
            /// Who decided; nobody did when the system says that it can't come into effect any more
            pub decided_by: Option<String>,
            pub decided_at: Option<$crate::Timestamp>,
            /// When it comes into effect by itself
            pub due: Option<$crate::Timestamp>,
            /// When it came into effect
            pub published_at: Option<$crate::Timestamp>,
            pub declined_reason: Option<String>,
            /// Did they propose it?
            pub mine: bool,
            /// May they decide about it?
            pub may_decide: bool,
            /// Does it wait, although something else than it was compared with is in effect?
            pub outdated: bool,
        }

        impl $name {
            /// How it stands and who did what with it, on a line.
            pub fn line(&self) -> String {
                let noun = $crate::proposal::Noun::$noun;
                let (status, at, reason) = (self.status.title(noun), self.proposed_at.text(), &self.reason);
                let by = self.proposed_by.as_deref().unwrap_or_default();
                let decided = self.decided_by.as_ref().map(|name| format!("；{name} 复核")).unwrap_or_default();
                let due = self.due.map(|due| format!("，{} {}", due.text(), noun.effect())).unwrap_or_default();
                format!("{status} {at} {by} 提出：{reason}{decided}{due}")
            }
        }
    };
}
pub(crate) use proposal;
