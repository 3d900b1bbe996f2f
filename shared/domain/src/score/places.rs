//! 位次: who has more points stands before whoever has fewer. Those with equal totals share a place (the first of theirs, or the last,
//! as 一分一段 counts), or stand in the order that the exam's ties give them.

use std::cmp::{Ordering, Reverse};

/// Where a score stands, as a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 科类: each counts for itself
    pub track: u8,
    /// 投档成绩
    pub total: i64,
    /// 位次
    pub rank: i64,
}

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is not where the total belongs
    Order,
    /// It is not where the ties put it
    Tie,
    /// There are fewer before it than it says
    Gap,
}

/// A place that does not fit.
#[derive(Debug, PartialEq, Eq)]
pub struct Misplaced {
    pub index: usize,
    /// What is wrong
    pub trouble: Trouble,
    /// In Chinese
    pub message: String,
}

/// The places that don't fit; `tie` says which of two (by index) of the same total comes first.
pub fn misplaced(places: &[Place], tie: impl Fn(usize, usize) -> Ordering) -> Vec<Misplaced> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let key = |index: &usize| places.get(*index).map(|place| (place.track, Reverse(place.total), place.rank));
    order.sort_unstable_by_key(key);
    let mut found = Vec::new();
    for track in order.chunk_by(|one, other| places[*one].track == places[*other].track) {
        Walk { places, above: 0, missing: 0, found: &mut found }.through(track);
    }
    for equal in order.chunk_by(|one, other| key(one).map(|k| (k.0, k.1)) == key(other).map(|k| (k.0, k.1))) {
        tied(places, equal, &tie, &mut found);
    }
    found
}

/// From the best down.
struct Walk<'a> {
    places: &'a [Place],
    /// How many were there
    above: i64,
    /// How many should have been there besides
    missing: i64,
    found: &'a mut Vec<Misplaced>,
}

impl Walk<'_> {
    fn through(&mut self, track: &[usize]) {
        let places = self.places;
        let shared: Vec<&[usize]> = track
            .chunk_by(|one, other| {
                let (one, other) = (places[*one], places[*other]);
                (one.total, one.rank) == (other.total, other.rank)
            })
            .collect();
        for (at, together) in shared.iter().enumerate() {
            let next = shared.get(at + 1).and_then(|next| next.first()).and_then(|next| places.get(*next));
            self.look(together, next.map(|next| next.rank));
        }
    }

    /// At those who share a total and a place.
    fn look(&mut self, together: &[usize], next: Option<i64>) {
        let Some(place) = together.first().and_then(|first| self.places.get(*first)) else { return };
        let count = i64::try_from(together.len()).unwrap_or(i64::MAX);
        let (first, last) = (self.above + self.missing + 1, self.above + self.missing + count);
        let rank = place.rank;
        let trouble = match next {
            _ if rank < first => {
                Some((Trouble::Order, format!("位次 {rank} 不对：总分不比他低的已排到 {}", first - 1)))
            }
            Some(next) if rank > last && next <= rank => {
                Some((Trouble::Order, format!("位次 {rank} 不对：总分不比他高的排在 {next}")))
            }
            _ if rank > last => {
                let message = format!("位次有空缺：到第 {rank} 名为止还少 {} 人", rank - last);
                self.missing = rank - self.above - count;
                Some((Trouble::Gap, message))
            }
            _ => None,
        };
        if let Some((trouble, message)) = trouble {
            let each = together.iter().map(|index| Misplaced { index: *index, trouble, message: message.clone() });
            let most = if trouble == Trouble::Gap { 1 } else { together.len() };
            self.found.extend(each.take(most));
        }
        self.above += count;
    }
}

