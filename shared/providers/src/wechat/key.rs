//! Keys by serial number: ours that signs, theirs that verify.

use super::signature::Refused;
use crate::signing::{PrivateKey, PublicKey};
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::Result;
use std::collections::BTreeMap;

/// A private key and the serial number under which the other side knows it.
pub struct Signer {
    pub(super) serial: String,
    key: PrivateKey,
}

impl Signer {
    /// From PEM, PKCS#8 (`apiclient_key.pem`) or PKCS#1.
    ///
    /// # Errors
    /// `Internal` when it is neither.
    pub fn new(serial: &str, pem: &str) -> Result<Self> {
        Ok(Self { serial: serial.to_owned(), key: PrivateKey::parse(pem)? })
    }

    /// The signature of a message, in base64.
    pub(super) fn sign(&self, message: &[u8]) -> String {
        BASE64.encode(self.key.sign(message))
    }
}

/// The public keys of the other side by serial number; several while keys are being changed.
pub struct VerifyingKeys(BTreeMap<String, PublicKey>);

impl VerifyingKeys {
    /// From a JSON object `{"<serial>": "<PEM>", …}`; the PEM is a public key (`PUB_KEY_ID_…`)
    /// or a certificate (its serial number in hex).
    ///
    /// # Errors
    /// `Internal` when it is not of this form.
    pub fn parse(json: &str) -> Result<Self> {
        let pems: BTreeMap<String, String> = serde_json::from_str(json).context("keys by serial, as JSON")?;
        let keys = pems.into_iter().map(|(serial, pem)| Ok((serial, PublicKey::parse(&pem)?)));
        Ok(Self(keys.collect::<Result<_>>()?))
    }

    /// Is this the signature of the message, by the key of this serial number?
    pub(super) fn verify(&self, serial: &str, message: &[u8], signature: &str) -> Result<(), Refused> {
        let key = self.0.get(serial).ok_or_else(|| Refused::UnknownKey(serial.chars().take(64).collect()))?;
        let signature = BASE64.decode(signature).map_err(|_| Refused::WrongSignature)?;
        if key.verify(message, &signature) { Ok(()) } else { Err(Refused::WrongSignature) }
    }
}
