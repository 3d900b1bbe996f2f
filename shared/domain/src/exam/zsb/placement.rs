//! 投档: the places of each major of a college and of each category go by total, with ties broken in the exam's order, one to one with
//! the plan (湖南省专升本录取: 总分从高到低，同分依次比较语文、高数、英语、专业综合). 征集 is the same with what is left.

mod verify;

pub use verify::{Misjudged, verify};

use super::Cell;
use crate::score::{Mark, Rule};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// Somebody who chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    pub id: i64,
    /// What they chose
    pub cell: Cell,
    /// Excused from the test (三等功以上的退役大学生士兵): before all who took it
    pub excused: bool,
    /// 总分, of the exam or of the test
    pub total: i64,
    /// Marks, in the order of the rule's subjects; of a test none
    pub marks: Vec<Mark>,
}

/// The places of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// 计划数
    pub plan: usize,
    /// 最低控制线, if there is one
    pub line: Option<i64>,
}

/// What becomes of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// 录取
    Admitted,
    /// 未达到最低控制线
    BelowLine,
    /// 计划已满
    Full,
    /// Equal in everything with others for fewer places than they are: people decide, never a program
    Tied,
}

/// Who gets a place.
pub fn place(rule: &Rule, places: &HashMap<Cell, Places>, applicants: &[Applicant]) -> BTreeMap<i64, Fate> {
    let mut by_cell: HashMap<&Cell, Vec<&Applicant>> = HashMap::new();
    for applicant in applicants {
        by_cell.entry(&applicant.cell).or_default().push(applicant);
    }
    let mut fates = BTreeMap::new();
    for (cell, of_cell) in by_cell {
        let Places { plan, line } = places.get(cell).copied().unwrap_or(Places { plan: 0, line: None });
        let reaches = |one: &&Applicant| one.excused || line.is_none_or(|line| one.total >= line);
        let (mut above, below): (Vec<&Applicant>, Vec<&Applicant>) = of_cell.into_iter().partition(reaches);
        fates.extend(below.into_iter().map(|one| (one.id, Fate::BelowLine)));
        above.sort_by(|one, other| order(rule, one, other));
        let is_equal = |one: &Applicant, other: &Applicant| order(rule, one, other) == Ordering::Equal;
        let edge = match (plan.checked_sub(1).and_then(|last| above.get(last)), above.get(plan)) {
            (Some(last), Some(first)) if is_equal(last, first) => Some(*first),
            _ => None,
        };
        for (index, one) in above.iter().enumerate() {
            let fate = match edge {
                Some(edge) if is_equal(one, edge) => Fate::Tied,
                _ if index < plan => Fate::Admitted,
                _ => Fate::Full,
            };
            fates.insert(one.id, fate);
        }
    }
    fates
}

/// Who comes first: `Less`.
fn order(rule: &Rule, one: &Applicant, other: &Applicant) -> Ordering {
    let by_total = other.excused.cmp(&one.excused).then(other.total.cmp(&one.total));
    by_total.then_with(|| rule.tie(&one.marks, &other.marks))
}

/// What is left for 征集志愿.
///
/// # Errors
/// Who is still [`Fate::Tied`]: before that is decided nobody knows.
pub fn left(
    places: &HashMap<Cell, Places>,
    applicants: &[Applicant],
    fates: &BTreeMap<i64, Fate>,
) -> Result<HashMap<Cell, Places>, Vec<i64>> {
    let tied: Vec<i64> = fates.iter().filter(|(_, fate)| **fate == Fate::Tied).map(|(id, _)| *id).collect();
    if !tied.is_empty() {
        return Err(tied);
    }
    let mut left = places.clone();
    for one in applicants.iter().filter(|one| fates.get(&one.id) == Some(&Fate::Admitted)) {
        if let Some(places) = left.get_mut(&one.cell) {
            places.plan = places.plan.saturating_sub(1);
        }
    }
    left.retain(|_, places| places.plan > 0);
    Ok(left)
}
