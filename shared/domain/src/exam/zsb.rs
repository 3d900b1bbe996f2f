//! 专升本: a college imports its graduates, who claim their record by phone; each chooses one college and one major of a category.

mod category;
mod choice;
pub mod counts;
pub mod paper;
pub mod placement;
mod review;
pub mod seats;
#[cfg(test)]
mod tests;

pub use category::{Category, Material};
pub use choice::{Cell, Chooser, Contest, Correspondence, Majors, Offer, SearchOffers, Tables};
pub use paper::Papers;
pub use review::{Denied, Move, Review, Reviewer, Route, Rules, State as Reviewed, Step as ReviewStep, Verdict};

use super::Needs;
use super::step::{Code, Facts, State, Step};
use crate::Timestamp;
use crate::payment::Unlocks;

/// What the folder of a year must have.
pub const NEEDS: Needs = Needs {
    tables: &["organisations", "regions", "codes", "form", "colleges", "plans", "papers", "correspondence", "contests"],
    windows: &[("import", "生源高校导入"), ("registration", "报名与信息完善"), ("live-counts", "填报情况公开")],
    lists: &[
        ("political_status", "政治面貌"),
        ("ethnicity", "民族"),
        ("category", "报考类别"),
        ("graduate", "毕业情况"),
        ("household", "户籍"),
        ("contest", "赛项"),
        ("barred_reason", "不得报名的原因"),
    ],
    texts: &[("pledge", "考生诚信考试承诺书")],
    answers: &[("category", "报考类别"), ("major", "专科专业代码"), ("contest", "赛项")],
    columns: &[("plans", "category")],
};

/// The way from the claim of one's record to the score: state machine C1 … C8. What the college decides is not recorded yet.
pub fn steps(facts: &Facts, now: Timestamp) -> Vec<Step> {
    let mut steps = facts.registration(now);
    let review = if facts.filled {
        "由生源高校审查，结果另行通知"
    } else {
        "请先填写报名信息并提交保存"
    };
    steps.push(Step::new(Code::Review, "资格审查").because(State::NotYet, review));
    steps.extend(facts.lists.iter().map(|list| facts.list(list, now)));
    steps.extend(facts.fees(|unlocks| unlocks != Unlocks::Identity, now));
    steps.push(facts.ticket(Code::Ticket, "打印准考证", Unlocks::Ticket));
    steps.push(facts.score());
    steps
}
