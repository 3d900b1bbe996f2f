use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What proved who does something: the journal's column `factor`, and that of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Factor {
    /// 首次登录: what classmates know, too
    Facts,
    /// 登录密码, or a 实人认证 that set a new one
    LoginPassword,
    /// The same, and 动态口令
    #[serde(rename = "totp")]
    #[strum(serialize = "totp")]
    PasswordAndCode,
    /// 信息保存密码
    SavePassword,
    /// 实人认证
    Identity,
    /// The code of a message
    Sms,
    /// What a payment provider signs with
    Signature,
    /// Nothing: the system itself, or whoever can write the database's file
    None,
}

impl Factor {
    /// The name in the journal and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
