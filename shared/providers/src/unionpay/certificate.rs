//! One certificate: who issued it, until when it is valid, whose it is.

use super::Refused;
use crate::signing::PublicKey;
use domain::Timestamp;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use x509_cert::TbsCertificate;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::referenced::OwnedToRef;
use x509_cert::der::{self, AnyRef, Decode, Document, Reader, SliceReader};
use x509_cert::time::Time;

pub(super) const SHA256_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const SHA1_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A certificate, not yet believed.
pub(super) struct Certificate {
    parsed: x509_cert::Certificate,
    /// What its issuer signed, byte for byte
    signed: Vec<u8>,
    pub(super) key: PublicKey,
}

impl Certificate {
    pub(super) fn parse(pem: &str) -> Result<Self, Refused> {
        let (_, document) = Document::from_pem(pem.trim()).map_err(|_| Refused::Certificate)?;
        let (parsed, signed) = read(document.as_bytes()).map_err(|_| Refused::Certificate)?;
        let key = PublicKey::certified(&parsed).map_err(|_| Refused::Certificate)?;
        Ok(Self { parsed, signed, key })
    }

    fn tbs(&self) -> &TbsCertificate {
        &self.parsed.tbs_certificate
    }

    /// Did this issuer sign it? By SHA-1 only if that is accepted.
    pub(super) fn is_issued_by(&self, issuer: &Self, sha1: bool) -> bool {
        let Some(signature) = self.parsed.signature.as_bytes() else { return false };
        self.tbs().issuer == issuer.tbs().subject
            && self.tbs().signature == self.parsed.signature_algorithm
            && match self.tbs().signature.oid {
                SHA256_WITH_RSA => issuer.key.verify(&self.signed, signature),
                SHA1_WITH_RSA => sha1 && issuer.verify_sha1(&self.signed, signature),
                _ => false,
            }
    }

    fn verify_sha1(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = RsaPublicKey::try_from(self.tbs().subject_public_key_info.owned_to_ref());
        key.is_ok_and(|key| key.verify(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(message), signature).is_ok())
    }

    /// Does it name itself as its issuer?
    pub(super) fn is_root(&self) -> bool {
        self.tbs().issuer == self.tbs().subject
    }

    pub(super) fn is_valid(&self, now: Timestamp) -> bool {
        let seconds = |time: Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        let validity = self.tbs().validity;
        (seconds(validity.not_before)..=seconds(validity.not_after)).contains(&now.seconds())
    }

    /// Whose it is: the third part of the subject's one common name, `041@8310…@中国银联股份有限公司@00016493`.
    pub(super) fn owner(&self) -> Option<&str> {
        let attributes = self.tbs().subject.0.iter().flat_map(|names| names.0.iter());
        let mut names = attributes.filter(|attribute| attribute.oid == COMMON_NAME);
        let (name, None) = (names.next()?, names.next()) else { return None };
        std::str::from_utf8(name.value.value()).ok()?.split('@').nth(2)
    }

    /// Its serial number in upper-case hex.
    pub(super) fn serial(&self) -> String {
        let bytes = self.tbs().serial_number.as_bytes();
        hex::encode_upper(bytes.strip_prefix(&[0]).unwrap_or(bytes))
    }
}

/// SHA-256 of the certificate, however its text is broken into lines.
pub(super) fn fingerprint(pem: &str) -> Result<String, Refused> {
    match Document::from_pem(pem.trim()) {
        Ok(("CERTIFICATE", document)) => Ok(hex::encode(Sha256::digest(document.as_bytes()))),
        _ => Err(Refused::Certificate),
    }
}

fn read(certificate: &[u8]) -> der::Result<(x509_cert::Certificate, Vec<u8>)> {
    let signed = SliceReader::new(AnyRef::from_der(certificate)?.value())?.tlv_bytes()?.to_vec();
    Ok((x509_cert::Certificate::from_der(certificate)?, signed))
}
