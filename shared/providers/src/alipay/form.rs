//! Forms (`application/x-www-form-urlencoded`): our requests, and Alipay's notices.

use super::key::{Keys, Signer};
use super::signature::{NOTICE, REQUEST, Refused, sign_content};
use anyhow::Context;
use domain::Result;
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// The fields of a form, decoded: exactly once, or a value with `%` would not verify.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Decodes the bytes of a form.
    ///
    /// # Errors
    /// `Malformed` when they are not UTF-8, or a name comes twice.
    pub fn parse(body: &[u8]) -> Result<Self, Refused> {
        // The separators are ASCII: the whole is UTF-8 exactly when every name and value is.
        percent_decode(body).decode_utf8().map_err(|_| Refused::malformed("the form is not UTF-8"))?;
        let mut fields = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Refused::malformed("a name comes twice in the form"));
            }
        }
        Ok(Self(fields))
    }

    /// Decodes a notice, in the one way in which it can be read: what is signed is `name=value&…`, joined without
    /// escaping. With plain names, and no value that holds what joins two fields, it can't be cut in another way.
    ///
    /// # Errors
    /// As [`Form::parse`], and `Malformed` when it could be read in another way.
    pub fn parse_notice(body: &[u8]) -> Result<Self, Refused> {
        let form = Self::parse(body)?;
        let plain = |name: &String| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        match form.0.keys().all(plain) && form.0.values().all(|value| !value.contains('&')) {
            true => Ok(form),
            false => Err(Refused::malformed("an odd name, or a value that could be several")),
        }
    }

    /// A request may come in the query, in the body, or in both.
    ///
    /// # Errors
    /// As [`Form::parse`].
    pub fn parse_request(query: &str, body: &[u8]) -> Result<Self, Refused> {
        Self::parse(&[query.as_bytes(), body].join(&b'&'))
    }

    /// The value of a field; an empty one counts as none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// Did Alipay sign this notice? By the key of which name.
    ///
    /// # Errors
    /// The reason when not.
    pub fn verify<'k>(&self, keys: &'k Keys) -> Result<&'k str, Refused> {
        self.verified(keys, NOTICE)
    }

    /// Did the merchant sign this request? By the key of which name.
    ///
    /// # Errors
    /// The reason when not.
    pub fn verify_request<'k>(&self, keys: &'k Keys) -> Result<&'k str, Refused> {
        self.verified(keys, REQUEST)
    }

    /// Signs a notice, as Alipay does.
    #[must_use]
    pub fn sign_notice(self, signer: &Signer) -> Self {
        self.signed(signer, NOTICE)
    }

    #[must_use]
    pub fn sign_request(self, signer: &Signer) -> Self {
        self.signed(signer, REQUEST)
    }

    /// What the request asks for, out of `biz_content`.
    ///
    /// # Errors
    /// `Internal` when it is missing or not of its form.
    pub fn content<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(self.get("biz_content").unwrap_or_default()).context("biz_content")?)
    }

    /// The form as it is sent.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The address that a browser opens.
    pub fn url(&self, gateway: &str) -> String {
        format!("{gateway}?{}", self.encode())
    }

    /// The address and the body of a call. What all requests have goes into the query, as in
    /// Alipay's SDKs: the gateway decodes the body by the `charset` that it finds there.
    pub fn call(&self, gateway: &str) -> (String, String) {
        let (content, common) = self.0.clone().into_iter().partition(|(name, _)| name == "biz_content");
        (Self(common).url(gateway), Self(content).encode())
    }

    /// The typed view of the fields.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        let fields = self.0.iter().filter(|(_, value)| !value.is_empty());
        let fields = fields.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        serde_json::from_value(Value::Object(fields)).map_err(Refused::malformed)
    }

    fn verified<'k>(&self, keys: &'k Keys, without: &[&str]) -> Result<&'k str, Refused> {
        let signature = self.get("sign").ok_or_else(|| Refused::malformed("sign is missing"))?;
        keys.verify(&sign_content(&self.0, without), signature)
    }

    fn signed(mut self, signer: &Signer, without: &[&str]) -> Self {
        self.set("sign_type", "RSA2");
        let signature = signer.sign(&sign_content(&self.0, without));
        self.set("sign", &signature);
        self
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Form {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
