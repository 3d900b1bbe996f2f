//! 采集: what a registration point takes in of a candidate, and the checks on it.

mod capture;
mod list;
mod recapture;

use super::application::Ground;
use super::document::{DocumentKind, ResidentNumber};
use super::text::is_line;
use super::{Timestamp, time};
use crate::candidate::Stage;
use crate::error::Faults;
use crate::subject::Track;
use crate::{Error, ExamId, Result};
pub use capture::Capture;
pub use list::{CandidateRow, FileOfCandidates, SearchCandidates};
pub use recapture::who_recaptures;
use serde::{Deserialize, Serialize};

/// What the reader gave, checked.
#[derive(Clone, Debug)]
pub struct Admission {
    pub document_kind: DocumentKind,
    /// 证件号, normalised
    pub number: String,
    pub captured: Captured,
}

/// What a document says of somebody, and how it was captured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Captured {
    /// 姓名
    pub name: String,
    /// `male`, `female`
    pub sex: String,
    /// 民族, a code of the list `ethnicity`
    pub ethnicity: String,
    /// 出生日期, `YYYY-MM-DD`
    pub birth: String,
    /// 有效期至, `YYYY-MM-DD` or 长期
    pub valid_until: String,
    /// How the document was captured: `reader`, `manual_expired`, `manual_absent`, `manual_other`
    pub capture: String,
}

/// A document as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kept {
    /// 证件类型
    pub document_kind: DocumentKind,
    /// 证件号, sealed
    pub document: String,
    /// 证件号, its keyed hash
    pub document_hash: String,
    /// 证件号, masked
    pub document_mask: String,
    /// SHA-256 of the JPEG in the key-value store
    pub photo: String,
}

/// As the document has it.
pub const SEXES: [&str; 2] = ["male", "female"];

/// Checks a candidate's data: of somebody whom a registration point of the province (its code) admits by itself.
///
/// # Errors
/// `Invalid` with every fault.
pub fn check(input: &NewCandidate, home: &str, now: Timestamp) -> Result<Admission> {
    let (admission, mut faults) = read(&input.document, &input.capture, now);
    if let Some(ground) = admission.as_ref().and_then(|admission| Ground::of(input, admission, home)) {
        faults.add(ground.field(), ground.sentence());
    }
    faults.or(()).and(admission.ok_or_else(|| Error::invalid("document.kind", KIND)))
}

const KIND: &str = "请选择证件类型";

/// What a document says, and everything that is wrong with it.
pub(crate) fn read(document: &Document, capture: &str, now: Timestamp) -> (Option<Admission>, Faults) {
    let mut faults = Faults::default();
    let kind = document.kind.parse::<DocumentKind>();
    faults.add_if(kind.is_err(), "document.kind", KIND);
    let is_card = kind == Ok(DocumentKind::ResidentCard);
    let by_hand = (capture == "manual_other") != is_card;
    faults.add_if(capture.parse::<Capture>().is_err() || kind.is_ok() && !by_hand, "capture", "采集方式不正确");
    let number = kind.ok().and_then(|kind| faults.take("document.number", kind.number(&document.number)));
    let name = document.name.trim();
    faults.add_if(!is_line(name, 1..=40), "document.name", "请填写姓名");
    let ethnicity_ok = document.ethnicity.len() == 2 && document.ethnicity.bytes().all(|b| b.is_ascii_digit());
    faults.add_if(!ethnicity_ok, "document.ethnicity", "请选择民族");
    faults.add_if(!SEXES.contains(&document.sex.as_str()), "document.sex", "请选择性别");
    let birth = faults.take("document.birth", time::date(&document.birth));
    if let Some(number) = number.as_deref().filter(|_| is_card).and_then(|number| ResidentNumber::parse(number).ok()) {
        let sex = if number.is_female() { "female" } else { "male" };
        faults.add_if(document.sex != sex, "document.sex", "性别与身份证号不一致");
        faults.add_if(number.birth() != birth, "document.birth", "出生日期与身份证号不一致");
    }
    check_validity(document.valid_until.trim(), capture, now, &mut faults);
    faults.take("document.valid_from", time::date(&document.valid_from));
    let admission = kind.ok().zip(number).map(|(document_kind, number)| Admission {
        document_kind,
        number,
        captured: Captured {
            name: name.to_owned(),
            sex: document.sex.clone(),
            ethnicity: document.ethnicity.clone(),
            birth: document.birth.clone(),
            valid_until: document.valid_until.trim().to_owned(),
            capture: capture.to_owned(),
        },
    });
    (admission, faults)
}

/// 补读身份证, or whatever was captured wrongly: the same person's card, read.
///
/// # Errors
/// `Invalid` with every fault.
pub fn check_again(input: &Recapture, now: Timestamp) -> Result<Admission> {
    let (admission, mut faults) = read(&input.document, &input.capture, now);
    let is_read = matches!(input.capture.as_str(), "reader" | "manual_other");
    faults.add_if(!is_read, "capture", "重新采集须读取证件原件");
    faults.or(()).and(admission.ok_or_else(|| Error::invalid("document.kind", KIND)))
}

