//! When a field is asked for: a field compared with codes, joined by `and` and `or`. No language beyond that.

use super::Answers;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Any of several, all of whose terms hold; none at all: always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Condition(pub Vec<Vec<Term>>);

/// A field is a code, or is not; of several choices, has it, or has it not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// Which field, asked for before
    pub field: String,
    /// Is it, or is it not?
    pub is: bool,
    pub code: String,
}

impl Condition {
    /// Reads `registration_type = unified and track != art or specialty = 3`; `and` binds more tightly.
    ///
    /// # Errors
    /// What can't be read, in Chinese.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let all = |words: &[&str]| words.split(|word| *word == "and").map(term).collect::<Result<Vec<Term>, String>>();
        words.split(|word| *word == "or").map(all).collect::<Result<_, _>>().map(Self)
    }

    /// As it was written.
    pub fn text(&self) -> String {
        let term = |term: &Term| format!("{} {} {}", term.field, if term.is { "=" } else { "!=" }, term.code);
        let all = |terms: &Vec<Term>| terms.iter().map(term).collect::<Vec<_>>().join(" and ");
        self.0.iter().map(all).collect::<Vec<_>>().join(" or ")
    }

    /// No condition?
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// Every term.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.0.iter().flatten()
    }

    /// Does it hold for these answers?
    pub fn holds(&self, answers: &Answers) -> bool {
        self.is_always() || self.0.iter().any(|all| all.iter().all(|term| term.holds(answers)))
    }
}

impl Term {
    fn holds(&self, answers: &Answers) -> bool {
        let has = match answers.at(&self.field) {
            Some(Value::String(code)) => *code == self.code,
            Some(Value::Array(codes)) => codes.iter().any(|code| code.as_str() == Some(&self.code)),
            _ => false,
        };
        has == self.is
    }
}

/// `track = physics`
fn term(words: &[&str]) -> Result<Term, String> {
    match words {
        [field, sign @ ("=" | "!="), code] => {
            Ok(Term { field: (*field).into(), is: *sign == "=", code: code.trim_matches(['\'', '"']).into() })
        }
        _ => Err(format!("看不懂条件“{}”：应写成“字段 = 代码”，用 and、or 连接", words.join(" "))),
    }
}
