//! 学籍 on the wire.

use domain::page::Page;
pub use domain::student::{CollegeCount, Correction, SearchStudents, StudentRow};
use serde::{Deserialize, Serialize};

/// Students of a college.
pub type Students = Page<StudentRow>;

/// How far colleges are.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Colleges {
    /// All of the subtree
    pub colleges: Vec<CollegeCount>,
}

/// What a file is called.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FileNamed {
    /// `.csv`, `.xlsx`
    pub file: String,
}

/// A file is in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Taken {
    /// How many it has: students, photos, people
    pub count: usize,
}
