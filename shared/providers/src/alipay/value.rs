//! How amounts and times are written: yuan with at most two decimals, and the clock on Beijing's walls.

use domain::money::fen_of_yuan;
use domain::time::wall_clock;
use domain::{Fen, Timestamp};

/// An amount.
pub(super) mod yuan {
    use super::{Fen, fen_of_yuan};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(in crate::alipay) fn serialize<S: Serializer>(amount: &Fen, serializer: S) -> Result<S::Ok, S::Error> {
        amount.yuan().serialize(serializer)
    }

    pub(in crate::alipay) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
        let text = String::deserialize(deserializer)?;
        fen_of_yuan(&text).ok_or_else(|| D::Error::custom("an amount is yuan with at most two decimals"))
    }
}

/// A time, if there is one that can be read: money that came must not wait for the form of a date.
pub(super) mod moment {
    use super::{Timestamp, wall_clock};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::alipay) fn serialize<S: Serializer>(
        moment: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(Timestamp::text).serialize(serializer)
    }

    pub(in crate::alipay) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.as_deref().and_then(wall_clock))
    }
}
