//! A notice as the provider posts it.

use super::{ApiV3Key, Notice, Signer, TRANSACTION_SUCCESS, Transaction, random};
use domain::{Result, Timestamp};

/// What is posted: the headers that sign it, and the body.
pub type Posted = ([(&'static str, String); 4], Vec<u8>);

/// The notice that a transaction succeeded, encrypted and signed; `id` is its number.
///
/// # Errors
/// `Internal` when the system has no randomness.
pub fn notice(signer: &Signer, key: &ApiV3Key, id: &str, transaction: &Transaction, now: Timestamp) -> Result<Posted> {
    let nonce = random::<32>()?;
    let (short, rest) = nonce.split_at(12);
    let notice = Notice {
        id: id.to_owned(),
        create_time: now.rfc3339(),
        resource_type: "encrypt-resource".into(),
        event_type: TRANSACTION_SUCCESS.into(),
        summary: "支付成功".into(),
        resource: key.encrypt("transaction", &serde_json::to_vec(transaction)?, short)?,
    };
    let body = serde_json::to_vec(&notice)?;
    Ok((signer.headers(&body, &rest[..32], now), body))
}
