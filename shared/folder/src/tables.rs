//! What the tables of a folder hold.

mod college;
mod form;
mod office;
mod text;
mod zsb;

pub use college::{College, Line, Plan, Rank};
pub(crate) use form::is_field;
pub use office::{Code, Organisation, OrganisationKind, Region, Segment, Staff};
pub use text::Text;
pub(crate) use text::texts;
pub use zsb::{Contest, Correspondence, PublicPapers};
