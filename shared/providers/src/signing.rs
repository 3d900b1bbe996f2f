//! RSA-PKCS1v15-SHA256, as all payment providers sign: our keys that sign, theirs that verify.

use anyhow::{Context, anyhow};
use domain::Result;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::der::{self, AnyRef, Decode, Document, Reader, SliceReader};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Verifier};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::Sha256;
use std::sync::{Arc, Mutex, PoisonError};

/// What was made from a variable's text, made once an instance: reading a key costs more than what it is read for. A
/// variable with another text is read anew.
pub struct Parsed<T>(Mutex<Option<(String, Arc<T>)>>);

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Parsed<T> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// What this text says.
    ///
    /// # Errors
    /// Those of `parse`.
    pub fn of(&self, text: &str, parse: impl FnOnce(&str) -> Result<T>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, parsed)) = kept.as_ref().filter(|(known, _)| known == text) {
            return Ok(parsed.clone());
        }
        let parsed = Arc::new(parse(text)?);
        *kept = Some((text.to_owned(), parsed.clone()));
        Ok(parsed)
    }
}

/// A key that signs.
pub struct PrivateKey(SigningKey<Sha256>);

impl PrivateKey {
    /// From PEM, PKCS#8 or PKCS#1.
    ///
    /// # Errors
    /// `Internal` when it is neither.
    pub fn parse(pem: &str) -> Result<Self> {
        let key = RsaPrivateKey::from_pkcs8_pem(pem.trim())
            .or_else(|_| RsaPrivateKey::from_pkcs1_pem(pem.trim()))
            .context("private key")?;
        Ok(Self(SigningKey::new(key)))
    }

    /// The signature of a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign_with_rng(&mut Blinding, message).to_vec()
    }
}

/// A key that verifies.
#[derive(Clone, Debug)]
pub struct PublicKey(VerifyingKey<Sha256>);

impl PublicKey {
    /// From PEM: a public key, or the one in a certificate.
    ///
    /// # Errors
    /// `Internal` when it is neither.
    pub fn parse(pem: &str) -> Result<Self> {
        Ok(Self(VerifyingKey::new(public_key(pem.trim())?)))
    }

    /// Is this the signature of the message?
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::try_from(signature).is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

fn public_key(pem: &str) -> anyhow::Result<RsaPublicKey> {
    let (label, document) = Document::from_pem(pem).map_err(|e| anyhow!("{e}"))?;
    let info = match label {
        "CERTIFICATE" => subject_public_key_info(document.as_bytes()).map_err(|e| anyhow!("certificate: {e}"))?,
        _ => document.as_bytes(),
    };
    Ok(RsaPublicKey::from_public_key_der(info)?)
}

/// The key in a certificate (RFC 5280 §4.1): what follows version, serial number, algorithm, issuer, validity and
/// subject. Nothing else of it counts: which certificates are trusted is configuration.
fn subject_public_key_info(certificate: &[u8]) -> der::Result<&[u8]> {
    let tbs = AnyRef::from_der(certificate)?;
    let tbs = SliceReader::new(tbs.value())?.tlv_bytes()?;
    let tbs = AnyRef::from_der(tbs)?;
    let mut fields = SliceReader::new(tbs.value())?;
    let version_is_written = fields.peek_byte() == Some(0xA0);
    for _ in 0..5 + usize::from(version_is_written) {
        fields.tlv_bytes()?;
    }
    fields.tlv_bytes()
}

/// A fresh pair of keys (private, public) in PEM, for development and tests.
///
/// # Errors
/// `Internal` when it cannot be made.
#[cfg(not(target_arch = "wasm32"))]
pub fn key_pair() -> Result<(String, String)> {
    use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
    let key = RsaPrivateKey::new(&mut Blinding, 2048)?;
    let public = key.to_public_key().to_public_key_pem(LineEnding::LF).context("public key")?;
    Ok((key.to_pkcs8_pem(LineEnding::LF).context("private key")?.to_string(), public))
}

/// The system's randomness, which blinds the private key's operation against timing (RUSTSEC-2023-0071).
struct Blinding;

impl RngCore for Blinding {
    fn next_u32(&mut self) -> u32 {
        rsa::rand_core::impls::next_u32_via_fill(self)
    }
    fn next_u64(&mut self) -> u64 {
        rsa::rand_core::impls::next_u64_via_fill(self)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        // A host without randomness leaves zeros: then the signature is right, only not blinded.
        let _ = getrandom::fill(bytes);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| Error::from(std::num::NonZeroU32::MIN))
    }
}

impl CryptoRng for Blinding {}
