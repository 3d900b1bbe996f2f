//! What is signed: RSA-PKCS1v15-SHA256 over lines that each end in a line feed.

use super::key::{Signer, VerifyingKeys};
use crate::NotTaken;
use domain::{Timestamp, time};
use std::fmt;

/// A signature is good for less than so long before or after its own time.
pub const FRESHNESS: i64 = 5 * time::MINUTE;

const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048 ";

/// Why a signature was not accepted; for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A header is missing or not of its form.
    MissingHeader(&'static str),
    /// Signed with a key that is not configured.
    UnknownKey(String),
    /// Too old, or from the future.
    Stale,
    /// The bytes are not what was signed.
    WrongSignature,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(name) => write!(f, "header {name} is missing or malformed"),
            Self::UnknownKey(serial) => write!(f, "no key {serial:?} is configured"),
            Self::Stale => write!(f, "the timestamp is five minutes or more away"),
            Self::WrongSignature => write!(f, "the signature is not of these bytes"),
        }
    }
}

impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.to_string())
    }
}

/// The four headers that sign a notice or a response.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    /// `Wechatpay-Serial`: which key
    pub serial: &'a str,
    /// `Wechatpay-Timestamp`: seconds since 1970
    pub timestamp: &'a str,
    /// `Wechatpay-Nonce`
    pub nonce: &'a str,
    /// `Wechatpay-Signature`: base64
    pub signature: &'a str,
}

impl<'a> Signed<'a> {
    /// Takes the headers, by a function that finds one.
    ///
    /// # Errors
    /// `MissingHeader`.
    pub fn read(find: impl Fn(&'static str) -> Option<&'a str>) -> Result<Self, Refused> {
        let header = |name| find(name).ok_or(Refused::MissingHeader(name));
        Ok(Self {
            serial: header("wechatpay-serial")?,
            timestamp: header("wechatpay-timestamp")?,
            nonce: header("wechatpay-nonce")?,
            signature: header("wechatpay-signature")?,
        })
    }

    /// The four, by name.
    pub fn headers(&self) -> [(&'static str, &'a str); 4] {
        [
            ("wechatpay-serial", self.serial),
            ("wechatpay-timestamp", self.timestamp),
            ("wechatpay-nonce", self.nonce),
            ("wechatpay-signature", self.signature),
        ]
    }

    /// Did the other side sign exactly these bytes, just now?
    ///
    /// # Errors
    /// The reason when not.
    pub fn verify(&self, keys: &VerifyingKeys, body: &[u8], now: Timestamp) -> Result<(), Refused> {
        fresh(self.timestamp, "wechatpay-timestamp", now)?;
        keys.verify(self.serial, &lines(&[self.timestamp, self.nonce], body), self.signature)
    }
}

/// A request, as it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub method: &'a str,
    /// The path with its query
    pub target: &'a str,
    pub body: &'a [u8],
}

/// The parts of our `Authorization` header, as the provider reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    pub mchid: String,
    /// Which key
    pub serial: String,
    nonce: String,
    timestamp: String,
    signature: String,
}

impl Authorization {
    pub fn parse(header: &str) -> Option<Self> {
        let fields = header.strip_prefix(SCHEME)?;
        let field = |name: &str| {
            let found = fields.split(',').find_map(|field| field.trim().strip_prefix(name)?.strip_prefix("=\""));
            found.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned)
        };
        Some(Self {
            mchid: field("mchid")?,
            serial: field("serial_no")?,
            nonce: field("nonce_str")?,
            timestamp: field("timestamp")?,
            signature: field("signature")?,
        })
    }

    /// Did the merchant sign exactly this request, just now?
    ///
    /// # Errors
    /// The reason when not.
    pub fn verify(&self, keys: &VerifyingKeys, asked: Asked<'_>, now: Timestamp) -> Result<(), Refused> {
        let Asked { method, target, body } = asked;
        fresh(&self.timestamp, "authorization", now)?;
        let message = lines(&[method, target, &self.timestamp, &self.nonce], body);
        keys.verify(&self.serial, &message, &self.signature)
    }
}

impl Signer {
    /// The `Authorization` header of a request.
    pub fn authorization(&self, mchid: &str, asked: Asked<'_>, nonce: &str, now: Timestamp) -> String {
        let Asked { method, target, body } = asked;
        let (timestamp, serial) = (now.seconds().to_string(), &self.serial);
        let signature = self.sign(&lines(&[method, target, &timestamp, nonce], body));
        format!(
            "{SCHEME}mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{timestamp}\",serial_no=\"{serial}\""
        )
    }

    /// The headers of a notice or a response.
    pub fn headers(&self, body: &[u8], nonce: &str, now: Timestamp) -> [(&'static str, String); 4] {
        let timestamp = now.seconds().to_string();
        let signature = self.sign(&lines(&[&timestamp, nonce], body));
        [
            ("wechatpay-serial", self.serial.clone()),
            ("wechatpay-timestamp", timestamp),
            ("wechatpay-nonce", nonce.to_owned()),
            ("wechatpay-signature", signature),
        ]
    }
}

fn fresh(timestamp: &str, header: &'static str, now: Timestamp) -> Result<(), Refused> {
    let seconds: u32 = timestamp.parse().map_err(|_| Refused::MissingHeader(header))?;
    let signed_at = Timestamp(i64::from(seconds) * 1000);
    if (now.0 - signed_at.0).abs() < FRESHNESS { Ok(()) } else { Err(Refused::Stale) }
}

fn lines(lines: &[&str], body: &[u8]) -> Vec<u8> {
    let mut message = lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]).collect::<Vec<_>>().concat();
    message.extend_from_slice(body);
    message.push(b'\n');
    message
}
