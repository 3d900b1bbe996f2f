//! What a file has, together with what is published and not in it: places are those of a whole province.

use super::{Row, Rows};
use crate::FAULTS_SHOWN;
use domain::error::Faults;
use domain::import::Counts;
use domain::score::{Mark, Place, Rule, Trouble, misplaced};
use domain::subject::Track;
use domain::{FieldError, Result};
use store::journal::InExam;
use store::score;

/// By candidate.
pub(super) struct Merged {
    /// Those of the file, by candidate; then the others that are published
    rows: Rows,
    order: Vec<usize>,
    totals: Vec<i64>,
    published: Rows,
}

/// A score of the file that is not the one that is published.
pub(super) struct NewOne<'a> {
    pub(super) row: Row,
    pub(super) marks: &'a [Mark],
    pub(super) was: Option<(Row, &'a [Mark])>,
}

impl Merged {
    pub(super) async fn with_published(act: &InExam<'_>, rule: &Rule, mut rows: Rows) -> Result<Self> {
        let columns: Vec<&str> = rule.columns().map(|(code, ..)| code).collect();
        let mut published = Rows::new(rule);
        let mut after = 0;
        loop {
            let some = score::published(act.db, act.exam, after).await?;
            let Some(last) = some.last() else { break };
            after = last.candidate;
            for one in some {
                let row = Row { candidate: one.candidate, line: 0, track: one.track, rank: one.rank };
                published.push(row, &one.marks_of(&columns));
            }
        }
        let mut order: Vec<usize> = (0..rows.rows.len()).collect();
        order.sort_unstable_by_key(|index| rows.rows[*index].candidate);
        for (index, row) in published.rows.iter().enumerate() {
            let is_in_file = order.binary_search_by_key(&row.candidate, |index| rows.rows[*index].candidate).is_ok();
            if !is_in_file {
                let marks = published.marks(index).to_vec();
                rows.push(*row, &marks);
            }
        }
        let totals = (0..rows.rows.len()).map(|index| rule.total(rows.marks(index))).collect();
        Ok(Self { rows, order, totals, published })
    }

    /// Names the places that don't fit; the gaps where there may be some.
    pub(super) fn look_at_places(&self, rule: &Rule, gaps_allowed: bool, faults: &mut Faults) -> Vec<FieldError> {
        let places: Vec<Place> =
            self.rows.rows.iter().zip(&self.totals).map(|(row, total)| place(row, *total)).collect();
        let tie = |one: usize, other: usize| rule.tie(self.rows.marks(one), self.rows.marks(other));
        let mut gaps = Vec::new();
        for wrong in misplaced(&places, tie) {
            let row = self.rows.rows[wrong.index];
            let fault = match row.line {
                0 => {
                    let title = row.track.title();
                    let who = format!("{title} {} 分、文件里没有的已公布考生：", self.totals[wrong.index]);
                    FieldError::new("rank", who + &wrong.message)
                }
                line => FieldError { line: Some(line as usize), ..FieldError::new("rank", wrong.message) },
            };
            match wrong.trouble {
                Trouble::Gap if gaps_allowed => gaps.push(fault),
                _ if faults.count() < FAULTS_SHOWN => faults.push(fault),
                _ => {}
            }
        }
        gaps
    }

    pub(super) fn counts(&self) -> Counts {
        let changed = self.new_ones().filter(|one| one.was.is_some()).count();
        Counts { added: self.new_ones().count() - changed, changed, ..Counts::default() }
    }

    /// Of the file, what is not published just so, by candidate.
    pub(super) fn new_ones(&self) -> impl Iterator<Item = NewOne<'_>> {
        self.order.iter().filter_map(|index| {
            let (row, marks) = (*self.rows.rows.get(*index)?, self.rows.marks(*index));
            let known = self.published.rows.binary_search_by_key(&row.candidate, |row| row.candidate).ok();
            let was = known.map(|known| (self.published.rows[known], self.published.marks(known)));
            let is_same = was.is_some_and(|(was, of)| (was.track, was.rank, of) == (row.track, row.rank, marks));
            (!is_same).then_some(NewOne { row, marks, was })
        })
    }

    /// How many there are of a track, and the best total.
    pub(super) fn of_track(&self, track: Track) -> Option<(usize, i64)> {
        let of = || self.rows.rows.iter().zip(&self.totals).filter(|(row, _)| row.track == track);
        of().map(|(_, total)| *total).max().map(|best| (of().count(), best))
    }

    /// How many have filled the form and have no score, and the first of them.
    pub(super) async fn without(&self, act: &InExam<'_>) -> Result<(i64, Vec<FieldError>)> {
        let expected = score::expected(act.db, act.exam).await?;
        let count = expected - i64::try_from(self.rows.rows.len()).unwrap_or(i64::MAX);
        let mut first = Vec::new();
        if count <= 0 {
            return Ok((0, first));
        }
        let mut there: Vec<i64> = self.rows.rows.iter().map(|row| row.candidate).collect();
        there.sort_unstable();
        let mut after = score::FIRST;
        while first.len() < FAULTS_SHOWN.min(count as usize) {
            let some = score::filled(act.db, act.exam, &after).await?;
            let Some(last) = some.last() else { break };
            after = last.place();
            let without = some.iter().filter(|one| there.binary_search(&one.id).is_err());
            first.extend(without.map(|one| FieldError::new("serial", format!("{} 没有成绩", one.serial))));
        }
        first.truncate(FAULTS_SHOWN);
        Ok((count, first))
    }
}

fn place(row: &Row, total: i64) -> Place {
    Place { track: row.track as u8, total, rank: row.rank }
}
