//! RSA-PKCS1v15-SHA256, as all payment providers sign: our keys that sign, theirs that verify.

use anyhow::{Context, anyhow};
use domain::Result;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Verifier};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::Sha256;
use std::sync::{Arc, Mutex, PoisonError};
use x509_cert::Certificate;
use x509_cert::der::referenced::OwnedToRef;
use x509_cert::der::{Decode, Document};

/// What was made from the texts of variables, made once an instance: reading a key costs more than what it is read for. When
/// one of them has another text, it is made anew.
pub struct Parsed<T>(Mutex<Option<(Vec<String>, Arc<T>)>>);

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

    /// What these texts say. `parse` is a mere function, so that it can use nothing else.
    ///
    /// # Errors
    /// Those of `parse`.
    pub fn of<const N: usize>(&self, texts: [&str; N], parse: fn([&str; N]) -> Result<T>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, parsed)) = kept.as_ref().filter(|(known, _)| *known == texts) {
            return Ok(parsed.clone());
        }
        let parsed = Arc::new(parse(texts)?);
        *kept = Some((texts.map(str::to_owned).to_vec(), parsed.clone()));
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
        let (label, document) = Document::from_pem(pem.trim()).map_err(|e| anyhow!("{e}"))?;
        if label == "CERTIFICATE" {
            let certificate = Certificate::from_der(document.as_bytes()).map_err(|e| anyhow!("certificate: {e}"))?;
            return Self::certified(&certificate);
        }
        let key = RsaPublicKey::from_public_key_der(document.as_bytes()).context("public key")?;
        Ok(Self(VerifyingKey::new(key)))
    }

    /// The one in a certificate. Nothing else of it counts: which certificates are trusted is configuration.
    ///
    /// # Errors
    /// `Internal` when it is no RSA key.
    pub(crate) fn certified(certificate: &Certificate) -> Result<Self> {
        let info = certificate.tbs_certificate.subject_public_key_info.owned_to_ref();
        Ok(Self(VerifyingKey::new(RsaPublicKey::try_from(info).context("key of a certificate")?)))
    }

    /// Is this the signature of the message?
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::try_from(signature).is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_parsed_is_made_anew_when_any_of_its_texts_changes() {
        let parsed: Parsed<String> = Parsed::new();
        let of = |serial, key| parsed.of([serial, key], |[serial, key]| Ok(format!("{serial} {key}"))).unwrap();
        let first = of("1", "key");
        assert!(Arc::ptr_eq(&first, &of("1", "key")), "once");
        assert_eq!(*of("2", "key"), "2 key");
        assert_eq!(*of("2", "other"), "2 other");
    }

    #[test]
    fn a_certificates_key_verifies_and_what_is_neither_is_refused() {
        let chain = crate::unionpay::test_chain().unwrap();
        let signature = PrivateKey::parse(&chain.private_key).unwrap().sign(b"message");
        assert!(PublicKey::parse(&chain.certificate).unwrap().verify(b"message", &signature));
        assert!(!PublicKey::parse(&chain.root).unwrap().verify(b"message", &signature));
        assert!(PublicKey::parse(&chain.private_key).is_err());
        assert!(PublicKey::parse(&chain.certificate.replace("MII", "MIJ")).is_err());
    }
}
