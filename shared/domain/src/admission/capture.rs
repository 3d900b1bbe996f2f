use strum::{EnumIter, EnumString, IntoStaticStr};

/// How a document can be captured: by the reader, or by hand in the special cases 2 (其他证件, which no reader knows), 4 and 5
/// (2023 年网上采集实施方案).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Capture {
    /// The card was read
    Reader,
    /// 证件过期: the new one has to be read yet
    ManualExpired,
    /// 本人未到场: the card has to be read yet
    ManualAbsent,
    /// 其他证件
    ManualOther,
}

impl Capture {
    /// The names of all of them.
    pub const NAMES: [&str; 4] = ["reader", "manual_expired", "manual_absent", "manual_other"];

    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Reader => "读卡器读取",
            Self::ManualExpired => "证件过期，手工录入",
            Self::ManualAbsent => "本人未到场，手工录入",
            Self::ManualOther => "其他证件，手工录入",
        }
    }
}
