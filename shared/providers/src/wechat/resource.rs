//! The encrypted part of a notice: AES-256-GCM under the merchant's APIv3 key.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use anyhow::{Context, anyhow};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::Result;
use serde::{Deserialize, Serialize};

const ALGORITHM: &str = "AEAD_AES_256_GCM";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resource {
    /// `AEAD_AES_256_GCM`
    pub algorithm: String,
    /// Ciphertext and tag, in base64
    pub ciphertext: String,
    /// What was authenticated but not encrypted
    #[serde(default)]
    pub associated_data: String,
    /// 12 characters
    pub nonce: String,
    /// What it is: `transaction`
    #[serde(default)]
    pub original_type: String,
}

/// The APIv3 key: 32 characters that the merchant sets.
pub struct ApiV3Key(Aes256Gcm);

impl ApiV3Key {
    /// From its text.
    ///
    /// # Errors
    /// `Internal` when it is not 32 bytes long.
    pub fn new(text: &str) -> Result<Self> {
        let cipher = Aes256Gcm::new_from_slice(text.as_bytes()).map_err(|_| anyhow!("APIv3 key: 32 bytes expected"))?;
        Ok(Self(cipher))
    }

    /// Opens a resource.
    ///
    /// # Errors
    /// `Internal` when it was encrypted with another key, by another algorithm, or was changed.
    pub fn decrypt(&self, resource: &Resource) -> Result<Vec<u8>> {
        if resource.algorithm != ALGORITHM {
            return Err(anyhow!("algorithm {} of a resource", resource.algorithm).into());
        }
        let nonce: [u8; 12] = resource.nonce.as_bytes().try_into().context("nonce of a resource")?;
        let sealed = BASE64.decode(&resource.ciphertext).context("ciphertext of a resource")?;
        let payload = Payload { msg: &sealed, aad: resource.associated_data.as_bytes() };
        let plain = self.0.decrypt(&nonce.into(), payload);
        Ok(plain.map_err(|_| anyhow!("the resource does not open with this APIv3 key"))?)
    }

    /// Encrypts a resource, as the provider does. The nonce must be new.
    ///
    /// # Errors
    /// `Internal` when the nonce is not 12 bytes long.
    pub fn encrypt(&self, original_type: &str, plain: &[u8], nonce: &str) -> Result<Resource> {
        let bytes: [u8; 12] = nonce.as_bytes().try_into().context("nonce of a resource")?;
        let payload = Payload { msg: plain, aad: original_type.as_bytes() };
        let sealed = self.0.encrypt(&bytes.into(), payload).map_err(|_| anyhow!("encrypt a resource"))?;
        Ok(Resource {
            algorithm: ALGORITHM.into(),
            ciphertext: BASE64.encode(sealed),
            associated_data: original_type.into(),
            nonce: nonce.into(),
            original_type: original_type.into(),
        })
    }
}
