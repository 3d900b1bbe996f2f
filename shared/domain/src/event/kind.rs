use super::Role::{self, Candidate, City, College, County, Finance, Office, Payer, Point, Provider, Province, System};
use super::*;
use serde::{Deserialize, Deserializer, Serializer, de};
use std::borrow::Cow;
use strum::{EnumIter, EnumString, IntoStaticStr};

/// Its body has a line in the table below. Not to be named outside of this module: so nothing else is an event.
pub trait Listed {}

/// Who pays, and whatever asks the provider about it.
const PAYERS: &[Role] = &[Candidate, Payer, System];
const POINTS: &[Role] = &[Point, County, City, Province];
const OFFICES: &[Role] = &[County, City, Province];
const MONEY: &[Role] = &[Province, Finance];
const STAFF: &[Role] = &[Point, County, City, Province, College, Office, Finance];
/// Old journals have it.
const NOBODY: &[Role] = &[];

macro_rules! kinds {
    ($($kind:ident $name:literal $title:literal $body:ty, $writers:expr;)+) => {
        /// Every kind of event that is in some journal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr)]
        pub enum Kind {
            $(#[doc = $title] #[strum(serialize = $name)] $kind,)+
        }

        impl Kind {
            /// In Chinese.
            pub fn title(self) -> &'static str {
                match self { $(Self::$kind => $title,)+ }
            }

            /// As what somebody writes it; nobody writes one any more that only old journals have.
            pub fn writers(self) -> &'static [Role] {
                match self { $(Self::$kind => $writers,)+ }
            }

            /// The shape of its body.
            #[cfg(feature = "schema")]
            pub fn body(self) -> schemars::Schema {
                let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
                let generator = settings.with(|settings| settings.inline_subschemas = true).into_generator();
                match self { $(Self::$kind => generator.into_root_schema_for::<$body>(),)+ }
            }
        }

        $(impl Listed for $body {}
        impl Event for $body {
            const KIND: Kind = Kind::$kind;
        })+
    };
}

