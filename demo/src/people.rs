//! Invented people. Each name holds 示例 (example), so that nobody takes it for somebody's; the order
//! codes in 证件号 are 900 and above, which offices hardly give out; phones are of one block, 1380000xxxx.

use crate::dice::{Dice, Stream};
use domain::document::check_character;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "周", "吴", "罗", "唐", "彭", "谭", "曾", "肖", "邓", "胡", "蒋", "何",
    "欧阳", "谢", "龙", "向", "田", "石", "段", "贺", "欧", "易", "文", "左", "龚", "熊", "袁", "廖", "钟", "夏", "覃",
    "瞿", "舒",
];
const GIVEN: [&str; 24] = [
    "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申",
    "酉", "戌", "亥", "元", "亨",
];
/// Beyond the basic plane of Unicode: names like this are why everything is UTF-8.
const RARE: &str = "𬀩";

/// Who a candidate is, as the card reader gives it.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) sex: &'static str,
    /// GB 3304
    pub(crate) ethnicity: &'static str,
    pub(crate) birth: String,
    pub(crate) document: String,
    pub(crate) valid_until: String,
    pub(crate) capture: &'static str,
    pub(crate) phone: String,
}

/// The candidate of this index, the how-manieth of their county.
pub(crate) fn person(seed: u64, index: usize, county: &str, number: usize) -> Person {
    let mut dice = Dice::new(seed, Stream::Person(index));
    let surname = dice.pick(&SURNAMES);
    let given = if dice.below(500) == 0 { RARE } else { dice.pick(&GIVEN) };
    let female = dice.chance(48);
    let ethnicity = match dice.below(100) {
        0..90 => "01",
        90..95 => "15",
        95..98 => "06",
        98 => "12",
        _ => "13",
    };
    let birth = birthday(number % 365);
    // Different for any two of a county: the day, and then the order of birth on that day.
    let order = 900 + 2 * (number / 365) + usize::from(!female);
    let first17 = format!("{county}{}{order:03}", birth.replace('-', ""));
    let check = check_character(&first17).unwrap_or_default();
    Person {
        name: format!("{surname}示例{given}"),
        sex: if female { "female" } else { "male" },
        ethnicity,
        birth,
        document: format!("{first17}{check}"),
        valid_until: format!("{}-{:02}-{:02}", dice.between(2028, 2035), dice.between(1, 12), dice.between(1, 28)),
        capture: if dice.chance(99) { "reader" } else { "manual_expired" },
        phone: format!("1380000{:04}", dice.below(10_000)),
    }
}

/// A day from 1 September 2008 on.
fn birthday(day: usize) -> String {
    const MONTHS: [(i32, u32, usize); 12] = [
        (2008, 9, 30),
        (2008, 10, 31),
        (2008, 11, 30),
        (2008, 12, 31),
        (2009, 1, 31),
        (2009, 2, 28),
        (2009, 3, 31),
        (2009, 4, 30),
        (2009, 5, 31),
        (2009, 6, 30),
        (2009, 7, 31),
        (2009, 8, 31),
    ];
    let mut left = day;
    for (year, month, days) in MONTHS {
        if left < days {
            return format!("{year}-{month:02}-{:02}", left + 1);
        }
        left -= days;
    }
    "2008-09-01".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::document::ResidentNumber;
    use std::collections::HashSet;

    #[test]
    fn every_number_of_a_full_county_is_valid_and_different() {
        let mut seen = HashSet::new();
        for number in 0..9_999 {
            let person = person(1, number, "430102", number);
            let parsed = ResidentNumber::parse(&person.document).unwrap();
            assert_eq!(parsed.birth().unwrap().to_string(), person.birth);
            assert_eq!(parsed.is_female(), person.sex == "female");
            assert!(person.name.contains("示例"));
            assert!(seen.insert(person.document));
        }
    }
}
