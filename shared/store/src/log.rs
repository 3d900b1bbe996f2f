//! What the log is told: one line of JSON, on the standard error, whatever is inside.

use crate::clock;
use domain::{Timestamp, mask};
use std::fmt::{Display, Write as _};
use std::io::Write as _;

/// Longest value of a line, in characters: a service may answer with a megabyte.
const LONGEST: usize = 2000;

/// What happened, and more about it in words that may be somebody else's.
pub fn log(what: &str, text: impl Display) {
    write(what, &[("text", &text.to_string())]);
}

/// A line with these fields; empty ones are left out.
pub fn write(what: &str, fields: &[(&str, &str)]) {
    let line = line(clock::now(), what, fields);
    // In one go, so that lines of several instances stay whole. A log that can't be written stops nothing.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Has a panic told like everything else; in a component it is the last thing that an instance says.
pub fn tell_of_panics() {
    #[cfg(target_arch = "wasm32")]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| std::panic::set_hook(Box::new(|info| log("panic", info))));
    }
}

fn line(at: Timestamp, what: &str, fields: &[(&str, &str)]) -> String {
    let mut line = format!("{{\"time\":{},\"what\":{}", quoted(&at.utc()), quoted(what));
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let short: String = value.chars().take(LONGEST).collect();
        let _ = write!(line, ",{}:{}", quoted(name), quoted(&mask::numbers(&short)));
    }
    line + "}\n"
}

/// A text in JSON, in which nothing ends a line or moves a terminal's cursor.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    json.chars().fold(String::new(), |mut quoted, c| {
        match c {
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
        quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_say_breaks_a_line_or_writes_another() {
        let foreign =
            "bad\n{\"time\":\"2027-01-01T00:00:00.000Z\",\"what\":\"forged\"}\r\u{85}\u{2028}\u{1b}[2J\u{9b}\"";
        let line = line(Timestamp(1_800_000_000_001), "service outside", &[("text", foreign), ("actor", "")]);
        let (before, end) = line.split_at(line.len() - 1);
        assert_eq!(end, "\n");
        assert!(!before.chars().any(|c| c.is_control() || c == '\u{2028}'), "{before}");
        let read: serde_json::Value = serde_json::from_str(before).unwrap();
        let expected = serde_json::json!({
            "time": "2027-01-15T08:00:00.001Z", "what": "service outside", "text": foreign,
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn a_line_has_an_end_and_no_number_of_a_person() {
        let told = format!("invalid type: string \"430102200803150014\", 13800000000 {}", "x".repeat(1_000_000));
        let line = line(Timestamp(0), "internal error", &[("text", &told)]);
        assert!(line.len() < 3000);
        assert!(!line.contains("200803150014") && !line.contains("13800000000"), "{line}");
    }
}
