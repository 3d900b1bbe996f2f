//! The provider's side: it signs answers and notices, with its certificate inside.

use super::Form;
use crate::Result;
use crate::signing::PrivateKey;

/// The fields of a request that answers and notices repeat.
const REPEATED: [&str; 11] = [
    "accessType",
    "bizType",
    "currencyCode",
    "merId",
    "orderId",
    "origQryId",
    "reqReserved",
    "txnAmt",
    "txnSubType",
    "txnTime",
    "txnType",
];

/// The provider: its certificate and private key.
pub struct Provider {
    certificate: String,
    key: PrivateKey,
}

impl Provider {
    /// From PEM.
    ///
    /// # Errors
    /// `Internal` when the key is none.
    pub fn new(certificate: &str, key: &str) -> Result<Self> {
        // The real one's lines end in CRLF, also inside of what it signs.
        let certificate = certificate.trim().lines().collect::<Vec<_>>().join("\r\n");
        Ok(Self { certificate, key: PrivateKey::parse(key)? })
    }

    /// The answer to a request, or the notice that follows from it: what it repeats, and these fields.
    pub fn reply(&self, request: &Form, fields: &[(&str, &str)]) -> Form {
        let repeated = request.fields().filter(|(name, _)| REPEATED.contains(name)).collect::<Vec<_>>();
        self.sign(Form::default().with_all(&repeated).with_all(fields))
    }

    /// Any message: these fields, the common ones, the signature.
    pub fn sign(&self, fields: Form) -> Form {
        let common = [("version", "5.1.0"), ("encoding", "UTF-8"), ("signMethod", "01")];
        fields.with_all(&common).with("signPubKeyCert", self.certificate.as_str()).signed(&self.key)
    }
}
