//! Real colleges and majors with generated groups, plans and lines.

use crate::dice::{Dice, Stream};
use crate::{EXAM, YEAR, scores, table};
use domain::Result;
use domain::subject::{Requirement, Track};
use rusqlite::Connection;
use std::collections::HashMap;
use store::bulk;

const COLLEGES: &str = include_str!("../data/colleges.csv");
const MAJORS: &str = include_str!("../data/majors.csv");

/// A group as somebody who chooses sees it.
pub(crate) struct Group {
    pub(crate) id: i64,
    pub(crate) track: Track,
    pub(crate) requirement: Requirement,
    pub(crate) line: i64,
    pub(crate) majors: Vec<&'static str>,
}

struct College {
    code: &'static str,
    is_local: bool,
    is_strong: bool,
    fields: Vec<&'static str>,
    /// Groups so far.
    groups: usize,
}

/// What makes a group.
struct Draft {
    track: Track,
    field: &'static str,
    plan_type: u8,
    requirement: &'static str,
    line: i64,
}

#[derive(Clone, Copy)]
pub(crate) struct Major {
    pub(crate) field: &'static str,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    years: i64,
    pub(crate) tuition: i64,
}

/// A college as it is known.
pub(crate) struct Known {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) city: &'static str,
    pub(crate) tags: Vec<&'static str>,
    pub(crate) aliases: Vec<&'static str>,
}

/// A group with everything that a plan says of it.
pub(crate) struct Offered {
    pub(crate) college: &'static str,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) plan_type: u8,
    pub(crate) track: Track,
    pub(crate) requirement: &'static str,
    pub(crate) majors: Vec<OfferedMajor>,
    /// Year, line and rank, the last year last
    pub(crate) lines: Vec<(i64, i64, i64)>,
}

/// A major of a group.
pub(crate) struct OfferedMajor {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) plan: i64,
    pub(crate) tuition: i64,
    pub(crate) years: i64,
}

pub(crate) fn colleges() -> impl Iterator<Item = Known> {
    table(COLLEGES).map(|[code, name, city, tags, aliases, ..]: [&str; 8]| {
        let [tags, aliases] = [tags, aliases].map(|cell| cell.split('|').filter(|part| !part.is_empty()).collect());
        Known { code, name, city, tags, aliases }
    })
}

/// The groups of a seed.
pub(crate) fn offered(seed: u64) -> Vec<Offered> {
    let mut dice = Dice::new(seed, Stream::Catalog);
    let majors: Vec<Major> = majors().collect();
    let mut groups = Vec::new();
    for [code, _, _, tags, _, physics, history, fields] in table(COLLEGES) {
        let is_strong = tags.split('|').any(|tag| tag == "211");
        let fields = fields.split(' ').collect();
        let mut college = College { code, is_local: code.starts_with("4143"), is_strong, fields, groups: 0 };
        for (track, level) in [(Track::Physics, physics), (Track::History, history)] {
            // Some take nobody of the one track.
            let Ok(level) = level.parse() else { continue };
            for draft in drafts(&college, track, level, &mut dice) {
                groups.push(offer(&mut college, draft, &majors, &mut dice));
            }
        }
    }
    groups
}

/// The groups, as they stand in the database.
pub(crate) fn groups(connection: &Connection, seed: u64) -> Result<Vec<Group>> {
    let mut statement = connection.prepare(bulk::GROUPS)?;
    let rows = statement.query_map([EXAM], |row| Ok(((row.get(1)?, row.get(2)?), row.get(0)?)))?;
    let numbers: HashMap<(String, String), i64> = rows.collect::<rusqlite::Result<_>>()?;
    let groups = offered(seed).into_iter().filter_map(|group| {
        let Offered { college, code, track, requirement, majors, lines, .. } = group;
        Some(Group {
            id: *numbers.get(&(college.to_owned(), code))?,
            track,
            requirement: Requirement::parse(requirement).unwrap_or(Requirement::All(Vec::new())),
            line: lines.last()?.1,
            majors: majors.iter().map(|major| major.code).collect(),
        })
    });
    Ok(groups.collect())
}

pub(crate) fn majors() -> impl Iterator<Item = Major> {
    table(MAJORS).map(|[field, code, name, years, tuition]| Major {
        field,
        code,
        name,
        years: years.parse().unwrap_or(4),
        tuition: tuition.parse().unwrap_or(5_000),
    })
}

