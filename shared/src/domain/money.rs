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

impl From<Fen> for crate::db::Value {
    fn from(value: Fen) -> Self {
        Self::Integer(value.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_two_decimals() {
        assert_eq!([Fen(4000), Fen(5), Fen(-130)].map(Fen::yuan), ["40.00", "0.05", "-1.30"]);
    }
}
