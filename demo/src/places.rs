//! The exam, its calendar and code tables; the province's offices with their accounts, and the
//! registration points with their segments of 报名流水号.

use crate::calendar::Calendar;
use crate::dice::{Dice, Stream};
use crate::journal::{Journal, Who};
use crate::{EXAM, EXAM_NAME, Options, YEAR, table};
use anyhow::anyhow;
use domain::event::{self, Event};
use domain::organisation::Level;
use domain::staff::Role;
use domain::totp::Secret;
use domain::{Result, Timestamp};
use rusqlite::params;
use std::collections::HashMap;
use store::bulk;
use store::seal::{Keys, random};
use store::staff::{factor_place, place};

const REGIONS: &str = include_str!("../data/regions.csv");
const CODES: &str = include_str!("../data/codes.csv");
/// Numbers of a county: 0001 … 9999.
const NUMBERS: usize = 9_999;
/// Candidates of a point, about; never fewer than three points to a county.
const HEADS: usize = 365;
/// What moves money by hand takes a second person.
const COLLEAGUE: &str = "finance";
/// And so does an account of the province.
const DEPUTY: &str = "deputy";
/// The accounts to try, with names easy to type. Every other office has one named by its code.
pub(crate) const ACCOUNTS: [(&str, &str); 6] = [
    ("province", "43"),
    ("changsha", "4301"),
    ("furong", "430102"),
    ("furong-1", "430102001"),
    (COLLEAGUE, "43"),
    (DEPUTY, "43"),
];

/// A registration point.
pub(crate) struct Point {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Number of its account.
    pub(crate) staff: i64,
    /// Where its people sit.
    pub(crate) ip: String,
    /// How many candidates it is to have.
    pub(crate) heads: usize,
    /// The next 报名流水号.
    pub(crate) next: usize,
}

impl Point {
    pub(crate) fn county(&self) -> &str {
        self.code.get(..6).unwrap_or_default()
    }
}

/// Codes and names of the regions, the province first.
fn regions() -> impl Iterator<Item = (&'static str, &'static str)> {
    table(REGIONS).map(|[code, name]| (code, name))
}

/// The level above, by code.
fn parent(code: &str) -> &str {
    code.get(..code.len().saturating_sub(2)).unwrap_or_default()
}

type FeeItem = (&'static str, &'static str, i64, &'static str, [&'static str; 4]);

/// What is owed: item, name, fen, what it is made of; window, by whom, what it opens, what of it excludes each other. The fees of 湘发改价费规〔2023〕468号;
/// those of 艺术 and 体育 are blank in its copies, so these are invented.
const FEES: [FeeItem; 5] = [
    ("registration", "普通高考报名费", 4_000, "", ["registration", "everybody", "identity", ""]),
    (
        "exam",
        "普通高考考试费",
        16_800,
        "语文、数学、外语每科 30 元，选择性考试三科每科 26 元",
        ["exam-fee", "filled", "ticket", ""],
    ),
    ("music", "音乐类专业统考报名考务费", 22_000, "", ["specialty-fee", "chooser", "specialty_ticket", "specialty"]),
    ("art", "美术类专业统考报名考务费", 16_000, "", ["specialty-fee", "chooser", "specialty_ticket", "specialty"]),
    ("sports", "体育类专业统考报名考务费", 24_000, "", ["specialty-fee", "chooser", "specialty_ticket", "specialty"]),
];

/// Loads the reference data of the exam.
pub(crate) fn reference(journal: &Journal<'_>) -> Result<()> {
    journal.insert(bulk::EXAM, params![EXAM, "gaokao", YEAR, EXAM_NAME])?;
    for (code, name) in regions() {
        journal.insert(bulk::REGION, params![code, parent(code), name])?;
    }
    for (position, [list, code, name]) in table(CODES).enumerate() {
        journal.insert(bulk::CODE_ITEM, params![EXAM, list, code, name, position as i64])?;
    }
    for (position, (item, name, amount, detail, [window, owed_by, unlocks, one_of])) in FEES.into_iter().enumerate() {
        let fee = params![
            EXAM,
            item,
            name,
            amount,
            detail,
            "一旦缴纳不退",
            window,
            owed_by,
            unlocks,
            one_of,
            position as i64
        ];
        journal.insert(bulk::FEE_ITEM, fee)?;
    }
    let batch = params![EXAM, "undergraduate", "本科批(普通类)", "volunteer-undergraduate", 45, 6, 1];
    journal.insert(bulk::BATCH, batch)
}