/// The groups of a college in a track: one or two a field, and the special plans.
fn drafts(college: &College, track: Track, level: i64, dice: &mut Dice) -> Vec<Draft> {
    let offered = |field: &&&str| match track {
        Track::Physics => true,
        Track::History => matches!(**field, "education" | "humanities" | "law" | "economics" | "management"),
    };
    let fields: Vec<&str> = college.fields.iter().filter(offered).copied().collect();
    let mut drafts = Vec::new();
    for (i, field) in fields.iter().enumerate() {
        for _ in 0..=usize::from(dice.chance(50)) {
            let line = level + 8 - 5 * i as i64 + dice.between(-9, 9);
            drafts.push(Draft { track, field, plan_type: 1, requirement: requirement(track, field, dice), line });
        }
    }
    let first = dice.pick(&fields);
    let mut special = |plan_type, is_offered: bool, less: i64, dice: &mut Dice| {
        if is_offered {
            let requirement = requirement(track, first, dice);
            let line = level - less + dice.between(-8, 8);
            drafts.push(Draft { track, field: first, plan_type, requirement, line });
        }
    };
    let (abroad, of_the_state, of_the_province) = (dice.chance(45), dice.chance(50), dice.chance(60));
    special(2, abroad && level < 660, 30, dice);
    special(3, of_the_state || college.is_strong, 12, dice);
    special(4, of_the_province && college.is_local, 10, dice);
    drafts
}

fn requirement(track: Track, field: &str, dice: &mut Dice) -> &'static str {
    let one = |percent, text, dice: &mut Dice| if dice.chance(percent) { text } else { "" };
    match (track, field) {
        (Track::Physics, "medicine") if dice.chance(35) => "chemistry+biology",
        (Track::Physics, "agriculture") if dice.chance(30) => "chemistry/biology",
        (Track::Physics, "engineering" | "computing" | "science" | "medicine") => one(80, "chemistry", dice),
        (Track::Physics, _) => one(15, "chemistry", dice),
        (Track::History, "law") => one(60, "politics", dice),
        (Track::History, "education") => one(20, "politics/geography", dice),
        (Track::History, _) => one(10, "geography", dice),
    }
}

fn offer(college: &mut College, draft: Draft, majors: &[Major], dice: &mut Dice) -> Offered {
    let Draft { track, field, plan_type, requirement, line } = draft;
    college.groups += 1;
    let code = format!("{plan_type}{:02}", college.groups);
    let suffix = ["", "", "(中外合作办学)", "(国家专项)", "(地方专项)"].get(usize::from(plan_type)).unwrap_or(&"");
    let of_field: Vec<Major> = majors.iter().filter(|major| major.field == field).copied().collect();
    let count = dice.between(3, 10) as usize;
    let chosen = dice.some(count, &of_field);
    let plans: Vec<i64> = chosen.iter().map(|_| plan(college, plan_type, dice)).collect();
    let majors = chosen.iter().zip(plans).map(|(&Major { code, name, years, tuition, .. }, plan)| {
        let tuition = if plan_type == 2 { dice.between(24, 48) * 1_000 } else { tuition };
        OfferedMajor { code, name, plan, tuition, years }
    });
    let majors = majors.collect();
    let last = YEAR - 1;
    let lines = (last - 2..=last).map(|year| {
        let line = if year == last { line } else { line + dice.between(-9, 9) };
        (year, line, scores::rank(track, line))
    });
    let lines = lines.collect();
    let name = format!("第{code}组{suffix}");
    Offered { college: college.code, code, name, plan_type, track, requirement, majors, lines }
}

/// Places of a major.
fn plan(college: &College, plan_type: u8, dice: &mut Dice) -> i64 {
    match (college.is_local, plan_type) {
        (true, 1) => dice.between(15, 90),
        (true, _) => dice.between(5, 30),
        (false, 1) => dice.between(1, 9),
        (false, _) => dice.between(1, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn colleges_have_ten_digits_and_known_fields() {
        let fields: HashSet<&str> = majors().map(|major| major.field).collect();
        let rows: Vec<[&str; 8]> = table(COLLEGES).collect();
        assert_eq!(rows.len(), 44);
        for [code, name, _, _, _, physics, _, of] in rows {
            assert!(code.len() == 10 && code.starts_with("41"), "{name}");
            assert!((400..750).contains(&physics.parse::<i64>().unwrap()), "{name}");
            assert!(of.split(' ').all(|field| fields.contains(field)), "{name}");
        }
        for field in fields {
            let codes: Vec<&str> = majors().filter(|major| major.field == field).map(|major| major.code).collect();
            assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        }
    }
}
