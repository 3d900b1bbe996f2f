//! 学籍: what a college hands over of its students before any of them registers (湘教考成字〔2024〕1号 二1); and whom the province bars (一4).

use crate::Result;
use crate::document::DocumentKind;
use crate::error::Faults;
use crate::page::After;
use crate::text::is_line;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names of codes, by list and code.
pub type Lists = BTreeMap<String, BTreeMap<String, String>>;

/// A student, as a college says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Student {
    /// 姓名
    pub name: String,
    /// 证件类型
    pub document_kind: DocumentKind,
    /// 证件号, normalised
    pub document: String,
    /// 毕业情况, a code of the list `graduate`
    pub graduate: String,
    /// 户籍, a code of the list `household`
    pub household: String,
    /// 专科专业代码
    pub major: String,
    /// 专科专业
    pub major_name: String,
}

/// Somebody who may not register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barred {
    /// 证件号, normalised
    pub document: String,
    /// Why, a code of the list `barred_reason`
    pub reason: String,
}

/// Something of an imported file, and where its 证件号 stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<T> {
    /// Line, from 1
    pub line: usize,
    /// Column of the 证件号, from 1
    pub column: usize,
    /// What it says
    pub says: T,
}

/// Is it a name as a 学籍 has it?
pub fn is_name(text: &str) -> bool {
    is_line(text, 1..=40)
}

/// Is it the code of a major: six digits, and what marks it (`101K`)?
pub fn is_major(text: &str) -> bool {
    let digits = text.trim_end_matches(['K', 'T', 'H']);
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 8
}

/// 更正: what a college had wrong of one of its students, all of it anew.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// 姓名
    pub name: String,
    /// 证件类型
    pub document_kind: DocumentKind,
    /// 证件号; as it is when left out
    #[serde(default)]
    pub document: Option<String>,
    /// 毕业情况, a code of the list `graduate`
    pub graduate: String,
    /// 户籍, a code of the list `household`
    pub household: String,
    /// 专科专业代码
    pub major: String,
    /// 专科专业
    pub major_name: String,
    /// Why, in 2–200 characters
    pub reason: String,
}

impl Correction {
    /// The student as corrected; `known` is the 证件号 until now.
    ///
    /// # Errors
    /// `Invalid` with every fault.
    pub fn check(&self, known: &str, lists: &Lists) -> Result<Student> {
        let Self { name, document_kind, document, graduate, household, major, major_name, .. } = self.clone();
        let document = document.unwrap_or_else(|| known.to_owned());
        Student { name, document_kind, document, graduate, household, major, major_name }.checked(lists)
    }
}

/// What somebody of a college of another province, whom no college hands over, says of themselves.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outsider {
    /// 户籍, a code of the list `household`
    pub household: String,
    /// 专科专业代码
    pub major: String,
    /// 专科专业
    pub major_name: String,
}

impl Student {
    /// As somebody typed it.
    ///
    /// # Errors
    /// `Invalid` with every fault.
    pub fn checked(self, lists: &Lists) -> Result<Self> {
        let mut faults = Faults::default();
        let is_code = |list: &str, code: &str| lists.get(list).is_some_and(|codes| codes.contains_key(code));
        faults.add_if(!is_name(&self.name), "name", "姓名应为一行文字，不超过 40 个字");
        for (list, code) in [("graduate", &self.graduate), ("household", &self.household)] {
            faults.add_if(!is_code(list, code), list, format!("没有“{code}”这个代码"));
        }
        faults.add_if(!is_major(&self.major), "major", "应为 6 位专业代码");
        faults.add_if(!is_line(&self.major_name, 1..=100), "major_name", "专业名称应为一行文字，不超过 100 个字");
        let document = faults.take("document", self.document_kind.number(&self.document)).unwrap_or_default();
        let [name, major_name] = [&self.name, &self.major_name].map(|text| text.trim().to_owned());
        faults.or(Self { name, major_name, document, ..self })
    }
}

/// Which students to list; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SearchStudents {
    /// Code of the college; one's own when left out
    pub college: Option<String>,
    /// A whole name, or a whole 证件号
    pub text: String,
    /// Only those whose photo is missing
    pub without_photo: bool,
    /// Only those who have not registered
    pub unclaimed: bool,
    /// `next` of the page before
    pub after: After,
}

/// A student in a list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StudentRow {
    /// Number
    pub id: i64,
    /// 姓名
    pub name: String,
    /// 证件号, masked
    pub document_masked: String,
    /// 毕业情况
    pub graduate: String,
    /// 户籍
    pub household: String,
    /// 专科专业代码
    pub major: String,
    /// 专科专业
    pub major_name: String,
    /// Is there a photo?
    pub photo: bool,
    /// Has the student registered?
    pub claimed: bool,
}

/// How far the students of a college are.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CollegeCount {
    /// Code of the college
    pub college: String,
    /// Its name
    pub name: String,
    /// How many it has handed over
    pub students: i64,
    /// Of those that have a photo
    pub photos: i64,
    /// Of those who have registered
    pub claimed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn lists() -> Lists {
        let list = |code: &str| BTreeMap::from([(code.to_owned(), "示例".to_owned())]);
        BTreeMap::from([("graduate".into(), list("1")), ("household".into(), list("2"))])
    }

    fn good() -> Correction {
        Correction {
            name: " 示例甲 ".into(),
            document_kind: DocumentKind::ResidentCard,
            document: None,
            graduate: "1".into(),
            household: "2".into(),
            major: "520101K".into(),
            major_name: "临床医学".into(),
            reason: "更正".into(),
        }
    }

    #[test]
    fn a_correction_keeps_the_document_unless_it_names_another() {
        let known = "430102200803150016";
        let student = good().check(known, &lists()).unwrap();
        assert_eq!((student.document.as_str(), student.name.as_str()), (known, "示例甲"));
        let other =
            Correction { document_kind: DocumentKind::HkMacauPermit, document: Some("h12345678".into()), ..good() };
        assert_eq!(other.check(known, &lists()).unwrap().document, "H12345678");
    }

    #[test]
    fn every_fault_of_a_correction_is_named() {
        let bad = Correction {
            name: "甲\u{202e}".into(),
            document: Some("1".into()),
            graduate: "2".into(),
            household: String::new(),
            major: "5201".into(),
            major_name: "\n".into(),
            ..good()
        };
        let Err(Error::Invalid(faults)) = bad.check("430102200803150016", &lists()) else { panic!("accepted") };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["name", "graduate", "household", "major", "major_name", "document"]);
    }

    #[test]
    fn codes_of_majors_have_six_digits() {
        for (text, is) in [("510201", true), ("520101K", true), ("080907TK", true), ("5102", false), ("51020K", false)]
        {
            assert_eq!(is_major(text), is, "{text}");
        }
    }
}
