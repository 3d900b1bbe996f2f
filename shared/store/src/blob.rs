//! Blobs in the key-value store, addressed by their SHA-256: a blob never changes, and the same
//! bytes are stored once.

use crate::seal;
use domain::Result;

/// Stores a blob of a kind (`photo`); its SHA-256 in hex.
///
/// # Errors
/// `Internal` when the component was not granted the store.
pub async fn put(kind: &str, bytes: &[u8]) -> Result<String> {
    let hash = seal::sha256(bytes);
    imp::set(&format!("{kind}/{hash}"), bytes).await?;
    Ok(hash)
}

/// The blob of a hash.
///
/// # Errors
/// `Internal` when the component was not granted the store.
pub async fn get(kind: &str, hash: &str) -> Result<Option<Vec<u8>>> {
    imp::get(&format!("{kind}/{hash}")).await
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use domain::{Error, Result};
    use spin_sdk::key_value::Error::Other;
    use spin_sdk::key_value::Store;

    pub(super) async fn set(key: &str, bytes: &[u8]) -> Result<()> {
        let set = Store::open_default().await?.set(key, bytes).await;
        set.map_err(|error| match error {
            // The host says the one, Spin passes on the other.
            Other(text) if text.contains("DatabaseFull") || text.contains("disk is full") => Error::StorageFull,
            other => other.into(),
        })
    }

    pub(super) async fn get(key: &str) -> Result<Option<Vec<u8>>> {
        Ok(Store::open_default().await?.get(key).await?)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use anyhow::anyhow;
    use domain::Result;

    pub(super) async fn set(_: &str, _: &[u8]) -> Result<()> {
        Err(anyhow!("natively, there is no key-value store").into())
    }

    pub(super) async fn get(_: &str) -> Result<Option<Vec<u8>>> {
        Err(anyhow!("natively, there is no key-value store").into())
    }
}
