//! Instants and dates. Compared in UTC, shown in Asia/Shanghai (UTC+8, no summer time).

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
/// In the database an integer, on the wire RFC 3339 with +08:00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// One minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

const BEIJING_SECONDS: i32 = 8 * 3600;

impl Timestamp {
    /// Reads RFC 3339.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|instant| Self(instant.timestamp_millis()))
    }

    /// This instant and `milliseconds` more.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The beginning of a date in Beijing.
    pub fn midnight(date: NaiveDate) -> Self {
        let utc = date.and_time(chrono::NaiveTime::MIN).and_utc();
        Self(utc.timestamp_millis().saturating_sub(i64::from(BEIJING_SECONDS) * 1000))
    }

    fn beijing(self) -> Option<DateTime<FixedOffset>> {
        let offset = FixedOffset::east_opt(BEIJING_SECONDS)?;
        DateTime::from_timestamp_millis(self.0).map(|instant| instant.with_timezone(&offset))
    }

    /// The date in Beijing.
    pub fn date(self) -> NaiveDate {
        self.beijing().map_or(NaiveDate::MIN, |instant| instant.date_naive())
    }

    /// `2027-06-26 08:00:00`, Beijing time, for people.
    pub fn text(self) -> String {
        self.beijing().map_or_else(String::new, |instant| instant.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// `2027-06-26T00:00:00.000Z`, for logs.
    pub fn utc(self) -> String {
        let instant = DateTime::from_timestamp_millis(self.0).unwrap_or_default();
        instant.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Seconds since the epoch.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// RFC 3339 with +08:00.
    pub fn rfc3339(self) -> String {
        self.beijing().map_or_else(String::new, |instant| instant.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an RFC 3339 time such as 2027-06-26T08:00:00+08:00")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Timestamp, E> {
                Ok(Timestamp(value))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Timestamp, E> {
                Timestamp::parse(value).ok_or_else(|| E::custom("时间应写作 2027-06-26T08:00:00+08:00"))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time", "description": "RFC 3339, Beijing time (+08:00)" })
    }
}

/// A date `YYYY-MM-DD`.
pub fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let plain = text.len() == 10 && text.is_ascii();
    let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    parsed.filter(|_| plain).ok_or("日期应为 YYYY-MM-DD，例如 2009-03-15")
}

/// Reads a time in Beijing (`2026-11-21 08:00:00`; some have milliseconds). [`Timestamp::text`] writes it.
pub fn wall_clock(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_once(' ')?;
    Timestamp::parse(&format!("{date}T{time}+08:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_shown_in_beijing_time_and_read_from_any_offset() {
        let instant = Timestamp::parse("2027-06-26T00:00:00Z").unwrap();
        assert_eq!(instant.rfc3339(), "2027-06-26T08:00:00+08:00");
        assert_eq!(Timestamp::parse("2027-06-26T08:00:00+08:00"), Some(instant));
        assert_eq!(instant.text(), "2027-06-26 08:00:00");
        assert_eq!(Timestamp::midnight(instant.date()).text(), "2027-06-26 00:00:00");
    }

    #[test]
    fn a_date_has_one_spelling() {
        assert!(date("2009-03-15").is_ok());
        for wrong in ["2009-3-15", "2009-02-30", "20090315", "", "２００９-03-15"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_on_beijings_clock() {
        let eight = Timestamp::parse("2026-11-21T00:00:00Z");
        assert_eq!(wall_clock("2026-11-21 08:00:00"), eight);
        assert_eq!(wall_clock("2026-11-21 08:00:00.287"), eight.map(|time| time.plus(287)));
        assert_eq!(wall_clock("2026-11-21 08:00:00").map(Timestamp::text).as_deref(), Some("2026-11-21 08:00:00"));
        for wrong in [
            "",
            " ",
            "2026-11-21",
            "2026-11-21T08:00:00",
            "2026-11-21 08:00",
            "2026-11-21 08:00:00Z",
            "2026-11-21 08:00:00+08:00",
            "2026-11-21  08:00:00",
            "2026-02-30 08:00:00",
            "2026-11-21 25:00:00",
            "26-11-21 08:00:00",
        ] {
            assert_eq!(wall_clock(wrong), None, "{wrong:?}");
        }
    }
}