/// What the accounts of offices are made of.
struct Accounts<'a> {
    keys: &'a Keys,
    /// Argon2id of the password that all have.
    password: String,
    at: Timestamp,
    /// By user name, of those who need 动态口令.
    secrets: HashMap<String, String>,
}

impl Accounts<'_> {
    /// One account, made by nobody, so that each is another person.
    fn create(
        &mut self,
        journal: &mut Journal<'_>,
        username: &str,
        name: &str,
        organisation: &str,
        role: Role,
    ) -> Result<i64> {
        let password = self.keys.seal(&place(username), &self.password)?;
        let created = event::staff::Created {
            username,
            name,
            organisation,
            role,
            password: &password,
            expires_at: None,
            must_change: false,
            proposed: false,
        };
        let id = journal.append(self.at, Who::system(), 0, created.written()?)?;
        if Level::of(organisation) == Some(Level::Province) {
            let secret = Secret::new(random()?).text();
            let set = event::staff::FactorSet { totp: &self.keys.seal(&factor_place(id), &secret)?, recovery: &[] };
            journal.append(self.at, Who::system(), id, set.written()?)?;
            self.secrets.insert(username.to_owned(), secret);
        }
        Ok(id)
    }
}

/// What was made of the offices.
pub(crate) struct Offices {
    pub(crate) points: Vec<Point>,
    /// Number of the province's account.
    pub(crate) province: i64,
    /// Secrets of 动态口令 by user name, in base 32.
    pub(crate) secrets: HashMap<String, String>,
}

/// Creates the offices with their accounts, the windows, the points and their segments. `extra` candidates more come to
/// the first point.
pub(crate) fn offices(
    journal: &mut Journal<'_>,
    keys: &Keys,
    options: &Options,
    calendar: &Calendar,
    extra: usize,
) -> Result<Offices> {
    let password = store::seal::hash_password(&options.staff_password)?;
    let mut made = Accounts { keys, password, at: calendar.prepared, secrets: HashMap::new() };
    let mut accounts = HashMap::new();
    let mut points = points(options, extra)?;
    let offices = regions().map(|(code, name)| (code.to_owned(), name.to_owned()));
    let all: Vec<(String, String)> = offices.chain(points.iter().map(|p| (p.code.clone(), p.name.clone()))).collect();
    for (code, name) in &all {
        let created = event::organisation::Created { code, name };
        journal.append(calendar.prepared, Who::system(), 0, created.written()?)?;
        let username = ACCOUNTS.iter().find(|(_, of)| of == code).map_or(code.as_str(), |(username, _)| username);
        let account = made.create(journal, username, &format!("示例管理员{code}"), code, Role::Office)?;
        accounts.insert(code.clone(), account);
    }
    made.create(journal, COLLEAGUE, "示例财务员43", "43", Role::Finance)?;
    made.create(journal, DEPUTY, "示例复核员43", "43", Role::Office)?;
    let account = |code: &str| accounts.get(code).copied().unwrap_or_default();
    windows(journal, calendar, account("43"))?;
    for point in &mut points {
        point.staff = account(&point.code);
        let (first, last) = (point.next, point.next + point.heads + reserve(point.heads) - 1);
        let (first, last) = (first as i64, last as i64);
        let allotted = event::segment::Allotted { point: &point.code, first, last };
        let who = staff(account(point.county()), Level::County, "192.0.2.20");
        journal.append(calendar.prepared, who, 0, allotted.written()?)?;
    }
    Ok(Offices { points, province: account("43"), secrets: made.secrets })
}

/// A member of staff at work.
pub(crate) fn staff(account: i64, level: Level, ip: &str) -> Who<'_> {
    let device = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0";
    Who { actor: format!("staff:{account}"), role: level.into(), factor: "login-password", ip, device }
}

