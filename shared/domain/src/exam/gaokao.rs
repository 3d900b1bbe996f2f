//! 普通高考: somebody becomes a candidate at a registration point, with a number of its segment; chooses 院校专业组 of a track.

use super::Needs;
use super::step::{Code, Facts, Step};
use crate::Timestamp;
use crate::payment::Unlocks;

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

/// The way from the fee to the lists: state machine S4 … S13 of 高考网上报名 (操作指南 第 3–8 步), then 网上填报志愿.
pub fn steps(facts: &Facts, now: Timestamp) -> Vec<Step> {
    let mut steps = facts.registration(now);
    steps.extend(facts.fees(|unlocks| unlocks != Unlocks::Identity, now));
    steps.push(facts.ticket(Code::Ticket, "打印准考证", Unlocks::Ticket));
    if facts.fees.iter().any(|fee| fee.unlocks == Unlocks::SpecialtyTicket) {
        steps.push(facts.ticket(Code::SpecialtyTicket, "打印专业考试证", Unlocks::SpecialtyTicket));
    }
    steps.push(facts.score());
    steps.extend(facts.lists.iter().map(|list| facts.list(list, now)));
    steps
}
