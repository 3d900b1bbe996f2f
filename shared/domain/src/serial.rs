//! 报名流水号: 8 digits, a 4-digit county code and a 4-digit number (2023 年网上采集实施方案 第一步).
//! A county gives contiguous segments to its registration points.

use serde::{Deserialize, Serialize};

/// A 报名流水号.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u32);

impl Serial {
    /// Reads 8 digits. The number 0000 is never given out.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("报名流水号应为 8 位数字");
        }
        let number: u32 = text.parse().map_err(|_| "报名流水号应为 8 位数字")?;
        if number.is_multiple_of(10_000) { Err("报名流水号后 4 位不能为 0000") } else { Ok(Self(number)) }
    }

    /// As a number, as the database keeps it.
    pub fn number(self) -> i64 {
        self.0.into()
    }

    /// Is it one of the county with this 号段码 (4 digits)?
    pub fn belongs_to(self, prefix: &str) -> bool {
        prefix.len() == 4 && self.to_string().starts_with(prefix)
    }
}

impl std::fmt::Display for Serial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// A contiguous range of numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    first: Serial,
    last: Serial,
}

impl Segment {
    /// A segment of the numbers of one county, by its 号段码.
    pub fn new(prefix: &str, first: Serial, last: Serial) -> Result<Self, (&'static str, &'static str)> {
        match () {
            () if !first.belongs_to(prefix) => Err(("first", "起号的前 4 位应为本县区的号段码")),
            () if !last.belongs_to(prefix) => Err(("last", "止号的前 4 位应为本县区的号段码")),
            () if last < first => Err(("last", "止号不能小于起号")),
            () => Ok(Self { first, last }),
        }
    }

    /// The first number.
    pub fn first(&self) -> Serial {
        self.first
    }

    /// The last number.
    pub fn last(&self) -> Serial {
        self.last
    }
}

/// A range of numbers that no segment has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Free {
    /// The first free 报名流水号.
    pub first: String,
    /// The last free 报名流水号.
    pub last: String,
}

/// What is left of the 9999 numbers of a 号段码, given its county's segments (first, last) in any order.
pub fn free(prefix: &str, mut taken: Vec<(i64, i64)>) -> Vec<Free> {
    let Some(base) = prefix.parse::<i64>().ok().filter(|_| prefix.len() == 4).map(|code| code * 10_000) else {
        return Vec::new();
    };
    taken.sort_unstable();
    let mut next = base + 1;
    let mut gaps = Vec::new();
    for (first, last) in taken.into_iter().chain([(base + 10_000, base + 10_000)]) {
        if next < first {
            gaps.push(Free { first: format!("{next:08}"), last: format!("{:08}", first - 1) });
        }
        next = next.max(last + 1);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn serial(number: u32) -> Serial {
        Serial::parse(&format!("0102{number:04}")).unwrap()
    }

    proptest! {
        #[test]
        fn reads_back_what_it_writes(county in 1u32..10_000, number in 1u32..10_000) {
            let text = format!("{county:04}{number:04}");
            prop_assert_eq!(Serial::parse(&text).unwrap().to_string(), text);
        }

        #[test]
        fn free_and_taken_are_a_partition(cuts in proptest::collection::btree_set(1i64..10_000, 0..12)) {
            let cuts: Vec<i64> = cuts.into_iter().collect();
            let taken: Vec<(i64, i64)> = cuts.chunks_exact(2).map(|c| (1_020_000 + c[0], 1_020_000 + c[1])).collect();
            let count = |ranges: &[(i64, i64)]| ranges.iter().map(|(a, b)| b - a + 1).sum::<i64>();
            let gaps: Vec<(i64, i64)> =
                free("0102", taken.clone()).iter().map(|f| (f.first.parse().unwrap(), f.last.parse().unwrap())).collect();
            prop_assert_eq!(count(&gaps) + count(&taken), 9_999);
            prop_assert!(gaps.iter().all(|g| taken.iter().all(|t| g.1 < t.0 || t.1 < g.0)));
        }
    }

    #[test]
    fn a_segment_stays_in_its_county_and_runs_forward() {
        assert!(Segment::new("0102", serial(1), serial(1)).is_ok());
        assert_eq!(Segment::new("0103", serial(1), serial(9)).unwrap_err().0, "first");
        assert_eq!(Segment::new("0102", serial(9), serial(1)).unwrap_err().0, "last");
    }

    #[test]
    fn refuses_what_is_not_a_serial_number() {
        for wrong in ["", "1234567", "123456789", "0102000a", "01020000", "０1020001"] {
            assert!(Serial::parse(wrong).is_err(), "{wrong}");
        }
    }
}