fn windows(journal: &mut Journal<'_>, calendar: &Calendar, account: i64) -> Result<()> {
    for (name, title, opens) in [
        ("registration", "报名", calendar.registration_opens),
        ("specialty-fee", "艺术、体育专业统考报名", calendar.registration_opens),
        ("exam-fee", "考试费缴纳", calendar.registration_opens),
        ("volunteer-assist", "辅助填报", calendar.assist_opens),
        ("volunteer-undergraduate", "本科批填报", calendar.volunteer_opens),
    ] {
        let set = event::window::Set {
            name,
            title,
            organisation: "43",
            opens: opens.into(),
            closes: calendar.closes.into(),
            reason: "年度安排",
        };
        let who = staff(account, Level::Province, "192.0.2.10");
        journal.append(calendar.prepared, who, 0, set.written()?)?;
    }
    Ok(())
}

/// Numbers that a point gets beyond its heads.
fn reserve(heads: usize) -> usize {
    heads / 20 + 5
}

/// The points of all counties with their heads and the start of their segments.
fn points(options: &Options, extra: usize) -> Result<Vec<Point>> {
    let mut dice = Dice::new(options.seed, Stream::Places);
    let counties: Vec<(&str, &str)> = regions().filter(|(code, _)| code.len() == 6).collect();
    let weights: Vec<i64> = counties.iter().map(|_| dice.between(60, 140)).collect();
    let heads = split(options.candidates.saturating_sub(extra), &weights);
    let mut points = Vec::new();
    for (i, ((code, name), heads)) in counties.into_iter().zip(heads).enumerate() {
        let count = heads.div_ceil(HEADS).max(3);
        let mut next = code.get(2..).and_then(|code| code.parse::<usize>().ok()).unwrap_or_default() * 10_000 + 1;
        let end = next + NUMBERS;
        for (j, mut heads) in split(heads, &vec![1; count]).into_iter().enumerate() {
            heads += if (i, j) == (0, 0) { extra } else { 0 };
            let ip = format!("192.0.2.{}", 30 + dice.below(200));
            let name = format!("{name}示例第{}中学", numeral(j + 1));
            points.push(Point { code: format!("{code}{:03}", j + 1), name, staff: 0, ip, heads, next });
            next += heads + reserve(heads);
        }
        if next > end {
            return Err(anyhow!(
                "{} candidates are too many: {name} would need more than {NUMBERS} numbers",
                options.candidates
            )
            .into());
        }
    }
    Ok(points)
}

/// Splits a whole by weights, without losing one.
fn split(whole: usize, weights: &[i64]) -> Vec<usize> {
    let sum: i64 = weights.iter().sum();
    let (mut reached, mut given) = (0, 0);
    let share = |weight: &i64| {
        reached += weight;
        let up_to = (whole as i64 * reached / sum.max(1)) as usize;
        let share = up_to - given;
        given = up_to;
        share
    };
    weights.iter().map(share).collect()
}

/// 一 … 九十九.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, number % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        2..=9 => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_province_has_14_cities_and_122_counties_each_below_its_parent() {
        let codes: Vec<&str> = regions().map(|(code, _)| code).collect();
        assert_eq!([2, 4, 6].map(|length| codes.iter().filter(|code| code.len() == length).count()), [1, 14, 122]);
        assert!(codes.iter().skip(1).all(|code| codes.contains(&parent(code))));
        assert!(codes.is_sorted_by(|a, b| a.len() > b.len() || a < b));
        let names: HashMap<&str, &str> = regions().collect();
        for (code, name) in
            [("430102", "芙蓉区"), ("430682", "临湘市"), ("431229", "靖州苗族侗族自治县"), ("433130", "龙山县")]
        {
            assert_eq!(names[code], name);
        }
    }

    #[test]
    fn there_are_all_ethnicities_of_gb_3304() {
        assert_eq!(table(CODES).filter(|[list, _, _]| *list == "ethnicity").count(), 58);
    }

    #[test]
    fn every_size_up_to_the_real_one_fits_into_the_numbers() {
        for candidates in [10, 2_000, 100_000, 730_000] {
            let options = Options { candidates, ..Options::for_tests() };
            let points = points(&options, 8).unwrap();
            assert_eq!(points.iter().map(|point| point.heads).sum::<usize>(), candidates);
        }
        assert!(points(&Options { candidates: 2_000_000, ..Options::for_tests() }, 8).is_err());
    }

    #[test]
    fn numerals_are_read_as_people_say_them() {
        assert_eq!([1, 10, 11, 20, 35].map(numeral), ["一", "十", "十一", "二十", "三十五"]);
    }
}
