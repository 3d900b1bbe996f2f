//! The orders that the providers have to be asked about now. Each provider has its share of the places, so that one that does
//! not answer keeps no other's orders waiting; what it leaves, the others have.

use super::Order;
use crate::db::Db;
use crate::{params, share};
use domain::payment::Provider;
use domain::{Result, Timestamp};

/// Open orders older than `since` that nobody looks after at this moment. Those of which somebody says that they were paid are
/// asked about in a turn of their own ([`orders_claimed`]).
///
/// # Errors
/// `Internal`.
pub async fn orders_underway(db: &Db, since: Timestamp, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.provider = ? AND o.status = 'open' AND o.created_at <= ? \
         AND NOT EXISTS (SELECT 1 FROM rate_limit WHERE key = 'check‖' || o.order_no AND tat > ?) \
         AND NOT EXISTS (SELECT 1 FROM payment_claim AS k WHERE k.order_no = o.order_no AND k.answered_at IS NULL) \
         ORDER BY o.expires_at LIMIT ?"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), since, now, count]).await;
    share::of_each(count, of).await
}

/// Orders of which somebody says that they were paid, and nobody asks at this moment.
///
/// # Errors
/// `Internal`.
pub async fn orders_claimed(db: &Db, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.order_no IN (SELECT k.order_no FROM payment_claim AS k WHERE k.provider = ? AND k.answered_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM rate_limit WHERE key = 'claim‖' || k.order_no AND tat > ?) ORDER BY k.at LIMIT ?)"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), now, count]).await;
    share::of_each(count, of).await
}

/// Closed orders that may still be paid at the provider, and that nobody looks after at this moment.
///
/// # Errors
/// `Internal`.
pub async fn orders_followed(db: &Db, now: Timestamp, count: usize) -> Result<Vec<Order>> {
    let sql = orders!(
        "WHERE o.provider = ? AND o.follow_until IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM rate_limit WHERE key = 'check‖' || o.order_no AND tat > ?) \
         AND NOT EXISTS (SELECT 1 FROM payment_claim AS k WHERE k.order_no = o.order_no AND k.answered_at IS NULL) \
         ORDER BY o.follow_until LIMIT ?"
    );
    let of = async |provider: Provider| db.all(sql, params![provider.as_str(), now, count]).await;
    share::of_each(count, of).await
}
