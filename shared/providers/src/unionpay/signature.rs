//! What is signed: RSA-PKCS1v15-SHA256 over the hex digits of the SHA-256 of the fields, so the digest is taken twice.

use super::Form;
use crate::NotTaken;
use crate::signing::{PrivateKey, PublicKey};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};
use std::fmt;

/// Why a message was not accepted; for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// This is not of its form.
    Malformed(&'static str),
    /// What was signed could be cut into other fields.
    Ambiguous,
    /// A field is missing.
    Missing(&'static str),
    /// The certificate can't be read.
    Certificate,
    /// None of the pinned certificates has issued it.
    Untrusted,
    /// It, or its issuer, is not valid now.
    Expired,
    /// It is not UnionPay's: whose it says it is.
    WrongOwner(String),
    /// The fields are not what was signed.
    WrongSignature,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "malformed: {what}"),
            Self::Ambiguous => write!(f, "an undocumented field, or a value that could be several"),
            Self::Missing(name) => write!(f, "field {name} is missing"),
            Self::Certificate => write!(f, "the certificate can't be read"),
            Self::Untrusted => write!(f, "the certificate is not by a pinned issuer"),
            Self::Expired => write!(f, "the certificate or its issuer is not valid now"),
            Self::WrongOwner(owner) => write!(f, "the certificate is of {owner:?}"),
            Self::WrongSignature => write!(f, "the signature is not of these fields"),
        }
    }
}

impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.to_string())
    }
}

impl Form {
    /// With its signature by this key.
    pub(super) fn signed(self, key: &PrivateKey) -> Self {
        let signature = BASE64.encode(key.sign(self.digest().as_bytes()));
        self.with("signature", signature)
    }

    /// Did the owner of this key sign exactly these fields? So the provider verifies a merchant's request.
    ///
    /// # Errors
    /// `Missing` without a signature, else `WrongSignature`.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Refused> {
        let signature = BASE64.decode(self.required("signature")?).map_err(|_| Refused::WrongSignature)?;
        if key.verify(self.digest().as_bytes(), &signature) { Ok(()) } else { Err(Refused::WrongSignature) }
    }

    fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.signed_text()))
    }
}
