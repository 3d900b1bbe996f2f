//! 导入: a file of scores or of control lines is staged by one person, and published by another. What it comes to is kept beside the
//! journal in blocks of rows, each named by its hash.

use crate::exam::Status;
use crate::page::Page;
use crate::{ExamId, FieldError, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use strum::{EnumString, IntoStaticStr};

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ImportKind"))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// 成绩
    Scores,
    /// 控制分数线
    ControlLines,
}

impl Kind {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Scores => "成绩",
            Self::ControlLines => "控制分数线",
        }
    }
}

/// How many rows there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Rows of the file
    pub rows: usize,
    /// Of what was not published yet
    pub added: usize,
    /// Other than what was published
    pub changed: usize,
    /// Not published any more
    pub removed: usize,
}

/// An import, as somebody sees it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Import {
    /// Number
    pub id: i64,
    /// Of which exam
    pub exam: ExamId,
    /// What it is about
    pub kind: Kind,
    /// How it stands
    pub status: Status,
    /// The file's name
    pub file: String,
    /// SHA-256 of the file
    pub hash: String,
    /// How many rows
    pub counts: Counts,
    /// What it changes, in words
    pub says: Vec<String>,
    /// Why
    pub reason: String,
    /// Who staged it
    pub proposed_by: Option<String>,
    /// When
    pub proposed_at: Timestamp,
    /// Who decided; nobody did when the system says that it can't be published any more
    pub decided_by: Option<String>,
    /// When
    pub decided_at: Option<Timestamp>,
    /// When it is published by itself
    pub due: Option<Timestamp>,
    /// When it was published
    pub published_at: Option<Timestamp>,
    /// Why not
    pub declined_reason: Option<String>,
    /// Did they stage it?
    pub mine: bool,
    /// May they decide about it?
    pub may_decide: bool,
    /// Does it wait, although something else than it was compared with is published?
    pub outdated: bool,
}

/// A row: what will be published of something, and what was.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row(pub Box<RawValue>, pub Option<Box<RawValue>>, pub Option<Box<RawValue>>);

/// What changes of something that was published.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Whose it is: 报名流水号, or batch and 科类
    pub whose: String,
    /// What is published
    pub old: String,
    /// What will be; empty: nothing any more
    pub new: String,
}

/// What is staged, to be looked at before somebody decides.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// What was published, and will be another
    pub changes: Page<Change>,
    /// What is worth a look, the first thousand; with the first page
    pub notes: Vec<FieldError>,
}