/// Where those of the same total don't all share a place, the ties say who comes first.
fn tied(places: &[Place], equal: &[usize], tie: &impl Fn(usize, usize) -> Ordering, found: &mut Vec<Misplaced>) {
    let rank = |index: &usize| places.get(*index).map(|place| place.rank);
    let shared: Vec<&[usize]> = equal.chunk_by(|one, other| rank(one) == rank(other)).collect();
    if shared.len() < 2 {
        return;
    }
    let mut before: Option<usize> = None;
    for together in shared {
        for index in together {
            // Against the last of those before, and against the first of those beside.
            let late = before.is_some_and(|before| tie(before, *index) == Ordering::Greater);
            let beside = together.first().is_some_and(|first| tie(*first, *index) != Ordering::Equal);
            if late || beside {
                let place = rank(index).unwrap_or_default();
                let message = format!("位次 {place} 与同分排序不符：总分相同，应按同分时的比较次序排");
                found.push(Misplaced { index: *index, trouble: Trouble::Tie, message });
            }
        }
        before = together.iter().copied().reduce(|last, index| if tie(last, index).is_lt() { index } else { last });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of one track, by total and place; a third number breaks ties, the higher first.
    fn judged(scores: &[(i64, i64, i64)]) -> Vec<(usize, Trouble)> {
        let places: Vec<Place> =
            scores.iter().map(|(total, rank, _)| Place { track: 0, total: *total, rank: *rank }).collect();
        let found = misplaced(&places, |one, other| scores[other].2.cmp(&scores[one].2));
        let mut found: Vec<_> = found.into_iter().map(|one| (one.index, one.trouble)).collect();
        found.sort_by_key(|one| one.0);
        found
    }

    #[test]
    fn all_ways_to_count_equal_totals_are_known() {
        for ranks in [[1, 2, 2, 4], [1, 3, 3, 4], [1, 2, 3, 4]] {
            let scores = [(700, ranks[0], 0), (690, ranks[1], 9), (690, ranks[2], 8), (680, ranks[3], 0)];
            assert_eq!(judged(&scores), [], "{ranks:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named_and_nothing_beside_it() {
        use Trouble::{Gap, Order, Tie};
        for (scores, expected) in [
            (vec![(700, 2, 0), (690, 1, 0)], vec![(0, Order), (1, Order)]),
            (vec![(700, 1, 0), (690, 1, 0), (680, 3, 0)], vec![(1, Order)]),
            (vec![(700, 1, 0), (690, 2, 0), (680, 4, 0), (670, 5, 0)], vec![(2, Gap)]),
            (vec![(700, 1, 0), (690, 99_999, 0), (680, 3, 0)], vec![(1, Order)]),
            (vec![(700, 0, 0), (690, 2, 0)], vec![(0, Order)]),
            (vec![(700, 1, 5), (700, 2, 6)], vec![(1, Tie)]),
            (vec![(700, 1, 5), (700, 1, 4), (700, 3, 3)], vec![(1, Tie)]),
            (vec![(700, 1, 5), (700, 1, 5), (700, 2, 3)], vec![(2, Order)]),
        ] {
            assert_eq!(judged(&scores), expected, "{scores:?}");
        }
    }

    #[test]
    fn tracks_count_for_themselves() {
        let place = |track, total| Place { track, total, rank: 1 };
        assert!(misplaced(&[place(0, 700), place(1, 600)], |_, _| Ordering::Equal).is_empty());
    }

    /// Totals with what breaks their ties, and the places that they have by one of the three ways.
    fn ranked(mut scores: Vec<(i64, i64)>, way: u8) -> Vec<(i64, i64, i64)> {
        scores.sort_by(|one, other| other.cmp(one));
        let above = |total: i64| scores.iter().filter(|(other, _)| *other > total).count() as i64;
        let until = |total: i64| scores.iter().filter(|(other, _)| *other >= total).count() as i64;
        let places = scores.iter().map(|(total, tie)| match way {
            0 => above(*total) + 1,
            1 => until(*total),
            _ => scores.iter().filter(|other| **other > (*total, *tie)).count() as i64 + 1,
        });
        scores.iter().zip(places.collect::<Vec<_>>()).map(|((total, tie), rank)| (*total, rank, *tie)).collect()
    }

    proptest! {
        #[test]
        fn true_places_fit(scores in prop::collection::vec((600i64..620, 0i64..4), 1..60), way in 0u8..3) {
            prop_assert_eq!(judged(&ranked(scores, way)), []);
        }

        #[test]
        fn a_place_beyond_where_its_total_may_stand_is_found(
            scores in prop::collection::vec((600i64..620, 0i64..4), 2..60), way in 0u8..3, which in any::<prop::sample::Index>(),
            off in prop_oneof![-100i64..=-1, 1i64..=100],
        ) {
            let mut scores = ranked(scores, way);
            let which = which.index(scores.len());
            let total = scores[which].0;
            let above = scores.iter().filter(|(other, ..)| *other > total).count() as i64;
            let until = scores.iter().filter(|(other, ..)| *other >= total).count() as i64;
            scores[which].1 = if off < 0 { above + 1 + off } else { until + off };
            prop_assert!(!judged(&scores).is_empty());
        }

        #[test]
        fn somebody_who_is_missing_is_one_gap_or_none(
            scores in prop::collection::vec((600i64..620, 0i64..1), 2..60), which in any::<prop::sample::Index>(),
        ) {
            let mut scores = ranked(scores, 1);
            scores.remove(which.index(scores.len()));
            let found = judged(&scores);
            prop_assert!(found.len() <= 1 && found.iter().all(|(_, trouble)| *trouble == Trouble::Gap), "{:?}", found);
        }

        #[test]
        fn any_places_are_judged(scores in prop::collection::vec((any::<i32>(), any::<i32>(), 0i64..3), 0..40)) {
            let scores: Vec<_> = scores.into_iter().map(|(total, rank, tie)| (total.into(), rank.into(), tie)).collect();
            judged(&scores);
        }
    }
}
