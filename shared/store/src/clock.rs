//! The one place that reads the clock: at the entry of a request, for what is held after it has waited for
//! somebody outside, and for a line of the log. From here on time is a parameter.

use domain::Timestamp;

#[expect(clippy::disallowed_methods, reason = "the one place")]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
