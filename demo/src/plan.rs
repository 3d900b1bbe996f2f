//! How far each candidate has come, and when they took each step.

use crate::calendar::{Calendar, daytime, pause};
use crate::dice::{Dice, Stream};
use crate::volunteers::pairs;
use crate::{scores, walk};
use domain::Timestamp;
use domain::candidate::Stage;
use domain::subject::{Second, Track};
use domain::time::{DAY, HOUR, MINUTE};

/// 本科控制线 of the demo exam.
pub(crate) fn control_line(track: Track) -> i64 {
    match track {
        Track::Physics => 410,
        Track::History => 440,
    }
}

/// What a candidate has done about their volunteers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filing {
    Nothing,
    DraftOnly,
    Once,
    FromDraft,
    Twice,
}

/// One candidate.
pub(crate) struct Plan {
    /// Index of the registration point.
    pub(crate) point: usize,
    /// The how-manieth of their county.
    pub(crate) number: usize,
    pub(crate) stage: Stage,
    pub(crate) track: Track,
    pub(crate) seconds: [Second; 2],
    /// 投档成绩; 0 for who has none.
    pub(crate) total: i64,
    pub(crate) filing: Filing,
    /// Number in the journal, once admitted.
    pub(crate) id: i64,
    /// 报名流水号, once admitted.
    pub(crate) serial: usize,
}

/// What happens, in the order in which it happens to one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Admitted,
    Ordered,
    Prepared,
    Paid,
    Verified,
    PasswordsSet,
    PhoneBound,
    Pledged,
    Saved,
    SavedAgain,
    /// Not of one candidate: scores and control lines for all.
    Published,
    Drafted,
    Submitted,
    SubmittedAgain,
}

impl Step {
    /// How many events it makes.
    pub(crate) fn events(self) -> i64 {
        match self {
            // Each staged, then published.
            Self::Published => 4,
            // Not in the journal.
            Self::Drafted => 0,
            _ => 1,
        }
    }
}

/// When, who (index), what. Sorted, these are the journal.
pub(crate) type Event = (i64, u32, Step);

impl Plan {
    /// A plan for the candidate of this index.
    pub(crate) fn draw(seed: u64, index: usize, point: usize, number: usize) -> Self {
        let mut dice = Dice::new(seed, Stream::Plan(index));
        let stage = match dice.below(100) {
            0..6 => Stage::Numbered,
            6..10 => Stage::Paid,
            10..12 => Stage::Verified,
            12..20 => Stage::Active,
            _ => Stage::Filled,
        };
        let track = if dice.chance(69) { Track::Physics } else { Track::History };
        let total = if stage == Stage::Filled { scores::total(track, &mut dice) } else { 0 };
        let filing = match dice.below(100) {
            _ if total < control_line(track) => Filing::Nothing,
            0..22 => Filing::Nothing,
            22..42 => Filing::DraftOnly,
            42..62 => Filing::Once,
            62..88 => Filing::FromDraft,
            _ => Filing::Twice,
        };
        let seconds = seconds(track, &mut dice);
        Self { point, number, stage, track, seconds, total, filing, id: 0, serial: 0 }
    }

    /// The events of this candidate.
    pub(crate) fn events(&self, seed: u64, index: usize, calendar: &Calendar, events: &mut Vec<Event>) {
        let mut dice = Dice::new(seed, Stream::Times(index));
        // Who has a score was done before the scores came; the others are on their way now.
        let end = if self.stage == Stage::Filled { calendar.scores_published } else { calendar.now };
        let mut at = daytime(&mut dice, calendar.registration_opens, end.plus(-36 * HOUR));
        let mut step = |step, after: i64| {
            at = at.plus(after);
            events.push((at.0, index as u32, step));
        };
        step(Step::Admitted, 0);
        if self.stage >= Stage::Paid {
            step(Step::Ordered, pause(&mut dice));
            step(Step::Prepared, 400);
            step(Step::Paid, dice.between(10_000, MINUTE * 4));
        }
        if self.stage >= Stage::Verified {
            step(Step::Verified, pause(&mut dice));
        }
        if self.stage >= Stage::Active {
            step(Step::PasswordsSet, pause(&mut dice));
            if dice.chance(85) {
                step(Step::PhoneBound, pause(&mut dice));
            }
        }
        if self.stage == Stage::Filled || (self.stage == Stage::Active && index >= walk::COUNT && dice.chance(50)) {
            step(Step::Pledged, pause(&mut dice));
        }
        if self.stage == Stage::Filled {
            step(Step::Saved, pause(&mut dice));
            if dice.chance(12) {
                step(Step::SavedAgain, pause(&mut dice));
            }
        }
        self.filing_events(&mut dice, index, calendar, events);
    }

    fn filing_events(&self, dice: &mut Dice, index: usize, calendar: &Calendar, events: &mut Vec<Event>) {
        let first = daytime(
            dice,
            calendar.volunteer_opens,
            calendar.now.plus(-6 * HOUR).max(calendar.volunteer_opens.plus(DAY)),
        );
        let later = first.plus(pause(dice));
        let mut push = |at: Timestamp, step| events.push((at.0, index as u32, step));
        match self.filing {
            Filing::Nothing => {}
            Filing::DraftOnly => push(first, Step::Drafted),
            Filing::Once => push(first, Step::Submitted),
            Filing::FromDraft => {
                push(first, Step::Drafted);
                push(later, Step::Submitted);
            }
            Filing::Twice => {
                push(first, Step::Submitted);
                push(later, Step::SubmittedAgain);
            }
        }
    }
}

/// 再选科目: with 物理 mostly 化学, with 历史 mostly 思想政治 and 地理.
fn seconds(track: Track, dice: &mut Dice) -> [Second; 2] {
    use Second::{Biology, Chemistry, Geography, Politics};
    let common = match track {
        Track::Physics => [[Chemistry, Biology], [Chemistry, Geography], [Chemistry, Politics]],
        Track::History => [[Politics, Geography], [Biology, Politics], [Biology, Geography]],
    };
    let list = if dice.chance(85) { common.to_vec() } else { pairs() };
    list.get(dice.below(list.len())).copied().unwrap_or([Chemistry, Biology])
}
