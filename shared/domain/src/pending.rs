//! What waits for whoever begins their day.

use serde::{Deserialize, Serialize};

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// 退回付款人, proposed by another
    Alarm,
    /// 放弃退款, proposed by another
    Refund,
    /// 按账单补记收款, proposed by another
    Difference,
    /// 缴费项目, proposed by another
    FeeItem,
    /// 日程, proposed by another
    Window,
    /// 考试设置, proposed by another
    Revision,
    /// 成绩 or 控制分数线, staged by another
    Import,
    /// 管理账号, proposed by another
    Account,
    /// 其他证件、外省户籍
    Application,
    /// 支付异常 that nobody has worked off
    OpenAlarm,
    /// 对账差异 that nobody has worked off
    OpenDifference,
    /// A refund that the provider can't make
    FailedRefund,
    /// 须补读身份证
    ToRead,
}

/// How many there are.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pending {
    pub what: Waits,
    /// How many, counted up to 1001
    pub count: i64,
}