// The kind, its name in the journal and in Chinese, its body, who writes it.
kinds! {
    CandidateAdmitted "candidate.admitted" "采集信息，分配报名流水号" candidate::Admitted<'_>, POINTS;
    CandidateRecaptured "candidate.recaptured" "重新采集证件" candidate::Recaptured<'_>, POINTS;
    CandidatePhoneRevealed "candidate.phone_revealed" "查看完整手机号" candidate::PhoneRevealed<'_>, POINTS;
    ApplicationMade "application.made" "提交审核" application::Made<'_>, POINTS;
    ApplicationDeclined "application.declined" "审核不通过" application::Declined<'_>, OFFICES;
    CandidateVerified "candidate.verified" "实人认证通过" candidate::Verified<'_>, &[Candidate];
    CandidatePasswordsSet "candidate.passwords_set" "设置密码" candidate::PasswordsSet<'_>, &[Candidate];
    CandidatePasswordRehashed "candidate.password_rehashed" "密码换用新的加密方式保存" candidate::PasswordRehashed<'_>, &[Candidate];
    CandidatePhoneBound "candidate.phone_bound" "绑定手机" candidate::PhoneBound<'_>, &[Candidate];
    CandidateSessionsEnded "candidate.sessions_ended" "退出考生的全部登录" candidate::SessionsEnded<'_>, POINTS;
    RegistrationPledged "registration.pledged" "同意《考生诚信考试承诺书》" registration::Pledged<'_>, &[Candidate];
    RegistrationSaved "registration.saved" "提交保存报名信息" registration::Saved<'_>, &[Candidate];
    ExamLoaded "exam.loaded" "提出考试设置" exam::Loaded<'_>, &[Province];
    ExamAgreed "exam.agreed" "同意考试设置，到时生效" exam::Agreed, &[Province];
    ExamPublished "exam.published" "考试设置开始生效" exam::Published, &[Province, System];
    ExamDeclined "exam.declined" "不同意考试设置" exam::Declined<'_>, &[Province, System];
    ExamWithdrawn "exam.withdrawn" "撤回考试设置" exam::Withdrawn, &[Province];
    FeeChosen "fee.chosen" "选择考试" fee::Chosen<'_>, &[Candidate];
    FeeDropped "fee.dropped" "取消选择考试" fee::Dropped<'_>, &[Candidate];
    FeeItemAdded "fee_item.added" "新增缴费项目" fee_item::Added<'_>, NOBODY;
    FeeItemProposed "fee_item.proposed" "提出新增缴费项目" fee_item::Proposed<'_>, MONEY;
    FeeItemAgreed "fee_item.agreed" "同意新增缴费项目" fee_item::Agreed<'_>, MONEY;
    FeeItemDeclined "fee_item.declined" "不同意新增缴费项目" fee_item::Declined<'_>, MONEY;
    FeeItemWithdrawalProposed "fee_item.withdrawal_proposed" "提出撤销缴费项目" fee_item::WithdrawalProposed<'_>, MONEY;
    FeeItemWithdrawalDeclined "fee_item.withdrawal_declined" "不同意撤销缴费项目" fee_item::WithdrawalDeclined<'_>, MONEY;
    FeeItemWithdrawn "fee_item.withdrawn" "同意撤销缴费项目" fee_item::Withdrawn<'_>, MONEY;
    OrderCreated "order.created" "生成缴费订单" order::Created<'_>, &[Candidate, Payer];
    OrderPrepared "order.prepared" "取得付款二维码" order::Prepared<'_>, PAYERS;
    OrderClosed "order.closed" "关闭缴费订单" order::Closed<'_>, PAYERS;
    OrderEnded "order.ended" "缴费订单已不能再付" order::Ended<'_>, PAYERS;
    PaymentNoticed "payment.noticed" "收到付款通知" payment::Noticed<'_>, &[Provider];
    PaymentClaimed "payment.claimed" "收到付款通知，待向支付机构核实" payment::Claimed<'_>, &[Provider];
    ClaimDenied "claim.denied" "支付机构第一次答复没有这笔付款" claim::Denied<'_>, PAYERS;
    ClaimRefuted "claim.refuted" "支付机构一直没有这笔付款" claim::Refuted<'_>, PAYERS;
    PaymentFound "payment.found" "查询到付款成功" payment::Found<'_>, &[Provider, Province, Finance];
    ProviderTold "provider.told" "收到支付机构的其他通知" provider::Told<'_>, &[Provider];
    RefundTold "refund.told" "向支付机构申请退款" refund::Told<'_>, &[System];
    RefundSent "refund.sent" "支付机构已受理退款" refund::Sent<'_>, &[System];
    RefundDone "refund.done" "退款已退回" refund::Done<'_>, &[System];
    RefundFailed "refund.failed" "支付机构未能退款" refund::Failed<'_>, &[System];
    RefundRetried "refund.retried" "重新退款" refund::Retried<'_>, MONEY;
    RefundAbandonProposed "refund.abandon_proposed" "提出放弃退款" refund::AbandonProposed<'_>, MONEY;
    RefundAbandonDeclined "refund.abandon_declined" "不同意放弃退款" refund::AbandonDeclined<'_>, MONEY;
    RefundAbandoned "refund.abandoned" "放弃退款" refund::Abandoned<'_>, MONEY;
    AlarmResolved "alarm.resolved" "处理支付异常" alarm::Resolved<'_>, MONEY;
    AlarmRefundProposed "alarm.refund_proposed" "提出退回付款人" alarm::RefundProposed<'_>, MONEY;
    AlarmRefundAgreed "alarm.refund_agreed" "同意退回付款人" alarm::RefundAgreed<'_>, MONEY;
    AlarmRefundDeclined "alarm.refund_declined" "不同意退回付款人" alarm::RefundDeclined<'_>, MONEY;
    StatementImported "statement.imported" "导入对账单" statement::Imported<'_>, NOBODY;
    StatementCompared "statement.compared" "导入对账单" statement::Compared<'_>, MONEY;
    DifferenceExplained "difference.explained" "写明差异原因" difference::Explained<'_>, MONEY;
    DifferenceProposed "difference.proposed" "提出按账单补记收款" difference::Proposed<'_>, MONEY;
    DifferenceDeclined "difference.declined" "不同意按账单补记收款" difference::Declined<'_>, MONEY;
    VolunteerSubmitted "volunteer.submitted" "提交保存正式志愿" volunteer::Submitted<'_>, &[Candidate];
    ScoresImported "scores.imported" "导入成绩" scores::Imported<'_>, NOBODY;
    ControlLinesImported "control_lines.imported" "导入控制分数线" control_lines::Imported<'_>, NOBODY;
    QualificationsImported "qualifications.imported" "导入资格名单" qualifications::Imported<'_>, &[Province];
    BarredImported "barred.imported" "导入不得报名的人员名单" barred::Imported<'_>, &[Province];
    StudentImported "student.imported" "导入学生学籍" student::Imported<'_>, &[College];
    StudentCorrected "student.corrected" "更正学生学籍" student::Corrected<'_>, &[College];
    StudentPhotographed "student.photographed" "导入学生照片" student::Photographed<'_>, &[College];
    StudentClaimed "student.claimed" "认领学籍，注册报名" student::Claimed<'_>, &[Candidate];
    StudentRemoved "student.removed" "撤回学生学籍" student::Removed<'_>, &[College];
    ImportStaged "import.staged" "导入文件，待复核" import::Staged<'_>, &[Province];
    ImportAgreed "import.agreed" "同意到时公布" import::Agreed, &[Province];
    ImportPublished "import.published" "公布导入的成绩或分数线" import::Published, &[Province, System];
    ImportDeclined "import.declined" "不同意公布" import::Declined<'_>, &[Province, System];
    ImportWithdrawn "import.withdrawn" "撤回导入的文件" import::Withdrawn, &[Province];
    ChaseNoted "chase.noted" "登记未填报原因" chase::Noted<'_>, POINTS;
    ListExported "list.exported" "下载名单" list::Exported<'_>, STAFF;
    OrganisationCreated "organisation.created" "设置机构或报名点" organisation::Created<'_>, &[County, City, Province, System];
    OrganisationRenamed "organisation.renamed" "报名点改名" organisation::Renamed<'_>, OFFICES;
    OrganisationClosed "organisation.closed" "停用报名点" organisation::Closed<'_>, OFFICES;
    OrganisationReopened "organisation.reopened" "恢复报名点" organisation::Reopened<'_>, OFFICES;
    SegmentReturned "segment.returned" "收回没有用的号" segment::Returned, OFFICES;
    SegmentAllotted "segment.allotted" "划分报名流水号段" segment::Allotted<'_>, OFFICES;
    WindowSet "window.set" "设置或延长日程" window::Set<'_>, &[System];
    WindowProposed "window.proposed" "提出日程变更" window::Proposed<'_>, OFFICES;
    WindowAgreed "window.agreed" "同意日程变更" window::Agreed<'_>, &[Province];
    WindowDeclined "window.declined" "不同意日程变更" window::Declined<'_>, &[Province];
    WindowWithdrawn "window.withdrawn" "撤回日程变更申请" window::Withdrawn, OFFICES;
    RoleProposed "role.proposed" "提出角色变更" role::Proposed<'_>, &[Province];
    RolePublished "role.published" "同意角色变更" role::Published<'_>, &[Province];
    RoleDeclined "role.declined" "不同意角色变更" role::Declined<'_>, &[Province];
    StaffCreated "staff.created" "建立管理账号" staff::Created<'_>, &[County, City, Province, System];
    StaffAgreed "staff.agreed" "同意管理账号的启用或停用" staff::Agreed<'_>, &[Province];
    StaffDeclined "staff.declined" "不同意管理账号" staff::Declined<'_>, OFFICES;
    StaffDisabled "staff.disabled" "停用管理账号" staff::Disabled<'_>, OFFICES;
    StaffEnabled "staff.enabled" "启用管理账号" staff::Enabled<'_>, &[County, City, Province, System];
    StaffMoved "staff.moved" "调动管理账号" staff::Moved<'_>, OFFICES;
    StaffPasswordSet "staff.password_set" "修改自己的密码" staff::PasswordSet<'_>, STAFF;
    StaffPasswordRehashed "staff.password_rehashed" "密码换用新的加密方式保存" staff::PasswordRehashed<'_>, STAFF;
    StaffPasswordReset "staff.password_reset" "重置管理账号密码" staff::PasswordReset<'_>, &[County, City, Province, System];
    StaffFactorSet "staff.factor_set" "设置动态口令" staff::FactorSet<'_>, &[Point, County, City, Province, Finance, System];
    StaffFactorReset "staff.factor_reset" "解除动态口令" staff::FactorReset<'_>, &[County, City, Province, System];
    StaffRecoveryUsed "staff.recovery_used" "使用恢复码登录" staff::RecoveryUsed<'_>, STAFF;
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        name.parse().map_err(|_| de::Error::custom("没有这种事项"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Kind {
    fn schema_name() -> Cow<'static, str> {
        "EventKind".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::all().map(Self::as_str).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

impl Kind {
    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// All of them, in the order of an exam year.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }
}
