//! The one door for text: no character that can't be stored comes in, each named by its field.

use domain::text::is_storable;
use domain::{Error, Result};
use serde_json::Value;

/// A text of this field.
pub(super) fn text(field: &str, given: &str) -> Result<()> {
    match given.chars().all(is_storable) {
        true => Ok(()),
        false => Err(Error::invalid(field, "含有无法显示的字符（如控制字符），请删去后重新输入")),
    }
}

/// The texts in a body of JSON, which may be written as escapes. What is no JSON is refused by who reads it.
pub(super) fn json(body: &[u8]) -> Result<()> {
    let Ok(body) = std::str::from_utf8(body) else { return Ok(()) };
    if !body.contains('\\') && body.chars().all(is_storable) {
        return Ok(());
    }
    serde_json::from_str::<Value>(body).map_or(Ok(()), |read| value("", &read))
}

fn value(path: &str, given: &Value) -> Result<()> {
    match given {
        Value::String(given) => text(path, given),
        Value::Array(values) => {
            (0..).zip(values).try_for_each(|(i, one): (usize, _)| value(&format!("{path}[{i}]"), one))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, one)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            text(&path, name)?;
            value(&path, one)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_cannot_be_shown_is_refused_with_its_field() {
        for body in [
            r#"{"a":{"b":["x","\uffff"]}}"#,
            "{\"a\":{\"b\":[\"x\",\"\u{fffe}\"]}}",
            r#"{"a":{"b":["x","\u0000"]}}"#,
            r#"{"a":{"b":["x","\b"]}}"#,
            "{\"a\":{\"b\":[\"x\",\"\u{7f}\"]}}",
            r#"{"a":{"b":["x","\ud83f\udfff"]}}"#,
        ] {
            let Err(Error::Invalid(faults)) = json(body.as_bytes()) else { panic!("{body}") };
            assert_eq!(faults[0].field, "a.b[1]", "{body}");
        }
        for body in [r#"{"a":"第一行\n第二行\t\"\\"}"#, r#"{"a":"𬀩"}"#, "no JSON \\ at all", r#"{"a":"\ud800"}"#]
        {
            assert!(json(body.as_bytes()).is_ok(), "{body}");
        }
        // Half a pair is no text at all: whoever reads it as one refuses it.
        assert!(serde_json::from_str::<std::collections::BTreeMap<String, String>>(r#"{"a":"\ud800"}"#).is_err());
    }
}
