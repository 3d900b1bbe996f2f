//! Totals, ranks and lines, from one curve for each track: how many reach a score. The curves have the
//! shape of the published 一分一段 of recent years; the points between are interpolated.

use crate::dice::Dice;
use domain::subject::Track;

/// (score, how many of the province reach it), falling scores.
type Curve = [(i64, i64); 14];

const PHYSICS: Curve = [
    (700, 1),
    (690, 53),
    (650, 2_208),
    (600, 15_860),
    (550, 44_942),
    (500, 90_705),
    (476, 119_396),
    (440, 165_000),
    (405, 211_431),
    (350, 267_000),
    (300, 296_000),
    (250, 313_000),
    (200, 319_500),
    (100, 320_192),
];

const HISTORY: Curve = [
    (670, 1),
    (658, 55),
    (650, 112),
    (600, 2_369),
    (550, 10_822),
    (503, 25_780),
    (446, 53_081),
    (400, 78_000),
    (350, 104_000),
    (300, 125_000),
    (250, 137_000),
    (200, 141_800),
    (150, 142_400),
    (100, 142_547),
];

fn curve(track: Track) -> &'static Curve {
    match track {
        Track::Physics => &PHYSICS,
        Track::History => &HISTORY,
    }
}

/// The place in the province of who has this total; equal totals share it.
pub(crate) fn rank(track: Track, total: i64) -> i64 {
    let curve = curve(track);
    let next = curve.partition_point(|(score, _)| *score > total);
    match (next.checked_sub(1).and_then(|i| curve.get(i)), curve.get(next)) {
        (Some(above), Some(below)) => above.1 + (above.0 - total) * (below.1 - above.1) / (above.0 - below.0),
        (None, _) => 1,
        (_, None) => curve[curve.len() - 1].1,
    }
}

/// A random total.
pub(crate) fn total(track: Track, dice: &mut Dice) -> i64 {
    let curve = curve(track);
    let place = (dice.share() * curve[curve.len() - 1].1 as f64) as i64;
    let next = curve.partition_point(|(_, reach)| *reach < place);
    match (next.checked_sub(1).and_then(|i| curve.get(i)), curve.get(next)) {
        (Some(above), Some(below)) => above.0 - (place - above.1) * (above.0 - below.0) / (below.1 - above.1).max(1),
        _ => curve[0].0,
    }
}

/// Most that can be had in 语文, 数学, 外语, 首选, and the two 再选.
const FULL: [i64; 6] = [150, 150, 150, 100, 100, 100];

/// A total taken apart into its six subjects, the two 再选 with the higher first.
pub(crate) fn parts(total: i64, dice: &mut Dice) -> [i64; 6] {
    let mut parts = FULL.map(|full| (full * total / 750 + dice.between(-full / 10, full / 10)).clamp(0, full));
    let mut missing = total - parts.iter().sum::<i64>();
    while missing != 0 {
        let i = dice.below(parts.len());
        let step = missing.signum();
        if (0..=FULL[i]).contains(&(parts[i] + step)) {
            parts[i] += step;
            missing -= step;
        }
    }
    parts[4..].sort_unstable_by(|a, b| b.cmp(a));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Stream;

    #[test]
    fn ranks_rise_as_totals_fall() {
        for track in [Track::Physics, Track::History] {
            let ranks: Vec<i64> = (0..=750).rev().map(|total| rank(track, total)).collect();
            assert!(ranks.is_sorted() && ranks[0] == 1);
        }
        assert_eq!(rank(Track::Physics, 600), 15_860);
    }

    #[test]
    fn totals_follow_the_curve_and_parts_add_up() {
        let mut dice = Dice::new(1, Stream::Score(0));
        let totals: Vec<i64> = (0..10_000).map(|_| total(Track::Physics, &mut dice)).collect();
        let above = totals.iter().filter(|total| **total >= 405).count();
        assert!((6_400..6_800).contains(&above), "{above}");
        for total in totals {
            let parts = parts(total, &mut dice);
            assert_eq!(parts.iter().sum::<i64>(), total);
            assert!(parts.iter().zip(FULL).all(|(part, full)| (0..=full).contains(part)) && parts[4] >= parts[5]);
        }
    }
}
