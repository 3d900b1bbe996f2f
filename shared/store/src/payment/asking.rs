//! The orders that the providers have to be asked about now. Each provider has its share of the places, so that one that does
//! not answer keeps no other's orders waiting; what it leaves, the others have.

use super::Order;
use crate::db::Db;
use crate::rate_limit::is_free;
use crate::{params, share};
use domain::payment::Provider;
use domain::{Result, Timestamp};

/// The condition that nobody claims to have paid an order: those are asked about in a turn of their own ([`orders_claimed`]).
macro_rules! unclaimed {
    () => {
        "NOT EXISTS (SELECT 1 FROM payment_claim AS k WHERE k.order_no = o.order_no AND k.answered_at IS NULL)"
    };
}

/// Open orders older than `since` that nobody looks after at this moment.
pub async fn orders_underway(db: &Db, since: Timestamp, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.provider = ?1 AND o.status = 'open' AND o.created_at <= ?2 AND ",
        is_free!("'check‖' || o.order_no", "?3"),
        " AND ",
        unclaimed!(),
        " ORDER BY o.expires_at LIMIT ?4"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), since, now, count]).await;
    share::of_each(count, of).await
}

/// Orders of which somebody says that they were paid, and nobody asks at this moment: first those of which the provider has not
/// said no, the newest first, so that thousands of claims that nothing stands behind keep no true one waiting.
pub async fn orders_claimed(db: &Db, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.order_no IN (SELECT k.order_no FROM payment_claim AS k WHERE k.provider = ?1 AND k.answered_at IS NULL AND ",
        is_free!("'claim‖' || k.order_no", "?2"),
        " ORDER BY k.last_denied_at, k.at DESC LIMIT ?3)"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), now, count]).await;
    share::of_each(count, of).await
}

/// Closed orders that may still be paid at the provider, and that nobody looks after at this moment.
pub async fn orders_followed(db: &Db, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.provider = ?1 AND o.follow_until IS NOT NULL AND ",
        is_free!("'check‖' || o.order_no", "?2"),
        " AND ",
        unclaimed!(),
        " ORDER BY o.follow_until LIMIT ?3"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), now, count]).await;
    share::of_each(count, of).await
}
