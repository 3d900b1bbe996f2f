//! Candidates to walk through the product with: one at the start of each part of the journey, all
//! of the first registration point.

use crate::plan::{Filing, Plan, control_line};
use domain::candidate::Stage;
use domain::subject::{Second, Track};

/// What each one is good for, how far they have come, their points above the line, and their volunteers.
const CAST: [(&str, Stage, i64, Filing); 8] = [
    ("首次登录：已分配报名流水号，待缴费", Stage::Numbered, 0, Filing::Nothing),
    ("已缴费，待实人认证", Stage::Paid, 0, Filing::Nothing),
    ("已实人认证，待设置密码", Stage::Verified, 0, Filing::Nothing),
    ("已设置密码，待填写报名信息", Stage::Active, 0, Filing::Nothing),
    ("已上线，尚未填志愿", Stage::Filled, 120, Filing::Nothing),
    ("已上线，只有志愿草稿", Stage::Filled, 90, Filing::DraftOnly),
    ("已提交保存正式志愿", Stage::Filled, 150, Filing::Twice),
    ("未上线", Stage::Filled, -40, Filing::Nothing),
];

/// How many there are.
pub(crate) const COUNT: usize = CAST.len();

/// What the candidate of this index is good for.
pub(crate) fn title(index: usize) -> &'static str {
    CAST.get(index).map_or("", |(title, ..)| title)
}

/// Gives the first few candidates their parts.
pub(crate) fn cast(plans: &mut [Plan]) {
    for (plan, (_, stage, above, filing)) in plans.iter_mut().zip(CAST) {
        plan.stage = stage;
        plan.track = Track::Physics;
        plan.seconds = [Second::Chemistry, Second::Biology];
        plan.total = if stage == Stage::Filled { control_line(Track::Physics) + above } else { 0 };
        plan.filing = filing;
    }
}
