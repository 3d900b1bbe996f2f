//! What is possible and yet improbable: it is said, and whoever proposes it confirms it.

use super::{Interval, open, words};
use crate::Timestamp;
use crate::time::{DAY, HOUR, MINUTE};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// A reason to look again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowWarning"))]
pub struct Warning {
    /// `year`, `night`, `short`, …: what is to be confirmed
    pub code: String,
    pub text: String,
}

impl Warning {
    pub(super) fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

/// Nobody fills in a form at this hour; somebody has mistaken morning and evening.
const NIGHT: std::ops::Range<i64> = 7..23;
const BEIJING: i64 = 8 * HOUR;

/// Of what comes new into a window, for an exam of a year.
pub(super) fn of_times(year: i32, before: &[Interval], after: &[Interval], now: Timestamp) -> Vec<Warning> {
    let old: Vec<Timestamp> = before.iter().flat_map(|i| [i.opens, i.closes]).collect();
    let ends = |interval: &Interval| [interval.opens, interval.closes];
    let new: Vec<Timestamp> = after.iter().flat_map(ends).filter(|at| !old.contains(at)).collect();
    let mut warnings = Vec::new();
    if let Some(at) = new.iter().find(|at| ![year, year - 1].contains(&at.date().year())) {
        let text = format!("{} 不在考试年度 {}–{year} 之内，请核对年份", at.text(), year - 1);
        warnings.push(Warning::new("year", text));
    }
    let hour = |at: Timestamp| (at.0 + BEIJING).rem_euclid(DAY) / HOUR;
    let night =
        after.iter().find(|interval| !old.contains(&interval.closes) && !NIGHT.contains(&hour(interval.closes)));
    if let Some(interval) = night {
        warnings.push(Warning::new("night", format!("{} 截止是在夜间，请核对", words::short(interval.closes, now))));
    }
    let brief = |interval: &&Interval| !before.contains(interval) && interval.closes.0 - interval.opens.0 < HOUR;
    if let Some(interval) = after.iter().find(brief) {
        let minutes = (interval.closes.0 - interval.opens.0) / MINUTE;
        let text = format!("{} 开始的一段只开放 {minutes} 分钟", words::short(interval.opens, now));
        warnings.push(Warning::new("short", text));
    }
    if open(before, now) && !open(after, now) {
        let text = "现在正在开放，同意后立即截止；同意之前收到的提交仍然有效";
        warnings.push(Warning::new("interrupts", text));
    }
    if !before.is_empty()
        && before.iter().all(|interval| interval.closes <= now)
        && after.iter().any(|i| i.closes > now)
    {
        warnings.push(Warning::new("reopens", "原来已经截止，同意后将重新开放"));
    }
    let soon = after.iter().find(|i| i.holds(now) && i.closes.0 - now.0 < 30 * MINUTE && !before.contains(i));
    if let Some(interval) = soon.filter(|_| open(before, now)) {
        let text = format!("若到 {} 还没有人复核，将以同意的时刻截止", words::short(interval.closes, now));
        warnings.push(Warning::new("soon", text));
    }
    warnings
}

/// Who has times of their own, which a change above them leaves as they are.
pub fn unaffected(organisations: &[&str], candidates: usize) -> Option<Warning> {
    let mut who = Vec::new();
    if !organisations.is_empty() {
        who.push(words::listed(organisations, "个机构"));
    }
    if candidates > 0 {
        who.push(format!("{candidates} 名考生"));
    }
    let text = format!("{}有自己的设置，不受此改动影响", who.join("和"));
    (!who.is_empty()).then(|| Warning::new("narrower", text))
}

/// When a window is open.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a> {
    pub title: &'a str,
    /// In order
    pub intervals: &'a [Interval],
}

/// What has to be paid in one window (`fee`) is due for what another one takes: then it should not end before.
pub fn ends_before(fee: Times<'_>, other: Times<'_>, now: Timestamp) -> Option<Warning> {
    let end = |times: Times<'_>| times.intervals.iter().map(|interval| interval.closes).max();
    let (first, last) = (end(fee)?, end(other)?);
    let text = format!(
        "“{}”{} 截止，早于“{}”的 {}：最后办理的考生将来不及缴费",
        fee.title,
        words::short(first, now),
        other.title,
        words::short(last, now)
    );
    (first < last).then(|| Warning::new("fee", text))
}
