//! What was answered, as JSON. Reading is lenient: a form that has changed since makes answers incomplete, not unreadable.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Answers, by their fields' places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Answers(pub Map<String, Value>);

impl Answers {
    /// The answer at a place (`address.region`), unless it is empty.
    pub fn at(&self, place: &str) -> Option<&Value> {
        let (first, rest) = split(place);
        let found = rest.iter().try_fold(self.0.get(first)?, |value, name| value.get(name))?;
        let is_empty = match found {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        (!is_empty).then_some(found)
    }

    /// The text at a place, or nothing.
    pub fn text(&self, place: &str) -> &str {
        self.at(place).and_then(Value::as_str).unwrap_or_default()
    }

    /// The rows of a section.
    pub fn rows(&self, section: &str) -> &[Value] {
        self.at(section).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A row of a section.
    pub(super) fn row(value: &Value) -> Self {
        Self(value.as_object().cloned().unwrap_or_else(Map::new))
    }

    /// With other answers beside these.
    pub(super) fn merge(&mut self, others: Self) {
        for (name, value) in others.0 {
            match (self.0.get_mut(&name), value) {
                (Some(Value::Object(mine)), Value::Object(more)) => mine.extend(more),
                (_, value) => drop(self.0.insert(name, value)),
            }
        }
    }

    /// Puts an answer at a place.
    pub fn put(&mut self, place: &str, value: Value) {
        let (first, rest) = split(place);
        match rest.first() {
            None => drop(self.0.insert(first.to_owned(), value)),
            Some(name) => {
                let part = self.0.entry(first).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(fields) = part {
                    fields.insert((*name).to_owned(), value);
                }
            }
        }
    }

    /// The same answers with the texts at these places (`address.detail`, `family[1].phone`) changed, where there are any.
    ///
    /// # Errors
    /// The first of `change`.
    pub fn map<E>(
        mut self,
        places: impl IntoIterator<Item = String>,
        change: impl Fn(&str, &str) -> Result<String, E>,
    ) -> Result<Self, E> {
        for place in places {
            if let Some(Value::String(text)) = self.at_mut(&place) {
                *text = change(&place, text)?;
            }
        }
        Ok(self)
    }

    fn at_mut(&mut self, place: &str) -> Option<&mut Value> {
        let mut steps = place.split(['.', '[']);
        let first = self.0.get_mut(steps.next()?)?;
        steps.try_fold(first, |value, step| match step.strip_suffix(']') {
            Some(row) => value.get_mut(row.parse::<usize>().ok()?),
            None => value.get_mut(step),
        })
    }

    /// Every place that has an answer; of rows, the section's.
    pub(super) fn places(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().flat_map(|(name, value)| match value {
            Value::Object(fields) => fields.keys().map(|field| format!("{name}.{field}")).collect(),
            _ => vec![name.clone()],
        })
    }
}

fn split(place: &str) -> (&str, Vec<&str>) {
    let mut names = place.splitn(2, '.');
    (names.next().unwrap_or_default(), names.collect())
}
