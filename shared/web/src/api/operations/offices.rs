//! What offices do.

use crate::api::operation::Role::{Finance, Staff};
use crate::api::operation::{FILE, Operation, PART, PHOTO, Retry, op};
use crate::api::{
    act, application, candidate, chase, common, fee_item, finance, import, organisation, pending, reconciliation,
    revision, sign_in, staff, statistics, window,
};
use domain::organisation::Level;
use domain::page::{All, Page};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) const OPERATIONS: &[Operation] = &[
    op("GET /api/admin/organisations", Finance(Level::Point), "下级机构")
        .query::<organisation::Below>()
        .answers::<organisation::Organisations>(),
    op("GET /api/admin/points", Staff(Level::Point), "报名点与号段")
        .in_exam()
        .query::<organisation::SearchPoints>()
        .answers::<Page<organisation::Point>>(),
    op("POST /api/admin/points", Staff(Level::County), "设置报名点")
        .in_exam()
        .reads::<organisation::NewPoint>()
        .creates::<organisation::Organisation>()
        .on_retry(Retry::Same),
    op("POST /api/admin/points/{code}/name", Staff(Level::County), "报名点改名")
        .in_exam()
        .reads::<organisation::PointName>()
        .on_retry(Retry::Same),
    op("POST /api/admin/points/{code}/status", Staff(Level::County), "停用、恢复报名点")
        .in_exam()
        .reads::<organisation::PointStatus>()
        .on_retry(Retry::Same),
    op("POST /api/admin/segments/{id}/return", Staff(Level::County), "收回没有用的号")
        .in_exam()
        .reads::<organisation::TakeBack>()
        .on_retry(Retry::Same),
    op("GET /api/admin/pending", Finance(Level::Point), "等待处理和复核的事项").in_exam().answers::<pending::Waiting>(),
    op("POST /api/admin/applications", Staff(Level::Point), "其他证件、外省户籍：提交审核")
        .in_exam()
        .reads::<candidate::NewCandidate>()
        .up_to(PHOTO)
        .creates::<application::ApplicationMade>()
        .on_retry(Retry::Once),
    op("GET /api/admin/applications", Staff(Level::Point), "待审核的申请")
        .in_exam()
        .query::<application::SearchApplications>()
        .answers::<Page<application::Application>>(),
    op("GET /api/admin/applications/{id}/photo", Staff(Level::Point), "申请的照片").in_exam().gives("image/jpeg"),
    op("POST /api/admin/applications/{id}/decision", Staff(Level::County), "审核申请")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Once),
    op("GET /api/admin/segments", Staff(Level::Point), "报名流水号段")
        .in_exam()
        .query::<organisation::SearchSegments>()
        .answers::<organisation::Segments>(),
    op("POST /api/admin/segments", Staff(Level::County), "划分报名流水号段")
        .in_exam()
        .reads::<organisation::NewSegment>()
        .creates::<organisation::Segment>()
        .on_retry(Retry::Same),
    op("POST /api/admin/candidates", Staff(Level::Point), "采集考生，分配报名流水号")
        .in_exam()
        .reads::<candidate::NewCandidate>()
        .up_to(PHOTO)
        .creates::<candidate::Admitted>()
        .on_retry(Retry::Same),
    op("POST /api/admin/candidates/search", Staff(Level::Point), "查询考生")
        .in_exam()
        .reads::<candidate::SearchCandidates>()
        .answers::<Page<candidate::CandidateRow>>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/candidates/{id}", Staff(Level::Point), "考生详情").answers::<candidate::CandidateDetail>(),
    op("GET /api/admin/candidates/{id}/journal", Staff(Level::Point), "考生操作记录")
        .query::<All>()
        .answers::<Page<candidate::TitledEntry>>(),
    op("GET /api/admin/candidates/{id}/photo", Staff(Level::Point), "考生照片").gives("image/jpeg"),
    op("GET /api/admin/candidates/{id}/record", Staff(Level::Point), "考生档案：报名信息、费用、成绩、志愿状态")
        .answers::<candidate::Record>(),
    op("PUT /api/admin/candidates/{id}/document", Staff(Level::Point), "补读身份证，重新采集")
        .reads::<candidate::Recapture>()
        .up_to(PHOTO)
        .on_retry(Retry::Once),
    op("POST /api/admin/candidates/{id}/phone", Staff(Level::Point), "查看完整手机号（写明用途，记入操作记录）")
        .reads::<chase::Purpose>()
        .answers::<chase::PhoneNumber>()
        .on_retry(Retry::Anew),
    op("POST /api/admin/candidates/{id}/call", Staff(Level::Point), "登记未填报原因")
        .reads::<chase::Called>()
        .on_retry(Retry::Once),
    op("POST /api/admin/candidates/{id}/sign-out", Staff(Level::Point), "退出考生的全部登录")
        .reads::<common::Because>()
        .on_retry(Retry::Once),
    op("POST /api/admin/payments/search", Finance(Level::Point), "查询缴费订单")
        .in_exam()
        .reads::<finance::SearchOrders>()
        .answers::<Page<finance::OrderRow>>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/payments/collections", Finance(Level::County), "收缴统计（?by=day、provider、item、county）")
        .in_exam()
        .query::<finance::SearchCollections>()
        .answers::<finance::Collections>(),
    op("GET /api/admin/payments/days", Finance(Level::Province), "对账日历")
        .in_exam()
        .query::<finance::AskedDays>()
        .answers::<finance::ReconciledDays>(),
    op("GET /api/admin/payments/refunds", Finance(Level::Province), "退款")
        .in_exam()
        .query::<All>()
        .answers::<Page<finance::RefundRow>>(),
    op("GET /api/admin/payments/alarms", Finance(Level::Province), "支付异常")
        .query::<All>()
        .answers::<Page<finance::Alarm>>(),
    op("POST /api/admin/payments/alarms/{id}", Finance(Level::Province), "处理支付异常")
        .reads::<finance::Resolution>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/alarms/{id}/decision", Finance(Level::Province), "复核退回付款人")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/retry", Finance(Level::Province), "重新退款")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon", Finance(Level::Province), "放弃退款")
        .reads::<common::Because>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/refunds/{refund_no}/abandon/decision", Finance(Level::Province), "复核放弃退款")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/fee-items", Finance(Level::Province), "缴费项目")
        .in_exam()
        .answers::<fee_item::FeeItems>(),
    op("POST /api/admin/payments/fee-items", Finance(Level::Province), "提出新增缴费项目")
        .in_exam()
        .reads::<fee_item::NewFeeItem>()
        .on_retry(Retry::Once),
    op("POST /api/admin/payments/fee-items/{id}/decision", Finance(Level::Province), "复核新增缴费项目")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal", Finance(Level::Province), "提出撤销缴费项目")
        .in_exam()
        .reads::<common::Because>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/fee-items/{id}/withdrawal/decision", Finance(Level::Province), "复核撤销缴费项目")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/statements", Finance(Level::Province), "对账单")
        .query::<All>()
        .answers::<Page<reconciliation::Statement>>(),
    op("POST /api/admin/payments/statements", Finance(Level::Province), "导入对账单")
        .query::<reconciliation::StatementOf>()
        .takes("text/csv")
        .up_to(FILE)
        .creates::<reconciliation::Statement>()
        .on_retry(Retry::Once),
    op("GET /api/admin/payments/differences", Finance(Level::Province), "对账差异")
        .query::<All>()
        .answers::<Page<reconciliation::Difference>>(),
    op("POST /api/admin/payments/differences/{id}", Finance(Level::Province), "处理差异")
        .reads::<reconciliation::Handling>()
        .on_retry(Retry::Same),
    op("POST /api/admin/payments/differences/{id}/decision", Finance(Level::Province), "复核补记收款")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("GET /api/admin/payments/health", Finance(Level::Province), "支付机构情况").answers::<finance::Health>(),
    op("POST /api/publication/parts", Staff(Level::Province), "文件的哪些部分还没有传")
        .reads::<import::Parts>()
        .answers::<import::MissingParts>()
        .on_retry(Retry::Safe),
    op("PUT /api/publication/parts/{hash}", Staff(Level::Province), "传文件的一部分")
        .takes("application/octet-stream")
        .up_to(PART)
        .on_retry(Retry::Safe),
    op("GET /api/publication/imports", Staff(Level::Province), "导入的成绩和控制分数线")
        .in_exam()
        .query::<All>()
        .answers::<Page<import::Import>>(),
    op("POST /api/publication/imports", Staff(Level::Province), "核对成绩或控制分数线，提出公布")
        .in_exam()
        .reads::<import::NewImport>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("GET /api/publication/imports/{id}", Staff(Level::Province), "一次导入改动了什么")
        .query::<All>()
        .answers::<import::Shown>(),
    op("POST /api/publication/imports/{id}/decision", Staff(Level::Province), "复核并公布")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/publication/imports/{id}/withdraw", Staff(Level::Province), "撤回导入")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("POST /api/publication/imports/{id}/back", Staff(Level::Province), "提出恢复到以前公布的")
        .reads::<common::Because>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions", Staff(Level::Province), "提出考试设置：一个文件夹，或其中的一张表")
        .in_exam()
        .reads::<import::NewRevision>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions/{id}/withdraw", Staff(Level::Province), "撤回考试设置")
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("GET /api/publication/revisions", Staff(Level::Province), "考试设置的各个版本")
        .query::<All>()
        .answers::<Page<revision::Revision>>(),
    op("POST /api/publication/revisions/{id}/decision", Staff(Level::Province), "复核考试设置")
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/publication/revisions/{id}/back", Staff(Level::Province), "提出恢复到考试设置的较早版本")
        .reads::<common::Because>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("GET /api/admin/windows", Staff(Level::Point), "日程").in_exam().answers::<window::Windows>(),
    op("GET /api/admin/windows/{name}/changes", Staff(Level::Point), "日程变更记录")
        .in_exam()
        .query::<All>()
        .answers::<Page<window::Change>>(),
    op("POST /api/admin/windows/preview", Staff(Level::County), "预览日程变更")
        .in_exam()
        .reads::<window::NewChange>()
        .answers::<window::WindowPreview>()
        .on_retry(Retry::Safe),
    op("GET /api/admin/windows/proposals", Staff(Level::Point), "等待复核的日程变更")
        .in_exam()
        .query::<All>()
        .answers::<Page<window::Change>>(),
    op("POST /api/admin/windows/proposals", Staff(Level::County), "提出日程变更")
        .in_exam()
        .reads::<window::NewChange>()
        .creates::<common::Created>()
        .on_retry(Retry::Same),
    op("POST /api/admin/windows/proposals/{id}/decision", Staff(Level::Province), "复核日程变更")
        .in_exam()
        .reads::<common::Decision>()
        .on_retry(Retry::Same),
    op("POST /api/admin/windows/proposals/{id}/withdraw", Staff(Level::County), "撤回日程变更申请")
        .in_exam()
        .reads::<common::Empty>()
        .on_retry(Retry::Same),
    op("POST /api/admin/staff", Staff(Level::County), "建立管理账号")
        .reads::<staff::NewStaff>()
        .creates::<staff::StaffCreated>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/search", Staff(Level::Point), "查询管理账号")
        .reads::<staff::SearchStaff>()
        .answers::<Page<staff::StaffRow>>()
        .on_retry(Retry::Safe),
    op("POST /api/admin/staff/{id}/password", Staff(Level::County), "重置管理账号密码")
        .reads::<common::Because>()
        .creates::<staff::StaffCreated>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/factor", Staff(Level::County), "解除管理账号的动态口令")
        .reads::<common::Because>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/status", Staff(Level::County), "停用、启用管理账号")
        .reads::<staff::Enabled>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/move", Staff(Level::County), "调动管理账号")
        .reads::<staff::Move>()
        .on_retry(Retry::Once),
    op("POST /api/admin/staff/{id}/decision", Staff(Level::County), "复核省级管理账号")
        .reads::<common::Decision>()
        .on_retry(Retry::Once),
    op("GET /api/admin/acts", Staff(Level::County), "工作人员操作记录")
        .query::<act::SearchActs>()
        .answers::<act::Acts>(),
    op("POST /api/admin/sign-in-failures", Staff(Level::Province), "登录失败记录")
        .reads::<sign_in::SearchFailures>()
        .answers::<sign_in::Failures>()
        .on_retry(Retry::Safe),
    op("GET /api/statistics/overview", Staff(Level::Point), "统计")
        .in_exam()
        .query::<statistics::Counted>()
        .answers::<statistics::Overview>(),
    op("GET /api/statistics/not-submitted", Staff(Level::Point), "上线未提交保存正式志愿考生名单")
        .in_exam()
        .query::<statistics::SearchMissing>()
        .answers::<statistics::NotSubmitted>(),
    op("GET /api/statistics/not-submitted.xlsx", Staff(Level::Point), "下载上线未提交保存正式志愿考生名单")
        .in_exam()
        .query::<statistics::SearchMissing>()
        .gives(XLSX),
    op("GET /api/statistics/candidates.xlsx", Staff(Level::Point), "下载考生名单")
        .in_exam()
        .query::<candidate::FileOfCandidates>()
        .gives(XLSX),
    op("GET /api/statistics/orders.xlsx", Finance(Level::Point), "下载缴费订单")
        .in_exam()
        .query::<finance::FileOfOrders>()
        .gives(XLSX),
    op("GET /api/statistics/collections.xlsx", Finance(Level::County), "下载收缴统计")
        .in_exam()
        .query::<finance::SearchCollections>()
        .gives(XLSX),
    op("GET /api/statistics/overview.xlsx", Staff(Level::Point), "下载统计表")
        .in_exam()
        .query::<statistics::Counted>()
        .gives(XLSX),
];
