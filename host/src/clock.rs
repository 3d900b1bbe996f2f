//! The guest's clock.
//!
//! Components read the time only from WASI, and WASI reads it here. So the whole application
//! can run at another instant, or faster, without a test clock in any component.

#![allow(clippy::disallowed_methods, reason = "this is the one place where the host reads the machine's clock")]

use chrono::{DateTime, Utc};
use http::header::{DATE, HeaderMap, HeaderValue};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtxBuilder};

/// What time it is for the application. Clones share one setting.
#[derive(Clone, Debug)]
pub struct Clock {
    started: Instant,
    rate: f64,
    setting: Arc<RwLock<Setting>>,
}

#[derive(Clone, Copy, Debug)]
enum Setting {
    /// Follow the machine's clock.
    Machine,
    /// `shown` (since 1970) was the time when `since` was the machine's instant.
    Set { shown: Duration, since: Instant },
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self::with(Setting::Machine, 1.0)
    }

    /// A clock that starts at an instant and runs `rate` times as fast as the machine's.
    ///
    /// What a component *waits* for (a timeout, a pause) takes its real time at any rate.
    pub fn starting_at(now: DateTime<Utc>, rate: f64) -> Self {
        Self::with(Setting::Set { shown: since_epoch(now), since: Instant::now() }, rate.max(0.0))
    }

    fn with(setting: Setting, rate: f64) -> Self {
        Self { started: Instant::now(), rate, setting: Arc::new(RwLock::new(setting)) }
    }

    /// Moves the clock to an instant; it runs on from there at its rate.
    pub fn set_now(&self, now: DateTime<Utc>) {
        let setting = Setting::Set { shown: since_epoch(now), since: Instant::now() };
        *self.setting.write().unwrap_or_else(PoisonError::into_inner) = setting;
    }

    /// The time it shows, since 1970 in UTC.
    pub fn now(&self) -> Duration {
        match *self.setting.read().unwrap_or_else(PoisonError::into_inner) {
            Setting::Machine => machine_now(),
            Setting::Set { shown, since } => shown + since.elapsed().mul_f64(self.rate),
        }
    }

    /// The answer's `Date`, which pages count down by, when it is not the machine's.
    pub(crate) fn date(&self, headers: &mut HeaderMap) {
        let Setting::Set { .. } = *self.setting.read().unwrap_or_else(PoisonError::into_inner) else { return };
        let now = DateTime::from_timestamp_millis(self.now().as_millis() as i64).unwrap_or_default();
        if let Ok(date) = HeaderValue::try_from(now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
            headers.insert(DATE, date);
        }
    }

    /// Time that only ever goes forward, even when the clock is set.
    fn monotonic(&self) -> Duration {
        self.started.elapsed().mul_f64(self.rate)
    }

    /// Gives this clock to an instance.
    pub(crate) fn prepare(&self, wasi: &mut WasiCtxBuilder) {
        wasi.wall_clock(self.clone()).monotonic_clock(self.clone());
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}

/// The machine's time since 1970, for logs and records of the host itself.
pub fn machine_now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

fn since_epoch(now: DateTime<Utc>) -> Duration {
    (now - DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        Self::now(self)
    }
}

impl HostMonotonicClock for Clock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        u64::try_from(self.monotonic().as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_starts_where_it_is_told_and_can_be_moved() {
        let start: DateTime<Utc> = "2027-06-25T23:59:30Z".parse().unwrap();
        let clock = Clock::starting_at(start, 3600.0);
        let later = clock.clone();
        assert!(clock.now() >= since_epoch(start));
        std::thread::sleep(Duration::from_millis(20));
        assert!(clock.now() > since_epoch(start) + Duration::from_secs(60));
        let earlier: DateTime<Utc> = "2027-06-01T00:00:00Z".parse().unwrap();
        let mut headers = HeaderMap::new();
        Clock::starting_at(start, 0.0).date(&mut headers);
        assert_eq!(headers[DATE], "Fri, 25 Jun 2027 23:59:30 GMT");
        Clock::real().date(&mut headers);
        assert_eq!(headers.len(), 1, "hyper knows the machine's");
        let before = clock.monotonic();
        later.set_now(earlier);
        assert!(clock.now() < since_epoch(start), "clones share one setting");
        assert!(clock.monotonic() >= before, "monotonic time never goes back");
    }
}
