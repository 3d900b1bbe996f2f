//! What comes in is read into a type; what does not fit is told by its field, in Chinese.

use domain::{Error, Result};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// The parameters of an address. What is empty is as good as left out, and of what is there twice the first counts.
pub(super) fn query<T: DeserializeOwned>(given: &[(String, String)]) -> Result<T> {
    let mut names = BTreeSet::new();
    let first = given.iter().filter(|(name, _)| names.insert(name)).filter(|(_, value)| !value.is_empty());
    let plain = form_urlencoded::Serializer::new(String::new()).extend_pairs(first).finish();
    let plain = serde_urlencoded::Deserializer::new(form_urlencoded::parse(plain.as_bytes()));
    serde_path_to_error::deserialize(plain).map_err(|error| {
        let text = error.inner().to_string();
        match (between(&text, "missing field `", "`"), choices(&text)) {
            (Some(missing), _) => Error::invalid(missing, "请写明"),
            (None, Some(choices)) => Error::invalid(&error.path().to_string(), choices),
            (None, None) if text.is_ascii() => Error::invalid(&error.path().to_string(), "应为整数"),
            (None, None) => Error::invalid(&error.path().to_string(), text),
        }
    })
}

/// A body of JSON.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // serde would read a list as the fields in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(Error::Malformed("请求应为 JSON 对象".into()));
    }
    serde_json::from_slice(body).map_err(|error| {
        let text = error.to_string();
        match (between(&text, "unknown field `", "`"), choices(&text)) {
            (Some(unknown), _) => Error::UnknownField(unknown.to_owned()),
            (None, Some(choices)) => Error::invalid(&place_of_fault::<T>(body), choices),
            (None, None) => Error::Malformed(text),
        }
    })
}

/// Where it is, is asked only of what is wrong.
fn place_of_fault<T: DeserializeOwned>(body: &[u8]) -> String {
    let again = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(body));
    again.err().map_or_else(String::new, |error| error.path().to_string())
}

/// What may be chosen in the place of what is no choice.
fn choices(text: &str) -> Option<String> {
    let (_, names) = text.strip_prefix("unknown variant `")?.rsplit_once("`, expected ")?;
    let names: Vec<&str> = names.split('`').skip(1).step_by(2).collect();
    Some(format!("没有这个选项，可用的是 {}", names.join("、")))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split(after).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::act::SearchActs;
    use domain::admission::SearchCandidates;
    use domain::catalog::NarrowTo;

    fn fault<T>(read: Result<T>) -> (String, String) {
        match read {
            Err(Error::Invalid(faults)) => (faults[0].field.clone(), faults[0].message.clone()),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("not refused"),
        }
    }

    fn given(text: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_parameter_that_does_not_fit_is_named_with_what_would() {
        for (text, field, message) in [
            ("staff=x", "staff", "应为整数"),
            ("staff=99999999999999999999", "staff", "应为整数"),
            ("kind=nothing.happened", "kind", "没有这种事项"),
            ("from=yesterday", "from", "时间应写作 2027-06-26T08:00:00+08:00"),
        ] {
            assert_eq!(fault(query::<SearchActs>(&given(text))), (field.into(), message.into()), "{text}");
        }
        let choice = "没有这个选项，可用的是 physics、history";
        assert_eq!(fault(query::<NarrowTo>(&given("track=x%60%2C"))), ("track".into(), choice.into()));
        assert_eq!(fault(query::<NarrowTo>(&given("track="))), ("track".into(), "请写明".into()));
    }

    #[test]
    fn what_is_empty_is_left_out_and_of_two_the_first_counts() {
        let read: SearchActs = query(&given("kind=&staff=3&staff=x&from=&unknown=1")).unwrap();
        assert_eq!((read.staff, read.kind, read.from), (Some(3), None, None));
    }

    #[test]
    fn a_choice_in_a_body_that_there_is_not_is_named_by_its_field() {
        let (field, message) = fault(json::<SearchCandidates>(br#"{"stage":"born"}"#));
        assert_eq!(field, "stage");
        assert_eq!(message, "没有这个选项，可用的是 numbered、paid、verified、active、filled");
        assert!(matches!(json::<SearchCandidates>(br#"{"stage":1}"#), Err(Error::Malformed(_))));
        assert!(
            matches!(json::<SearchCandidates>(br#"{"stages":""}"#), Err(Error::UnknownField(name)) if name == "stages")
        );
        assert!(json::<SearchCandidates>(br#"{"stage":null}"#).unwrap().stage.is_none());
    }
}
