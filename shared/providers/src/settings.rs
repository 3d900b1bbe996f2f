//! What a deployment says of a provider: the values of its variables (spin.toml).

use anyhow::Context;
use domain::Result;
use std::collections::BTreeMap;

/// Values by the names of variables. Whoever reads them gives those that [`crate::Facts`] names.
#[derive(Clone, Default)]
pub struct Settings(BTreeMap<&'static str, String>);

impl Settings {
    /// The value of a variable.
    ///
    /// # Errors
    /// `Internal` when it was not given.
    pub fn get(&self, name: &str) -> Result<&str> {
        Ok(self.0.get(name).map(String::as_str).with_context(|| format!("variable {name}"))?)
    }

    /// Is a variable that need not be there "true"?
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value == "true")
    }

    /// An address, to which a path is added.
    pub(crate) fn address(&self, name: &str) -> Result<&str> {
        Ok(self.get(name)?.trim_end_matches('/'))
    }
}

impl FromIterator<(&'static str, String)> for Settings {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
