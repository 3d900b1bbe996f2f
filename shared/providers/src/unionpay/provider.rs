//! The provider's side: it signs answers and notices, with its certificate inside.

use super::Form;
use crate::signing::PrivateKey;
use domain::Result;

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

    /// What an attacker makes, without any key: a genuine notice to another merchant, of a payment to itself, who has
    /// reserved what tells of one to ours; and the same signed text, cut elsewhere, so that what came before becomes part
    /// of the first value.
    pub fn recut(&self, mer_id: &str, order_no: &str, amount: i64) -> (Form, Form) {
        let amount = amount.to_string();
        let ours = [("currencyCode", "156"), ("merId", mer_id), ("orderId", order_no), ("queryId", "666")];
        let joined = ours.map(|(name, value)| format!("{name}={value}")).join("&");
        let theirs =
            [("accessType", "0"), ("currencyCode", "156"), ("merId", "777290058110999"), ("orderId", "MALLORY1")];
        let paid = [
            ("queryId", "665"),
            ("respCode", "00"),
            ("txnAmt", &amount),
            ("txnTime", "20270625100000"),
            ("txnType", "01"),
        ];
        let reserved = format!("x&{joined}");
        let genuine = self.sign(Form::default().with_all(&theirs).with_all(&paid).with("reqReserved", reserved));
        let swallowed = |name: &str| name <= "reqReserved";
        let before: Vec<String> = genuine
            .fields()
            .filter(|(name, _)| swallowed(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let before = before.join("&");
        let first = before.trim_start_matches("accessType=").trim_end_matches(&format!("&{joined}")).to_owned();
        let kept: Vec<(&str, &str)> = genuine.fields().filter(|(name, _)| !swallowed(name)).collect();
        let cut = Form::default().with("accessType", first).with_all(&ours).with_all(&kept);
        (genuine, cut)
    }
}
