//! 学籍 of those who may register for 专升本: a college's file is one event.

use crate::document::DocumentKind;
use serde::Serialize;

/// All of a file, or nothing of it. The number of each is the event's with its place in the list behind it, six digits.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Imported<'a> {
    /// Code of the college
    pub college: &'a str,
    /// SHA-256 of the file
    pub file: &'a str,
    /// Its students
    pub students: &'a [Kept<'a>],
}

/// A student, as one is kept.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kept<'a> {
    /// 姓名
    pub name: &'a str,
    /// 证件类型
    pub document_kind: DocumentKind,
    /// 证件号, sealed
    pub document: String,
    /// 证件号, its keyed hash
    pub document_hash: String,
    /// 证件号, masked
    pub document_mask: String,
    /// 毕业情况
    pub graduate: &'a str,
    /// 户籍
    pub household: &'a str,
    /// 专科专业代码
    pub major: &'a str,
    /// 专科专业
    pub major_name: &'a str,
}

/// What the college had wrong of one, all of it anew.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Corrected<'a> {
    /// Number
    pub student: i64,
    /// As it is now
    pub says: Kept<'a>,
    /// Why
    pub reason: &'a str,
}

/// Photos of a college's file, all of them or none.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Photographed<'a> {
    /// Code of the college
    pub college: &'a str,
    /// SHA-256 of the file
    pub file: &'a str,
    /// Each: the student's number, and the photo's SHA-256
    pub photos: &'a [(i64, String)],
}

/// A student claims their own record. Its number is the candidate's.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Claimed<'a> {
    /// Number of the record; that of the event with six zeros behind it, where there is `outside`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student: Option<i64>,
    /// The record of who is of a college of another province, as they say themselves
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<Outside<'a>>,
    /// 8 digits. The statement fills it in: the next one of the exam
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<&'a str>,
    /// `male`, `female`, as the 居民身份证号 says; empty where there is none
    pub sex: &'a str,
    /// 出生日期, likewise
    pub birth: &'a str,
    /// 证件号, sealed for the candidate
    pub document: &'a str,
}

/// Somebody of a college of another province.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outside<'a> {
    /// Code of the organisation to which they belong
    pub college: &'a str,
    /// Who they are
    pub says: Kept<'a>,
}

/// The college takes one back.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Removed<'a> {
    /// Number
    pub student: i64,
    /// Why
    pub reason: &'a str,
}
