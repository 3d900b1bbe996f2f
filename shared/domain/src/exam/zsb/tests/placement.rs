//! 投档: by cases, against the verifier, and with 征集.

use super::super::placement::*;
use super::*;
use crate::score::Mark;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

fn cell(number: u8) -> Cell {
    Cell { college: "10534".into(), major: format!("08090{number}"), category: "1".into() }
}

fn applicant(id: i64, number: u8, marks: [Mark; 4]) -> Applicant {
    let total = marks.iter().flatten().map(|mark| i64::from(*mark)).sum();
    Applicant { id, cell: cell(number), excused: false, total, marks: marks.into() }
}

fn fates(plan: usize, line: Option<i64>, applicants: &[Applicant]) -> Vec<Fate> {
    place(&rule(), &HashMap::from([(cell(1), Places { plan, line })]), applicants).into_values().collect()
}

#[test]
fn places_go_by_total_then_by_the_subjects_in_their_order() {
    use Fate::{Admitted, BelowLine, Full, Tied};
    let of = |id, marks: [i16; 3]| applicant(id, 1, [None, Some(marks[0]), Some(marks[1]), Some(marks[2])]);
    let all = [of(1, [100, 90, 150]), of(2, [110, 80, 150]), of(3, [100, 100, 140]), of(4, [90, 90, 150])];
    assert_eq!(fates(1, None, &all), [Full, Admitted, Full, Full], "高数 110 of three with 340");
    assert_eq!(fates(2, None, &all), [Full, Admitted, Admitted, Full], "语文 was not taken; 高数 is equal, 英语 100");
    assert_eq!(fates(4, Some(335), &all), [Admitted, Admitted, Admitted, BelowLine]);
    assert_eq!(fates(0, None, &all), [Full; 4]);
    let equal = [of(1, [100, 90, 150]), of(2, [100, 90, 150]), of(3, [120, 100, 150]), of(4, [90, 90, 150])];
    assert_eq!(fates(2, None, &equal), [Tied, Tied, Admitted, Full], "nothing tells them apart: people decide");
    assert_eq!(fates(3, None, &equal), [Admitted, Admitted, Admitted, Full]);
    let excused = Applicant { excused: true, total: 0, marks: Vec::new(), ..of(9, [0, 0, 0]) };
    let all = [of(1, [150, 150, 200]), excused];
    assert_eq!(fates(1, Some(300), &all), [Full, Admitted], "三等功 before the test, and under no line");
}

fn anybody() -> impl Strategy<Value = Vec<Applicant>> {
    // Few marks, so that many are equal.
    let one = (0..3u8, 0..9u8, prop::array::uniform4(prop::option::of(0..3i16)));
    prop::collection::vec(one, 0..40).prop_map(|all| {
        let of = |(id, (number, excused, marks)): (i64, (u8, u8, [Mark; 4]))| Applicant {
            excused: excused == 0,
            ..applicant(id, number, marks)
        };
        (1..).zip(all).map(of).collect()
    })
}

fn any_places() -> impl Strategy<Value = HashMap<Cell, Places>> {
    let one = (0..12usize, prop::option::of(0..6i64)).prop_map(|(plan, line)| Places { plan, line });
    prop::collection::vec(one, 3).prop_map(|all| (0..).map(cell).zip(all).collect())
}

fn admitted(fates: &BTreeMap<i64, Fate>, applicants: &[Applicant], cell: &Cell) -> usize {
    applicants.iter().filter(|one| one.cell == *cell && fates.get(&one.id) == Some(&Fate::Admitted)).count()
}

proptest! {
    #[test]
    fn the_verifier_agrees_and_names_whatever_is_changed(
        applicants in anybody(), places in any_places(), at in any::<prop::sample::Index>(), other in 0..4usize,
    ) {
        let mut fates = place(&rule(), &places, &applicants);
        prop_assert_eq!(verify(&rule(), &places, &applicants, &fates), []);
        for (cell, of_cell) in &places {
            prop_assert!(admitted(&fates, &applicants, cell) <= of_cell.plan);
        }
        prop_assume!(!applicants.is_empty());
        let id = at.get(&applicants).id;
        let said = [Fate::Admitted, Fate::BelowLine, Fate::Full, Fate::Tied][other];
        let should = fates.insert(id, said);
        let found = verify(&rule(), &places, &applicants, &fates);
        let expected = (should != Some(said)).then_some(Misjudged { id, said: Some(said), should });
        prop_assert_eq!(found, Vec::from_iter(expected));
        fates.insert(id, should.unwrap());
        fates.insert(0, Fate::Admitted);
        let stranger = Misjudged { id: 0, said: Some(Fate::Admitted), should: None };
        prop_assert_eq!(verify(&rule(), &places, &applicants, &fates), [stranger]);
    }

    #[test]
    fn what_is_left_is_given_once(applicants in anybody(), places in any_places(), again in prop::collection::vec(0..3u8, 40)) {
        let first = place(&rule(), &places, &applicants);
        let tied: Vec<i64> = first.iter().filter(|(_, fate)| **fate == Fate::Tied).map(|(id, _)| *id).collect();
        let left = match left(&places, &applicants, &first) {
            Err(undecided) => { prop_assert_eq!(undecided, tied); return Ok(()) }
            Ok(left) => left,
        };
        prop_assert!(tied.is_empty());
        let others: Vec<Applicant> = applicants.iter().zip(again)
            .filter(|(one, _)| first[&one.id] != Fate::Admitted)
            .map(|(one, number)| Applicant { cell: cell(number), ..one.clone() })
            .collect();
        let second = place(&rule(), &left, &others);
        prop_assert_eq!(verify(&rule(), &left, &others, &second), []);
        for (cell, of_cell) in &places {
            let taken = admitted(&first, &applicants, cell) + admitted(&second, &others, cell);
            prop_assert!(taken <= of_cell.plan, "{} of {}", taken, of_cell.plan);
        }
    }
}
