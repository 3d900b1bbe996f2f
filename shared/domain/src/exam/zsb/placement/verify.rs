//! Looks at a result without having made it: counts for each who stands before them, and who beside.

use super::{Applicant, Fate, Places};
use crate::exam::zsb::Cell;
use crate::score::{Rule, Tie};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Somebody whose fate is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misjudged {
    pub id: i64,
    /// What the result says, if anything
    pub said: Option<Fate>,
    /// What it should say; nothing: they chose nothing
    pub should: Option<Fate>,
}

/// Everybody whose fate is not what it should be, by number.
pub fn verify(
    rule: &Rule,
    places: &HashMap<Cell, Places>,
    applicants: &[Applicant],
    fates: &BTreeMap<i64, Fate>,
) -> Vec<Misjudged> {
    // How many have each standing, in each cell.
    let mut standings: HashMap<&Cell, HashMap<Vec<i64>, usize>> = HashMap::new();
    for one in applicants.iter().filter(|one| reaches(places, one)) {
        *standings.entry(&one.cell).or_default().entry(standing(rule, one)).or_default() += 1;
    }
    let should = |one: &Applicant| {
        if !reaches(places, one) {
            return Fate::BelowLine;
        }
        let (mine, plan) = (standing(rule, one), places.get(&one.cell).map_or(0, |places| places.plan));
        let of_cell = standings.get(&one.cell).into_iter().flatten();
        let (before, beside) = of_cell.fold((0, 0), |(before, beside), (other, count)| match other {
            other if *other > mine => (before + count, beside),
            other if *other == mine => (before, beside + count),
            _ => (before, beside),
        });
        match () {
            () if before + beside <= plan => Fate::Admitted,
            () if before < plan => Fate::Tied,
            () => Fate::Full,
        }
    };
    let mut wrong: Vec<Misjudged> = applicants
        .iter()
        .map(|one| Misjudged { id: one.id, said: fates.get(&one.id).copied(), should: Some(should(one)) })
        .filter(|one| one.said != one.should)
        .collect();
    let known: HashSet<i64> = applicants.iter().map(|one| one.id).collect();
    let strangers = fates.iter().filter(|(id, _)| !known.contains(id));
    wrong.extend(strangers.map(|(id, fate)| Misjudged { id: *id, said: Some(*fate), should: None }));
    wrong.sort_by_key(|one| one.id);
    wrong
}

fn reaches(places: &HashMap<Cell, Places>, one: &Applicant) -> bool {
    let line = places.get(&one.cell).and_then(|places| places.line);
    one.excused || one.total >= line.unwrap_or(i64::MIN)
}

/// What counts, from the first to the last: the greater the better. A subject that was not taken is worth less than none.
fn standing(rule: &Rule, one: &Applicant) -> Vec<i64> {
    let mark = |code: &String| {
        let at = rule.subjects.iter().position(|subject| subject.code == *code)?;
        one.marks.get(at).copied().flatten().map(i64::from)
    };
    let tie = |tie: &Tie| match tie {
        Tie::Subject(code) => mark(code),
        Tie::Sum(codes) => codes.iter().map(mark).sum(),
        Tie::Highest(codes) => codes.iter().filter_map(mark).max(),
    };
    let ties = rule.ties.iter().map(|one| tie(one).unwrap_or(-1));
    [i64::from(one.excused), one.total].into_iter().chain(ties).collect()
}
