//! What happens: a type for each kind of event, in a module of its noun. `fee::Chosen` is what the journal calls
//! `fee.chosen`; its fields are the event's body, which triggers project (docs/JOURNAL.md, made from here).
//!
//! What was written once is read for ever, by every trigger that a later migration makes: a field is added here as one that
//! may be missing, and never takes another meaning.

pub mod alarm;
mod answer;
pub mod application;
pub mod barred;
pub mod candidate;
pub mod chase;
pub mod claim;
pub mod control_lines;
pub mod difference;
mod entry;
pub mod exam;
mod factor;
pub mod fee;
pub mod fee_item;
pub mod import;
mod kind;
pub mod list;
pub mod order;
pub mod organisation;
pub mod payment;
pub mod provider;
pub mod qualifications;
pub mod refund;
pub mod registration;
pub mod role;
pub mod scores;
pub mod segment;
pub mod staff;
pub mod statement;
pub mod student;
pub mod volunteer;
pub mod window;
mod words;

pub use answer::Answer;
pub use entry::Entry;
pub use factor::Factor;
pub use kind::Kind;
pub use role::Role;
pub use words::{Fact, Names, facts};

use crate::Timestamp;
use serde::Serialize;

/// A body of an event. Only those are events that [`Kind`] lists.
pub trait Event: Serialize + kind::Listed {
    /// What it is in the journal
    const KIND: Kind;

    /// As it goes into the journal.
    ///
    /// # Errors
    /// When the body can't be written as JSON.
    fn written(&self) -> serde_json::Result<Written> {
        Ok(Written { kind: Self::KIND, body: serde_json::to_string(self)? })
    }
}

/// An event as it goes into the journal. Nothing but an [`Event`] becomes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    kind: Kind,
    body: String,
}

impl Written {
    /// What it is
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its body, a JSON object
    pub fn into_body(self) -> String {
        self.body
    }
}

/// An instant in a body: milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "ms")))]
#[serde(transparent)]
pub struct Millis(i64);

impl From<Timestamp> for Millis {
    fn from(instant: Timestamp) -> Self {
        Self(instant.0)
    }
}

/// The name of a kind in Chinese, also of one that this version does not know.
pub fn title(kind: &str) -> &'static str {
    kind.parse::<Kind>().map_or("其他", Kind::title)
}
