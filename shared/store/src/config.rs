//! Configuration: Spin's variables in a component, a map in native tests and tools.

use domain::Result;

/// The value of a variable that spin.toml grants to this component.
///
/// # Errors
/// `Internal` when the component was not granted it or it has no value.
pub async fn get(name: &str) -> Result<String> {
    imp::get(name).await
}

/// The values of several, each with its name.
///
/// # Errors
/// As [`get`].
pub async fn all(names: &[&'static str]) -> Result<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    for name in names {
        values.push((*name, get(name).await?));
    }
    Ok(values)
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use anyhow::Context;
    use domain::Result;

    pub(super) async fn get(name: &str) -> Result<String> {
        Ok(spin_sdk::variables::get(name).await.with_context(|| format!("variable {name}"))?)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use anyhow::Context;
    use domain::Result;

    pub(super) async fn get(name: &str) -> Result<String> {
        let name = format!("SPIN_VARIABLE_{}", name.to_uppercase());
        Ok(std::env::var(&name).with_context(|| name)?)
    }
}
