//! What happens, by its name in the journal and in Chinese.

use crate::Timestamp;
use serde::Deserialize;
use serde::Serialize;

/// Every kind of event. A test compares with the triggers and the statements.
pub const KINDS: &[(&str, &str)] = &[
    ("candidate.admitted", "采集信息，分配报名流水号"),
    ("candidate.verified", "实人认证通过"),
    ("candidate.passwords_set", "设置密码"),
    ("candidate.password_rehashed", "密码换用新的加密方式保存"),
    ("candidate.phone_bound", "绑定手机"),
    ("candidate.sessions_ended", "退出考生的全部登录"),
    ("registration.pledged", "同意《考生诚信考试承诺书》"),
    ("registration.saved", "提交保存报名信息"),
    ("fee.chosen", "选择考试"),
    ("fee.dropped", "取消选择考试"),
    ("fee_item.added", "新增缴费项目"),
    ("fee_item.proposed", "提出新增缴费项目"),
    ("fee_item.agreed", "同意新增缴费项目"),
    ("fee_item.declined", "不同意新增缴费项目"),
    ("fee_item.withdrawal_proposed", "提出撤销缴费项目"),
    ("fee_item.withdrawal_declined", "不同意撤销缴费项目"),
    ("fee_item.withdrawn", "同意撤销缴费项目"),
    ("order.created", "生成缴费订单"),
    ("order.prepared", "取得付款二维码"),
    ("order.closed", "关闭缴费订单"),
    ("order.ended", "缴费订单已不能再付"),
    ("payment.noticed", "收到付款通知"),
    ("payment.claimed", "收到付款通知，待向支付机构核实"),
    ("claim.denied", "支付机构第一次答复没有这笔付款"),
    ("claim.refuted", "支付机构一直没有这笔付款"),
    ("payment.found", "查询到付款成功"),
    ("provider.told", "收到支付机构的其他通知"),
    ("refund.told", "向支付机构申请退款"),
    ("refund.sent", "支付机构已受理退款"),
    ("refund.done", "退款已退回"),
    ("refund.failed", "支付机构未能退款"),
    ("refund.retried", "重新退款"),
    ("refund.abandon_proposed", "提出放弃退款"),
    ("refund.abandon_declined", "不同意放弃退款"),
    ("refund.abandoned", "放弃退款"),
    ("alarm.resolved", "处理支付异常"),
    ("alarm.refund_proposed", "提出退回付款人"),
    ("alarm.refund_agreed", "同意退回付款人"),
    ("alarm.refund_declined", "不同意退回付款人"),
    ("statement.imported", "导入对账单"),
    ("statement.compared", "导入对账单"),
    ("difference.explained", "写明差异原因"),
    ("difference.proposed", "提出按账单补记收款"),
    ("difference.declined", "不同意按账单补记收款"),
    ("volunteer.submitted", "提交保存正式志愿"),
    ("scores.imported", "导入成绩"),
    ("control_lines.imported", "导入控制分数线"),
    ("list.exported", "下载未提交名单"),
    ("organisation.created", "设置机构或报名点"),
    ("segment.allotted", "划分报名流水号段"),
    ("window.set", "设置或延长日程"),
    ("staff.created", "建立管理账号"),
    ("staff.agreed", "同意管理账号的启用或停用"),
    ("staff.declined", "不同意管理账号"),
    ("staff.disabled", "停用管理账号"),
    ("staff.enabled", "启用管理账号"),
    ("staff.moved", "调动管理账号"),
    ("staff.password_set", "修改自己的密码"),
    ("staff.password_rehashed", "密码换用新的加密方式保存"),
    ("staff.password_reset", "重置管理账号密码"),
    ("staff.factor_set", "设置动态口令"),
    ("staff.factor_reset", "解除动态口令"),
    ("staff.recovery_used", "使用恢复码登录"),
];

/// The name of a kind in Chinese.
pub fn title(kind: &str) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("其他", |(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// `"fee.chosen"` in the store's statements, `'fee.chosen'` in the triggers.
    fn written(folder: &str, quote: char, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() || path.file_name().unwrap() == "tests.rs" {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for line in text.lines().filter(|line| quote == '"' || line.contains("kind")) {
                found.extend(line.split(quote).skip(1).step_by(2).filter(|word| is_kind(word)).map(str::to_owned));
            }
        }
    }

    /// `noun.verb`, and the verb in the past.
    fn is_kind(word: &str) -> bool {
        const PAST: [&str; 10] = ["ed", "set", "sent", "found", "told", "chosen", "done", "bound", "kept", "withdrawn"];
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        word.split_once('.')
            .is_some_and(|(noun, verb)| part(noun) && part(verb) && PAST.iter().any(|end| verb.ends_with(end)))
    }

    #[test]
    fn every_kind_has_a_name() {
        let mut found = BTreeSet::new();
        written("../migrations", '\'', &mut found);
        written("../store/src", '"', &mut found);
        written("../../functions/statistics/src", '"', &mut found);
        let named: BTreeSet<String> = KINDS.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        assert_eq!(named.len(), KINDS.len(), "a kind is there twice");
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
        assert_eq!(only(&found, &named), Vec::<String>::new(), "give it a name in domain/event.rs");
        assert_eq!(title("fee.chosen"), "选择考试");
    }
}

/// An event as an admin reads it: without its body.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its number
    pub seq: i64,
    /// When
    pub at: Timestamp,
    /// `noun.verb`
    pub kind: String,
    /// Who
    pub actor: String,
    /// The member of staff's name
    pub actor_name: Option<String>,
    /// In which role
    pub role: String,
    /// What proved it
    pub factor: String,
    /// From which address
    pub ip: String,
    /// With which device
    pub device: String,
}
