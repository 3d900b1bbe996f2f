//! 专升本: a college imports its graduates, who claim their record by phone; each chooses one college and one major of a category.

use super::Needs;

/// What the folder of a year must have.
pub const NEEDS: Needs = Needs {
    tables: &["organisations", "regions", "codes", "form"],
    windows: &[("registration", "报名与信息完善"), ("review", "资格审查"), ("volunteer", "志愿填报")],
    lists: &[("political_status", "政治面貌"), ("ethnicity", "民族"), ("category", "报考类别")],
    texts: &[("pledge", "考生诚信考试承诺书")],
    answers: &[("category", "报考类别")],
    columns: &[("plans", "category")],
};
