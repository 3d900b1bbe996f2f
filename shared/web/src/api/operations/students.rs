//! 专升本: what 生源高校 do with the 学籍 of their students, and what the province does about them.

use super::offices::XLSX;
use crate::api::operation::Role::Staff;
use crate::api::operation::{FILE, Operation, Retry, op};
use crate::api::{common, student};
use domain::role::Permission::{StudentBar, StudentImport, StudentView};

const FILE_OF_BYTES: &str = "application/octet-stream";

pub(super) const OPERATIONS: &[Operation] = &[
    op("POST /api/student/search", Staff(StudentView), "查询学生学籍")
        .in_exam()
        .reads::<student::SearchStudents>()
        .answers::<student::Students>()
        .on_retry(Retry::Safe),
    op("GET /api/student/colleges", Staff(StudentView), "各高校导入、照片、注册情况")
        .in_exam()
        .answers::<student::Colleges>(),
    op("GET /api/student/blank.xlsx", Staff(StudentView), "下载学籍导入模板").in_exam().gives(XLSX),
    op("POST /api/student/imports", Staff(StudentImport), "导入本校学生学籍：CSV 或 XLSX，全部导入或全不导入")
        .in_exam()
        .query::<student::FileNamed>()
        .takes(FILE_OF_BYTES)
        .up_to(FILE)
        .creates::<student::Taken>()
        .on_retry(Retry::Same),
    op("POST /api/student/photos", Staff(StudentImport), "导入本校学生照片：ZIP，每张以证件号为文件名")
        .in_exam()
        .takes(FILE_OF_BYTES)
        .up_to(FILE)
        .creates::<student::Taken>()
        .on_retry(Retry::Same),
    op("GET /api/student/students/{id}/photo", Staff(StudentView), "学生照片").in_exam().gives("image/jpeg"),
    op("PUT /api/student/students/{id}", Staff(StudentImport), "更正学生学籍")
        .in_exam()
        .reads::<student::Correction>()
        .on_retry(Retry::Same),
    op("POST /api/student/students/{id}/removal", Staff(StudentImport), "撤回学生学籍")
        .in_exam()
        .reads::<common::Because>()
        .on_retry(Retry::Same),
    op("POST /api/student/barred", Staff(StudentBar), "导入不得报名的人员名单，替换原有名单")
        .in_exam()
        .query::<student::FileNamed>()
        .takes(FILE_OF_BYTES)
        .up_to(FILE)
        .creates::<student::Taken>()
        .on_retry(Retry::Same),
];
