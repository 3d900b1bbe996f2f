//! Exams, their places, and what each kind of exam needs.

pub mod gaokao;
mod id;
mod kind;
mod revision;
pub mod step;
pub mod zsb;

use crate::photo;
pub use id::ExamId;
pub use kind::{Kind, Needs};
pub use revision::Revision;
use serde::{Deserialize, Serialize};

/// An exam.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exam {
    /// `gaokao-2027`
    pub id: ExamId,
    pub name: String,
    /// What kind it is
    pub kind: Kind,
    pub year: i32,
    /// What it asks of 采集照片
    pub photo: photo::Rule,
}

/// 招考机构, as candidates read of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authority {
    /// 湖南省教育考试院; empty where no exam's settings name it
    pub name: String,
    /// 网页名称: 湖南招考
    pub brand: String,
    /// 咨询电话
    pub telephone: String,
}

/// 行政区划 (GB/T 2260 down to the county, below it 统计用区划代码).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Region {
    /// 2 digits of a province, 4 of a city, 6 of a county, 9 of a township or street
    pub code: String,
    pub name: String,
    /// The region above; empty for a province
    pub parent: String,
    /// 城乡划分代码, where the table has it: 1xx 城镇, 2xx 乡村
    pub urban_rural: String,
    /// Is there anything below it?
    pub divided: bool,
}

/// A text of an exam that somebody accepts: 《考生诚信考试承诺书》.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Text {
    pub title: String,
    /// Version: another text is another version, and accepted anew
    pub version: String,
    /// Markdown
    pub body: String,
}

impl Text {
    /// Its paragraphs.
    pub fn paragraphs(&self) -> Vec<String> {
        let joined = self.body.replace("\r\n", "\n");
        joined.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    }
}

/// A thing of an exam year: what its folder comes to in the database.
#[derive(Debug, Serialize)]
pub struct Thing {
    /// `exam`, `score`, `region`, `code`, `organisation`, `segment`, `form`, `text`, `window`, `fee`, `batch`, `college`, `group`; of 专升本
    /// also `category`, `route`, `paper`, `papers`, `room`, `outside`, `correspondence`, `contest`
    pub noun: &'static str,
    /// By which it is the same thing in another revision
    pub key: String,
    /// Its place among those of its noun, where that means something
    pub position: usize,
    /// A JSON object
    pub value: String,
    /// SHA-256 of the value
    pub hash: String,
}
