//! What somebody says was paid and the provider has to confirm (0013_payment.sql). Its answer settles; what it goes on
//! denying, a person looks at.

use super::journal::{self, Author, Event};
use super::payment::Order;
use crate::db::Db;
use crate::{append, params};
use domain::Result;
use domain::{Timestamp, time};
use serde_json::json;

/// So long the provider is asked again.
const PATIENCE: i64 = time::HOUR;

/// The provider has just said again that this order was not paid as it was claimed: claims that are old enough end.
///
/// # Errors
/// `Internal`.
pub async fn denied(db: &Db, author: &Author, order: &Order, at: Timestamp) -> Result<()> {
    let sql =
        "SELECT id FROM payment_claim WHERE order_no = ? AND answered_at IS NULL AND at <= ? ORDER BY id LIMIT 10";
    let old: Vec<i64> = db.all(sql, params![&order.order_no, at.plus(-PATIENCE)]).await?;
    for claim in old {
        let body = json!({ "claim": claim, "order_no": order.order_no });
        let event = Event { at, exam: &order.exam, kind: "claim.refuted", subject: order.candidate, body };
        let guard = append!("WHERE EXISTS (SELECT 1 FROM payment_claim WHERE id = ?13 AND answered_at IS NULL)");
        journal::append(db, &author.without_key(), event, guard, params![claim]).await?;
    }
    Ok(())
}
