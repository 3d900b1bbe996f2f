//! 考试科目: of the public papers (省统考) a major takes some, and beside them one of the college's own (domain: 三科).

use crate::score::{Mark, Rule};
use serde::{Deserialize, Serialize};

/// What those take who chose a major of a college.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// 院校代号
    pub college: String,
    /// 专业代号, or its beginning; empty: all others of the college
    pub major: String,
    /// 公共科目, and the college's own: codes of subjects
    pub subjects: Vec<String>,
}

/// The papers of a major: the row that says it most exactly.
pub fn of<'a>(rows: &'a [Papers], college: &str, major: &str) -> Option<&'a Papers> {
    let fits = rows.iter().filter(|row| row.college == college && major.starts_with(&row.major));
    fits.max_by_key(|row| row.major.len())
}

impl Papers {
    /// 总分: what was taken, all together; a paper that was missed (缺考) counts nothing.
    ///
    /// # Errors
    /// The subject, and what is wrong with its mark.
    pub fn total(&self, rule: &Rule, marks: &[Mark]) -> Result<i64, (String, String)> {
        let mut total = 0;
        for (index, subject) in rule.subjects.iter().enumerate() {
            let Some(mark) = marks.get(index).copied().flatten().map(i64::from) else { continue };
            let (code, name) = (&subject.code, &subject.name);
            if !self.subjects.contains(code) {
                return Err((code.clone(), format!("所报专业不考{name}")));
            }
            if !(0..=subject.maximum).contains(&mark) {
                return Err((code.clone(), format!("{name}应为 0–{} 的整数，这里是 {mark}", subject.maximum)));
            }
            total += mark;
        }
        Ok(total)
    }
}
