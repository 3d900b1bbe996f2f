//! 报名信息: the registration form (考生登记表, fields that the candidate fills).

mod saved;

use super::subject::{Second, Track};
use super::text::is_line;
use crate::error::Faults;
use crate::{Result, Timestamp};
pub use saved::{FIELDS, SavedForm};
use serde::{Deserialize, Serialize};

/// The form as the candidate sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 政治面貌 (GB/T 4762)
    pub political_status: String,
    /// 首选科目
    pub first_subject: Track,
    /// 再选科目, two different ones
    pub second_subjects: Vec<Second>,
    /// 外语语种
    pub foreign_language: String,
    /// 考生类别
    pub candidate_category: String,
    /// 毕业类别
    pub graduation_category: String,
    /// 毕业学校
    pub school_name: String,
    /// 毕业年份
    pub graduation_year: i32,
    /// 户口所在地
    pub household: Place,
    /// 录取通知书邮寄地址
    pub address: Address,
    /// 联系电话, a mobile number
    pub phone: String,
}

/// A region and what follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// County, 6 digits (GB/T 2260)
    pub region: String,
    /// Township, street, village, number
    pub detail: String,
}

/// Where the admission letter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// County, 6 digits (GB/T 2260)
    pub region: String,
    /// Township, street, village, number
    pub detail: String,
    /// 邮政编码, 6 digits
    pub postcode: String,
    /// 收件人
    pub recipient: String,
}

/// What an exam's code tables allow: (list, code) pairs and the regions.
pub struct Codes {
    /// (list, code)
    pub items: Vec<(String, String)>,
    /// Counties, 6 digits
    pub regions: Vec<String>,
    /// The exam's year
    pub year: i32,
}

impl Form {
    /// Checks every field.
    ///
    /// # Errors
    /// `Invalid` with all faults.
    pub fn check(&self, codes: &Codes) -> Result<()> {
        let mut faults = Faults::default();
        let known = |list: &str, code: &str| codes.items.iter().any(|(l, c)| l == list && c == code);
        for (list, code, title) in [
            ("political_status", &self.political_status, "政治面貌"),
            ("foreign_language", &self.foreign_language, "外语语种"),
            ("candidate_category", &self.candidate_category, "考生类别"),
            ("graduation_category", &self.graduation_category, "毕业类别"),
        ] {
            faults.add_if(!known(list, code), format!("form.{list}"), format!("请选择{title}"));
        }
        let pair_is_legal = matches!(&self.second_subjects[..], [a, b] if a != b);
        faults.add_if(!pair_is_legal, "form.second_subjects", "再选科目应选 2 门不同的科目");
        text(&mut faults, "form.school_name", &self.school_name, 2, 60);
        let years = codes.year - 30..=codes.year;
        faults.add_if(!years.contains(&self.graduation_year), "form.graduation_year", "请填写实际毕业年份");
        for (field, region) in
            [("form.household.region", &self.household.region), ("form.address.region", &self.address.region)]
        {
            faults.add_if(!codes.regions.contains(region), field, "请选择到县（市、区）");
        }
        text(&mut faults, "form.household.detail", &self.household.detail, 2, 80);
        text(&mut faults, "form.address.detail", &self.address.detail, 4, 80);
        text(&mut faults, "form.address.recipient", &self.address.recipient, 2, 30);
        let postcode = &self.address.postcode;
        let postcode_ok = postcode.len() == 6 && postcode.bytes().all(|byte| byte.is_ascii_digit());
        faults.add_if(!postcode_ok, "form.address.postcode", "邮政编码应为 6 位数字");
        faults.add_if(!is_mobile(&self.phone), "form.phone", "请填写 11 位手机号码");
        faults.or(())
    }
}

/// A mainland mobile number: 11 digits, the first 1, the second 3–9.
pub fn is_mobile(phone: &str) -> bool {
    phone.len() == 11
        && phone.bytes().all(|b| b.is_ascii_digit())
        && matches!(phone.as_bytes(), [b'1', b'3'..=b'9', ..])
}

fn text(faults: &mut Faults, field: &str, value: &str, least: usize, most: usize) {
    let message = format!("请填写 {least}–{most} 个字");
    faults.add_if(!is_line(value, least..=most), field, message);
}

/// What the candidate cannot change.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Identity {
    /// 姓名
    pub name: String,
    /// Sex
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::admission::SEXES)))]
    pub sex: String,
    /// 民族
    pub ethnicity: String,
    /// 出生日期
    pub birth: String,
    /// 证件类型
    pub document_kind: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 有效期至
    pub valid_until: String,
    /// Where the photo is
    pub photo_url: Option<String>,
}

/// What was saved.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Saved {
    /// Version
    pub version: i64,
    /// When
    pub saved_at: Timestamp,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Error;

    pub(crate) fn form() -> Form {
        Form {
            political_status: "03".into(),
            first_subject: Track::Physics,
            second_subjects: vec![Second::Chemistry, Second::Biology],
            foreign_language: "1".into(),
            candidate_category: "1".into(),
            graduation_category: "1".into(),
            school_name: "示例第一中学".into(),
            graduation_year: 2027,
            household: Place { region: "430102".into(), detail: "示例路 1 号".into() },
            address: Address {
                region: "430102".into(),
                detail: "示例路 1 号".into(),
                postcode: "410000".into(),
                recipient: "示例".into(),
            },
            phone: "13800000000".into(),
        }
    }

    pub(crate) fn codes() -> Codes {
        let item = |list: &str, code: &str| (list.to_owned(), code.to_owned());
        Codes {
            items: vec![
                item("political_status", "03"),
                item("foreign_language", "1"),
                item("candidate_category", "1"),
                item("graduation_category", "1"),
            ],
            regions: vec!["430102".into()],
            year: 2027,
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        assert!(form().check(&codes()).is_ok());
        let wrong = Form {
            political_status: "99".into(),
            second_subjects: vec![Second::Biology, Second::Biology],
            graduation_year: 1900,
            phone: "12800000000".into(),
            school_name: "甲\n乙丙".into(),
            ..form()
        };
        let Err(Error::Invalid(faults)) = wrong.check(&codes()) else { panic!("accepted") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let expected =
            ["form.political_status", "form.second_subjects", "form.school_name", "form.graduation_year", "form.phone"];
        assert_eq!(fields, expected);
    }
}
