//! 编排考场: everybody who takes a paper at a college gets a room and a seat; whoever comes from the same 生源高校 does not sit beside,
//! before or behind them, wherever that can be.

use std::collections::{BTreeMap, HashMap};

/// How a room is furnished. Seats are numbered from 1, down the first column and up the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub seats: usize,
    pub columns: usize,
}

/// Where somebody sits; both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// 考场
    pub room: usize,
    /// 座位号
    pub seat: usize,
}

impl Room {
    /// Are two seats of it beside, before or behind each other?
    pub fn neighbours(self, one: usize, other: usize) -> bool {
        let ((row, column), (other_row, other_column)) = (self.place(one), self.place(other));
        row.abs_diff(other_row) + column.abs_diff(other_column) == 1
    }

    /// Row and column of a seat.
    fn place(self, seat: usize) -> (usize, usize) {
        let rows = self.seats.div_ceil(self.columns.max(1)).max(1);
        let (column, down) = ((seat.max(1) - 1) / rows, (seat.max(1) - 1) % rows);
        (if column.is_multiple_of(2) { down } else { rows - 1 - down }, column)
    }
}

/// Seats for candidates, given with their 生源高校; as few rooms as can be, as full as each other.
pub fn assign(candidates: &[(i64, &str)], room: Room) -> BTreeMap<i64, Seat> {
    let rooms = candidates.len().div_ceil(room.seats.max(1));
    let mut of_room: Vec<Vec<(i64, &str)>> = vec![Vec::new(); rooms];
    for (index, candidate) in by_college(candidates).into_iter().enumerate() {
        of_room[index % rooms].push(candidate);
    }
    let mut seats = BTreeMap::new();
    for (number, candidates) in (1..).zip(&of_room) {
        for (seat, (id, _)) in (1..).zip(seated(candidates, room)) {
            seats.insert(id, Seat { room: number, seat });
        }
    }
    seats
}

/// Those of one college behind each other, the largest college first.
fn by_college<'a>(candidates: &[(i64, &'a str)]) -> Vec<(i64, &'a str)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    candidates.iter().for_each(|(_, college)| *counts.entry(college).or_default() += 1);
    let mut sorted = candidates.to_vec();
    sorted.sort_by_key(|(id, college)| (std::cmp::Reverse(counts.get(college).copied()), *college, *id));
    sorted
}

/// Who sits on the first seat of a room, on the second, and so on. Odd seats are no neighbours of odd ones, so they are filled first;
/// then those change places who sit beside somebody of their college.
fn seated<'a>(candidates: &[(i64, &'a str)], room: Room) -> Vec<(i64, &'a str)> {
    let sorted = by_college(candidates);
    let order = (0..sorted.len()).step_by(2).chain((1..sorted.len()).step_by(2));
    let mut seated = sorted.clone();
    order.zip(sorted).for_each(|(seat, candidate)| seated[seat] = candidate);
    let alike = |seated: &[(i64, &str)], seat: usize| {
        let is_alike = |other: &usize| seated[*other].1 == seated[seat].1 && room.neighbours(seat + 1, other + 1);
        (0..seated.len()).filter(is_alike).count()
    };
    for seat in 0..seated.len() {
        let mut other = 0;
        while alike(&seated, seat) > 0 && other < seated.len() {
            let before = alike(&seated, seat) + alike(&seated, other);
            seated.swap(seat, other);
            if alike(&seated, seat) + alike(&seated, other) >= before {
                seated.swap(seat, other);
            }
            other += 1;
        }
    }
    seated
}
