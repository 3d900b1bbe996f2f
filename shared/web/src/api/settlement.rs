//! 结算 on the wire.

use domain::Error;
use serde::Serialize;
use store::log;

/// What a tick did.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ticked {
    /// Open orders that the provider was asked about
    pub orders: usize,
    pub paid: usize,
    pub closed: usize,
    /// Refunds that the provider was told or asked about
    pub refunds: usize,
    /// Of these, given back
    pub returned: usize,
    /// Orders and refunds that the provider gave no good answer about
    pub unavailable: usize,
    /// Revisions of exam years, and imports, whose instant had come
    pub published: usize,
    /// Rows that nobody needs any more, deleted
    pub cleaned: usize,
    /// Orders and refunds that we failed at ourselves; the log says why
    pub failed: usize,
}

impl Ticked {
    /// One that failed: the others go on.
    pub fn noted(&mut self, number: &str, error: Error) {
        match error {
            Error::Unavailable(reason) => {
                log("service outside", format_args!("{number}: {reason}"));
                self.unavailable += 1;
            }
            other => {
                log("internal error", format_args!("{number}: {other:?}"));
                self.failed += 1;
            }
        }
    }
}
