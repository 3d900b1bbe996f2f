//! The province's places: its regions, its registration points with their segments of 报名流水号, and the accounts of its offices.

use crate::dice::{Dice, Stream};
use crate::journal::{Journal, Who};
use crate::{Options, table};
use anyhow::anyhow;
use domain::event::Factor;
use domain::event::{self, Event};
use domain::organisation::Kind;
use domain::totp::Secret;
use domain::{Result, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use store::seal::{Keys, random};
use store::staff::{factor_place, place};

const REGIONS: &str = include_str!("../data/regions.csv");
/// Numbers of a county: 0001 … 9999.
const NUMBERS: usize = 9_999;
/// Candidates of a point, about; never fewer than three points to a county.
const HEADS: usize = 365;
/// What moves money by hand takes a second person.
pub(crate) const COLLEAGUE: &str = "finance";
/// And so does an account of the province.
pub(crate) const DEPUTY: &str = "deputy";
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

/// Codes and names of the province's regions, itself first, down to the counties: each has an office.
pub(crate) fn regions() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = |[code, _, _]: &[&str; 3]| code.starts_with("43") && code.len() <= 6;
    all_regions().filter(own).map(|[code, name, _]| (code, name))
}

/// Those of all provinces, with their 城乡划分代码.
pub(crate) fn all_regions() -> impl Iterator<Item = [&'static str; 3]> {
    table(REGIONS)
}

/// A township of a county, or a street of a city.
pub(crate) fn township(county: &str, dice: &mut Dice) -> &'static str {
    static TOWNSHIPS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let mut townships: HashMap<&str, Vec<&str>> = HashMap::new();
        for [code, _, _] in all_regions().filter(|[code, _, _]| code.len() == 9) {
            townships.entry(parent(code)).or_default().push(code);
        }
        townships
    });
    TOWNSHIPS.get(county).map_or("", |townships| dice.pick(townships))
}

/// 户口类别, as the form derives it from the region's 城乡划分代码.
pub(crate) fn household_category(region: &str) -> &'static str {
    static VILLAGES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        all_regions().filter(|[_, _, urban_rural]| urban_rural.starts_with('2')).map(|[code, _, _]| code).collect()
    });
    if VILLAGES.contains(region) { "2" } else { "1" }
}

/// The level above, by code: provinces have two digits, cities four, counties six, townships nine.
fn parent(code: &str) -> &str {
    code.get(
        ..match code.len() {
            9 => 6,
            length => length.saturating_sub(2),
        },
    )
    .unwrap_or_default()
}

/// What an office's account is called.
pub(crate) fn username(code: &str) -> &str {
    ACCOUNTS.iter().find(|(_, of)| *of == code).map_or(code, |(username, _)| username)
}

pub(crate) type FeeItem = (&'static str, &'static str, i64, &'static str, [&'static str; 5]);

/// What is owed: item, name, fen, what it is made of; window, by whom, what it opens, what of it excludes each other, whom it is
/// for. The fees of 湘发改价费规〔2023〕468号; those of 艺术 and 体育 are blank in its copies, so these are invented, as are those of
/// 口语测试.
pub(crate) const FEES: [FeeItem; 7] = [
    ("registration", "普通高考报名费", 4_000, "", ["registration", "everybody", "identity", "", ""]),
    (
        "exam",
        "普通高考考试费",
        16_800,
        "语文、数学、外语每科 30 元，选择性考试三科每科 26 元",
        ["exam-fee", "filled", "ticket", "", ""],
    ),
    ("music", "音乐类专业统考报名考务费", 22_000, "", of_specialty("specialty = music")),
    ("art", "美术类专业统考报名考务费", 16_000, "", of_specialty("specialty = art")),
    ("sports", "体育类专业统考报名考务费", 24_000, "", of_specialty("specialty = sports")),
    ("oral-english", "外语口语测试费（英语）", 2_000, "", ORAL),
    ("oral-other", "外语口语测试费（其他语种）", 2_000, "", ORAL),
];

const ORAL: [&str; 5] = ["specialty-fee", "chooser", "specialty_ticket", "oral", ""];

/// Owed by whoever says so in the form: of the categories only one can be said.
const fn of_specialty(relevant: &str) -> [&str; 5] {
    ["specialty-fee", "filled", "specialty_ticket", "", relevant]
}

/// The accounts of offices.
pub(crate) struct Accounts<'a> {
    keys: &'a Keys,
    /// Argon2id of the password that all have.
    password: String,
    at: Timestamp,
    /// Numbers, by user name.
    numbers: HashMap<String, i64>,
    /// By user name, of those who need 动态口令; in base 32.
    pub(crate) secrets: HashMap<String, String>,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(keys: &'a Keys, options: &Options, at: Timestamp) -> Result<Self> {
        let password = store::seal::hash_password(&options.staff_password)?;
        Ok(Self { keys, password, at, numbers: HashMap::new(), secrets: HashMap::new() })
    }

    /// Number of an account.
    pub(crate) fn number(&self, username: &str) -> i64 {
        self.numbers.get(username).copied().unwrap_or_default()
    }

    /// Those of a folder that are not there yet, made by nobody, so that each is another person.
    pub(crate) fn create<'r>(
        &mut self,
        journal: &mut Journal<'_>,
        rows: impl Iterator<Item = &'r folder::Staff>,
    ) -> Result<()> {
        for row in rows {
            if self.number(&row.username) == 0 {
                self.create_one(journal, row)?;
            }
        }
        Ok(())
    }

    fn create_one(&mut self, journal: &mut Journal<'_>, row: &folder::Staff) -> Result<()> {
        let folder::Staff { username, name, organisation, role } = row;
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
        let [(_, province), ..] = ACCOUNTS;
        if organisation == province {
            let secret = Secret::new(random()?).text();
            let set = event::staff::FactorSet { totp: &self.keys.seal(&factor_place(id), &secret)?, recovery: &[] };
            journal.append(self.at, Who::system(), id, set.written()?)?;
            self.secrets.insert(username.clone(), secret);
        }
        self.numbers.insert(username.clone(), id);
        Ok(())
    }
}

/// A member of staff at work.
pub(crate) fn staff(account: i64, kind: Kind, ip: &str) -> Who<'_> {
    let device = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0";
    Who { actor: format!("staff:{account}"), role: kind.into(), factor: Factor::LoginPassword, ip, device }
}

/// Numbers that a point gets beyond its heads.
pub(crate) fn reserve(heads: usize) -> usize {
    heads / 20 + 5
}

/// The points of all counties with their heads and the start of their segments.
pub(crate) fn points(options: &Options, extra: usize) -> Result<Vec<Point>> {
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
