//! The proof store: every notice as it came, to be verified again years later.

use crate::db::Db;
use crate::params;
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::payment::Provider;
use domain::{Result, Timestamp};
use serde::Deserialize;

/// Notices read at a time.
const PAGE: i64 = 1000;

/// A notice as it came.
#[derive(Debug)]
pub struct Kept {
    /// Number of its event
    pub seq: i64,
    /// When it came
    pub at: Timestamp,
    /// Who told
    pub provider: Provider,
    /// Number of the key that it was verified with
    pub key: String,
    /// All headers
    pub headers: Vec<(String, String)>,
    /// The body's bytes
    pub body: Vec<u8>,
}

impl Kept {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// The next notices after an event, in their order.
///
/// # Errors
/// `Internal` when one can't be read: then it is no proof any more.
pub async fn after(db: &Db, seq: i64) -> Result<Vec<Kept>> {
    #[derive(Deserialize)]
    struct Row {
        seq: i64,
        at: Timestamp,
        provider: Provider,
        key: String,
        headers: String,
        body: String,
    }
    let sql = "SELECT seq, at, body ->> 'provider' AS provider, body ->> '$.proof.key' AS key, \
               body ->> '$.proof.headers' AS headers, body ->> '$.proof.body' AS body FROM journal \
               WHERE seq > ? AND kind IN ('payment.noticed', 'payment.claimed', 'provider.told') ORDER BY seq LIMIT ?";
    let rows: Vec<Row> = db.all(sql, params![seq, PAGE]).await?;
    let kept = |row: Row| {
        let unreadable = || format!("event {}: the proof can't be read", row.seq);
        let headers = BASE64.decode(&row.headers).with_context(unreadable)?;
        Ok(Kept {
            seq: row.seq,
            at: row.at,
            provider: row.provider,
            key: row.key,
            headers: serde_json::from_slice(&headers).with_context(unreadable)?,
            body: BASE64.decode(&row.body).with_context(unreadable)?,
        })
    };
    rows.into_iter().map(kept).collect()
}

/// Orders whose rows of the ledger do not come to zero: there must be none.
///
/// # Errors
/// `Internal`.
pub async fn unbalanced(db: &Db) -> Result<Vec<String>> {
    let sql = "SELECT order_no FROM ledger GROUP BY order_no HAVING SUM(amount) <> 0 ORDER BY order_no";
    db.all(sql, vec![]).await
}
