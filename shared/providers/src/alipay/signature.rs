//! What is signed: the fields of a form as `name=value`, sorted and joined with `&`, in plain UTF-8.

use crate::NotTaken;
use std::collections::BTreeMap;
use std::fmt;

/// What the signature of a request leaves out.
pub const REQUEST: &[&str] = &["sign"];

/// What the signature of a notice about a trade leaves out (`rsaCheckV1` in Alipay's SDKs).
pub const NOTICE: &[&str] = &["sign", "sign_type"];

/// Why something was not accepted; for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not of its form; what is wrong.
    Malformed(String),
    /// An answer without a signature, as the gateway gives when it did not even read the request;
    /// the beginning of what it says.
    Unsigned(String),
    /// No configured key has signed this.
    WrongSignature,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "{what}"),
            Self::Unsigned(what) => write!(f, "the answer is not signed; it says {what:?}"),
            Self::WrongSignature => write!(f, "no configured key has signed this"),
        }
    }
}

impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.to_string())
    }
}

impl Refused {
    pub(super) fn malformed(what: impl fmt::Display) -> Self {
        Self::Malformed(what.to_string())
    }
}

/// The text that is signed, without some fields and without the empty ones.
pub fn sign_content(fields: &BTreeMap<String, String>, without: &[&str]) -> String {
    let signed = fields.iter().filter(|(name, value)| !value.is_empty() && !without.contains(&name.as_str()));
    signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
