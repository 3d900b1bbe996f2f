//! 考试设置: what a year's folder says is a revision, proposed by one person and put in force by another.

use crate::proposal::proposal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

proposal! {
    Revision,
    /// A revision of an exam year, as somebody sees it.
    pub struct Revision {
        /// Its files: name and SHA-256
        pub files: BTreeMap<String, String>,
        /// SHA-256 of all that it comes to
        pub content: String,
    }
}
