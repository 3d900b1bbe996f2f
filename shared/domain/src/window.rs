//! 时间窗口: when something may be done. What is in force for a candidate is the newest setting of the narrowest scope that fits
//! them: their own, or that of the organisation nearest above them.

mod change;
mod warning;
mod words;

pub use change::{Judged, NewChange, Scope, Titled, judge};
pub use warning::{Times, Warning, ends_before, unaffected};

use crate::organisation::Kind;
use crate::{Error, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use strum::IntoStaticStr;
pub(crate) use words::short;

/// Open from `opens` (inclusive) to `closes` (exclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Start, inclusive
    pub opens: Timestamp,
    /// End, exclusive
    pub closes: Timestamp,
}

impl Interval {
    /// Is an instant in it?
    pub fn holds(self, at: Timestamp) -> bool {
        self.opens <= at && at < self.closes
    }
}

/// Intervals as they are in the database: pairs of milliseconds.
///
/// # Errors
/// When they are something else.
pub fn stored<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Interval>, D::Error> {
    let pairs: Vec<(i64, i64)> = Vec::deserialize(deserializer)?;
    let interval = |(opens, closes)| Interval { opens: Timestamp(opens), closes: Timestamp(closes) };
    Ok(pairs.into_iter().map(interval).collect())
}

/// Is it open at an instant?
pub fn open(intervals: &[Interval], at: Timestamp) -> bool {
    intervals.iter().any(|interval| interval.holds(at))
}

/// What is open when a change from `before` to `next` is agreed to at an instant. Nothing is taken back: what was open stays open
/// until then. The triggers are held against it.
pub fn taking_effect(before: &[Interval], next: &[Interval], at: Timestamp) -> Vec<Interval> {
    let mut effect = next.to_vec();
    if !open(next, at) {
        let cut = before.iter().filter(|interval| interval.holds(at) && interval.opens < at);
        effect.extend(cut.map(|interval| Interval { closes: at, ..*interval }));
    }
    joined(effect)
}

/// By start; what touches is one.
pub fn joined(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort();
    let mut all: Vec<Interval> = Vec::new();
    for interval in intervals {
        match all.last_mut() {
            Some(last) if interval.opens <= last.closes => last.closes = last.closes.max(interval.closes),
            _ => all.push(interval),
        }
    }
    all
}

/// What people call a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowAction"))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// 设置: open at these times instead
    Set,
    /// 提前
    Advance,
    /// 推迟
    Postpone,
    /// 延长: the last end is a later one
    Extend,
    /// 缩短: the last end is an earlier one
    Shorten,
    /// 暂停, from an instant on
    Suspend,
    /// 恢复: what a suspension has left
    Resume,
    /// 撤销: the scope has no setting of its own any more, and that of the organisation above is in force
    Revoke,
    /// 定向开放 for candidates
    Reopen,
}

impl Action {
    /// In Chinese.
    pub fn title(self) -> &'static str {
        match self {
            Self::Set => "设置",
            Self::Advance => "提前",
            Self::Postpone => "推迟",
            Self::Extend => "延长",
            Self::Shorten => "缩短",
            Self::Suspend => "暂停",
            Self::Resume => "恢复",
            Self::Revoke => "撤销",
            Self::Reopen => "定向开放",
        }
    }
}

/// For whom a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ScopeKind {
    /// An organisation and whoever is below it
    Organisation,
    /// One candidate
    Candidate,
}

/// A setting in force of one scope.
#[derive(Clone, Debug, Deserialize)]
pub struct Setting {
    pub id: i64,
    /// `registration`, …
    pub name: String,
    /// In Chinese
    pub title: String,
    /// What the scope is
    pub scope_kind: ScopeKind,
    /// Code of the organisation, number of the candidate
    pub scope: String,
    pub scope_name: Option<String>,
    /// How far down it is: 0 is the whole province
    pub depth: i64,
    /// What people called it; nothing: set up by the system
    pub action: Option<Action>,
    pub reason: String,
    pub since: Timestamp,
    /// When it is open, by start
    #[serde(deserialize_with = "stored")]
    pub intervals: Vec<Interval>,
    /// What was in force there before
    #[serde(deserialize_with = "stored")]
    pub before: Vec<Interval>,
}

/// A window as it stands for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Window {
    /// `registration`, `volunteer-assist`, `volunteer-undergraduate`
    pub name: String,
    /// Its name in Chinese
    pub title: String,
    /// Start, of the interval that is open, or the next, or the last
    pub opens: Timestamp,
    pub closes: Timestamp,
    /// Open now?
    pub open: bool,
    /// Suspended, and not yet resumed?
    pub suspended: bool,
    /// Why it is not as it was published: 芙蓉区延长至 06-27 18:00：停电
    pub note: Option<String>,
}

impl Window {
    /// As it stands for somebody, by the settings in force above them, from the broadest to the narrowest.
    pub fn of(above: &[Setting], now: Timestamp) -> Option<Self> {
        let setting = above.last()?;
        let shown = shown(&setting.intervals, now);
        let Interval { opens, closes } = shown.unwrap_or(Interval { opens: setting.since, closes: setting.since });
        let open = open(&setting.intervals, now);
        Some(Self {
            name: setting.name.clone(),
            title: setting.title.clone(),
            opens,
            closes,
            open,
            suspended: setting.action == Some(Action::Suspend) && !open,
            note: note(above, Interval { opens, closes }, now),
        })
    }

