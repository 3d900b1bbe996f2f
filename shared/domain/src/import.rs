//! 导入: a file of scores or of control lines is staged by one person, and published by another. What it comes to is kept beside the
//! journal in blocks of rows, each named by its hash.

use crate::FieldError;
use crate::page::Page;
use crate::proposal::proposal;
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

proposal! {
    Import,
    /// An import, as somebody sees it.
    pub struct Import {
        /// What it is about
        pub kind: Kind,
        pub file: String,
        /// SHA-256 of the file
        pub hash: String,
        pub counts: Counts,
    }
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
