//! A chain of certificates for development and tests, as UnionPay's: one that issues, one that signs messages.

use super::certificate::SHA256_WITH_RSA;
use crate::signing::{PrivateKey, key_pair};
use anyhow::anyhow;
use domain::Result;
use std::str::FromStr;
use x509_cert::der::asn1::{Any, BitString, GeneralizedTime, UtcTime};
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{self, DateTime, DecodePem, Encode, EncodePem};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};
use x509_cert::{Certificate, TbsCertificate, Version};

/// Accepted as production's owner, yet only by who pins this very root.
const SUBJECT: &str = "CN=test@00040000:SIGN@中国银联股份有限公司@01,O=zhaokao development,C=CN";
const ROOT: &str = "CN=zhaokao development root,O=zhaokao development,C=CN";

/// Everything in PEM.
#[derive(Clone)]
pub struct Chain {
    /// The certificate to pin
    pub root: String,
    /// The certificate that goes with messages
    pub certificate: String,
    pub private_key: String,
}

/// A fresh chain, valid from 2020 to 2119.
///
/// # Errors
/// `Internal` when it cannot be made.
pub fn test_chain() -> Result<Chain> {
    chain_of(SUBJECT)
}

/// A fresh chain whose messages are signed by this subject.
pub(super) fn chain_of(subject: &str) -> Result<Chain> {
    let ((root_private, root_public), (private_key, public)) = (key_pair()?, key_pair()?);
    let root_key = PrivateKey::parse(&root_private)?;
    let issue = |subject: &str, public: &str| {
        certificate(subject, public, &root_key).map_err(|e| anyhow!("certificate of {subject}: {e}"))
    };
    Ok(Chain { root: issue(ROOT, &root_public)?, certificate: issue(subject, &public)?, private_key })
}

fn certificate(subject: &str, public: &str, root: &PrivateKey) -> der::Result<String> {
    let algorithm = AlgorithmIdentifierOwned { oid: SHA256_WITH_RSA, parameters: Some(Any::null()) };
    let mut serial = [0; 8];
    // Without randomness the serial number is zero, which does no harm: it only names the certificate in the log.
    let _ = getrandom::fill(&mut serial);
    let tbs_certificate = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&serial)?,
        signature: algorithm.clone(),
        issuer: Name::from_str(ROOT)?,
        validity: validity()?,
        subject: Name::from_str(subject)?,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_pem(public)?,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: None,
    };
    let signature = BitString::from_bytes(&root.sign(&tbs_certificate.to_der()?))?;
    Certificate { tbs_certificate, signature_algorithm: algorithm, signature }.to_pem(LineEnding::LF)
}

fn validity() -> der::Result<Validity> {
    Ok(Validity {
        not_before: Time::UtcTime(UtcTime::from_date_time(DateTime::new(2020, 1, 1, 0, 0, 0)?)?),
        not_after: Time::GeneralTime(GeneralizedTime::from_date_time(DateTime::new(2119, 12, 31, 23, 59, 59)?)),
    })
}
