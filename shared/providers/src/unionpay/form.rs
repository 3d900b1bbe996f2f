//! A message: fields by name, in two spellings. Requests and notices are URL-encoded; answers of the API are not.

use super::Refused;
use percent_encoding::percent_decode;
use std::collections::BTreeMap;

/// The fields that a notice of a payment or a refund may have: 全渠道平台接入接口规范, 后台通知.
const NOTICE: [&str; 40] = [
    "accNo",
    "accSplitData",
    "accessType",
    "acqInsCode",
    "bindId",
    "bizType",
    "certId",
    "currencyCode",
    "encoding",
    "exchangeDate",
    "exchangeRate",
    "issAddnData",
    "merId",
    "orderId",
    "origQryId",
    "payCardIssueName",
    "payCardNo",
    "payCardType",
    "payType",
    "preAuthId",
    "queryId",
    "reqReserved",
    "reserved",
    "respCode",
    "respMsg",
    "settleAmt",
    "settleCurrencyCode",
    "settleDate",
    "signMethod",
    "signPubKeyCert",
    "signature",
    "subMerId",
    "traceNo",
    "traceTime",
    "tn",
    "txnAmt",
    "txnSubType",
    "txnTime",
    "txnType",
    "version",
];

/// The fields of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a request or a notice, `application/x-www-form-urlencoded`, decoded exactly once.
    ///
    /// # Errors
    /// `Malformed` when it is not UTF-8, or a field has no name or comes twice.
    pub fn decode(body: &[u8]) -> Result<Self, Refused> {
        // form_urlencoded replaces what isn't UTF-8. The separators are ASCII: each part is UTF-8 when the whole is.
        percent_decode(body).decode_utf8().map_err(|_| Refused::Malformed("encoding"))?;
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            form.insert(&name, &value)?;
        }
        Ok(form)
    }

    /// Reads a notice, in the one way in which it can be read. What is signed is `name=value&…`, joined without
    /// escaping, and UnionPay signs for all merchants with one key and repeats what a merchant reserved: another
    /// merchant's notice, cut elsewhere, would tell of a payment to us. So each name must be documented, and no value
    /// may hold what joins two fields; then nothing signed can be cut in two ways.
    ///
    /// # Errors
    /// `Malformed`, also when it could be read in another way.
    pub fn decode_notice(body: &[u8]) -> Result<Self, Refused> {
        let form = Self::decode(body)?;
        let documented = form.0.keys().all(|name| NOTICE.contains(&name.as_str()));
        let uncut = form.0.values().all(|value| !value.contains('&'));
        if documented && uncut { Ok(form) } else { Err(Refused::Ambiguous) }
    }

    /// Reads an answer of the API: `name=value&…`, values as they are, as the official SDK reads it.
    ///
    /// # Errors
    /// `Malformed` when it is not UTF-8, or a field has no name, no value, or comes twice.
    pub fn parse(body: &[u8]) -> Result<Self, Refused> {
        let mut rest = std::str::from_utf8(body).map_err(|_| Refused::Malformed("encoding"))?;
        let mut form = Self::default();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').ok_or(Refused::Malformed("fields"))?;
            let (value, next) = split_value(after);
            form.insert(name, value)?;
            rest = next;
        }
        Ok(form)
    }

    /// Reads an answer that was kept, in the one way in which it can be read (see [`Form::decode_notice`]): it comes no longer
    /// from UnionPay's own address, and may be anything that UnionPay signed for somebody, cut elsewhere.
    ///
    /// # Errors
    /// `Malformed`, also when it could be read in another way.
    pub fn parse_kept(body: &[u8]) -> Result<Self, Refused> {
        let form = Self::parse(body)?;
        if form.0.values().all(|value| !value.contains('&')) { Ok(form) } else { Err(Refused::Ambiguous) }
    }

    fn insert(&mut self, name: &str, value: &str) -> Result<(), Refused> {
        let again = self.0.insert(name.to_owned(), value.to_owned()).is_some();
        if again || name.is_empty() { Err(Refused::Malformed("fields")) } else { Ok(()) }
    }

    /// With this field too. What is empty is not sent, so it is not signed.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// With these fields too.
    #[must_use]
    pub fn with_all(self, fields: &[(&str, &str)]) -> Self {
        fields.iter().fold(self, |form, (name, value)| form.with(name, *value))
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a field that must be there.
    ///
    /// # Errors
    /// `Missing` when it is not, or is empty.
    pub fn required(&self, name: &'static str) -> Result<&str, Refused> {
        self.get(name).filter(|value| !value.is_empty()).ok_or(Refused::Missing(name))
    }

    /// The value of a field that may be missing: then it is empty.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// All fields, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// As a request or a notice.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.fields()).finish()
    }

    /// As an answer of the API.
    pub fn to_answer(&self) -> String {
        joined(self.fields())
    }

    /// What is signed: everything except the signature.
    pub(super) fn signed_text(&self) -> String {
        joined(self.fields().filter(|(name, _)| *name != "signature"))
    }
}

fn joined<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    fields.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The value, and what follows its `&`. Inside of braces `&` is part of the value; the SDK doesn't nest them.
fn split_value(text: &str) -> (&str, &str) {
    let mut closing = None;
    for (at, character) in text.char_indices() {
        match (closing, character) {
            (None, '&') => return (&text[..at], &text[at + 1..]),
            (None, '{') => closing = Some('}'),
            (None, '[') => closing = Some(']'),
            (Some(end), _) if character == end => closing = None,
            _ => {}
        }
    }
    (text, "")
}