/// A card that has expired is taken by hand only, and read again later.
fn check_validity(valid_until: &str, capture: &str, now: Timestamp, faults: &mut Faults) {
    if valid_until == "长期" {
        return;
    }
    if let Some(date) = faults.take("document.valid_until", time::date(valid_until)) {
        let expired = date < now.date();
        faults.add_if(
            expired && capture == "reader",
            "document.valid_until",
            "身份证已过期，请改用手工录入（证件过期）",
        );
        faults.add_if(expired && capture == "manual_other", "document.valid_until", "证件已过期，请先换领");
    }
}

/// The bound number.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Admitted {
    pub id: i64,
    /// 报名流水号
    pub serial: String,
}

/// A candidate, for staff: never the choices.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CandidateDetail {
    pub id: i64,
    /// 考试
    pub exam: ExamId,
    /// 报名流水号
    pub serial: String,
    /// 姓名
    pub name: String,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = SEXES)))]
    pub sex: String,
    /// 民族
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件类型
    #[cfg_attr(feature = "schema", schemars(extend("enum" = DocumentKind::NAMES)))]
    pub document_kind: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 有效期至
    pub valid_until: String,
    /// How the document was captured
    #[cfg_attr(feature = "schema", schemars(extend("enum" = Capture::NAMES)))]
    pub capture: String,
    /// 须补读身份证
    pub to_read: bool,
    pub phone_masked: Option<String>,
    /// 报名点
    pub point: String,
    pub point_name: String,
    pub stage: Stage,
    /// 采集
    pub registered_at: Timestamp,
    /// 缴费
    pub paid_at: Option<Timestamp>,
    /// 实人认证
    pub verified_at: Option<Timestamp>,
    /// 设置密码
    pub activated_at: Option<Timestamp>,
    /// 同意承诺书
    pub pledged_at: Option<Timestamp>,
    /// 首次提交保存报名信息
    pub filled_at: Option<Timestamp>,
    /// Version of the form
    pub form_version: i64,
    /// 首选科目
    pub first_subject: Option<Track>,
    /// Last submission of volunteers
    pub submitted_at: Option<Timestamp>,
}

/// 证件 as the reader gives it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    #[cfg_attr(feature = "schema", schemars(extend("enum" = DocumentKind::NAMES)))]
    pub kind: String,
    /// 证件号
    pub number: String,
    /// 姓名
    pub name: String,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = SEXES)))]
    pub sex: String,
    /// 民族 (GB 3304)
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件住址
    pub address: String,
    /// 有效期自
    pub valid_from: String,
    /// 有效期至: a date, or 长期
    pub valid_until: String,
}

/// A candidate to admit: what the reader gives, and the photo.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCandidate {
    /// 报名点
    pub point: String,
    /// 证件
    pub document: Document,
    /// How it was captured
    #[cfg_attr(feature = "schema", schemars(extend("enum" = Capture::NAMES)))]
    pub capture: String,
    /// JPEG, base64
    pub photo: String,
}

/// A card that is read again.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recapture {
    /// 证件: of the same number
    pub document: Document,
    /// How it was captured
    #[cfg_attr(feature = "schema", schemars(extend("enum" = Capture::NAMES)))]
    pub capture: String,
    /// JPEG, base64; none: the photo stays
    pub photo: Option<String>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn input() -> NewCandidate {
        NewCandidate {
            point: "430102001".into(),
            capture: "reader".into(),
            photo: String::new(),
            document: Document {
                kind: "resident_card".into(),
                number: "430102200903150015".into(),
                name: "示例".into(),
                sex: "male".into(),
                ethnicity: "01".into(),
                birth: "2009-03-15".into(),
                address: "示例".into(),
                valid_from: "2020-01-01".into(),
                valid_until: "2030-01-01".into(),
            },
        }
    }

    fn faults(input: &NewCandidate) -> Vec<String> {
        match check(input, "43", Timestamp::parse("2026-11-01T08:00:00+08:00").unwrap()) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn the_card_must_agree_with_itself_and_be_valid() {
        let first17 = "43010220090315001";
        let number = format!("{first17}{}", super::super::document::check_character(first17).unwrap());
        let good = NewCandidate { document: Document { number, ..input().document }, ..input() };
        assert_eq!(faults(&good), Vec::<String>::new());
        let with = |change: fn(&mut NewCandidate)| {
            let mut changed = NewCandidate {
                document: Document { number: good.document.number.clone(), ..input().document },
                ..input()
            };
            change(&mut changed);
            faults(&changed)
        };
        assert_eq!(with(|c| c.document.sex = "female".into()), ["document.sex"]);
        assert_eq!(with(|c| c.document.birth = "2009-03-16".into()), ["document.birth"]);
        assert_eq!(with(|c| c.document.valid_until = "2026-10-31".into()), ["document.valid_until"]);
        assert_eq!(with(|c| c.document.number = "430102200903150011".into())[0], "document.number");
        assert!(
            with(|c| {
                c.document.valid_until = "2026-10-31".into();
                c.capture = "manual_expired".into();
            })
            .is_empty()
        );
        assert_eq!(with(|c| c.document.address = "广东省广州市".into()), ["document.address"]);
        assert_eq!(with(|c| c.document.kind = "library_card".into())[0], "document.kind");
        assert_eq!(
            with(|c| {
                c.document.kind = "passport".into();
                c.document.number = "E12345678".into();
                c.capture = "manual_other".into();
            }),
            ["document.kind"],
            "not by the point alone"
        );
    }
}
