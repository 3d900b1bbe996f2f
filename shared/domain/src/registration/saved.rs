//! A form as it was saved, perhaps under an earlier version of this program: reading is lenient, only saving is strict.

use super::Form;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Every field of the form, as JSON paths. One that is added here makes the forms saved before incomplete, not unreadable.
pub const FIELDS: [&str; 15] = [
    "$.political_status",
    "$.first_subject",
    "$.second_subjects",
    "$.foreign_language",
    "$.candidate_category",
    "$.graduation_category",
    "$.school_name",
    "$.graduation_year",
    "$.household.region",
    "$.household.detail",
    "$.address.region",
    "$.address.detail",
    "$.address.postcode",
    "$.address.recipient",
    "$.phone",
];

/// A form as it was saved: a field that was added since is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SavedForm(Map<String, Value>);

impl SavedForm {
    /// The same form.
    ///
    /// # Errors
    /// Only if it can't be written as JSON.
    pub fn of(form: &Form) -> Result<Self, serde_json::Error> {
        serde_json::from_value(serde_json::to_value(form)?)
    }

    /// The form, if it has every field.
    pub fn complete(&self) -> Option<Form> {
        serde_json::from_value(Value::Object(self.0.clone())).ok()
    }

    /// The same form with the texts at these places (`address.detail`) changed, where there are any.
    ///
    /// # Errors
    /// The first of `change`.
    pub fn map<E>(mut self, places: &[&str], change: impl Fn(&str, &str) -> Result<String, E>) -> Result<Self, E> {
        for place in places {
            if let Some(Value::String(text)) = at(&mut self.0, place) {
                *text = change(place, text)?;
            }
        }
        Ok(self)
    }
}

fn at<'a>(fields: &'a mut Map<String, Value>, place: &str) -> Option<&'a mut Value> {
    match place.split_once('.') {
        Some((name, rest)) => at(fields.get_mut(name)?.as_object_mut()?, rest),
        None => fields.get_mut(place),
    }
}

/// As [`Form`], with nothing required.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for SavedForm {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SavedForm".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        use super::{Address, Place};
        let lenient = |mut schema: schemars::Schema| {
            schema.remove("required");
            schema.remove("additionalProperties");
            schema
        };
        let parts = [("household", Place::json_schema(generator)), ("address", Address::json_schema(generator))];
        let mut form = lenient(Form::json_schema(generator));
        if let Some(Value::Object(properties)) = form.get_mut("properties") {
            for (name, part) in parts {
                properties.insert(name.into(), lenient(part).into());
            }
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::form;
    use super::*;

    fn leaves(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| leaves(&format!("{path}.{name}"), value, found))
            }
            _ => found.push(path.to_owned()),
        }
    }

    #[test]
    fn the_paths_are_those_of_the_form() {
        let mut found = Vec::new();
        leaves("$", &serde_json::to_value(form()).unwrap(), &mut found);
        let mut named = FIELDS.to_vec();
        named.sort_unstable();
        found.sort_unstable();
        assert_eq!(named, found);
    }

    #[test]
    fn what_is_missing_or_too_much_is_read_all_the_same() {
        let mut fields = serde_json::to_value(form()).unwrap();
        let saved: SavedForm = serde_json::from_value(fields.clone()).unwrap();
        assert_eq!(saved.complete(), Some(form()));
        fields["address"].as_object_mut().unwrap().remove("postcode");
        fields["left_from_before"] = Value::from(1);
        let saved: SavedForm = serde_json::from_value(fields).unwrap();
        assert_eq!(saved.complete(), None);
        let places = ["address.postcode", "address.detail", "nothing.there"];
        let changed = saved.map(&places, |_, text| Ok::<_, ()>(format!("<{text}>"))).unwrap();
        assert_eq!(changed.0["address"]["detail"], "<示例路 1 号>");
    }
}
