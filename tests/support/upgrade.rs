//! 专升本 beside 高考: its exam year, and what colleges hand over.

use super::{Client, Person, System};
use std::path::PathBuf;

pub(crate) const UPGRADE: &str = "zsb-2027";

impl System {
    /// zsb-2027 is in force; colleges import until 06-25 10:20, students register until 07-20.
    pub(crate) fn set_up_upgrade(&self) {
        self.put_in_force(&self.upgrade_folder(|settings| settings));
    }

    /// Its folder, its exam.toml changed.
    pub(crate) fn upgrade_folder(&self, change: impl Fn(String) -> String) -> PathBuf {
        self.demo_folder(UPGRADE, |name, text| match name {
            "exam.toml" => change(around_now(&text)),
            _ => text,
        })
    }

    /// A new account of a college.
    pub(crate) fn college(&self, code: &str) -> Client {
        self.new_staff("college", code).about(UPGRADE)
    }
}

fn around_now(settings: &str) -> String {
    settings
        .replace("opens  = 2027-01-11 08:00", "opens  = 2027-06-20 08:00")
        .replace("closes = 2027-02-10 17:00", "closes = 2027-06-25 10:20")
        .replace(
            "opens  = 2027-02-20 08:00\ncloses = 2027-03-09 17:00",
            "opens  = 2027-06-20 08:00\ncloses = 2027-07-20 17:00",
        )
}

/// Somebody at a college.
#[derive(Clone, Debug)]
pub(crate) struct Student(pub(crate) Person);

impl Student {
    pub(crate) fn new() -> Self {
        Self(Person::new())
    }

    /// A line of the college's file.
    fn line(&self) -> String {
        format!("{},{},省内院校应届毕业生,本省,510201,计算机应用技术\n", self.0.name, self.0.document)
    }
}

/// A college's file.
pub(crate) fn students(students: &[Student]) -> String {
    let lines: String = students.iter().map(Student::line).collect();
    format!("姓名,证件号,毕业情况,户籍,专科专业代码,专科专业\n{lines}")
}

/// A ZIP file of files as they are. (The crate `zip` changes the features of what the engine is built with.)
pub(crate) fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let offset = zip.len() as u32;
        let [length, name_length] = [bytes.len() as u32, name.len() as u32];
        // Version, flags, method, time and date; then checksum and lengths (PKWARE APPNOTE 4.3.7, 4.3.12).
        let mut shared = [[20, 0], [0, 0x08], [0, 0], [0, 0], [0x21, 0]].concat();
        shared.extend([crc32(bytes), length, length].map(u32::to_le_bytes).concat());
        shared.extend((name_length as u16).to_le_bytes());
        zip.extend([&b"PK\x03\x04"[..], &shared, &[0, 0], name.as_bytes(), bytes].concat());
        let placed = [&[0; 12][..], &offset.to_le_bytes(), name.as_bytes()].concat();
        directory.extend([&b"PK\x01\x02\x14\x00"[..], &shared, &placed].concat());
    }
    let (start, count) = (zip.len() as u32, (files.len() as u16).to_le_bytes());
    let lengths = [directory.len() as u32, start].map(u32::to_le_bytes).concat();
    [&zip[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &lengths, &[0, 0]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}
