//! What a provider tells of itself.

use domain::payment::Payment;
use domain::{Error, Timestamp};

/// A message as it came, or as it was kept.
#[derive(Clone, Copy)]
pub struct Posted<'a> {
    /// Finds a header's text by its name
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    pub body: &'a [u8],
    pub at: Timestamp,
}

/// A notice that its provider signed.
#[derive(Debug)]
pub struct Heard {
    pub told: Told,
    /// Number of the key that signed it
    pub key: String,
    /// The provider's number of the notice
    pub number: String,
    /// `TRANSACTION.SUCCESS`, …
    pub event: String,
}

/// What a notice tells.
#[derive(Debug)]
pub enum Told {
    /// Money came
    Money(Payment),
    /// Likewise; what is signed does not say it for certain, so the provider has to confirm it
    Claim(Payment),
    Other,
    /// Nobody can read it
    Unreadable {
        /// Which order it seems to be about
        order_no: String,
        /// Why, for the log
        why: String,
    },
    /// It is encrypted, and does not open with our key; why, for the log
    Sealed(Error),
}

/// Why a notice, or an answer that was kept, says nothing.
#[derive(Debug)]
pub enum NotTaken {
    /// Nobody whom we believe has signed it; why, for the log
    Refused(String),
    /// What fails after the signature is ours to mend
    Failed(Error),
}

impl<E: Into<Error>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}
