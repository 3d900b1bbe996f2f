//! What the tables of a folder hold.

mod college;
mod form;
mod office;
mod role;
mod student;
mod text;
mod zsb;

pub use college::{College, Line, Plan, Rank};
pub(crate) use form::is_field;
pub(crate) use office::paths;
pub use office::{Code, Organisation, Region, Segment, Staff};
pub use role::{roles, table_of};
pub use student::{barred, students};
pub use text::Text;
pub(crate) use text::texts;
pub use zsb::{Contest, Correspondence, PublicPapers};
