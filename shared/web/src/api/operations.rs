//! The table of operations.

use Role::{AnyStaff, Anyone, Candidate, Finance, Provider, Staff};
use domain::organisation::Level;

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Without a session
    Anyone,
    /// A candidate, for their own things
    Candidate,
    /// An office's staff of at least this level, inside their subtree
    Staff(Level),
    /// Likewise, or finance, whose work payments are
    Finance(Level),
    /// Any staff, for their own account
    AnyStaff,
    /// A candidate or staff
    SignedIn,
    /// A payment provider, by its signature
    Provider,
    /// Whatever calls regularly, by a secret
    Scheduler,
}

/// What the same request once more does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It reads, or sets what is so already: it may be repeated as it is; a key means nothing
    Safe,
    /// It does the same once more, or is refused because it was done; a key means nothing
    Anew,
    /// With the same key it is carried out once, and answered with the same status and the same answer
    Same,
    /// As `Same`, and without a key it is refused
    SameKeyed,
    /// With the same key it is carried out once; the answer says how things stand when it is given
    Once,
    /// As `Once`, and without a key it is refused
    OnceKeyed,
}

impl Retry {
    /// Does an `Idempotency-Key` mean something?
    pub fn takes_key(self) -> bool {
        !matches!(self, Self::Safe | Self::Anew)
    }

    /// Is it refused without one?
    pub fn needs_key(self) -> bool {
        matches!(self, Self::SameKeyed | Self::OnceKeyed)
    }
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// `PUT /api/volunteer/{batch}/draft`
    pub id: &'static str,
    /// `GET`, `PUT`, `POST`, `DELETE`
    pub method: &'static str,
    /// `/api/volunteer/{batch}/draft`
    pub path: &'static str,
    /// Who may call it
    pub role: Role,
    /// What it does, in Chinese
    pub summary: &'static str,
    /// The largest body it reads, in bytes
    pub body: usize,
    /// What the same request once more does
    pub retry: Retry,
}

/// What an operation reads unless it says more; and all that is read before somebody is known.
pub const SMALL: usize = 64 << 10;
/// A photo in base64.
const PHOTO: usize = 320 << 10;
/// A file to import.
const FILE: usize = 8 << 20;

impl Operation {
    const fn on_retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }

    /// Does this address fit the path?
    pub fn fits<S: AsRef<str>>(&self, path: &[S]) -> bool {
        let mut segments = self.path.split('/').skip(1);
        let all = path
            .iter()
            .all(|given| segments.next().is_some_and(|segment| segment.starts_with('{') || segment == given.as_ref()));
        all && segments.next().is_none()
    }

    /// Which segment of the address, from 0, stands for `{name}`.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let mut segments = self.path.split('/').skip(1);
        segments.position(|segment| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name))
    }

    /// The component that serves it: `volunteer`.
    pub fn component(&self) -> &'static str {
        self.path.split('/').nth(2).unwrap_or_default()
    }
}

const fn op(id: &'static str, role: Role, summary: &'static str) -> Operation {
    let mut space = 0;
    while id.as_bytes()[space] != b' ' {
        space += 1;
    }
    let ((method, _), (_, path)) = (id.split_at(space), id.split_at(space + 1));
    let retry = if matches!(method.as_bytes(), b"GET") { Retry::Safe } else { Retry::Anew };
    Operation { id, method, path, role, summary, body: SMALL, retry }
}

impl Operation {
    /// With a larger body.
    const fn reads(self, body: usize) -> Self {
        Self { body, ..self }
    }
}

