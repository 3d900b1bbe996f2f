//! Lists of choices that people could well make: from a little above their score downwards.

use crate::catalog::Group;
use crate::dice::{Dice, Stream};
use domain::subject::{Second, Track};
use domain::volunteer::Choice;
use std::collections::BTreeMap;

/// 院校专业组志愿 at most.
const SLOTS: usize = 45;
/// 专业志愿 of a group at most.
const MAJORS: usize = 6;

/// The groups open to each combination of subjects, the highest lines first.
pub(crate) struct Market {
    groups: Vec<Group>,
    open: BTreeMap<(&'static str, [Second; 2]), Vec<usize>>,
}

/// All pairs of 再选科目.
pub(crate) fn pairs() -> Vec<[Second; 2]> {
    let below = |a: Second| Second::ALL.into_iter().filter(move |b| a < *b).map(move |b| [a, b]);
    Second::ALL.into_iter().flat_map(below).collect()
}

impl Market {
    pub(crate) fn new(mut groups: Vec<Group>) -> Self {
        groups.sort_by_key(|group| -group.line);
        let mut open = BTreeMap::new();
        for track in [Track::Physics, Track::History] {
            for pair in pairs() {
                let suits = |group: &Group| group.track == track && group.requirement.is_met_by(&pair);
                let list = groups.iter().enumerate().filter(|(_, group)| suits(group)).map(|(i, _)| i).collect();
                open.insert((track.as_str(), pair), list);
            }
        }
        Self { groups, open }
    }

    /// A candidate's list, in its first, second … version.
    pub(crate) fn choices(&self, seed: u64, index: usize, who: (Track, [Second; 2], i64), version: u8) -> Vec<Choice> {
        let (track, pair, total) = who;
        let mut dice = Dice::new(seed, Stream::Choices(index, version));
        let open = self.open.get(&(track.as_str(), pair)).map(Vec::as_slice).unwrap_or_default();
        let count = match dice.below(100) {
            0..40 => SLOTS,
            40..45 => 1 + dice.below(5),
            _ => 6 + dice.below(SLOTS - 6),
        };
        let count = count.min(open.len());
        let hope = total + dice.between(5, 20);
        let line = |i: &usize| self.groups.get(*i).map_or(0, |group| group.line);
        let start = open.partition_point(|i| line(i) > hope).min(open.len() - count);
        // Not everything within reach is to everybody's taste: some are left out, where enough are left.
        let mut spare = open.len() - start - count;
        let mut chosen = Vec::with_capacity(count);
        for group in open.iter().skip(start).filter_map(|i| self.groups.get(*i)) {
            if chosen.len() == count {
                break;
            }
            if spare > 0 && dice.chance(25) {
                spare -= 1;
                continue;
            }
            chosen.push(choice(group, &mut dice));
        }
        chosen
    }
}

fn choice(group: &Group, dice: &mut Dice) -> Choice {
    let most = group.majors.len().min(MAJORS);
    let count = if dice.chance(60) { most } else { 1 + dice.below(most) };
    let majors = dice.some(count, &group.majors).into_iter().map(str::to_owned).collect();
    Choice { group: group.id, majors, accept_adjustment: dice.chance(85) }
}
