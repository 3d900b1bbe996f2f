//! What offices do.

use crate::api::operation::Role::{Either, Staff};
use crate::api::operation::{FILE, Operation, PART, PHOTO, Retry, op};
use crate::api::{
    act, application, candidate, chase, common, fee_item, finance, import, organisation, pending, reconciliation,
    revision, sign_in, staff, statistics, window,
};
use domain::page::{All, Page};
use domain::role::Permission::{
    ActView, ApplicationDecide, CandidateAdmit, CandidateContact, CandidateExport, CandidateSignOut, CandidateView,
    CollectionView, ExamPropose, ExamPublish, ExamView, FeeConfirm, FeePropose, FinanceConfirm, FinanceReconcile,
    FinanceView, OrganisationView, PaymentView, PointManage, PointView, ScoreImport, ScorePublish, ScoreView,
    SegmentAllot, SignInView, StaffDecide, StaffManage, StaffView, StatisticsView, WindowConfirm, WindowPropose,
    WindowView,
};

pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) const OPERATIONS: &[Operation] = &[
    op("GET /api/admin/organisations", Staff(OrganisationView), "下级机构")
        .query::<organisation::Below>()
        .answers::<organisation::Organisations>(),
    op("GET /api/admin/points", Staff(PointView), "报名点与号段")
        .in_exam()
        .query::<organisation::SearchPoints>()
        .answers::<Page<organisation::Point>>(),
    op("POST /api/admin/points", Staff(PointManage), "设置报名点")
        .in_exam()
        .reads::<organisation::NewPoint>()
        .creates::<organisation::Organisation>()
        .on_retry(Retry::Same),
    op("POST /api/admin/points/{code}/name", Staff(PointManage), "报名点改名")
        .in_exam()
        .reads::<organisation::PointName>()
        .on_retry(Retry::Same),
    op("POST /api/admin/points/{code}/status", Staff(PointManage), "停用、恢复报名点")
        .in_exam()
        .reads::<organisation::PointStatus>()
        .on_retry(Retry::Same),
    op("POST /api/admin/segments/{id}/return", Staff(SegmentAllot), "收回没有用的号")
        .in_exam()
        .reads::<organisation::TakeBack>()
        .on_retry(Retry::Same),
    op("GET /api/admin/pending", Staff(OrganisationView), "等待处理和复核的事项")
        .in_exam()
        .answers::<pending::Waiting>(),
    op("POST /api/admin/applications", Staff(CandidateAdmit), "其他证件、外省户籍：提交审核")
        .in_exam()
        .reads::<candidate::NewCandidate>()
        .up_to(PHOTO)
        .creates::<application::ApplicationMade>()
        .on_retry(Retry::Once),
    op("GET /api/admin/applications", Staff(CandidateView), "待审核的申请")
        .in_exam()
        .query::<application::SearchApplications>()
        .answers::<Page<application::Application>>(),
    op("GET /api/admin/applications/{id}/photo", Staff(CandidateView), "申请的照片").in_exam().gives("image/jpeg"),
    op("POST /api/admin/applications/{id}/decision", Staff(ApplicationDecide), "审核申请")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Once),
    op("GET /api/admin/segments", Staff(PointView), "报名流水号段")
        .in_exam()
        .query::<organisation::SearchSegments>()
        .answers::<organisation::Segments>(),
    op("POST /api/admin/segments", Staff(SegmentAllot), "划分报名流水号段")
        .in_exam()
        .reads::<organisation::NewSegment>()
        .creates::<organisation::Segment>()
        .on_retry(Retry::Same),
    op("POST /api/admin/candidates", Staff(CandidateAdmit), "采集考生，分配报名流水号")
        .in_exam()
        .reads::<candidate::NewCandidate>()
        .up_to(PHOTO)
        .creates::<candidate::Admitted>()
        .on_retry(Retry::Same),
    op("POST /api/admin/candidates/search", Staff(CandidateView), "查询考生")
        .in_exam()
        .reads::<candidate::SearchCandidates>()
        .answers::<Page<candidate::CandidateRow>>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/candidates/{id}", Staff(CandidateView), "考生详情").answers::<candidate::CandidateDetail>(),
    op("GET /api/admin/candidates/{id}/journal", Staff(CandidateView), "考生操作记录")
        .query::<All>()
        .answers::<Page<candidate::TitledEntry>>(),
    op("GET /api/admin/candidates/{id}/photo", Staff(CandidateView), "考生照片").gives("image/jpeg"),
    op("GET /api/admin/candidates/{id}/record", Staff(CandidateView), "考生档案：报名信息、费用、成绩、志愿状态")
        .answers::<candidate::Record>(),
    op("PUT /api/admin/candidates/{id}/document", Staff(CandidateAdmit), "补读身份证，重新采集")
        .reads::<candidate::Recapture>()
        .up_to(PHOTO)
        .on_retry(Retry::Once),
    op("POST /api/admin/candidates/{id}/phone", Staff(CandidateContact), "查看完整手机号（写明用途，记入操作记录）")
        .reads::<chase::Purpose>()
        .answers::<chase::PhoneNumber>()
        .on_retry(Retry::Anew),
    op("POST /api/admin/candidates/{id}/call", Staff(CandidateContact), "登记未填报原因")
        .reads::<chase::Called>()
        .on_retry(Retry::Once),
    op("POST /api/admin/candidates/{id}/sign-out", Staff(CandidateSignOut), "退出考生的全部登录")
        .reads::<common::Because>()
        .on_retry(Retry::Once),
    op("POST /api/admin/payments/search", Staff(PaymentView), "查询缴费订单")
        .in_exam()
        .reads::<finance::SearchOrders>()
        .answers::<Page<finance::OrderRow>>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/payments/collections", Staff(CollectionView), "收缴统计（?by=day、provider、item、county）")
        .in_exam()
        .query::<finance::SearchCollections>()
        .answers::<finance::Collections>(),
    op("GET /api/admin/payments/days", Staff(FinanceView), "对账日历")
        .in_exam()
        .query::<finance::AskedDays>()
        .answers::<finance::ReconciledDays>(),
    op("GET /api/admin/payments/refunds", Staff(FinanceView), "退款")
        .in_exam()
        .query::<All>()
        .answers::<Page<finance::RefundRow>>(),
    op("GET /api/admin/payments/alarms", Staff(FinanceView), "支付异常")
        .query::<All>()
        .answers::<Page<finance::Alarm>>(),
    op("POST /api/admin/payments/alarms/{id}", Staff(FinanceReconcile), "处理支付异常")
        .reads::<finance::Resolution>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/alarms/{id}/decision", Staff(FinanceConfirm), "复核退回付款人")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/retry", Staff(FinanceReconcile), "重新退款")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon", Staff(FinanceReconcile), "放弃退款")
        .reads::<common::Because>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon/decision", Staff(FinanceConfirm), "复核放弃退款")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/fee-items", Staff(FinanceView), "缴费项目").in_exam().answers::<fee_item::FeeItems>(),
    op("POST /api/admin/payments/fee-items", Staff(FeePropose), "提出新增缴费项目")
        .in_exam()
        .reads::<fee_item::NewFeeItem>()
        .on_retry(Retry::Once),
    op("POST /api/admin/payments/fee-items/{id}/decision", Staff(FeeConfirm), "复核新增缴费项目")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal", Staff(FeePropose), "提出撤销缴费项目")
        .in_exam()
        .reads::<common::Because>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal/decision", Staff(FeeConfirm), "复核撤销缴费项目")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/statements", Staff(FinanceView), "对账单")
        .query::<All>()
        .answers::<Page<reconciliation::Statement>>(),
    op("POST /api/admin/payments/statements", Staff(FinanceReconcile), "导入对账单")
        .query::<reconciliation::StatementOf>()
        .takes("text/csv")
        .up_to(FILE)
        .creates::<reconciliation::Statement>()
        .on_retry(Retry::Once),
    op("GET /api/admin/payments/differences", Staff(FinanceView), "对账差异")
        .query::<All>()
        .answers::<Page<reconciliation::Difference>>(),
    op("POST /api/admin/payments/differences/{id}", Staff(FinanceReconcile), "处理差异")
        .reads::<reconciliation::Handling>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/differences/{id}/decision", Staff(FinanceConfirm), "复核补记收款")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/health", Staff(FinanceView), "支付机构情况").answers::<finance::Health>(),
    op("POST /api/publication/parts", Either(ScoreImport, ExamPropose), "文件的哪些部分还没有传")
        .reads::<import::Parts>()
        .answers::<import::MissingParts>()
        .on_retry(Retry::Safe),
    op("PUT /api/publication/parts/{hash}", Either(ScoreImport, ExamPropose), "传文件的一部分")
        .takes("application/octet-stream")
        .up_to(PART)
        .on_retry(Retry::Safe),
    op("GET /api/publication/imports", Staff(ScoreView), "导入的成绩和控制分数线")
        .in_exam()
        .query::<All>()
        .answers::<Page<import::Import>>(),
    op("POST /api/publication/imports", Staff(ScoreImport), "核对成绩或控制分数线，提出公布")
        .in_exam()
        .reads::<import::NewImport>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("GET /api/publication/imports/{id}", Staff(ScoreView), "一次导入改动了什么")
        .query::<All>()
        .answers::<import::Shown>(),
    op("POST /api/publication/imports/{id}/decision", Staff(ScorePublish), "复核并公布")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/publication/imports/{id}/withdraw", Staff(ScoreImport), "撤回导入")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("POST /api/publication/imports/{id}/back", Staff(ScoreImport), "提出恢复到以前公布的")
        .reads::<common::Because>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions", Staff(ExamPropose), "提出考试设置：一个文件夹，或其中的一张表")
        .in_exam()
        .reads::<import::NewRevision>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions/{id}/withdraw", Staff(ExamPropose), "撤回考试设置")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("GET /api/publication/revisions", Staff(ExamView), "考试设置的各个版本")
        .query::<All>()
        .answers::<Page<revision::Revision>>(),
    op("POST /api/publication/revisions/{id}/decision", Staff(ExamPublish), "复核考试设置")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions/{id}/back", Staff(ExamPropose), "提出恢复到考试设置的较早版本")
        .reads::<common::Because>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("GET /api/admin/windows", Staff(WindowView), "日程").in_exam().answers::<window::Windows>(),
    op("GET /api/admin/windows/{name}/changes", Staff(WindowView), "日程变更记录")
        .in_exam()
        .query::<All>()
        .answers::<Page<window::Change>>(),
    op("POST /api/admin/windows/preview", Staff(WindowPropose), "预览日程变更")
        .in_exam()
        .reads::<window::NewChange>()
        .answers::<window::WindowPreview>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/windows/proposals", Staff(WindowView), "等待复核的日程变更")
        .in_exam()
        .query::<All>()
        .answers::<Page<window::Change>>(),
    op("POST /api/admin/windows/proposals", Staff(WindowPropose), "提出日程变更")
        .in_exam()
        .reads::<window::NewChange>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/admin/windows/proposals/{id}/decision", Staff(WindowConfirm), "复核日程变更")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/windows/proposals/{id}/withdraw", Staff(WindowPropose), "撤回日程变更申请")
        .in_exam()
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("GET /api/admin/roles", Staff(StaffView), "角色及其权限").answers::<staff::Roles>(),
    op("POST /api/admin/staff", Staff(StaffManage), "建立管理账号")
        .reads::<staff::NewStaff>()
        .creates::<staff::StaffCreated>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/search", Staff(StaffView), "查询管理账号")
        .reads::<staff::SearchStaff>()
        .answers::<Page<staff::StaffRow>>()
        .on_retry(Retry::Safe),
    op("POST /api/admin/staff/{id}/password", Staff(StaffManage), "重置管理账号密码")
        .reads::<common::Because>()
        .creates::<staff::StaffCreated>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/factor", Staff(StaffManage), "解除管理账号的动态口令")
        .reads::<common::Because>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/status", Staff(StaffManage), "停用、启用管理账号")
        .reads::<staff::Enabled>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/move", Staff(StaffManage), "调动管理账号")
        .reads::<staff::Move>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/decision", Either(StaffManage, StaffDecide), "复核省级管理账号")
        .reads::<common::Decision>()
        .on_retry(Retry::Once),
    op("GET /api/admin/acts", Staff(ActView), "工作人员操作记录").query::<act::SearchActs>().answers::<act::Acts>(),
    op("POST /api/admin/sign-in-failures", Staff(SignInView), "登录失败记录")
        .reads::<sign_in::SearchFailures>()
        .answers::<sign_in::Failures>()
        .on_retry(Retry::Safe),
    op("GET /api/statistics/overview", Staff(StatisticsView), "统计")
        .in_exam()
        .query::<statistics::Counted>()
        .answers::<statistics::Overview>(),
    op("GET /api/statistics/not-submitted", Staff(CandidateView), "上线未提交保存正式志愿考生名单")
        .in_exam()
        .query::<statistics::SearchMissing>()
        .answers::<statistics::NotSubmitted>(),
    op("GET /api/statistics/not-submitted.xlsx", Staff(CandidateExport), "下载上线未提交保存正式志愿考生名单")
        .in_exam()
        .query::<statistics::SearchMissing>()
        .gives(XLSX),
    op("GET /api/statistics/candidates.xlsx", Staff(CandidateExport), "下载考生名单")
        .in_exam()
        .query::<candidate::FileOfCandidates>()
        .gives(XLSX),
    op("GET /api/statistics/orders.xlsx", Staff(PaymentView), "下载缴费订单")
        .in_exam()
        .query::<finance::FileOfOrders>()
        .gives(XLSX),
    op("GET /api/statistics/collections.xlsx", Staff(CollectionView), "下载收缴统计")
        .in_exam()
        .query::<finance::SearchCollections>()
        .gives(XLSX),
    op("GET /api/statistics/overview.xlsx", Staff(StatisticsView), "下载统计表")
        .in_exam()
        .query::<statistics::Counted>()
        .gives(XLSX),
];
