//! What every component is told about the way that requests come to it.

use super::origin::Origin;
use domain::Result;
use std::sync::OnceLock;
use store::config;

/// Read once in the life of an instance; what could not be read is asked for again by the next request.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    /// `X-Request-Start` is written by the host, or by a proxy in front of everything.
    pub(super) trusted_start: bool,
    /// Where the site is, for everybody.
    pub(super) public: Option<Origin>,
}

static TRUSTED_START: OnceLock<bool> = OnceLock::new();
static PUBLIC: OnceLock<Option<Origin>> = OnceLock::new();

impl Setting {
    pub(super) async fn get() -> Self {
        let trusted_start = once(&TRUSTED_START, config::get("trusted_request_start"), |value| value == "true").await;
        let public = once(&PUBLIC, config::get("public_url"), Origin::parse).await;
        // A component that was not granted one of them does without.
        Self { trusted_start: trusted_start.unwrap_or_default(), public: public.flatten() }
    }
}

async fn once<T: Clone>(
    known: &OnceLock<T>,
    read: impl Future<Output = Result<String>>,
    parse: impl Fn(&str) -> T,
) -> Option<T> {
    if let Some(known) = known.get() {
        return Some(known.clone());
    }
    let value = parse(&read.await.ok()?);
    Some(known.get_or_init(|| value).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::internal;

    #[test]
    fn a_value_that_could_not_be_read_is_asked_for_again() {
        pollster::block_on(async {
            let known = OnceLock::new();
            let get = async |value: Result<&str>| once(&known, async { value.map(str::to_owned) }, str::len).await;
            assert_eq!(get(Err(internal("away"))).await, None);
            assert_eq!(get(Ok("four")).await, Some(4));
            assert_eq!(get(Err(internal("away"))).await, Some(4), "once it is known it stays");
            assert_eq!(get(Ok("other")).await, Some(4));
        });
    }
}
