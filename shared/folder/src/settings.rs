//! exam.toml: everything of a year that is no table.

mod batch;
mod exam;
mod fee;
mod reader;
mod score;

pub use batch::{Batch, Choices, Column as BatchColumn, LineOf, List, Round};
pub use exam::{Authority, Exam, Identifiers, Interval, Photo, Window};
pub use fee::Fee;
pub use score::{Score, Subject, Total};

pub(crate) use exam::read;
