//! `spin:variables`: the application's variables, and each component's own.
//!
//! A component sees only what its `[component.x.variables]` names; every template is filled in
//! when the host starts, so a missing value stops the start and not the first request.

use crate::bindings::spin::variables::variables::{self, Error};
use crate::instance::Guest;
use crate::manifest::{Component, Located, Manifest};
use anyhow::{Result, anyhow};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmtime::component::{Accessor, HasData, Linker};

/// The values one component may read.
pub(crate) type Granted = Arc<BTreeMap<String, String>>;

/// The application's variables with their values.
pub(crate) struct Values(BTreeMap<String, String>);

impl Values {
    /// Takes each declared variable from `given` or from its default.
    pub(crate) fn resolve(manifest: &Manifest, given: &BTreeMap<String, String>) -> Result<Self> {
        if let Some(unknown) = given.keys().find(|name| !manifest.declares(name)) {
            anyhow::bail!("variable `{unknown}` is given but {} does not declare it in [variables]", manifest.file);
        }
        let mut values = BTreeMap::new();
        for variable in &manifest.variables {
            let Located { value: name, line } = &variable.name;
            let Some(value) = given.get(name).or(variable.default.as_ref()) else {
                let upper = name.to_uppercase();
                let how = format!(
                    "variable `{name}` is required: give `--variable {name}=…`, a line in \
                     --variables-file, or SPIN_VARIABLE_{upper} in the environment"
                );
                return Err(manifest.error(*line, how));
            };
            values.insert(name.clone(), value.clone());
        }
        Ok(Self(values))
    }

    /// Fills in `{{ name }}`.
    pub(crate) fn fill(&self, template: &str) -> Result<String> {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or_else(|| anyhow!("`{{{{` without `}}}}`"))?;
            let name = name.trim();
            let value =
                self.0.get(name).ok_or_else(|| anyhow!("there is no variable `{name}`; declare it in [variables]"))?;
            text.push_str(before);
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

impl Manifest {
    fn declares(&self, name: &str) -> bool {
        self.variables.iter().any(|variable| variable.name.value == name)
    }
}

/// Spin's rule for names of variables.
pub(crate) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Adds the interface to the linker.
pub(crate) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    variables::add_to_linker::<_, Variables>(linker, |guest| &mut guest.variables)
}

/// Fills in a component's templates.
pub(crate) fn configure(manifest: &Manifest, component: &Component, values: &Values) -> Result<Granted> {
    let mut granted = BTreeMap::new();
    for (name, template) in &component.variables {
        let value = values.fill(&template.value).map_err(|error| manifest.error(template.line, error))?;
        granted.insert(name.clone(), value);
    }
    Ok(Arc::new(granted))
}

/// The state of one instance.
pub(crate) fn prepare(granted: &Granted) -> Granted {
    Arc::clone(granted)
}

struct Variables;

impl HasData for Variables {
    type Data<'a> = &'a mut Granted;
}

impl variables::Host for &mut Granted {}

impl<T> variables::HostWithStore<T> for Variables {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> wasmtime::Result<Result<String, Error>> {
        if !is_name(&name) {
            return Ok(Err(Error::InvalidName(name)));
        }
        let found = accessor.with(|mut access| access.get().get(&name).cloned());
        Ok(found.ok_or_else(|| Error::Undefined(format!("no variable `{name}` for this component"))))
    }
}
