//! Whose certificate is believed. It comes inside of the message: without pinned issuers anybody could sign.

use super::certificate::{self, Certificate};
use super::{Form, Refused};
use domain::error::internal;
use domain::{Result, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Who may sign in production.
const UNIONPAY: &str = "中国银联股份有限公司";
/// Who may sign in UnionPay's test environment.
const TEST: &str = "00040000:SIGN";
const END: &str = "-----END CERTIFICATE-----";
/// UnionPay signs with one certificate, and with two while one takes the other's place.
const KNOWN: usize = 4;

/// The issuers whose certificates are believed.
pub struct Trust {
    pinned: Vec<Certificate>,
    test: bool,
    /// The last chains that held, by the certificate's SHA-256: each message brings the same one, and to verify who issued
    /// it costs as much as to verify the message. Whether it is valid is asked each time anew.
    known: Mutex<Vec<(String, Arc<Chain>)>>,
}

/// A certificate that pinned ones have issued.
struct Chain {
    certificate: Certificate,
    /// Places among the pinned. While an issuer is replaced, the old and the new one may bear the same name and key.
    issuers: Vec<usize>,
}

/// A message that UnionPay signed.
#[derive(Clone, Debug)]
pub struct Verified<'a> {
    form: &'a Form,
    serial: String,
}

impl<'a> Verified<'a> {
    /// The message.
    pub fn form(&self) -> &'a Form {
        self.form
    }

    /// Serial number, in hex, of the certificate that proves it.
    pub fn serial(&self) -> &str {
        &self.serial
    }
}

impl Trust {
    /// From PEM: root and intermediate certificates, one after the other. `test` accepts what UnionPay's test
    /// environment signs with: another owner, and certificates signed by SHA-1.
    ///
    /// # Errors
    /// `Internal` when there is none, one can't be read, or no pinned root has issued an intermediate.
    pub fn parse(pem: &str, test: bool) -> Result<Self> {
        let parts = pem.split_inclusive(END).filter(|part| !part.trim().is_empty());
        let pinned = parts.map(Certificate::parse).collect::<Result<Vec<_>, _>>();
        let pinned = pinned.map_err(|e| internal(format!("pinned: {e}")))?;
        let trust = Self { pinned, test, known: Mutex::default() };
        match trust.pinned.iter().find(|pinned| !trust.is_rooted(pinned)) {
            _ if trust.pinned.is_empty() => Err(internal("no pinned certificate")),
            Some(stray) => Err(internal(format!("no pinned root has issued certificate {}", stray.serial()))),
            None => Ok(trust),
        }
    }

    fn is_rooted(&self, pinned: &Certificate) -> bool {
        let mut roots = self.pinned.iter().filter(|root| root.is_root());
        pinned.is_root() || roots.any(|root| pinned.is_issued_by(root, self.test))
    }

    /// Did UnionPay sign exactly these fields, with a certificate that is valid now?
    ///
    /// # Errors
    /// The reason when not.
    pub fn verify<'a>(&self, form: &'a Form, now: Timestamp) -> Result<Verified<'a>, Refused> {
        let chain = self.chain(form.required("signPubKeyCert")?)?;
        let issuer_is_valid = chain.issuers.iter().any(|place| self.pinned[*place].is_valid(now));
        if !(chain.certificate.is_valid(now) && issuer_is_valid) {
            return Err(Refused::Expired);
        }
        form.verify(&chain.certificate.key)?;
        Ok(Verified { form, serial: chain.certificate.serial() })
    }

    /// Of a certificate that is believed, valid now or not.
    fn chain(&self, pem: &str) -> Result<Arc<Chain>, Refused> {
        let hash = certificate::fingerprint(pem)?;
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, chain)) = known().iter().find(|(of, _)| *of == hash) {
            return Ok(chain.clone());
        }
        let chain = Arc::new(self.verify_chain(Certificate::parse(pem)?)?);
        let mut known = known();
        if known.len() >= KNOWN {
            known.remove(0);
        }
        known.push((hash, chain.clone()));
        Ok(chain)
    }

    fn verify_chain(&self, certificate: Certificate) -> Result<Chain, Refused> {
        match certificate.owner() {
            Some(UNIONPAY) => {}
            Some(TEST) if self.test => {}
            owner => return Err(Refused::WrongOwner(owner.unwrap_or_default().chars().take(64).collect())),
        }
        let issued = |(_, pinned): &(usize, &Certificate)| certificate.is_issued_by(pinned, self.test);
        let issuers: Vec<usize> = self.pinned.iter().enumerate().filter(issued).map(|(place, _)| place).collect();
        if issuers.is_empty() { Err(Refused::Untrusted) } else { Ok(Chain { certificate, issuers }) }
    }

    /// How many chains are remembered.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.known.lock().unwrap().len()
    }
}
