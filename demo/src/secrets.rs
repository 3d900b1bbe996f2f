//! Secrets for development, tests and measurements: random, and never those of production.

use domain::Result;
use providers::signing::key_pair;
use providers::unionpay::{Chain, test_chain};
use serde_json::json;
use std::collections::BTreeMap;
use store::seal::{Keys, token};

/// Variables of a Spin application by name, as `zhaokao up --variables-file` reads them.
pub type Variables = BTreeMap<String, String>;

const MERCHANT: &str = "1900000001";
const MERCHANT_SERIAL: &str = "5A4E4F4B414F4D45524348414E54303031";
const PLATFORM_SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";
const APPID: &str = "wxzhaokao000000001";
const ALIPAY_APP: &str = "2099000000000001";
const ALIPAY_SELLER: &str = "2088000000000001";
const UNIONPAY_MERCHANT: &str = "777290000000001";

/// What the application and the sandbox know of each other, and what each keeps to itself.
pub struct Secrets {
    /// Private and public key, in PEM
    merchant: (String, String),
    /// Likewise, of the payment provider
    platform: (String, String),
    apiv3: String,
    alipay_merchant: (String, String),
    alipay_platform: (String, String),
    unionpay_merchant: (String, String),
    unionpay_chain: Chain,
    identity: String,
    sms: String,
    chsi: String,
    seal: String,
    hash: String,
    tick: String,
}

impl Secrets {
    /// Fresh ones.
    ///
    /// # Errors
    /// `Internal` when the system has no randomness.
    pub fn generate() -> Result<Self> {
        Ok(Self {
            merchant: key_pair()?,
            platform: key_pair()?,
            apiv3: token()?.chars().take(32).collect(),
            alipay_merchant: key_pair()?,
            alipay_platform: key_pair()?,
            unionpay_merchant: key_pair()?,
            unionpay_chain: test_chain()?,
            identity: token()?,
            sms: token()?,
            chsi: token()?,
            seal: format!("dev1:{}", token()?),
            hash: token()?,
            tick: token()?,
        })
    }

    /// The keys that seal and find a person's secrets.
    ///
    /// # Errors
    /// None with generated ones.
    pub fn keys(&self) -> Result<Keys> {
        Keys::new(&self.seal, &self.hash)
    }

    /// Values for every variable of spin.toml; both origins are like `http://127.0.0.1:3000`.
    pub fn application(&self, application: &str, sandbox: &str) -> Variables {
        variables(&[
            ("seal_keys", &self.seal),
            ("hash_key", &self.hash),
            ("tick_secret", &self.tick),
            ("public_url", application),
            ("identity_url", sandbox),
            ("identity_secret", &self.identity),
            ("sms_url", sandbox),
            ("sms_secret", &self.sms),
            ("chsi_url", sandbox),
            ("chsi_secret", &self.chsi),
            ("wechat_api_url", sandbox),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_serial", MERCHANT_SERIAL),
            ("wechat_private_key", &self.merchant.0),
            ("wechat_platform_keys", &json!({ PLATFORM_SERIAL: self.platform.1 }).to_string()),
            ("wechat_apiv3_key", &self.apiv3),
            ("wechat_notify_url", &format!("{application}/api/payment-callback/wechat")),
            ("alipay_url", sandbox),
            ("alipay_app_id", ALIPAY_APP),
            ("alipay_seller_id", ALIPAY_SELLER),
            ("alipay_private_key", &self.alipay_merchant.0),
            ("alipay_public_keys", &json!({ "dev1": self.alipay_platform.1 }).to_string()),
            ("alipay_notify_url", &format!("{application}/api/payment-callback/alipay")),
            ("unionpay_url", sandbox),
            ("unionpay_mer_id", UNIONPAY_MERCHANT),
            ("unionpay_cert_id", "1"),
            ("unionpay_private_key", &self.unionpay_merchant.0),
            ("unionpay_trusted_certificates", &self.unionpay_chain.root),
            ("unionpay_notify_url", &format!("{application}/api/payment-callback/unionpay")),
        ])
    }

    /// Values for every variable of sandbox/spin.toml.
    pub fn sandbox(&self, application: &str) -> Variables {
        variables(&[
            ("app_origin", application),
            ("identity_secret", &self.identity),
            ("sms_secret", &self.sms),
            ("chsi_secret", &self.chsi),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_merchant_keys", &json!({ MERCHANT_SERIAL: self.merchant.1 }).to_string()),
            ("wechat_platform_serial", PLATFORM_SERIAL),
            ("wechat_platform_private_key", &self.platform.0),
            ("wechat_apiv3_key", &self.apiv3),
            ("alipay_app_id", ALIPAY_APP),
            ("alipay_seller_id", ALIPAY_SELLER),
            ("alipay_merchant_keys", &json!({ "dev1": self.alipay_merchant.1 }).to_string()),
            ("alipay_platform_private_key", &self.alipay_platform.0),
            ("unionpay_mer_id", UNIONPAY_MERCHANT),
            ("unionpay_merchant_key", &self.unionpay_merchant.1),
            ("unionpay_certificate", &self.unionpay_chain.certificate),
            ("unionpay_platform_private_key", &self.unionpay_chain.private_key),
        ])
    }
}

/// As a file for `zhaokao up --variables-file`.
pub fn to_toml(variables: &Variables) -> String {
    // A JSON string is a TOML basic string too.
    variables.iter().map(|(name, value)| format!("{name} = {}\n", json!(value))).collect()
}

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
