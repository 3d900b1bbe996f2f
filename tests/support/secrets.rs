//! Variables of the application and of the sandbox, made anew for each run.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use shared::seal::{Keys, random, token};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const MERCHANT: &str = "1900000001";
const MERCHANT_SERIAL: &str = "5A4E4F4B414F4D45524348414E54303031";
const PLATFORM_SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";
const APPID: &str = "wxzhaokao000000001";

/// Random secrets; RSA keys take a while, so there is one set for all systems of this process.
pub(crate) struct Secrets {
    merchant: KeyPair,
    platform: KeyPair,
    apiv3: String,
    identity: String,
    sms: String,
    seal: String,
    hash: String,
}

struct KeyPair {
    private: String,
    public: String,
}

impl Secrets {
    pub(crate) fn shared() -> &'static Self {
        static SECRETS: LazyLock<Secrets> = LazyLock::new(Secrets::generate);
        &SECRETS
    }

    fn generate() -> Self {
        let token = || token().unwrap();
        Self {
            merchant: KeyPair::generate(),
            platform: KeyPair::generate(),
            apiv3: token()[..32].to_owned(),
            identity: token(),
            sms: token(),
            seal: format!("test1:{}", token()),
            hash: token(),
        }
    }

    /// The keys that seal and find a person's secrets.
    pub(crate) fn keys(&self) -> Keys {
        Keys::new(&self.seal, &self.hash).unwrap()
    }

    pub(crate) fn application(&self, application: &str, sandbox: &str) -> BTreeMap<String, String> {
        variables(&[
            ("seal_keys", &self.seal),
            ("hash_key", &self.hash),
            ("identity_url", sandbox),
            ("identity_secret", &self.identity),
            ("sms_url", sandbox),
            ("sms_secret", &self.sms),
            ("wechat_api_url", sandbox),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_serial", MERCHANT_SERIAL),
            ("wechat_private_key", &self.merchant.private),
            ("wechat_platform_keys", &keys(PLATFORM_SERIAL, &self.platform)),
            ("wechat_apiv3_key", &self.apiv3),
            ("wechat_notify_url", &format!("{application}/api/payment-callback/wechat")),
        ])
    }

    pub(crate) fn sandbox(&self, application: &str) -> BTreeMap<String, String> {
        variables(&[
            ("app_origin", application),
            ("identity_secret", &self.identity),
            ("sms_secret", &self.sms),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_apiv3_key", &self.apiv3),
            ("wechat_merchant_keys", &keys(MERCHANT_SERIAL, &self.merchant)),
            ("wechat_platform_serial", PLATFORM_SERIAL),
            ("wechat_platform_private_key", &self.platform.private),
        ])
    }
}

impl KeyPair {
    fn generate() -> Self {
        let key = RsaPrivateKey::new(&mut StdRng::from_seed(random().unwrap()), 2048).unwrap();
        let public = key.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
        Self { private: key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string(), public }
    }
}

/// Public keys by serial number, as the variables have them.
fn keys(serial: &str, pair: &KeyPair) -> String {
    serde_json::json!({ serial: pair.public }).to_string()
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
