//! What somebody says was paid and the provider has to confirm (0013_payment.sql). Its answer settles; what it goes on
//! denying, a person looks at.
//!
//! The triggers that make a claim and an alarm of what is told (`payment_claimed`, `provider_unreadable`: 0013) say ON CONFLICT
//! DO NOTHING where a statement has a guard: the event is kept whether or not it is news, since it holds what the provider
//! signed. What conflicts has its row from another way of telling the same: a claim that is open is asked about, and where one
//! was denied an alarm is before a person. The very same notice once more does not come so far: its key is taken.

use super::journal::{self, Author, Event};
use super::payment::Order;
use crate::db::Db;
use crate::{append, params};
use domain::{Result, Timestamp, time};
use serde::Deserialize;
use serde_json::json;

/// So long the provider has to go on denying it. While it can't be reached, nothing is denied.
const PATIENCE: i64 = time::HOUR;

/// The provider has just said that this order was not paid as it was claimed: once noted, and when it said so long ago
/// already, the claim ends.
///
/// # Errors
/// `Internal`.
pub async fn denied(db: &Db, author: &Author, order: &Order, at: Timestamp) -> Result<()> {
    #[derive(Deserialize)]
    struct Claim {
        id: i64,
        denied_at: Option<Timestamp>,
    }
    let sql = "SELECT id, denied_at FROM payment_claim WHERE order_no = ?1 AND answered_at IS NULL \
               AND at <= ?2 AND (denied_at IS NULL OR denied_at <= ?3) ORDER BY id LIMIT 10";
    let claims: Vec<Claim> = db.all(sql, params![&order.order_no, at, at.plus(-PATIENCE)]).await?;
    for Claim { id, denied_at } in claims {
        let body = json!({ "claim": id, "order_no": order.order_no });
        let kind = if denied_at.is_some() { "claim.refuted" } else { "claim.denied" };
        let event = Event { at, exam: &order.exam, kind, subject: order.candidate, body };
        let guard = append!(
            "WHERE EXISTS (SELECT 1 FROM payment_claim WHERE id = ?13 AND answered_at IS NULL AND denied_at IS ?14)"
        );
        journal::append(db, &author.without_key(), event, guard, params![id, denied_at]).await?;
    }
    Ok(())
}
