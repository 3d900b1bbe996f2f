//! Development secrets: random, made once, kept outside git. Production brings its own.

use anyhow::Result;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use shared::seal::{random, token};
use std::fs;
use std::path::Path;

/// Where they are.
pub(crate) const FOLDER: &str = ".zhaokao";
/// Variables of the application.
pub(crate) const APPLICATION: &str = ".zhaokao/variables.toml";
/// Variables of the sandbox.
pub(crate) const SANDBOX: &str = ".zhaokao/sandbox-variables.toml";
/// The password of the demo's staff and candidates.
pub(crate) const DEMO_PASSWORD: &str = ".zhaokao/demo-password";

/// Makes them where there are none.
pub(crate) fn ensure() -> Result<()> {
    if Path::new(APPLICATION).exists() && Path::new(SANDBOX).exists() {
        return Ok(());
    }
    fs::create_dir_all(FOLDER)?;
    let secrets = Secrets::generate()?;
    private(SANDBOX, &secrets.sandbox())?;
    private(DEMO_PASSWORD, &demo_password()?)?;
    private(APPLICATION, &secrets.application())
}

struct Secrets {
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

const MERCHANT_SERIAL: &str = "5A4E4F4B414F4D45524348414E54303031";
const PLATFORM_SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";
const MERCHANT: &str = "1900000001";
const APPID: &str = "wxzhaokao000000001";

impl Secrets {
    fn generate() -> Result<Self> {
        Ok(Self {
            merchant: KeyPair::generate()?,
            platform: KeyPair::generate()?,
            apiv3: token()?[..32].to_owned(),
            identity: token()?,
            sms: token()?,
            seal: token()?,
            hash: token()?,
        })
    }

    fn application(&self) -> String {
        variables(&[
            ("seal_keys", &format!("dev1:{}", self.seal)),
            ("hash_key", &self.hash),
            ("identity_url", "http://127.0.0.1:3001"),
            ("identity_secret", &self.identity),
            ("sms_url", "http://127.0.0.1:3001"),
            ("sms_secret", &self.sms),
            ("wechat_api_url", "http://127.0.0.1:3001"),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_serial", MERCHANT_SERIAL),
            ("wechat_private_key", &self.merchant.private),
            ("wechat_platform_keys", &keys(PLATFORM_SERIAL, &self.platform.public)),
            ("wechat_apiv3_key", &self.apiv3),
            ("wechat_notify_url", "http://127.0.0.1:3000/api/payment-callback/wechat"),
        ])
    }

    fn sandbox(&self) -> String {
        variables(&[
            ("app_origin", "http://127.0.0.1:3000"),
            ("identity_secret", &self.identity),
            ("sms_secret", &self.sms),
            ("wechat_mchid", MERCHANT),
            ("wechat_appid", APPID),
            ("wechat_merchant_keys", &keys(MERCHANT_SERIAL, &self.merchant.public)),
            ("wechat_platform_serial", PLATFORM_SERIAL),
            ("wechat_platform_private_key", &self.platform.private),
            ("wechat_apiv3_key", &self.apiv3),
        ])
    }
}

impl KeyPair {
    fn generate() -> Result<Self> {
        let key = RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048)?;
        let public = key.to_public_key().to_public_key_pem(LineEnding::LF)?;
        Ok(Self { private: key.to_pkcs8_pem(LineEnding::LF)?.to_string(), public })
    }
}

/// Public keys by serial number, as JSON.
fn keys(serial: &str, pem: &str) -> String {
    serde_json::json!({ serial: pem }).to_string()
}

fn variables(pairs: &[(&str, &str)]) -> String {
    // A JSON string is a TOML basic string too.
    let line = |(name, value): &(&str, &str)| format!("{name} = {}\n", serde_json::Value::from(*value));
    pairs.iter().map(line).collect()
}

/// `demo` and random letters and digits: it meets the rules for candidates' passwords.
fn demo_password() -> Result<String> {
    let digits = u64::from_be_bytes(random()?) % 100_000_000;
    Ok(format!("demo{digits:08}"))
}

fn private(path: &str, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
