//! 角色: a named set of permissions, and at which kinds of organisation it may be held. They are the authority's data, for all of its
//! exams (roles.csv); a member of staff has one at an organisation, for it and all below.

use crate::organisation::Kind;
use crate::proposal::proposal;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use std::fmt::Write;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

macro_rules! permissions {
    ($($permission:ident $name:literal $title:literal;)+) => {
        /// What somebody of the staff may do: the table of operations names one for each.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, EnumString, IntoStaticStr, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Permission {
            $(#[doc = $title] #[strum(serialize = $name)] #[serde(rename = $name)] $permission,)+
        }

        impl Permission {
            /// In Chinese.
            pub fn title(self) -> &'static str {
                match self { $(Self::$permission => $title,)+ }
            }
        }
    };
}

permissions! {
    OrganisationView "organisation.view" "查看机构";
    PointView "point.view" "查看报名点与号段";
    PointManage "point.manage" "设置、改名、停用报名点";
    SegmentAllot "segment.allot" "划分、收回号段";
    CandidateAdmit "candidate.admit" "采集考生";
    CandidateView "candidate.view" "查看考生";
    CandidateContact "candidate.contact" "查看完整手机号、登记未填报原因";
    CandidateSignOut "candidate.sign_out" "退出考生的登录";
    CandidateExport "candidate.export" "下载考生名单";
    ApplicationDecide "application.decide" "审核外省户籍";
    ApplicationDecideDocument "application.decide_document" "审核其他证件";
    StudentView "student.view" "查看学生学籍";
    StudentImport "student.import" "导入、更正、撤回本校学生学籍";
    StudentBar "student.bar" "导入不得报名的人员名单";
    StatisticsView "statistics.view" "查看统计";
    PaymentView "payment.view" "查看缴费订单";
    CollectionView "collection.view" "查看收缴统计";
    FinanceView "finance.view" "查看退款、异常、对账、缴费项目";
    FinanceReconcile "finance.reconcile" "处理退款、异常、对账";
    FinanceConfirm "finance.confirm" "复核退款、异常、对账";
    FeePropose "fee.propose" "提出缴费项目";
    FeeConfirm "fee.confirm" "复核缴费项目";
    ScoreView "score.view" "查看成绩、控制分数线的导入";
    ScoreImport "score.import" "导入成绩、控制分数线、资格";
    ScorePublish "score.publish" "复核成绩、控制分数线";
    ExamView "exam.view" "查看考试设置";
    ExamPropose "exam.propose" "提出考试设置";
    ExamPublish "exam.publish" "复核考试设置";
    WindowView "window.view" "查看日程";
    WindowPropose "window.propose" "提出日程变更";
    WindowConfirm "window.confirm" "复核日程变更";
    StaffView "staff.view" "查看账号";
    StaffManage "staff.manage" "建立、停用、重置、调动账号";
    StaffDecide "staff.decide" "复核账号";
    RolePropose "role.propose" "提出角色变更";
    RoleConfirm "role.confirm" "复核角色变更";
    ActView "act.view" "查看操作记录";
    SignInView "sign_in.view" "查看登录失败";
}

impl Permission {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name in the database, in roles.csv and on the wire.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The permission of this name, English or Chinese.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| Self::iter().find(|one| one.title() == text))
    }

    /// What it is about is the whole province's, so that nobody below it may have it.
    pub fn is_of_province(self) -> bool {
        matches!(
            self,
            Self::StudentBar
                | Self::FinanceView
                | Self::FinanceReconcile
                | Self::FinanceConfirm
                | Self::FeePropose
                | Self::FeeConfirm
                | Self::ScoreView
                | Self::ScoreImport
                | Self::ScorePublish
                | Self::ExamView
                | Self::ExamPropose
                | Self::ExamPublish
                | Self::WindowConfirm
                | Self::StaffDecide
                | Self::RolePropose
                | Self::RoleConfirm
                | Self::SignInView
        )
    }

    /// It is about what a college hands over itself: there is nothing to do with it anywhere else.
    pub fn is_of_college(self) -> bool {
        matches!(self, Self::StudentImport)
    }
}

