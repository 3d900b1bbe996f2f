//! 填报情况: filed numbers by college, major and category are shown while a window of their own is open, and to nobody who chooses or
//! could tell those who do from then until choosing ends (湘教考成字〔2024〕1号 二5: 前几天可实时查看，之后不可查看).

use crate::Timestamp;
use crate::window::{Interval, open};

/// Who asks for numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// 考生, and whoever has no part in the exam
    Candidate,
    /// 生源高校 and 招生高校
    College,
    /// 省教育考试院
    Province,
}

/// May they be shown now? `live` is the numbers' own window, `choosing` all times at which somebody chooses: of every category, and
/// of those to whom it was opened anew.
pub fn shown(audience: Audience, live: &[Interval], choosing: &[Interval], now: Timestamp) -> bool {
    let is_over = choosing.iter().all(|interval| interval.closes <= now);
    match audience {
        Audience::Province => true,
        Audience::College => open(live, now) || is_over && !choosing.is_empty(),
        Audience::Candidate => open(live, now),
    }
}
