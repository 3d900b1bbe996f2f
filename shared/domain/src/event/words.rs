//! What an event says, in words: what an office may read of it. What stands in no row of the table (choices, the form, proofs,
//! whatever is sealed or hashed) is nobody's to read there.

use crate::document::DocumentKind;
use crate::payment::Provider;
use crate::statistics::Outcome;
use crate::{Fen, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};

/// One thing that an event says.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fact {
    /// What it is
    pub label: &'static str,
    /// In words
    pub value: String,
}

#[derive(Clone, Copy)]
enum As {
    Text,
    Money,
    Instant,
    Named(&'static [(&'static str, &'static str)]),
    Document,
    Provider,
    Outcome,
    /// Its beginning, which tells one from another
    Hash,
}

const CAPTURES: &[(&str, &str)] = &[
    ("reader", "读卡器读取"),
    ("manual_expired", "证件过期，手工录入"),
    ("manual_absent", "本人未到场，手工录入"),
    ("manual_other", "其他证件，手工录入"),
];

/// 缴费项目 that every year has; others are told by their code.
const ITEMS: &[(&str, &str)] =
    &[("registration", "报名费"), ("exam", "考试费"), ("music", "音乐类"), ("art", "美术类"), ("sports", "体育类")];

/// By the name in the body: what it is called, and how it is written.
const FACTS: &[(&str, &str, As)] = &[
    ("serial", "报名流水号", As::Text),
    ("point", "报名点", As::Text),
    ("name", "姓名", As::Text),
    ("sex", "性别", As::Named(&[("male", "男"), ("female", "女")])),
    ("birth", "出生日期", As::Text),
    ("document_kind", "证件类型", As::Document),
    ("document_mask", "证件号", As::Text),
    ("valid_until", "证件有效期止", As::Text),
    ("capture", "采集方式", As::Named(CAPTURES)),
    ("photo", "换了照片", As::Hash),
    ("phone_mask", "手机", As::Text),
    ("purpose", "用途", As::Text),
    ("version", "第几次提交", As::Text),
    ("batch", "批次", As::Named(&[("undergraduate", "本科批"), ("early", "本科提前批"), ("vocational", "专科批")])),
    ("hash", "校验码", As::Text),
    ("outcome", "未填报原因", As::Outcome),
    ("note", "说明", As::Text),
    ("item", "缴费项目", As::Named(ITEMS)),
    ("order_no", "商户订单号", As::Text),
    ("refund_no", "退款单号", As::Text),
    ("provider", "支付机构", As::Provider),
    ("channel", "支付方式", As::Named(&[("qr", "扫码"), ("phone", "手机页面")])),
    ("amount", "金额（元）", As::Money),
    ("transaction_id", "支付机构流水号", As::Text),
    ("paid_at", "支付时间", As::Instant),
    ("done_at", "退回时间", As::Instant),
    ("fault", "异常", As::Text),
    ("check", "实人认证编号", As::Text),
    ("column", "密码", As::Named(&[("login_password", "登录密码"), ("save_password", "信息保存密码")])),
    ("reason", "原因", As::Text),
];

/// What the body of an event says.
pub fn facts(body: &Map<String, Value>) -> Vec<Fact> {
    let said = |(name, label, how): &(&str, &'static str, As)| {
        let value = written(body.get(*name)?, *how)?;
        // Of a pledge it is a text.
        let is_edition = *name == "version" && body.get(*name).is_some_and(Value::is_string);
        Some(Fact { label: if is_edition { "版本" } else { label }, value })
    };
    FACTS.iter().filter_map(said).filter(|fact| !fact.value.is_empty()).collect()
}

fn written(value: &Value, how: As) -> Option<String> {
    match (value, how) {
        (Value::Number(fen), As::Money) => Some(Fen(fen.as_i64()?).yuan()),
        (Value::Number(ms), As::Instant) => Some(Timestamp(ms.as_i64()?).text()),
        (Value::Number(number), _) => Some(number.to_string()),
        (Value::String(text), As::Hash) => Some(text.chars().take(8).collect()),
        (Value::String(text), how) => Some(named(text, how)),
        _ => None,
    }
}

fn named(text: &str, how: As) -> String {
    let title = match how {
        As::Named(names) => names.iter().find(|(name, _)| *name == text).map(|(_, title)| *title),
        As::Document => text.parse().ok().map(DocumentKind::title),
        As::Provider => Provider::parse(text).map(Provider::title),
        As::Outcome => text.parse().ok().map(Outcome::title),
        As::Text | As::Money | As::Instant | As::Hash => None,
    };
    title.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_is_read_in_words_and_what_is_secret_is_not_there() {
        let body = json!({
            "order_no": "ZK1", "amount": 4000, "provider": Provider::ALL[0].as_str(), "channel": "qr", "page_token": "secret",
            "phone": "k1:sealed", "form": { "phone": "k1:sealed" }, "choices": [{ "group": 1 }], "document_hash": "x",
        });
        let said: Vec<String> =
            facts(body.as_object().unwrap()).iter().map(|fact| format!("{} {}", fact.label, fact.value)).collect();
        let provider = format!("支付机构 {}", Provider::ALL[0].title());
        assert_eq!(said, ["商户订单号 ZK1", &provider, "支付方式 扫码", "金额（元） 40.00"]);
        let pledge = json!({ "version": "2026-1", "item": "exam" });
        let said: Vec<_> =
            facts(pledge.as_object().unwrap()).into_iter().map(|fact| (fact.label, fact.value)).collect();
        assert_eq!(said, [("版本", "2026-1".to_owned()), ("缴费项目", "考试费".to_owned())]);
    }
}
