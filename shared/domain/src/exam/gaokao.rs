//! 普通高考: somebody becomes a candidate at a registration point, with a number of its segment; chooses 院校专业组 of a track.

use super::Needs;

/// What the folder of a year must have.
pub const NEEDS: Needs = Needs {
    tables: &["organisations", "regions", "codes", "form", "colleges", "plans"],
    windows: &[("registration", "报名"), ("volunteer-assist", "辅助填报")],
    lists: &[
        ("political_status", "政治面貌"),
        ("ethnicity", "民族"),
        ("foreign_language", "外语语种"),
        ("candidate_category", "考生类别"),
        ("graduation_category", "毕业类别"),
        ("plan_type", "计划类别"),
        ("major_class", "专业类"),
        ("province", "省（自治区、直辖市）"),
    ],
    texts: &[("pledge", "考生诚信考试承诺书")],
    answers: &[("track", "首选科目"), ("subjects", "再选科目")],
    columns: &[("plans", "track"), ("lines", "track"), ("ranks", "track")],
};
