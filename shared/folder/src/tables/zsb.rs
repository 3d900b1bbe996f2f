//! 专升本: 《专业对应目录》, 赛项–专业, 考试科目 of majors.

use crate::table::{Cells, Head, Row, may, must, not_digits};

/// Who studied `from` may choose `to`.
#[derive(Debug)]
pub struct Correspondence {
    /// 专科专业代码, or its beginning: 大类 2 digits, 类 4
    pub from: String,
    /// 本科专业代码, or its beginning: 门类 2 digits, 类 4
    pub to: String,
}

impl Row for Correspondence {
    const TABLE: &'static str = "correspondence";
    const HEADS: &'static [Head] = &[
        must("from", &["专科专业代码", "专科专业（类）代码"]),
        may("from_name", &["专科专业", "专科专业（类）"]),
        must("to", &["本科专业代码", "本科专业（类）代码"]),
        may("to_name", &["本科专业", "本科专业（类）"]),
        may("note", &["备注"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        for column in ["from_name", "to_name", "note"] {
            cells.optional(column);
        }
        Self { from: major(cells, "from"), to: major(cells, "to") }
    }
}

/// Who won in a contest may choose `to`.
#[derive(Debug)]
pub struct Contest {
    /// 报考类别
    pub category: String,
    /// 赛项, a code of the list `contest`
    pub contest: String,
    /// 本科专业代码, or its beginning
    pub to: String,
}

impl Row for Contest {
    const TABLE: &'static str = "contests";
    const HEADS: &'static [Head] = &[
        must("category", &["报考类别"]),
        must("contest", &["赛项", "赛项代码"]),
        must("to", &["本科专业代码", "本科专业（类）代码"]),
        may("to_name", &["本科专业", "本科专业（类）"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        cells.optional("to_name");
        Self { category: cells.text("category"), contest: cells.text("contest"), to: major(cells, "to") }
    }
}

/// 公共科目 of a major.
#[derive(Debug)]
pub struct PublicPapers {
    /// 院校代号
    pub college: String,
    /// 专业代号, or its beginning; empty: all others of the college
    pub major: String,
    /// Codes or names of subjects
    pub subjects: Vec<String>,
}

impl Row for PublicPapers {
    const TABLE: &'static str = "papers";
    const HEADS: &'static [Head] = &[
        must("college", &["院校代号"]),
        may("major", &["专业代号", "专业代码"]),
        must("subjects", &["公共科目", "考试科目"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let major = if cells.raw("major").is_empty() { String::new() } else { major(cells, "major") };
        cells.text("subjects");
        Self { college: cells.text("college"), major, subjects: cells.list("subjects") }
    }
}

/// The code of a major, or its beginning.
fn major(cells: &mut Cells<'_>, column: &str) -> String {
    let text = cells.text(column);
    let digits = text.trim_end_matches(['K', 'T', 'H']);
    let is_code = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() == 6 || matches!(digits.len(), 2 | 4) && digits == text);
    if !is_code && !text.is_empty() {
        // Spreadsheets take the zero of 0809 away.
        let whole = (digits.len() + 1).clamp(2, 6);
        let why =
            if digits == text && matches!(digits.len(), 1 | 3 | 5) { not_digits(&text, whole) } else { String::new() };
        let message = if why.is_empty() {
            "应为 6 位专业代码，或者它的前 2 位、前 4 位".to_owned()
        } else {
            why
        };
        cells.fault(column, message);
    }
    text
}