/// Every operation there is, by component.
pub const OPERATIONS: &[Operation] = &[
    op("POST /api/account/first-sign-in", Anyone, "首次登录：核对报名流水号或证件号、姓名、证件有效期"),
    op("POST /api/account/sign-in", Anyone, "登录"),
    op("POST /api/account/staff-sign-in", Anyone, "管理端登录"),
    op("GET /api/account/session", Role::SignedIn, "当前登录的人"),
    op("POST /api/account/sign-out", Role::SignedIn, "退出"),
    op("POST /api/account/sign-out-everywhere", Role::SignedIn, "退出所有设备"),
    op("GET /api/account/sessions", Role::SignedIn, "登录的设备"),
    op("DELETE /api/account/sessions/{id}", Role::SignedIn, "退出一台设备"),
    op("POST /api/account/staff-second-factor", AnyStaff, "管理端登录第二步：动态口令或恢复码"),
    op("POST /api/account/staff-factor", AnyStaff, "开始设置动态口令"),
    op("PUT /api/account/staff-factor", AnyStaff, "确认设置动态口令，取得恢复码"),
    op("PUT /api/account/staff-password", AnyStaff, "修改管理账号密码"),
    op("POST /api/account/identity", Candidate, "开始实人认证"),
    op("GET /api/account/identity/{id}", Candidate, "查询实人认证结果"),
    op("PUT /api/account/passwords", Candidate, "设置登录密码和信息保存密码"),
    op("POST /api/account/phone/code", Candidate, "发送手机验证码"),
    op("PUT /api/account/phone", Candidate, "绑定手机").on_retry(Retry::Once),
    op("GET /api/registration", Candidate, "我的高考报名"),
    op("GET /api/registration/photo", Candidate, "采集照片"),
    op("POST /api/registration/document", Candidate, "本人查看完整证件号").on_retry(Retry::Anew),
    op("POST /api/registration/pledge", Candidate, "同意《考生诚信考试承诺书》").on_retry(Retry::Once),
    op("PUT /api/registration/form", Candidate, "提交保存报名信息").on_retry(Retry::Same),
    op("GET /api/payment/fees", Candidate, "应缴费用"),
    op("POST /api/payment/fees", Candidate, "选择考试（艺术、体育专业统考）").on_retry(Retry::Same),
    op("DELETE /api/payment/fees/{item}", Candidate, "取消选择（未缴费时）").on_retry(Retry::Same),
    op("GET /api/payment/orders", Candidate, "缴费记录"),
    op("POST /api/payment/orders", Candidate, "缴费：生成付款二维码").on_retry(Retry::OnceKeyed),
    op("GET /api/payment/orders/{order_no}", Candidate, "查看订单"),
    op("POST /api/payment/orders/{order_no}/refresh", Candidate, "支付状态刷新").on_retry(Retry::Safe),
    op("POST /api/payment/orders/{order_no}/close", Candidate, "放弃订单，换一种方式支付").on_retry(Retry::Safe),
    op("GET /api/payment/bills/{item}", Candidate, "财政电子票据"),
    op("POST /api/payment/pages/{token}/refresh", Anyone, "代付页：支付状态刷新").on_retry(Retry::Safe),
    op("POST /api/payment/pages/{token}/orders", Anyone, "代付页：付款人选择支付方式").on_retry(Retry::OnceKeyed),
    op("POST /api/payment/pages/{token}/open", Anyone, "去支付：支付机构的手机页面").on_retry(Retry::Safe),
    op("GET /api/payment/pages/{token}/form", Anyone, "去支付：向支付机构提交的表单页"),
    op("GET /api/payment/pages/{token}", Anyone, "代付页"),
    op("POST /api/settlement/tick", Role::Scheduler, "定时核实：未完成的订单与退款").on_retry(Retry::Safe),
    op("POST /api/payment-callback/wechat", Provider, "微信支付通知").on_retry(Retry::Safe),
    op("POST /api/payment-callback/alipay", Provider, "支付宝异步通知").on_retry(Retry::Safe),
    op("POST /api/payment-callback/unionpay", Provider, "银联后台通知").on_retry(Retry::Safe),
    op("GET /api/catalog/calendar", Anyone, "考试日程"),
    op("GET /api/catalog/codes", Anyone, "代码表"),
    op("GET /api/catalog/regions", Anyone, "行政区划"),
    op("GET /api/catalog/groups", Anyone, "查询院校专业组"),
    op("GET /api/catalog/narrowings", Anyone, "查询院校专业组可用的筛选条件"),
    op("GET /api/catalog/groups/{id}", Anyone, "院校专业组：专业、计划、历年分数"),
    op("GET /api/volunteer", Candidate, "我的志愿：各批次情况与成绩"),
    op("GET /api/volunteer/favourites", Candidate, "收藏"),
    op("PUT /api/volunteer/favourites/{group}", Candidate, "收藏院校专业组").on_retry(Retry::Safe),
    op("DELETE /api/volunteer/favourites/{group}", Candidate, "取消收藏").on_retry(Retry::Safe),
    op("GET /api/volunteer/{batch}", Candidate, "一个批次的草稿与正式志愿"),
    op("PUT /api/volunteer/{batch}/draft", Candidate, "保存志愿草稿").on_retry(Retry::Safe),
    op("GET /api/volunteer/{batch}/submissions", Candidate, "提交保存的历史"),
    op("POST /api/volunteer/{batch}/submissions", Candidate, "提交保存正式志愿").on_retry(Retry::SameKeyed),
    op("GET /api/volunteer/{batch}/submissions/{version}", Candidate, "一次提交的回执"),
    op("GET /api/admin/organisations", Finance(Level::Point), "下级机构"),
    op("GET /api/admin/points", Staff(Level::Point), "报名点与号段"),
    op("POST /api/admin/points", Staff(Level::County), "设置报名点").on_retry(Retry::Same),
    op("GET /api/admin/segments", Staff(Level::Point), "报名流水号段"),
    op("POST /api/admin/segments", Staff(Level::County), "划分报名流水号段").on_retry(Retry::Same),
    op("POST /api/admin/candidates", Staff(Level::Point), "采集考生，分配报名流水号")
        .reads(PHOTO)
        .on_retry(Retry::Same),
    op("POST /api/admin/candidates/search", Staff(Level::Point), "查询考生").on_retry(Retry::Safe),
    op("GET /api/admin/candidates/{id}", Staff(Level::Point), "考生详情"),
    op("GET /api/admin/candidates/{id}/journal", Staff(Level::Point), "考生操作记录"),
    op("POST /api/admin/candidates/{id}/sign-out", Staff(Level::Point), "退出考生的全部登录").on_retry(Retry::Once),
    op("POST /api/admin/payments/search", Finance(Level::Point), "查询缴费订单").on_retry(Retry::Safe),
    op("GET /api/admin/payments/refunds", Finance(Level::Province), "退款"),
    op("GET /api/admin/payments/alarms", Finance(Level::Province), "支付异常"),
    op("POST /api/admin/payments/alarms/{id}", Finance(Level::Province), "处理支付异常").on_retry(Retry::Same),
    op("POST /api/admin/payments/alarms/{id}/confirm", Finance(Level::Province), "复核退回付款人")
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/retry", Finance(Level::Province), "重新退款")
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon", Finance(Level::Province), "放弃退款")
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon/confirm", Finance(Level::Province), "复核放弃退款")
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/fee-items", Finance(Level::Province), "缴费项目"),
    op("POST /api/admin/payments/fee-items", Finance(Level::Province), "提出新增缴费项目").on_retry(Retry::Once),
    op("POST /api/admin/payments/fee-items/{id}/confirm", Finance(Level::Province), "复核新增缴费项目")
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal", Finance(Level::Province), "提出撤销缴费项目")
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal/confirm", Finance(Level::Province), "复核撤销缴费项目")
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/statements", Finance(Level::Province), "对账单"),
    op("POST /api/admin/payments/statements", Finance(Level::Province), "导入对账单（?provider=&date=）")
        .reads(FILE)
        .on_retry(Retry::Once),
    op("GET /api/admin/payments/differences", Finance(Level::Province), "对账差异"),
    op("POST /api/admin/payments/differences/{id}", Finance(Level::Province), "处理差异").on_retry(Retry::Same),
    op("POST /api/admin/payments/differences/{id}/confirm", Finance(Level::Province), "复核补记收款")
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/health", Finance(Level::Province), "支付机构情况"),
    op("POST /api/admin/scores", Staff(Level::Province), "导入成绩").reads(FILE).on_retry(Retry::Same),
    op("POST /api/admin/control-lines", Staff(Level::Province), "导入控制分数线").reads(FILE).on_retry(Retry::Same),
    op("GET /api/admin/windows", Staff(Level::Point), "日程"),
    op("POST /api/admin/windows", Staff(Level::Province), "设置或延长日程").on_retry(Retry::Same),
    op("POST /api/admin/staff", Staff(Level::County), "建立管理账号").on_retry(Retry::Once),
    op("POST /api/admin/staff/search", Staff(Level::Point), "查询管理账号"),
    op("POST /api/admin/staff/{id}/password", Staff(Level::County), "重置管理账号密码").on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/factor", Staff(Level::County), "解除管理账号的动态口令").on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/status", Staff(Level::County), "停用、启用管理账号").on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/move", Staff(Level::County), "调动管理账号").on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/decision", Staff(Level::County), "复核省级管理账号").on_retry(Retry::Once),
    op("GET /api/admin/acts", Staff(Level::County), "工作人员操作记录"),
    op("POST /api/admin/sign-in-failures", Staff(Level::Province), "登录失败记录"),
    op("GET /api/statistics/overview", Staff(Level::Point), "统计"),
    op("GET /api/statistics/not-submitted", Staff(Level::Point), "上线未提交保存正式志愿考生名单"),
    op("GET /api/statistics/not-submitted.xlsx", Staff(Level::Point), "下载上线未提交保存正式志愿考生名单"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_is_read_only_where_somebody_is_signed_in() {
        for operation in OPERATIONS.iter().filter(|operation| operation.body > SMALL) {
            let known = matches!(operation.role, Candidate | Staff(_) | Finance(_) | Role::SignedIn);
            assert!(known, "{} {}", operation.method, operation.path);
        }
    }

    #[test]
    fn a_path_fits_segment_by_segment() {
        let draft = op("PUT /api/volunteer/{batch}/draft", Candidate, "");
        assert!(draft.fits(&["api", "volunteer", "x", "draft"]));
        assert!(!draft.fits(&["api", "volunteer", "x"]));
        assert!(!draft.fits(&["api", "volunteer", "x", "draft", "y"]));
    }
}