    /// One for each interval, as the public calendar lists them.
    pub fn each_of(setting: &Setting, now: Timestamp) -> Vec<Self> {
        let of = |interval: &Interval| {
            let alone = Setting { intervals: vec![*interval], ..setting.clone() };
            let shown = Self::of(&[alone], now)?;
            Some(Self { suspended: shown.suspended && !open(&setting.intervals, now), ..shown })
        };
        match setting.intervals.is_empty() {
            true => Self::of(std::slice::from_ref(setting), now).into_iter().collect(),
            false => setting.intervals.iter().filter_map(of).collect(),
        }
    }
}

/// The interval that is open (of several, the one that closes last), or the next one, or the last.
fn shown(intervals: &[Interval], now: Timestamp) -> Option<Interval> {
    let open = intervals.iter().filter(|interval| interval.holds(now)).max_by_key(|interval| interval.closes);
    let next = || intervals.iter().filter(|interval| interval.opens > now).min_by_key(|interval| interval.opens);
    let last = || intervals.iter().max_by_key(|interval| interval.closes);
    open.or_else(next).or_else(last).copied()
}

fn note(above: &[Setting], shown: Interval, now: Timestamp) -> Option<String> {
    let (setting, everybody) = (above.last()?, above.first()?);
    let Interval { opens, closes } = shown;
    let what = match setting.action {
        None if above.len() < 2 => return None,
        None => {
            let usual = everybody.intervals.iter().map(|interval| interval.closes).max();
            if usual == Some(closes) {
                return None;
            }
            if usual < Some(closes) {
                format!("延长至 {}", short(closes, now))
            } else {
                format!("截止 {}", short(closes, now))
            }
        }
        Some(Action::Extend) => format!("延长至 {}", short(closes, now)),
        Some(Action::Shorten) => format!("截止改为 {}", short(closes, now)),
        Some(Action::Advance) => format!("提前到 {} 开始", short(opens, now)),
        Some(Action::Postpone) => format!("推迟到 {} 开始", short(opens, now)),
        Some(Action::Suspend) if open(&setting.intervals, now) => format!("自 {} 起暂停", short(closes, now)),
        Some(Action::Suspend) => "已暂停".to_owned(),
        Some(Action::Resume) => format!("恢复，{} 截止", short(closes, now)),
        Some(Action::Reopen) => format!("单独开放至 {}", short(closes, now)),
        Some(Action::Set | Action::Revoke) => format!("改为 {} 至 {}", short(opens, now), short(closes, now)),
    };
    let whose = match (setting.scope_kind, &setting.scope_name) {
        (ScopeKind::Candidate, _) => "为您",
        (ScopeKind::Organisation, _) if setting.depth == 0 => "全省",
        (ScopeKind::Organisation, name) => name.as_deref().unwrap_or(&setting.scope),
    };
    Some(format!("{whose}{what}：{}", setting.reason))
}

/// What to answer when a window is not open.
pub fn closed(what: &str, window: Option<&Window>) -> Error {
    let (opens, closes) = (window.map(|w| w.opens), window.map(|w| w.closes));
    let note = window.and_then(|window| window.note.clone());
    Error::WindowClosed { what: what.to_owned(), opens, closes, note }
}

/// A setting in force, as the calendar of the offices has it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowRow {
    pub id: i64,
    /// `registration`, …
    pub name: String,
    /// In Chinese
    pub title: String,
    pub organisation: String,
    pub organisation_name: String,
    pub kind: Kind,
    /// When it is open, by start
    #[serde(deserialize_with = "stored")]
    pub intervals: Vec<Interval>,
    /// What people called it; nothing: as set up
    pub action: Option<Action>,
    pub reason: String,
}

/// Candidates who have a window of their own by one change.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TargetedWindow"))]
pub struct Targeted {
    /// Number of the change
    pub change: i64,
    pub name: String,
    pub candidates: i64,
    /// When it is open for them, by start
    #[serde(deserialize_with = "stored")]
    pub intervals: Vec<Interval>,
    /// What people called it
    pub action: Option<Action>,
    pub reason: String,
}

/// How far a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowChangeStatus"))]
#[serde(rename_all = "snake_case")]
pub enum ChangeStatus {
    /// Somebody has to decide
    Proposed,
    /// It took effect
    Agreed,
    /// Somebody else did not agree
    Declined,
    /// Who proposed it took it back
    Withdrawn,
}

/// A change of a window: proposed, or decided, or set up by the system.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowChange"))]
pub struct Change {
    pub id: i64,
    pub name: String,
    /// In Chinese
    pub title: String,
    /// What people call it; nothing: set up by the system
    pub action: Option<Action>,
    /// How far it has come
    pub status: ChangeStatus,
    pub reason: String,
    /// What changes, in words
    pub says: Vec<String>,
    /// What who proposed it was warned of
    pub warnings: Vec<String>,
    /// Who proposed it; nothing: the system
    pub proposed_by: Option<String>,
    pub proposed_for: Option<String>,
    pub proposed_at: Timestamp,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// Why they did not agree
    pub declined_reason: Option<String>,
    /// Proposed by who asks?
    pub mine: bool,
    /// May who asks decide?
    pub may_agree: bool,
    /// What it changes was changed since: it can only be declined
    pub outdated: bool,
}

#[cfg(test)]
mod tests;
