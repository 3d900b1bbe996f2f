//! What a folder comes to as a revision of what is in force.

use crate::tables::paths;
use crate::{Change, Fault, Stake, Year, content, diff, prepare};
use domain::event::exam::Dependent;
use domain::exam::Thing;
use domain::organisation::Path;
use std::collections::HashMap;

/// A folder, made ready to be proposed.
#[derive(Debug)]
pub struct Revised {
    /// What it comes to
    pub things: Vec<Thing>,
    /// SHA-256 of all of that
    pub content: String,
    /// What it changes, in words
    pub says: Vec<String>,
    /// Who must not be there yet
    pub touches: Vec<Dependent>,
}

/// Compares a year with the one in force, if there is one; `there` are those who depend on it.
///
/// # Errors
/// The changes that can't be any more.
pub fn revise(old: Option<&Year>, new: &Year, there: &[Dependent]) -> Result<Revised, Vec<Change>> {
    let (mut says, touches) = match old {
        // What stands in the tables without a revision nobody can compare with.
        None => (new.words(), vec![Dependent::Candidates, Dependent::Volunteers]),
        Some(old) => changed(diff(old, new), there)?,
    };
    says.extend(reminders(old, new));
    let things = prepare(new);
    Ok(Revised { content: content(&things), things, says, touches })
}

fn changed(changes: Vec<Change>, there: &[Dependent]) -> Result<(Vec<String>, Vec<Dependent>), Vec<Change>> {
    let is_refused =
        |change: &Change| change.stakes.iter().any(|stake| stake.dependent().is_none_or(|who| there.contains(&who)));
    if changes.iter().any(is_refused) {
        return Err(changes.into_iter().filter(is_refused).collect());
    }
    let mut touches: Vec<Dependent> =
        changes.iter().flat_map(|change| &change.stakes).filter_map(Stake::dependent).collect();
    touches.sort_unstable();
    touches.dedup();
    let mut says: Vec<String> = changes.into_iter().map(|change| change.words).collect();
    if says.is_empty() {
        says.push("只有文件中的说明有变化".into());
    }
    Ok((says, touches))
}

/// What is worth a look, and was not there before.
fn reminders(old: Option<&Year>, new: &Year) -> impl Iterator<Item = String> {
    let known =
        move |note: &&Fault| old.is_some_and(|old| old.notes.iter().any(|before| before.message == note.message));
    new.notes.iter().filter(move |note| !known(note)).map(|note| match note.line {
        0 => format!("{}（{}）", note.message, note.file),
        line => format!("{}（{} 第 {line} 行）", note.message, note.file),
    })
}

impl Stake {
    /// Who must not be there for it to be changed; `None`: it never is.
    pub fn dependent(&self) -> Option<Dependent> {
        match self {
            Self::Exam | Self::Window(_) => None,
            Self::Batch(_) | Self::Group { .. } => Some(Dependent::Volunteers),
            Self::Identifiers
            | Self::Code { .. }
            | Self::Field(_)
            | Self::Fee(_)
            | Self::Review(_)
            | Self::Text(_)
            | Self::Organisation(_)
            | Self::Segment { .. } => Some(Dependent::Candidates),
        }
    }
}

impl Year {
    /// Where each organisation is, by code.
    pub fn paths(&self) -> HashMap<&str, Path> {
        paths(self.organisations.iter())
    }

    /// What there is, in one line.
    pub fn summary(&self) -> String {
        let counts = [
            ("机构", self.organisations.len()),
            ("账号", self.staff.len()),
            ("时间安排", self.exam.windows.len()),
            ("缴费项目", self.exam.fees.len()),
            ("批次", self.exam.batches.len()),
            ("报名表", self.form.len()),
            ("代码", self.codes.len()),
            ("号段", self.segments.len()),
            ("院校", self.colleges.len()),
            ("专业", self.plans.len()),
            ("专业对应", self.correspondence.len()),
            ("投档线", self.lines.len()),
        ];
        let counts: Vec<String> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
        format!("{} {}：{}", self.exam.id, self.exam.name, counts.join("，"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::good;

    #[test]
    fn a_text_that_candidates_have_accepted_becomes_another_one_under_another_version() {
        let mut files = good();
        let pledge = String::from_utf8(files.get("texts/pledge.md").unwrap().to_vec()).unwrap();
        files.insert("texts/pledge.md", format!("{pledge}\n\n五、示例。\n"));
        let (old, new) = (crate::read(&good()).unwrap(), crate::read(&files).unwrap());
        let refused = revise(Some(&old), &new, &[Dependent::Candidates]).unwrap_err();
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(refused[0].words.contains("请在 exam.toml 另定版本"), "{refused:?}");
        let exam = String::from_utf8(files.get("exam.toml").unwrap().to_vec()).unwrap();
        let version = &old.exam.texts[0].version;
        files.insert("exam.toml", exam.replace(&format!("\"{version}\""), "\"2027-2\""));
        let says = revise(Some(&old), &crate::read(&files).unwrap(), &[Dependent::Candidates]).unwrap().says;
        assert!(says.iter().any(|said| said.contains("五、示例。")), "{says:?}");
    }

    #[test]
    fn what_candidates_depend_on_is_refused_once_they_are_there() {
        let mut files = good();
        let exam = String::from_utf8(files.get("exam.toml").unwrap().to_vec()).unwrap();
        files.insert("exam.toml", exam.replace("amount  = \"40.00\"", "amount = \"45\""));
        let (old, new) = (crate::read(&good()).unwrap(), crate::read(&files).unwrap());
        let revised = revise(Some(&old), &new, &[]).unwrap();
        assert_eq!(revised.touches, [Dependent::Candidates]);
        assert_eq!(revised.says, ["缴费项目 普通高考报名费：金额 40.00 → 45.00"]);
        assert_eq!(revise(Some(&old), &new, &[Dependent::Candidates]).unwrap_err().len(), 1);
        assert_eq!(revise(Some(&old), &old, &[Dependent::Candidates]).unwrap().says, ["只有文件中的说明有变化"]);
        files.insert("exam.toml", exam.replace("closes = 2027-07-02 17:00", "closes = 2028-07-02 17:00"));
        let mistyped = crate::read(&files).unwrap();
        let says = revise(None, &mistyped, &[]).unwrap().says;
        assert!(
            says.last().unwrap().starts_with("提醒：2027 年的考试安排在 2028 年，请核对年份（exam.toml 第 "),
            "{says:?}"
        );
        assert!(!says[0].contains("提醒") && revise(Some(&mistyped), &mistyped, &[]).unwrap().says.len() == 1);
        let first = revise(None, &new, &[]).unwrap();
        assert!(first.says[0].starts_with("gaokao-2027 "));
        assert_eq!(first.content, revised.content);
    }
}
