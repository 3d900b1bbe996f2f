//! exam.toml: everything of a year that is no table.

mod batch;
mod exam;
mod fee;
mod reader;
mod score;
mod zsb;

pub use batch::{Batch, Choices, Column as BatchColumn, LineOf, List, Round};
pub use exam::{Authority, Exam, Identifiers, Interval, Photo, Window};
pub use fee::Fee;
pub use score::{Score, Subject, Total};
pub use zsb::{Category, Material, Outside, Paper, Room, Route, Step};

pub(crate) use exam::read;
