//! Keys: ours that signs, theirs that verify. Alipay shows them as bare base64; PEM is read as well.

use super::signature::Refused;
use crate::signing::{PrivateKey, PublicKey};
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::Result;
use std::collections::BTreeMap;

pub struct Signer(PrivateKey);

impl Signer {
    /// From PEM or bare base64, PKCS#8 or PKCS#1.
    ///
    /// # Errors
    /// `Internal` when it is none of these.
    pub fn new(text: &str) -> Result<Self> {
        let pkcs8 = PrivateKey::parse(&pem("PRIVATE KEY", text));
        Ok(Self(pkcs8.or_else(|_| PrivateKey::parse(&pem("RSA PRIVATE KEY", text)))?))
    }

    /// The signature of a text, in base64.
    pub(super) fn sign(&self, text: &str) -> String {
        BASE64.encode(self.0.sign(text.as_bytes()))
    }
}

/// The public keys of the other side by a name of ours; several while keys are being changed.
/// Nothing that is signed tells which key it was, so each one is tried.
pub struct Keys(BTreeMap<String, PublicKey>);

impl Keys {
    /// From a JSON object `{"<name>": "<key>", …}`; the key is PEM, or the bare base64 of its
    /// SubjectPublicKeyInfo as Alipay shows it.
    ///
    /// # Errors
    /// `Internal` when it is not of this form.
    pub fn parse(json: &str) -> Result<Self> {
        let texts: BTreeMap<String, String> = serde_json::from_str(json).context("keys by name, as JSON")?;
        let keys = texts.into_iter().map(|(name, text)| Ok((name, PublicKey::parse(&pem("PUBLIC KEY", &text))?)));
        Ok(Self(keys.collect::<Result<_>>()?))
    }

    /// The name of the key that made this signature of the text.
    pub(super) fn verify(&self, text: &str, signature: &str) -> Result<&str, Refused> {
        let signature = BASE64.decode(signature).map_err(|_| Refused::WrongSignature)?;
        let fitting = self.0.iter().find(|(_, key)| key.verify(text.as_bytes(), &signature));
        fitting.map(|(name, _)| name.as_str()).ok_or(Refused::WrongSignature)
    }
}

/// PEM wants lines of 64 characters.
fn pem(label: &str, text: &str) -> String {
    if text.contains("-----BEGIN") {
        return text.to_owned();
    }
    let base64: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
    let lines: Vec<String> = base64.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
