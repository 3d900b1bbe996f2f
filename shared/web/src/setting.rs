//! What every component is told about the way that requests come to it.

use super::origin::Origin;
use std::sync::OnceLock;
use store::config;

/// Read once in the life of an instance.
#[derive(Debug, Default)]
pub(super) struct Setting {
    /// `X-Request-Start` is written by the host, or by a proxy in front of everything.
    pub(super) trusted_start: bool,
    /// Where the site is, for everybody.
    pub(super) public: Option<Origin>,
}

static SETTING: OnceLock<Setting> = OnceLock::new();

impl Setting {
    pub(super) async fn get() -> &'static Self {
        if let Some(known) = SETTING.get() {
            return known;
        }
        // A component that was not granted one of them does without.
        let trusted_start = config::get("trusted_request_start").await.is_ok_and(|value| value == "true");
        let public = config::get("public_url").await.ok().and_then(|url| Origin::parse(&url));
        SETTING.get_or_init(|| Self { trusted_start, public })
    }
}
