//! Money: whole fen, never a float.

use serde::{Deserialize, Serialize};

/// An amount in fen (0.01 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// `40.00`
    pub fn yuan(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// Reads an amount in yuan (`130.00`, `0.1`, `5`, `0.02000`), exactly. No sign, no exponent; beyond the second decimal
/// nothing but zeros.
pub fn fen_of_yuan(text: &str) -> Option<Fen> {
    let (yuan, decimals) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(yuan) || !digits(decimals) {
        return None;
    }
    let (fen, finer) = decimals.split_at(decimals.len().min(2));
    let exact = finer.bytes().all(|digit| digit == b'0');
    format!("{yuan}{fen:0<2}").parse().ok().filter(|_| exact).map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shows_two_decimals() {
        assert_eq!([Fen(4000), Fen(5), Fen(-130)].map(Fen::yuan), ["40.00", "0.05", "-1.30"]);
    }

    #[test]
    fn yuan_are_read_exactly_or_not_at_all() {
        for (text, fen) in [
            ("0.1", 10),
            ("0.10", 10),
            ("0.01", 1),
            ("0.07", 7),
            ("0", 0),
            ("0.00", 0),
            ("5", 500),
            ("130.00", 13000),
            ("0.02000", 2),
            ("130.5", 13050),
            ("4.35", 435),
            ("100000000", 10_000_000_000),
            ("92233720368547758.07", i64::MAX),
        ] {
            assert_eq!(fen_of_yuan(text), Some(Fen(fen)), "{text}");
        }
        for text in [
            "",
            ".",
            ".5",
            "5.",
            "1e2",
            "-1",
            "+1",
            "-0",
            "1.234",
            "1.001",
            "1.2.3",
            "1,5",
            " 1",
            "1 ",
            "1.-1",
            "1.+1",
            "0x1",
            "1_0",
            "１",
            "NaN",
            "inf",
            "92233720368547758.08",
            "99999999999999999999",
        ] {
            assert_eq!(fen_of_yuan(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_read_as_it_was_written(fen in 0..=i64::MAX) {
            prop_assert_eq!(fen_of_yuan(&Fen(fen).yuan()), Some(Fen(fen)));
        }
    }
}
