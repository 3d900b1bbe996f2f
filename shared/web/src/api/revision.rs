//! 考试设置 on the wire.

pub use domain::exam::Revision;
