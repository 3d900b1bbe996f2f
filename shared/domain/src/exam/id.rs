use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::{self, Display};

/// Which exam: `gaokao-2027`. It stands beside the code of an organisation, of a batch, of a window in many places; nothing but a
/// row, a request or a folder gives one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct ExamId(Cow<'static, str>);

impl ExamId {
    /// One that the code knows: the demo's.
    pub const fn known(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// As the database has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ExamId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

impl Display for ExamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