/// Some permissions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    /// Is this one of them?
    pub fn has(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Are all of `other` among them, but for what only a college has use for?
    pub fn cover(&self, other: &Self) -> bool {
        other.iter().all(|one| self.has(one) || one.is_of_college())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<T: IntoIterator<Item = Permission>>(permissions: T) -> Self {
        Self(permissions.into_iter().collect())
    }
}

impl<'de> Deserialize<'de> for Permissions {
    /// One that only a later version knows lets nobody do anything.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }
}

/// A role at a kind of organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StaffRole"))]
pub struct Role {
    /// Its code, the same at all kinds: `office`
    pub code: String,
    pub kind: Kind,
    /// Its name there: 县级管理员
    pub name: String,
    /// Does it need the 动态口令?
    pub second_factor: bool,
    /// Does letting somebody into it, or out, take two people?
    pub four_eyes: bool,
    /// What it may do
    pub permissions: Permissions,
}

impl Role {
    fn key(&self) -> (&str, Kind) {
        (&self.code, self.kind)
    }

    fn shown(&self) -> String {
        format!("{}（{}，{}）", self.name, self.code, self.kind.title())
    }

    /// What is wrong with it by itself, if anything.
    pub fn fault(&self) -> Option<String> {
        let beyond = self.permissions.iter().filter(|one| self.kind != Kind::Province && one.is_of_province());
        let beyond = titles(beyond);
        match () {
            () if self.kind == Kind::Province && !self.four_eyes => Some("省级机构的角色要由两人办理".into()),
            () if !beyond.is_empty() => Some(format!("只有省级机构的角色可以有这些权限：{beyond}")),
            () => None,
        }
    }
}

proposal! {
    Role,
    /// A change of the roles, as somebody sees it.
    pub struct Change {}
}

/// What somebody at the province has to be able to do, or nobody could change roles and let anybody in any more.
/// One proposes, another one agrees.
pub const KEYS: [(Permission, Permission); 2] =
    [(Permission::RolePropose, Permission::RoleConfirm), (Permission::StaffManage, Permission::StaffDecide)];

/// What is wrong with all roles together, in Chinese.
pub fn faults(roles: &[Role]) -> Vec<String> {
    let province = || roles.iter().filter(|role| role.kind == Kind::Province);
    let keys = KEYS.into_iter().flat_map(|(proposes, decides)| [proposes, decides]);
    let missing = keys.filter(|key| !province().any(|role| role.permissions.has(*key)));
    missing
        .map(|key| format!("省级机构要有角色具有“{}”（{}）权限，否则以后无人能办", key.title(), key.as_str()))
        .collect()
}

/// How the roles differ, in words.
pub fn changes(old: &[Role], new: &[Role]) -> Vec<String> {
    let mut said = Vec::new();
    for role in old.iter().filter(|role| new.iter().all(|other| other.key() != role.key())) {
        said.push(format!("删去角色 {}", role.shown()));
    }
    for role in new {
        match old.iter().find(|other| other.key() == role.key()) {
            None => said.push(format!("新增角色 {}：{}", role.shown(), titles(role.permissions.iter()))),
            Some(before) => said.extend(changed(before, role)),
        }
    }
    said
}

fn changed(before: &Role, after: &Role) -> Option<String> {
    let mut said = String::new();
    let gained = after.permissions.iter().filter(|one| !before.permissions.has(*one));
    let lost = before.permissions.iter().filter(|one| !after.permissions.has(*one));
    let parts = [
        ("增加权限", titles(gained)),
        ("取消权限", titles(lost)),
        ("名称改为", if before.name == after.name { String::new() } else { after.name.clone() }),
        ("动态口令改为", switched(before.second_factor, after.second_factor, ["可选", "必须"])),
        ("账号的办理改为", switched(before.four_eyes, after.four_eyes, ["一人", "两人"])),
    ];
    for (what, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        let _ = write!(said, "{}{what} {words}", if said.is_empty() { "" } else { "；" });
    }
    (!said.is_empty()).then(|| format!("角色 {}：{said}", before.shown()))
}

fn switched(before: bool, after: bool, words: [&str; 2]) -> String {
    if before == after { String::new() } else { words[usize::from(after)].to_owned() }
}

fn titles(permissions: impl Iterator<Item = Permission>) -> String {
    permissions.map(Permission::title).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Permission::{CandidateView, FinanceConfirm, RoleConfirm, RolePropose, StaffDecide, StaffManage};

    fn role(code: &str, kind: Kind, permissions: &[Permission]) -> Role {
        let permissions = permissions.iter().copied().collect();
        Role { code: code.into(), kind, name: code.into(), second_factor: false, four_eyes: false, permissions }
    }

    #[test]
    fn names_are_read_back_and_unknown_ones_let_nobody_in() {
        for one in Permission::all() {
            assert_eq!([Permission::parse(one.as_str()), Permission::parse(one.title())], [Some(one); 2]);
        }
        let read: Permissions = serde_json::from_str(r#"["candidate.view","of.a.later.version"]"#).unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), [CandidateView]);
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"["candidate.view"]"#);
    }

    #[test]
    fn the_powers_of_the_province_stay_there_and_take_two_people() {
        assert!(role("a", Kind::Province, &[CandidateView]).fault().is_some());
        assert!(role("a", Kind::County, &[FinanceConfirm]).fault().is_some_and(|said| said.contains("复核退款")));
        assert_eq!(role("a", Kind::County, &[CandidateView, StaffManage]).fault(), None);
        assert_eq!(Role { four_eyes: true, ..role("a", Kind::Province, &[FinanceConfirm]) }.fault(), None);
    }

    #[test]
    fn roles_can_always_be_changed_again() {
        let keys = role("a", Kind::Province, &[RolePropose, RoleConfirm, StaffManage, StaffDecide]);
        assert_eq!(faults(std::slice::from_ref(&keys)), [""; 0]);
        assert_eq!(faults(&[role("a", Kind::City, &KEYS.map(|(proposes, _)| proposes))]).len(), 4);
    }

    #[test]
    fn what_changes_is_said() {
        let old = [role("office", Kind::County, &[CandidateView, StaffManage]), role("gone", Kind::City, &[])];
        let mut longer = role("office", Kind::County, &[CandidateView, FinanceConfirm]);
        longer.four_eyes = true;
        let said = changes(&old, &[longer, role("new", Kind::College, &[CandidateView])]);
        assert_eq!(
            said,
            [
                "删去角色 gone（gone，市）",
                "角色 office（office，县）：增加权限 复核退款、异常、对账；取消权限 建立、停用、重置、调动账号；账号的办理改为 两人",
                "新增角色 new（new，高校）：查看考生",
            ]
        );
        assert_eq!(changes(&old, &old), [""; 0]);
    }
}
