//! Configuration: Spin's variables in a component, a map in native tests and tools.

use domain::Result;
use domain::payment::Provider;

/// The name of the variable that says as which merchant a provider knows us.
#[must_use]
pub fn merchant_variable(provider: Provider) -> &'static str {
    match provider {
        Provider::Wechat => "wechat_mchid",
        Provider::Alipay => "alipay_seller_id",
        Provider::Unionpay => "unionpay_mer_id",
    }
}

/// The value of a variable that spin.toml grants to this component.
///
/// # Errors
/// `Internal` when the component was not granted it or it has no value.
pub async fn get(name: &str) -> Result<String> {
    imp::get(name).await
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
