//! 承诺书, 须知, 操作指南, 应急预案: Markdown, each with a version.

use crate::fault::{Faults, Place};
use crate::files::{self, Files};
use crate::settings::Exam;
use domain::text::is_storable;

/// A text for people.
#[derive(Debug)]
pub struct Text {
    /// `pledge`, of texts/pledge.md
    pub name: String,
    pub title: String,
    /// Version: what somebody accepted is known by it
    pub version: String,
    /// Has everybody to accept it?
    pub accept: bool,
    /// Markdown
    pub text: String,
}

/// The texts that exam.toml names.
pub(crate) fn texts(files: &Files, exam: &Exam, faults: &mut Faults) -> Vec<Text> {
    let mut texts = Vec::new();
    for named in &exam.texts {
        let file = format!("texts/{}.md", named.name);
        let Some(bytes) = files.get(&file) else {
            faults.add(named.place.clone(), format!("没有文件 {file}"));
            continue;
        };
        let text = files::text(&file, bytes, faults).into_owned();
        if text.trim().is_empty() {
            faults.add(Place::file(&file), "文件是空的");
        }
        if let Some(at) = text.chars().position(|c| !is_storable(c)) {
            let line = text.chars().take(at).filter(|c| *c == '\n').count() + 1;
            let place = Place { line: u32::try_from(line).unwrap_or(u32::MAX), ..Place::file(&file) };
            faults.add(place, "有看不见的控制字符，请删去");
        }
        let (name, title, version) = (named.name.clone(), named.title.clone(), named.version.clone());
        texts.push(Text { name, title, version, accept: named.accept, text });
    }
    for (name, _) in files.iter().filter(|(name, _)| name.starts_with("texts/")) {
        let is_named = exam.texts.iter().any(|text| format!("texts/{}.md", text.name) == name);
        if !is_named {
            faults.add(Place::file(name), "exam.toml 中没有与它对应的 [[text]]");
        }
    }
    texts
}
