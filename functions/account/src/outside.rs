//! Services outside, which may hang: so few wait for one that everybody else finds the component free.

use domain::{Error, Result};
use store::db::Db;
use store::seat;
use web::Request;

/// People who wait for one service at a time, over all instances: a quarter of what the component takes at once.
const SEATS: i64 = 16;

/// What one waits for the service `name` to do.
///
/// # Errors
/// `Unavailable` when too many wait already; those of `work`.
pub(crate) async fn seated<T>(
    db: &Db,
    request: &Request,
    name: &str,
    work: impl AsyncFnOnce() -> Result<T>,
) -> Result<T> {
    let done = seat::held(db, name, SEATS, request.begun(), work).await?;
    done.ok_or_else(|| Error::Unavailable(format!("{name}: others wait for it")))
}
