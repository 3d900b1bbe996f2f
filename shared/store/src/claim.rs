//! What somebody says was paid and the provider has to confirm (0013_payment.sql). Its answer settles; what it goes on
//! denying, a person looks at.
//!
//! The triggers that make a claim and an alarm of what is told (`payment_claimed`, `provider_unreadable`: 0013) say ON CONFLICT
//! DO NOTHING where a statement has a guard: the event is kept whether or not it is news, since it holds what the provider
//! signed. What conflicts has its row from another way of telling the same: a claim that is open is asked about, and where one
//! was denied an alarm is before a person. The very same notice once more does not come so far: its key is taken.

use super::journal::Act;
use crate::{append, params};
use domain::event::{Event, claim as event};
use domain::payment::Order;
use domain::{Result, Timestamp, time};
use serde::Deserialize;

/// So long the provider has to go on denying it.
const PATIENCE: i64 = time::HOUR;
/// So much of it one answer vouches for at most, as long as two questions lie apart at most (asking/src/turn.rs): of the
/// time in which it can't be reached, or is not asked, no more counts.
const VOUCHED: i64 = 10 * time::MINUTE;
/// Answers that follow each other sooner are not written down.
const APART: i64 = time::MINUTE;

/// The provider has just said that this order was not paid as it was claimed: it is noted, and when it has said so for long
/// enough, the claim ends.
pub async fn denied(act: &Act<'_>, order: &Order) -> Result<()> {
    #[derive(Deserialize)]
    struct Claim {
        id: i64,
        denied_at: Option<Timestamp>,
        last_denied_at: Option<Timestamp>,
    }
    // One that a later statement asks about again begins anew: denied_at is gone (0019).
    let sql = "SELECT id, denied_at, last_denied_at FROM payment_claim WHERE order_no = ?1 AND answered_at IS NULL \
               AND at <= ?2 AND (denied_at IS NULL OR last_denied_at <= ?3) ORDER BY id LIMIT 10";
    let (at, author) = (act.at, act.author.without_key());
    let claims: Vec<Claim> = act.db.all(sql, params![&order.order_no, at, at.plus(-APART)]).await?;
    let act = act.by(&author).within(&order.exam).about(order.candidate);
    for Claim { id, denied_at, last_denied_at } in claims {
        let since = match (denied_at, last_denied_at) {
            (Some(since), Some(last)) => since.plus((at.0 - last.0 - VOUCHED).max(0)),
            _ => at,
        };
        let order_no = &order.order_no;
        let event = match at.0 - since.0 >= PATIENCE {
            true => event::Refuted { claim: id, order_no, since: since.into() }.written()?,
            false => event::Denied { claim: id, order_no, since: since.into() }.written()?,
        };
        let guard = append!(where
            "EXISTS (SELECT 1 FROM payment_claim WHERE id = ?13 AND answered_at IS NULL \
             AND denied_at IS ?14 AND last_denied_at IS ?15)"
        );
        act.append(event, guard, params![id, denied_at, last_denied_at]).await?;
    }
    Ok(())
}
