//! A folder to begin with: headings, notes, the national lists of codes, and settings that check as they are.

use crate::files::{EXAM, Files};
use crate::table::{Row, titles};
use crate::tables::{
    Code, College, Contest, Correspondence, Line, Organisation, Plan, PublicPapers, Rank, Region, Segment, Staff,
};
use domain::exam::Kind;
use domain::form::Row as FormRow;

/// National lists: 政治面貌, 民族, 外语语种, 毕业类别, 计划类别, 专业类, 省; a heading, and a row a code.
const CODES: &str = include_str!("../template/codes.csv");
/// Those of 高考 beyond them, without a heading.
const GAOKAO_CODES: &str = include_str!("../template/codes-gaokao.csv");
/// The form of 高考, without a heading.
const GAOKAO_FORM: &str = include_str!("../template/form-gaokao.csv");
const NOTES: &str = include_str!("../template/README.md");
const PLEDGE: &str = include_str!("../template/pledge.md");

/// What differs from kind to kind.
struct Parts {
    exam: &'static str,
    /// Rows of codes.csv, beyond those of the lists that it takes of [`CODES`]
    codes: &'static str,
    lists: &'static [&'static str],
    form: &'static str,
    organisations: &'static str,
}

const PROVINCE: &str = "99,省,,示例省教育考试院,\n";
/// Those who review claims of 专升本, beside the colleges.
const REVIEWERS: &str = "99,省,,示例省教育考试院,\n\
    employment,其他,99,示例省就业指导中心,\n\
    students,其他,99,示例省教育厅学生处,\n\
    ethnic,其他,99,示例省教育厅民族教育处,\n";

fn parts(kind: Kind) -> Parts {
    match kind {
        Kind::Gaokao => Parts {
            exam: include_str!("../template/gaokao.toml"),
            codes: GAOKAO_CODES,
            lists: &[],
            form: GAOKAO_FORM,
            organisations: PROVINCE,
        },
        Kind::Zsb => Parts {
            exam: include_str!("../template/zsb.toml"),
            codes: include_str!("../template/codes-zsb.csv"),
            lists: &["political_status", "ethnicity", "plan_type", "province"],
            form: include_str!("../template/form-zsb.csv"),
            organisations: REVIEWERS,
        },
    }
}

/// The folder of a year of this kind, without what only an office knows.
pub fn template(kind: Kind) -> Files {
    let parts = parts(kind);
    let national = CODES.lines().skip(1).filter(|line| {
        let list = line.split(',').next().unwrap_or_default();
        parts.lists.is_empty() || parts.lists.contains(&list)
    });
    let codes: String = national.map(|line| format!("{line}\n")).chain([parts.codes.to_owned()]).collect();
    let mut files = Files::default();
    files.insert("README.md", NOTES);
    files.insert(EXAM, parts.exam);
    files.insert("texts/pledge.md", PLEDGE);
    table::<Organisation>(&mut files, parts.organisations);
    table::<Region>(&mut files, "99,示例省,,\n");
    table::<Code>(&mut files, &codes);
    table::<FormRow>(&mut files, parts.form);
    table::<Staff>(&mut files, "");
    table::<College>(&mut files, "");
    table::<Plan>(&mut files, "");
    match kind {
        Kind::Gaokao => {
            table::<Segment>(&mut files, "");
            table::<Line>(&mut files, "");
            table::<Rank>(&mut files, "");
        }
        Kind::Zsb => {
            table::<PublicPapers>(&mut files, "");
            table::<Correspondence>(&mut files, "");
            table::<Contest>(&mut files, "");
        }
    }
    files
}

/// A table with its heading. Spreadsheets know UTF-8 by its mark.
fn table<T: Row>(files: &mut Files, rows: &str) {
    files.insert(format!("{}.csv", T::TABLE), format!("\u{feff}{}\n{rows}", titles::<T>(",")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_all_ethnicities_of_gb_3304() {
        assert_eq!(CODES.lines().filter(|line| line.starts_with("ethnicity,")).count(), 58);
    }
}
