//! Whose certificate is believed. It comes inside of the message: without pinned issuers anybody could sign.

use super::certificate::Certificate;
use super::{Form, Refused};
use crate::Result;
use crate::domain::Timestamp;
use crate::error::internal;

/// Who may sign in production.
const UNIONPAY: &str = "中国银联股份有限公司";
/// Who may sign in UnionPay's test environment.
const TEST: &str = "00040000:SIGN";
const END: &str = "-----END CERTIFICATE-----";

/// The issuers whose certificates are believed.
pub struct Trust {
    pinned: Vec<Certificate>,
    test: bool,
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
        let trust = Self { pinned: pinned.map_err(|e| internal(format!("pinned: {e}")))?, test };
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
        let certificate = Certificate::parse(form.required("signPubKeyCert")?)?;
        self.believe(&certificate, now)?;
        form.verify(&certificate.key)?;
        Ok(Verified { form, serial: certificate.serial() })
    }

    fn believe(&self, certificate: &Certificate, now: Timestamp) -> Result<(), Refused> {
        match certificate.owner() {
            Some(UNIONPAY) => {}
            Some(TEST) if self.test => {}
            owner => return Err(Refused::WrongOwner(owner.unwrap_or_default().chars().take(64).collect())),
        }
        let issued = |pinned: &&Certificate| certificate.is_issued_by(pinned, self.test);
        let issuers = self.pinned.iter().filter(issued).collect::<Vec<_>>();
        if issuers.is_empty() {
            return Err(Refused::Untrusted);
        }
        // While an issuer is replaced, the old and the new one may bear the same name and key.
        let valid = certificate.is_valid(now) && issuers.iter().any(|issuer| issuer.is_valid(now));
        if valid { Ok(()) } else { Err(Refused::Expired) }
    }
}
