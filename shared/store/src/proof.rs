//! The proof store: every notice and every answer that told of money, as it came, to be verified again years later.

use crate::db::Db;
use crate::params;
use anyhow::{Context, bail};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::event::Kind;
use domain::payment::Provider;
use domain::{Fen, Result, Timestamp};
use serde::Deserialize;

/// Events read at a time.
const PAGE: i64 = 1000;

/// An event that keeps what proves it.
#[derive(Debug)]
pub struct Event {
    pub seq: i64,
    /// What it keeps; or why nobody can read that
    pub kept: anyhow::Result<Kept>,
}

/// What an event says, and what a provider signed.
#[derive(Debug)]
pub struct Kept {
    pub at: Timestamp,
    pub provider: Provider,
    pub says: Says,
    /// The answer to our query; or else a notice
    pub is_answer: bool,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What an event says that a provider told.
#[derive(Debug)]
pub enum Says {
    Money(Money),
    Other,
    /// Nobody knows of what: it is not of its form
    Unreadable,
}

/// Money, as an event tells of it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Money {
    pub order_no: String,
    /// The provider's number of the transaction
    pub transaction_id: String,
    pub amount: Fen,
    /// Why it settles nothing
    pub fault: Option<String>,
}

impl Kept {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    at: Timestamp,
    kind: String,
    body: String,
}

/// The next events after one, in their order.
pub async fn after(db: &Db, seq: i64) -> Result<Vec<Event>> {
    let sql = "SELECT seq, at, kind, body FROM journal WHERE seq > ? AND (kind IN ('payment.noticed', 'payment.claimed', \
               'provider.told') OR kind = 'payment.found' AND (body ->> '$.proof') IS NOT NULL) ORDER BY seq LIMIT ?";
    let rows: Vec<Row> = db.all(sql, params![seq, PAGE]).await?;
    Ok(rows.into_iter().map(|row| Event { seq: row.seq, kept: kept(&row) }).collect())
}

fn kept(row: &Row) -> anyhow::Result<Kept> {
    #[derive(Deserialize)]
    struct Stored {
        headers: String,
        body: String,
    }
    #[derive(Deserialize)]
    struct Body {
        provider: Provider,
        proof: Stored,
        fault: Option<String>,
    }
    let Body { provider, proof, fault } = serde_json::from_str(&row.body)?;
    let kind: Kind = row.kind.parse()?;
    let says = match (kind, fault.as_deref()) {
        (Kind::ProviderTold, None) => Says::Other,
        (Kind::ProviderTold, Some("unreadable")) => Says::Unreadable,
        (Kind::ProviderTold, Some(fault)) => bail!("{fault} is no fault of what was told"),
        _ => Says::Money(serde_json::from_str(&row.body)?),
    };
    Ok(Kept {
        at: row.at,
        provider,
        says,
        is_answer: kind == Kind::PaymentFound,
        headers: serde_json::from_slice(&BASE64.decode(&proof.headers).context("headers")?).context("headers")?,
        body: BASE64.decode(&proof.body).context("body")?,
    })
}

/// Paid orders that nothing signed proves.
#[derive(Debug, Deserialize)]
pub struct Unproven {
    /// Written down from a statement, by two people
    pub decided: i64,
    /// Found by our own query, when an earlier version kept no answers
    pub found: i64,
}

/// How many paid orders there are of which no event keeps what the provider signed of that very payment.
pub async fn unproven(db: &Db) -> Result<Unproven> {
    let sql = "WITH unproven AS (SELECT EXISTS (SELECT 1 FROM journal AS j WHERE j.subject = o.candidate AND j.kind = 'payment.found' \
               AND j.body ->> 'order_no' = o.order_no AND j.body ->> 'transaction_id' = o.transaction_id \
               AND (j.body ->> 'difference') IS NOT NULL) AS decided FROM payment_order AS o \
               WHERE o.status = 'paid' AND NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.subject = o.candidate \
               AND j.kind IN ('payment.noticed', 'payment.found') AND j.body ->> 'order_no' = o.order_no \
               AND j.body ->> 'transaction_id' = o.transaction_id AND j.body ->> 'amount' = o.amount AND (j.body ->> 'fault') IS NULL \
               AND (j.body ->> '$.proof') IS NOT NULL)) \
               SELECT COALESCE(SUM(decided), 0) AS decided, COALESCE(SUM(NOT decided), 0) AS found FROM unproven";
    let unproven: Option<Unproven> = db.first(sql, vec![]).await?;
    Ok(unproven.unwrap_or(Unproven { decided: 0, found: 0 }))
}

/// Orders whose rows of the ledger do not come to zero: there must be none.
pub async fn unbalanced(db: &Db) -> Result<Vec<String>> {
    let sql = "SELECT order_no FROM ledger GROUP BY order_no HAVING SUM(amount) <> 0 ORDER BY order_no";
    db.all(sql, vec![]).await
}
