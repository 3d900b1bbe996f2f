//! 管理账号: what is still due before somebody may work, and who may look after whose account.

use super::organisation::{Kind as OrganisationKind, Path};
use crate::Timestamp;
use crate::event::Kind;
use crate::page::After;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "StaffStatus"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Status {
    /// Another one has to agree first
    Proposed,
    /// It may
    Active,
    /// 停用
    Disabled,
}

impl Status {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What is due before a session reaches anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The 动态口令, or a recovery code
    SecondFactor,
    /// A password of one's own in place of the one that somebody else made
    NewPassword,
    /// An app for 动态口令 has to be set up
    Enrolment,
}

/// How an account and its session stand.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The second factor was proved in this session
    pub proved: bool,
    /// An app is set up
    pub enrolled: bool,
    /// The role needs one
    pub factor_required: bool,
    /// The password was made by somebody else
    pub must_change: bool,
}

impl Standing {
    /// The next step, if one is due.
    pub fn next(self) -> Option<Step> {
        match self {
            Self { enrolled: true, proved: false, .. } => Some(Step::SecondFactor),
            Self { must_change: true, .. } => Some(Step::NewPassword),
            Self { enrolled: false, factor_required: true, .. } => Some(Step::Enrolment),
            _ => None,
        }
    }
}

/// An account by where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    pub id: i64,
    /// Where its organisation is
    pub path: &'a Path,
}

/// Why somebody may not look after an account; in Chinese. Nobody does so for themselves, above or beside their subtree.
///
/// # Errors
/// The reason.
pub fn may_manage(who: Account<'_>, whose: Account<'_>) -> Result<(), &'static str> {
    match () {
        () if who.id == whose.id => Err("不能处理自己的账号，请由同事或上级办理"),
        () if !who.path.contains(whose.path) => Err("不能处理本机构范围以外的账号"),
        () => Ok(()),
    }
}

/// What is wrong with a user name, if anything. It has no case: this is its lower case.
///
/// # Errors
/// The fault, in Chinese.
pub fn username(typed: &str) -> Result<String, &'static str> {
    let name = typed.trim().to_ascii_lowercase();
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (3..=32).contains(&name.len()) { Ok(name) } else { Err("账号应为 3–32 个字母、数字或 -") }
}

/// Which accounts to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchStaff {
    /// Below which organisation
    pub organisation: Option<String>,
    /// The start of a user name or of a name
    pub text: String,
    /// The code of their role
    pub role: Option<String>,
    /// Whether they may be used
    pub status: Option<Status>,
    /// `next` of the page before
    pub after: After,
}

/// An account.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaffRow {
    pub id: i64,
    pub username: String,
    pub name: String,
    pub organisation: String,
    pub organisation_name: String,
    pub organisation_kind: OrganisationKind,
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: Path,
    /// The code of its role
    pub role: String,
    /// That role's name there
    pub role_name: String,
    /// Whether it may be used
    pub status: Status,
    /// 动态口令 is set up
    pub second_factor: bool,
    /// The password was made by somebody else and not replaced yet
    pub must_change: bool,
    /// The last sign-in
    pub last_sign_in_at: Option<Timestamp>,
    /// What is done to it takes two people
    pub takes_four_eyes: bool,
    /// What waits for another one's decision: the number of the event that proposed it, or stopped the account
    pub proposal: Option<i64>,
    /// The kind of that event
    pub proposed: Option<Kind>,
    pub proposed_by: Option<String>,
    pub proposed_for: Option<String>,
    /// To which organisation it is to be moved
    pub moves_to: Option<String>,
    /// In which role, by name
    pub moves_role: Option<String>,
    /// It is the one who asks
    pub own: bool,
    /// Did the one who asks propose what waits?
    pub mine: bool,
    /// The one who asks may agree
    pub may_agree: bool,
    /// The one who asks may say no, or take it back
    pub may_decline: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_step_can_be_skipped() {
        let all = [false, true];
        for (proved, enrolled) in all.into_iter().flat_map(|a| all.map(|b| (a, b))) {
            for (factor_required, must_change) in all.into_iter().flat_map(|a| all.map(|b| (a, b))) {
                let next = Standing { proved, enrolled, factor_required, must_change }.next();
                let expected = match (proved, enrolled, factor_required, must_change) {
                    (false, true, _, _) => Some(Step::SecondFactor),
                    (_, _, _, true) => Some(Step::NewPassword),
                    (_, false, true, _) => Some(Step::Enrolment),
                    _ => None,
                };
                assert_eq!(next, expected);
            }
        }
    }

    #[test]
    fn nobody_manages_themselves_their_superiors_or_other_peoples_staff() {
        let of = |codes: &str| codes.split('/').fold(None, |above, code| Some(Path::of(above.as_ref(), code))).unwrap();
        let own = of("43/4301/430102");
        let county = Account { id: 1, path: &own };
        let manages = |id, codes: &str| may_manage(county, Account { id, path: &of(codes) }).is_ok();
        assert!(manages(2, "43/4301/430102/x7") && manages(3, "43/4301/430102"));
        assert!(!manages(1, "43/4301/430102"));
        for whose in ["43/4301", "43", "43/4301/430103", "43/4301/430103/430102001"] {
            assert!(!manages(4, whose), "{whose}");
        }
    }

    #[test]
    fn names_have_no_case() {
        assert_eq!(username(" Anna-1 "), Ok("anna-1".to_owned()));
        for wrong in ["ab", "anna.1", "安娜", "", &"a".repeat(33)] {
            assert!(username(wrong).is_err(), "{wrong}");
        }
    }
}
