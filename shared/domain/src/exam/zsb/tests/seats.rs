//! 编排考场.

use super::super::seats::{Room, Seat, assign};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};

const ROOM: Room = Room { seats: 30, columns: 5 };

#[test]
fn seats_are_numbered_in_serpentines() {
    for (one, other, are) in
        [(1, 2, true), (6, 7, true), (1, 12, true), (1, 7, false), (6, 12, false), (7, 18, true), (1, 3, false)]
    {
        assert_eq!([ROOM.neighbours(one, other), ROOM.neighbours(other, one)], [are; 2], "{one} {other}");
    }
}

fn alike(candidates: &[(i64, &str)], seats: &BTreeMap<i64, Seat>) -> usize {
    let pairs = candidates.iter().flat_map(|one| candidates.iter().map(move |other| (one, other)));
    pairs
        .filter(|((one, college), (other, same))| {
            let (a, b) = (seats[one], seats[other]);
            one < other && college == same && a.room == b.room && ROOM.neighbours(a.seat, b.seat)
        })
        .count()
}

#[test]
fn where_all_come_from_one_college_they_sit_beside_each_other_nevertheless() {
    let all: Vec<(i64, &str)> = (0..31).map(|id| (id, "a")).collect();
    let seats = assign(&all, ROOM);
    assert_eq!((seats.len(), seats.values().map(|seat| seat.room).max()), (31, Some(2)));
    assert!(alike(&all, &seats) > 0);
    assert_eq!(assign(&[], ROOM).len(), 0);
}

proptest! {
    #[test]
    fn everybody_has_a_seat_of_their_own_beside_nobody_of_their_college(colleges in prop::collection::vec(0..12u8, 0..160)) {
        let names: Vec<String> = (0..12).map(|number| format!("c{number}")).collect();
        let all: Vec<(i64, &str)> = (0..).zip(colleges.iter().map(|one| names[usize::from(*one)].as_str())).collect();
        let seats = assign(&all, ROOM);
        prop_assert_eq!(seats.len(), all.len());
        prop_assert_eq!(seats.values().collect::<HashSet<_>>().len(), all.len());
        prop_assert!(seats.values().all(|seat| (1..=30).contains(&seat.seat) && seat.room <= all.len().div_ceil(30)));
        let most = names.iter().map(|name| all.iter().filter(|(_, college)| college == name).count()).max().unwrap_or(0);
        let rooms = all.len().div_ceil(30).max(1);
        // A third of each room, at most.
        if most.div_ceil(rooms) * 3 <= all.len() / rooms {
            prop_assert_eq!(alike(&all, &seats), 0);
        }
    }
}
