//! The table of operations: what there is, who may, what goes in and out. Routes, limits, docs/openapi.json and the pages' types
//! come from here.

mod offices;
mod students;

use super::operation::Role::{AnyStaff, Anyone, Candidate, Provider};
use super::operation::{Operation, Retry, Role, op};
use super::{account, catalog, common, payment, registration, settlement, staff, volunteer};

/// Every operation there is, by component.
pub const OPERATIONS: &[Operation] = &all::<{ ELSE.len() + offices::OPERATIONS.len() + students::OPERATIONS.len() }>();

const fn all<const COUNT: usize>() -> [Operation; COUNT] {
    let parts = [ELSE, offices::OPERATIONS, students::OPERATIONS];
    let mut all = [ELSE[0]; COUNT];
    let (mut at, mut part, mut first) = (0, 0, 0);
    while at < COUNT {
        if at - first == parts[part].len() {
            first += parts[part].len();
            part += 1;
        }
        all[at] = parts[part][at - first];
        at += 1;
    }
    all
}

/// What offices don't do.
const ELSE: &[Operation] = &[
    op("POST /api/account/first-sign-in", Anyone, "首次登录：核对报名流水号或证件号、姓名、证件有效期")
        .reads::<account::FirstSignIn>()
        .answers::<account::Session>(),
    op("POST /api/account/sign-in", Anyone, "登录").reads::<account::SignIn>().answers::<account::Session>(),
    op("POST /api/account/claims/code", Anyone, "专升本注册：发送手机验证码")
        .reads::<account::ClaimCode>()
        .accepts::<account::CodeSent>(),
    op("POST /api/account/claims", Anyone, "专升本注册：认领本人学籍")
        .reads::<account::Claim>()
        .answers::<account::Session>(),
    op("POST /api/account/staff-sign-in", Anyone, "管理端登录")
        .reads::<account::StaffSignIn>()
        .answers::<account::Session>(),
    op("GET /api/account/session", Role::SignedIn, "当前登录的人").answers::<account::Session>(),
    op("GET /api/account/steps", Candidate, "办理进度：做到哪一步，下一步是什么，为什么还不能")
        .answers::<account::Steps>(),
    op("POST /api/account/sign-out", Role::SignedIn, "退出").reads::<common::Empty>(),
    op("POST /api/account/sign-out-everywhere", Role::SignedIn, "退出所有设备").reads::<common::Empty>(),
    op("GET /api/account/sessions", Role::SignedIn, "登录的设备").answers::<account::Devices>(),
    op("DELETE /api/account/sessions/{id}", Role::SignedIn, "退出一台设备"),
    op("POST /api/account/staff-second-factor", AnyStaff, "管理端登录第二步：动态口令或恢复码")
        .reads::<staff::SecondFactor>()
        .answers::<account::Session>(),
    op("POST /api/account/staff-factor", AnyStaff, "开始设置动态口令")
        .reads::<staff::BeginFactor>()
        .answers::<staff::FactorBegun>(),
    op("PUT /api/account/staff-factor", AnyStaff, "确认设置动态口令，取得恢复码")
        .reads::<staff::SecondFactor>()
        .answers::<staff::FactorSet>(),
    op("PUT /api/account/staff-password", AnyStaff, "修改管理账号密码")
        .reads::<account::StaffPassword>()
        .answers::<account::Session>(),
    op("POST /api/account/identity", Candidate, "开始实人认证").reads::<common::Empty>().creates::<account::Identity>(),
    op("GET /api/account/identity/{id}", Candidate, "查询实人认证结果").answers::<account::Identity>(),
    op("PUT /api/account/passwords", Candidate, "设置登录密码和信息保存密码")
        .reads::<account::Passwords>()
        .answers::<account::Session>(),
    op("POST /api/account/phone/code", Candidate, "发送手机验证码")
        .reads::<account::Phone>()
        .accepts::<account::CodeSent>(),
    op("PUT /api/account/phone", Candidate, "绑定手机")
        .reads::<account::BindPhone>()
        .answers::<account::Session>()
        .on_retry(Retry::Once),
    op("GET /api/registration", Candidate, "我的报名").answers::<registration::Registration>(),
    op("GET /api/registration/photo", Candidate, "采集照片").gives("image/jpeg"),
    op("POST /api/registration/document", Candidate, "本人查看完整证件号")
        .answers::<registration::DocumentNumber>()
        .on_retry(Retry::Anew),
    op("POST /api/registration/pledge", Candidate, "同意《考生诚信考试承诺书》")
        .reads::<registration::AcceptPledge>()
        .answers::<registration::Registration>()
        .on_retry(Retry::Once),
    op("PUT /api/registration/form", Candidate, "提交保存报名信息")
        .reads::<registration::SaveForm>()
        .answers::<registration::Saved>()
        .on_retry(Retry::Same),
    op("GET /api/payment/fees", Candidate, "应缴费用").answers::<payment::Fees>(),
    op("POST /api/payment/fees", Candidate, "选择考试（艺术、体育专业统考）")
        .reads::<payment::Choice>()
        .on_retry(Retry::Same),
    op("DELETE /api/payment/fees/{item}", Candidate, "取消选择（未缴费时）").on_retry(Retry::Same),
    op("GET /api/payment/orders", Candidate, "缴费记录").answers::<payment::Orders>(),
    op("POST /api/payment/orders", Candidate, "缴费：生成付款二维码")
        .reads::<payment::NewOrder>()
        .creates::<payment::Order>()
        .on_retry(Retry::OnceKeyed),
    op("GET /api/payment/orders/{order_no}", Candidate, "查看订单").answers::<payment::Order>(),
    op("POST /api/payment/orders/{order_no}/refresh", Candidate, "支付状态刷新")
        .reads::<common::Empty>()
        .answers::<payment::Order>()
        .on_retry(Retry::Safe),
    op("POST /api/payment/orders/{order_no}/close", Candidate, "放弃订单，换一种方式支付")
        .reads::<common::Empty>()
        .answers::<payment::Order>()
        .on_retry(Retry::Safe),
    op("GET /api/payment/bills/{item}", Candidate, "财政电子票据").answers::<payment::Bill>(),
    op("POST /api/payment/pages/{token}/refresh", Anyone, "代付页：支付状态刷新")
        .reads::<common::Empty>()
        .answers::<payment::Page>()
        .on_retry(Retry::Safe),
    op("POST /api/payment/pages/{token}/orders", Anyone, "代付页：付款人选择支付方式")
        .reads::<payment::Way>()
        .creates::<payment::NewPage>()
        .on_retry(Retry::OnceKeyed),
    op("POST /api/payment/pages/{token}/open", Anyone, "去支付：支付机构的手机页面")
        .reads::<common::Empty>()
        .answers::<payment::Opening>()
        .on_retry(Retry::Safe),
    op("GET /api/payment/pages/{token}/form", Anyone, "去支付：向支付机构提交的表单页").gives("text/html"),
    op("GET /api/payment/pages/{token}", Anyone, "代付页").answers::<payment::Page>(),
    op("POST /api/settlement/tick", Role::Scheduler, "定时办理：核实未完成的订单与退款，到时生效考试设置，清理")
        .answers::<settlement::Ticked>()
        .on_retry(Retry::Safe),
    op("POST /api/payment-callback/{provider}", Provider, "支付机构的通知，按各机构自己的格式")
        .takes("*/*")
        .gives("text/plain")
        .on_retry(Retry::Safe),
    op("GET /api/catalog/calendar", Anyone, "考试日程").answers::<catalog::Calendar>(),
    op("GET /api/catalog/authority", Anyone, "招考机构").answers::<catalog::Authority>(),
    op("GET /api/catalog/codes", Anyone, "代码表").query::<catalog::OfExam>().answers::<catalog::Codes>(),
    op("GET /api/catalog/categories", Anyone, "报考类别、证明材料、审查路线（专升本）")
        .query::<catalog::OfExam>()
        .answers::<catalog::Rules>(),
    op("GET /api/catalog/offers", Anyone, "招生计划：院校、专业、报考类别（专升本）")
        .query::<catalog::SearchOffers>()
        .answers::<catalog::Offers>(),
    op("GET /api/catalog/regions", Anyone, "行政区划：下一级，或从省到某一级")
        .query::<catalog::WhichRegions>()
        .answers::<catalog::Regions>(),
    op("GET /api/catalog/groups", Anyone, "查询院校专业组")
        .query::<catalog::SearchGroups>()
        .answers::<catalog::Groups>(),
    op("GET /api/catalog/narrowings", Anyone, "查询院校专业组可用的筛选条件")
        .query::<catalog::NarrowTo>()
        .answers::<catalog::Narrowings>(),
    op("GET /api/catalog/groups/{id}", Anyone, "院校专业组：专业、计划、历年分数").answers::<catalog::GroupDetail>(),
    op("GET /api/volunteer", Candidate, "我的志愿：各批次情况与成绩").answers::<volunteer::Overview>(),
    op("GET /api/volunteer/favourites", Candidate, "收藏").answers::<volunteer::Favourites>(),
    op("PUT /api/volunteer/favourites/{group}", Candidate, "收藏院校专业组")
        .reads::<volunteer::SaveFavourite>()
        .on_retry(Retry::Safe),
    op("DELETE /api/volunteer/favourites/{group}", Candidate, "取消收藏").on_retry(Retry::Safe),
    op("GET /api/volunteer/{batch}", Candidate, "一个批次的草稿与正式志愿").answers::<volunteer::BatchView>(),
    op("PUT /api/volunteer/{batch}/draft", Candidate, "保存志愿草稿")
        .reads::<volunteer::SaveDraft>()
        .answers::<registration::Saved>()
        .on_retry(Retry::Safe),
    op("GET /api/volunteer/{batch}/submissions", Candidate, "提交保存的历史").answers::<volunteer::Submissions>(),
    op("POST /api/volunteer/{batch}/submissions", Candidate, "提交保存正式志愿")
        .reads::<volunteer::Submit>()
        .creates::<volunteer::Submitted>()
        .on_retry(Retry::SameKeyed),
    op("GET /api/volunteer/{batch}/submissions/{version}", Candidate, "一次提交的回执").answers::<volunteer::Receipt>(),
];

#[cfg(test)]
mod tests;
