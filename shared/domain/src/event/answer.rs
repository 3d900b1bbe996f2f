use super::{Event, Written};
use serde::Serialize;

/// What somebody else says to a proposal. Which of two events it is depends on it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer<'a> {
    /// Number of the event that proposed it
    pub proposal: i64,
    /// Why they do not agree; nothing: they do
    #[serde(rename = "reason")]
    pub declined: Option<&'a str>,
}

impl Answer<'_> {
    /// The one event, or the other.
    ///
    /// # Errors
    /// As [`Event::written`].
    pub fn event(self, agreed: impl Event, declined: impl Event) -> serde_json::Result<Written> {
        match self.declined {
            None => agreed.written(),
            Some(_) => declined.written(),
        }
    }
}
