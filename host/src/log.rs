//! What the host says: a line of JSON, on the standard error, like the access log and the components' lines.

use crate::clock::machine_now;
use chrono::{DateTime, SecondsFormat};
use std::fmt::Display;
use std::io::Write;

/// What happened, and more about it in words that may be somebody else's.
pub fn log(what: &str, text: impl Display) {
    let line = line(what, &text.to_string());
    // In one go, so that lines stay whole. A log that cannot be written must not stop the service.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

fn line(what: &str, text: &str) -> String {
    let (what, text) = (serde_json::json!(what), serde_json::json!(text));
    format!("{{\"time\":\"{}\",\"what\":{what},\"text\":{text}}}\n", time())
}

/// The time of a line, in UTC.
pub(crate) fn time() -> String {
    let now = machine_now();
    let instant = DateTime::from_timestamp(now.as_secs() as i64, now.subsec_nanos()).unwrap_or_default();
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backtrace_is_one_line() {
        let line = line("component `main`: an instance trapped", "error\n  0: \"main\"\n");
        assert_eq!(line.matches('\n').count(), 1);
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["text"], "error\n  0: \"main\"\n");
    }
}
