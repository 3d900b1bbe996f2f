//! 证件: the document a person is identified by. 居民身份证号: GB 11643-1999 (18 characters, MOD 11-2).

use super::time;
use chrono::NaiveDate;

/// A 居民身份证号 that passes the checksum and carries a real date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidentNumber(String);

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check character of the first 17 digits (GB 11643-1999 §4.2.2, ISO 7064 MOD 11-2).
pub fn check_character(first17: &str) -> Option<char> {
    if first17.len() != 17 {
        return None;
    }
    let digits: Option<Vec<u32>> = first17.chars().map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits?.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get((sum % 11) as usize).copied()
}

impl ResidentNumber {
    /// Reads a number as a person types it: spaces around it and a lower-case x are forgiven.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim().to_ascii_uppercase();
        if text.len() != 18 || !text.is_ascii() {
            return Err("身份证号应为 18 位");
        }
        let (first17, last) = text.split_at(17);
        match check_character(first17) {
            None => return Err("身份证号前 17 位应为数字"),
            Some(check) if !last.starts_with(check) => return Err("身份证号校验位不对，请逐位核对"),
            Some(_) => {}
        }
        let number = Self(text);
        number.birth().map(|_| number).ok_or("身份证号中的出生日期不存在")
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date of birth that the number carries.
    pub fn birth(&self) -> Option<NaiveDate> {
        let (year, rest) = self.0.get(6..14)?.split_at(4);
        let (month, day) = rest.split_at(2);
        time::date(&format!("{year}-{month}-{day}")).ok()
    }

    /// Even order code: female; odd: male (GB 11643-1999 §3.3).
    pub fn is_female(&self) -> bool {
        self.0.as_bytes().get(16).is_some_and(|digit| digit % 2 == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(region: u32, day: u32, order: u32) -> String {
        let first17 = format!("{region:06}200803{day:02}{order:03}");
        format!("{first17}{}", check_character(&first17).unwrap())
    }

    proptest! {
        #[test]
        fn a_number_with_its_own_check_character_is_read(region in 430_000u32..440_000, day in 1u32..=31, order in 0u32..1000) {
            let text = number(region, day, order);
            let parsed = ResidentNumber::parse(&text.to_lowercase()).unwrap();
            prop_assert_eq!(parsed.as_str(), text);
            prop_assert_eq!(parsed.is_female(), order % 2 == 0);
        }

        #[test]
        fn one_wrong_digit_is_always_caught(day in 1u32..=28, order in 0u32..1000, at in 0usize..17, by in 1u8..=9) {
            let mut text = number(430_102, day, order).into_bytes();
            text[at] = b'0' + (text[at] - b'0' + by) % 10;
            prop_assert!(ResidentNumber::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn two_swapped_neighbours_are_always_caught(day in 1u32..=28, order in 0u32..1000, at in 0usize..16) {
            let mut text = number(430_102, day, order).into_bytes();
            prop_assume!(text[at] != text[at + 1]);
            text.swap(at, at + 1);
            prop_assert!(ResidentNumber::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = ResidentNumber::parse(&text);
        }
    }
}
