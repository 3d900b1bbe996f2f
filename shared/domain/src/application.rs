//! 待审核: whom a registration point can't admit by itself (2023 年网上采集实施方案, special cases 1 and 2).

use crate::admission::{Admission, NewCandidate, read};
use crate::document::DocumentKind;
use crate::organisation::{Kind, Path};
use crate::page::After;
use crate::{Error, Result, Timestamp, region};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Ground {
    /// 其他证件: the city decides
    OtherDocument,
    /// 外省户籍: the county decides, by the 资格审查表
    OutsideProvince,
}

impl Ground {
    /// Why this one has to be decided about in a province (its code); `None` when the point admits them.
    pub fn of(input: &NewCandidate, admission: &Admission, home: &str) -> Option<Self> {
        if admission.document_kind != DocumentKind::ResidentCard {
            return Some(Self::OtherDocument);
        }
        (region::province(&input.document.address, &admission.number) != home).then_some(Self::OutsideProvince)
    }

    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Who decides, or anybody above.
    pub fn level(self) -> Kind {
        match self {
            Self::OtherDocument => Kind::City,
            Self::OutsideProvince => Kind::County,
        }
    }

    /// Where the form says so.
    pub fn field(self) -> &'static str {
        match self {
            Self::OtherDocument => "document.kind",
            Self::OutsideProvince => "document.address",
        }
    }

    /// What the point is told who would admit them.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::OtherDocument => "其他证件须经市（州）招考机构审核，请提交审核",
            Self::OutsideProvince => "外省户籍考生须先持《随迁子女资格审查表》由县（市、区）招考机构审核，请提交审核",
        }
    }
}

/// Checks the data of somebody about whom somebody else of the province (its code) decides.
///
/// # Errors
/// `Invalid` with every fault; also when the point admits them by itself.
pub fn check(input: &NewCandidate, home: &str, now: Timestamp) -> Result<(Ground, Admission)> {
    let (admission, faults) = read(&input.document, &input.capture, now);
    faults.or(())?;
    let needless = || Error::invalid("document.kind", "不需要审核，请直接绑定报名流水号");
    let admission = admission.ok_or_else(needless)?;
    let ground = Ground::of(input, &admission, home).ok_or_else(needless)?;
    Ok((ground, admission))
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ApplicationStatus"))]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Status {
    /// Somebody has to decide
    Pending,
    /// Admitted
    Agreed,
    /// Not admitted
    Declined,
}

impl Status {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Which ones to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct SearchApplications {
    /// Below which organisation
    pub organisation: Option<String>,
    /// How far they are; pending when left out
    pub status: Option<Status>,
    /// `next` of the page before
    pub after: After,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Application {
    pub id: i64,
    /// 报名点
    pub point: String,
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub path: Path,
    pub point_name: String,
    /// Why somebody decides
    pub ground: Ground,
    /// Who decides, or anybody above
    pub level: Kind,
    /// 姓名
    pub name: String,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::admission::SEXES)))]
    pub sex: String,
    /// 出生日期
    pub birth: String,
    /// 证件类型
    #[cfg_attr(feature = "schema", schemars(extend("enum" = DocumentKind::NAMES)))]
    pub document_kind: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 有效期至
    pub valid_until: String,
    /// When it was made
    pub made_at: Timestamp,
    pub made_by: String,
    /// Is it undecided, and the one who asks independent of them?
    pub may_agree: bool,
    /// How far it is
    pub status: Status,
    /// When it was decided
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
    /// Who it became
    pub candidate: Option<i64>,
    /// Their 报名流水号
    pub serial: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::tests::input;
    use crate::document::check_character;

    fn card(region: &str, address: &str) -> NewCandidate {
        let first17 = format!("{region}20090315001");
        let mut input = input();
        input.document.number = format!("{first17}{}", check_character(&first17).unwrap());
        input.document.address = address.into();
        input
    }

    #[test]
    fn the_city_decides_about_other_documents_and_the_county_about_other_provinces() {
        let now = Timestamp::parse("2026-11-01T08:00:00+08:00").unwrap();
        let ground = |input: &NewCandidate| check(input, "43", now).map(|(ground, _)| ground).ok();
        assert_eq!(ground(&card("430102", "长沙市芙蓉区")), None, "the point itself");
        assert_eq!(ground(&card("440102", "湖南省长沙市")), None, "who has moved here");
        assert_eq!(ground(&card("440102", "广东省广州市")), Some(Ground::OutsideProvince));
        assert!(crate::admission::check(&card("440102", "广东省广州市"), "43", now).is_err());
        let mut other = card("430102", "长沙市芙蓉区");
        other.document.kind = "hk_macau_permit".into();
        other.document.number = "H12345678".into();
        assert_eq!(ground(&other), None, "no reader knows it");
        other.capture = "manual_other".into();
        assert_eq!(ground(&other), Some(Ground::OtherDocument));
        assert!(crate::admission::check(&other, "43", now).is_err());
        assert_eq!(Ground::OtherDocument.level(), Kind::City);
    }
}
