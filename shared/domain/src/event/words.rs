//! What an event says, in words: what an office may read of it. What stands in no row of the table (choices, the form, proofs,
//! whatever is sealed or hashed) is nobody's to read there.

use crate::admission::Capture;
use crate::document::DocumentKind;
use crate::payment::Provider;
use crate::statistics::Outcome;
use crate::{Fen, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One thing that an event says.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fact {
    pub label: &'static str,
    pub value: String,
}

#[derive(Clone, Copy)]
enum As {
    Text,
    Money,
    Instant,
    Named(&'static [(&'static str, &'static str)]),
    Batch,
    Item,
    Capture,
    Document,
    Provider,
    Outcome,
    /// Its beginning, which tells one from another
    Hash,
}

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
    ("capture", "采集方式", As::Capture),
    ("photo", "换了照片", As::Hash),
    ("phone_mask", "手机", As::Text),
    ("purpose", "用途", As::Text),
    ("version", "第几次提交", As::Text),
    ("batch", "批次", As::Batch),
    ("hash", "校验码", As::Text),
    ("outcome", "未填报原因", As::Outcome),
    ("note", "说明", As::Text),
    ("item", "缴费项目", As::Item),
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

/// What an exam calls its 批次 and 缴费项目, by their codes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Names {
    /// 批次
    pub batches: BTreeMap<String, String>,
    /// 缴费项目
    pub items: BTreeMap<String, String>,
}

/// What the body of an event of an exam says.
pub fn facts(body: &Map<String, Value>, names: &Names) -> Vec<Fact> {
    let said = |(name, label, how): &(&str, &'static str, As)| {
        let value = written(body.get(*name)?, *how, names)?;
        // Of a pledge it is a text.
        let is_edition = *name == "version" && body.get(*name).is_some_and(Value::is_string);
        Some(Fact { label: if is_edition { "版本" } else { label }, value })
    };
    FACTS.iter().filter_map(said).filter(|fact| !fact.value.is_empty()).collect()
}

fn written(value: &Value, how: As, names: &Names) -> Option<String> {
    match (value, how) {
        (Value::Number(fen), As::Money) => Some(Fen(fen.as_i64()?).yuan()),
        (Value::Number(ms), As::Instant) => Some(Timestamp(ms.as_i64()?).text()),
        (Value::Number(number), _) => Some(number.to_string()),
        (Value::String(text), As::Hash) => Some(text.chars().take(8).collect()),
        (Value::String(text), how) => Some(named(text, how, names).unwrap_or(text).to_owned()),
        _ => None,
    }
}

fn named<'a>(text: &str, how: As, names: &'a Names) -> Option<&'a str> {
    match how {
        As::Batch => names.batches.get(text).map(String::as_str),
        As::Item => names.items.get(text).map(String::as_str),
        As::Named(names) => names.iter().find(|(name, _)| *name == text).map(|(_, title)| *title),
        As::Capture => text.parse().ok().map(Capture::title),
        As::Document => text.parse().ok().map(DocumentKind::title),
        As::Provider => Provider::parse(text).map(Provider::title),
        As::Outcome => text.parse().ok().map(Outcome::title),
        As::Text | As::Money | As::Instant | As::Hash => None,
    }
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
        let said: Vec<String> = facts(body.as_object().unwrap(), &Names::default())
            .iter()
            .map(|fact| format!("{} {}", fact.label, fact.value))
            .collect();
        let provider = format!("支付机构 {}", Provider::ALL[0].title());
        assert_eq!(said, ["商户订单号 ZK1", &provider, "支付方式 扫码", "金额（元） 40.00"]);
        let pledge = json!({ "version": "2026-1" });
        let said = facts(pledge.as_object().unwrap(), &Names::default());
        assert_eq!(said, [Fact { label: "版本", value: "2026-1".to_owned() }]);
    }

    #[test]
    fn batches_and_fees_are_called_what_the_exam_calls_them() {
        let called = |code: &str, name: &str| BTreeMap::from([(code.to_owned(), name.to_owned())]);
        let names =
            Names { batches: called("early-single", "提前批（单设）"), items: called("exam", "考务费") };
        let said = |batch: &str| {
            let body = json!({ "batch": batch, "item": "exam" });
            facts(body.as_object().unwrap(), &names).into_iter().map(|fact| fact.value).collect::<Vec<_>>()
        };
        assert_eq!(said("early-single"), ["提前批（单设）", "考务费"]);
        assert_eq!(said("undergraduate"), ["undergraduate", "考务费"], "a batch that the exam has no more");
    }
}
