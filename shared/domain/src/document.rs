//! 证件: the document a person is identified by. 居民身份证号: GB 11643-1999 (18 characters, MOD 11-2).

use super::time;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// 证件类型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DocumentKind {
    /// 第二代居民身份证
    ResidentCard,
    /// 港澳居民来往内地通行证
    HkMacauPermit,
    /// 台湾居民来往大陆通行证
    TaiwanPermit,
    /// 港澳台居民居住证
    ResidencePermit,
    /// 外国人永久居留身份证
    ForeignPermanent,
    /// 护照
    Passport,
}

impl DocumentKind {
    /// The names of all of them.
    pub const NAMES: [&str; 6] =
        ["resident_card", "hk_macau_permit", "taiwan_permit", "residence_permit", "foreign_permanent", "passport"];

    /// The name in the journal.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::ResidentCard => "居民身份证",
            Self::HkMacauPermit => "港澳居民来往内地通行证",
            Self::TaiwanPermit => "台湾居民来往大陆通行证",
            Self::ResidencePermit => "港澳台居民居住证",
            Self::ForeignPermanent => "外国人永久居留身份证",
            Self::Passport => "护照",
        }
    }

    /// The number of such a document, as it is kept: what people type between its characters is forgiven.
    pub fn number(self, text: &str) -> Result<String, &'static str> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
        let number = number.to_ascii_uppercase();
        let (letters, digits) = number.split_at(number.bytes().take_while(u8::is_ascii_alphabetic).count());
        let digits = digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits.len());
        let fits = match self {
            Self::ResidentCard => return ResidentNumber::parse(&number).map(|number| number.0),
            Self::HkMacauPermit => matches!((letters, digits), ("H" | "M", Some(8 | 10))),
            Self::TaiwanPermit => matches!((letters, digits), ("", Some(8)) | ("T", Some(8))),
            Self::ResidencePermit => {
                ["81", "82", "83"].iter().any(|region| number.starts_with(region))
                    && ResidentNumber::parse(&number).is_ok()
            }
            Self::ForeignPermanent => {
                letters.len() == 3 && digits == Some(12)
                    || number.starts_with('9') && ResidentNumber::parse(&number).is_ok()
            }
            Self::Passport => {
                // Somebody's 身份证号 is no passport's: a number is one person's in an exam.
                (5..=20).contains(&number.len())
                    && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
                    && ResidentNumber::parse(&number).is_err()
            }
        };
        if fits { Ok(number) } else { Err(self.shape()) }
    }

    fn shape(self) -> &'static str {
        match self {
            Self::ResidentCard => "身份证号应为 18 位",
            Self::HkMacauPermit => "应为 H 或 M 加 8 位（或 10 位）数字",
            Self::TaiwanPermit => "应为 8 位数字",
            Self::ResidencePermit => "应为 81、82 或 83 开头的 18 位号码，请逐位核对",
            Self::ForeignPermanent => "应为 9 开头的 18 位号码，或 3 个字母加 12 位数字",
            Self::Passport => "应为 5–20 位字母和数字",
        }
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

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

    #[test]
    fn other_documents_have_numbers_of_their_own_shape() {
        let kept = |kind: DocumentKind, text: &str| kind.number(text).ok();
        assert_eq!(kept(DocumentKind::HkMacauPermit, " h 1234 5678"), Some("H12345678".into()));
        assert_eq!(kept(DocumentKind::TaiwanPermit, "01234567"), Some("01234567".into()));
        assert_eq!(kept(DocumentKind::ForeignPermanent, "can310098765432"), Some("CAN310098765432".into()));
        assert_eq!(kept(DocumentKind::Passport, "E-12345678"), Some("E12345678".into()));
        let permit = number(810_000, 3, 1);
        assert_eq!(kept(DocumentKind::ResidencePermit, &permit), Some(permit.clone()));
        for (kind, wrong) in [
            (DocumentKind::HkMacauPermit, "X12345678"),
            (DocumentKind::HkMacauPermit, "H1234567"),
            (DocumentKind::TaiwanPermit, "1234567"),
            (DocumentKind::ResidencePermit, "810000199901010000"),
            (DocumentKind::ForeignPermanent, "CA310098765432"),
            (DocumentKind::Passport, "护照12345678"),
            (DocumentKind::ResidentCard, "E12345678"),
        ] {
            assert_eq!(kept(kind, wrong), None, "{kind:?} {wrong}");
        }
        assert!(DocumentKind::all().map(DocumentKind::as_str).eq(DocumentKind::NAMES));
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
            for kind in DocumentKind::all() {
                let _ = kind.number(&text);
            }
        }
    }
}
