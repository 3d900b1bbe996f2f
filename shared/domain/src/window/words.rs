//! What a change says, for people who decide about it.

use super::{Action, Interval, open};
use crate::Timestamp;

/// `06-27 17:00`, Beijing time; with the year when it isn't this one, with the seconds when there are any.
pub(crate) fn short(at: Timestamp, now: Timestamp) -> String {
    let (text, today) = (at.text(), now.text());
    let text = text.strip_suffix(":00").unwrap_or(&text);
    let same_year = text.get(..5) == today.get(..5);
    text.get(if same_year { 5.. } else { 0.. }).unwrap_or_default().to_owned()
}

fn span(Interval { opens, closes }: Interval, now: Timestamp) -> String {
    let (opens, closes) = (short(opens, now), short(closes, now));
    // The same day is said once.
    match (opens.rsplit_once(' '), closes.rsplit_once(' ')) {
        (Some((day, _)), Some((same, end))) if day == same => format!("{opens}–{end}"),
        _ => format!("{opens} 至 {closes}"),
    }
}

fn spans(intervals: &[Interval], now: Timestamp) -> String {
    match intervals {
        [] => "不开放".to_owned(),
        intervals => intervals.iter().map(|interval| span(*interval, now)).collect::<Vec<_>>().join("、"),
    }
}

/// How one scope's times change.
pub(super) struct Difference<'a> {
    pub(super) action: Action,
    pub(super) before: &'a [Interval],
    /// What comes after, also of a revocation
    pub(super) after: &'a [Interval],
    /// Whose times these are then, of a revocation
    pub(super) falls_to: Option<&'a str>,
}

impl Difference<'_> {
    pub(super) fn text(&self, now: Timestamp) -> String {
        let what = match (self.action, self.at_once(now)) {
            (Action::Suspend, true) => format!("自同意时起暂停（原定 {}）", self.ended(self.before, now)),
            (Action::Suspend, false) => {
                let from = self.after.last().filter(|_| open(self.before, now)).map(|last| short(last.closes, now));
                let from = from.map_or_else(|| "暂停".to_owned(), |from| format!("自 {from} 起暂停"));
                format!("{from}（原定 {}）", self.ended(self.before, now))
            }
            (_, true) if self.after.iter().all(|interval| interval.closes <= now) => {
                format!("{}，改为同意时立即截止", self.ended(self.before, now))
            }
            _ => changed(self.before, self.after, now),
        };
        match self.falls_to {
            Some(whose) => format!("撤销单独设置，改按{whose}：{what}"),
            None => what,
        }
    }

    /// Open now, and closed as soon as somebody agrees.
    pub(super) fn at_once(&self, now: Timestamp) -> bool {
        open(self.before, now) && !open(self.after, now)
    }

    fn ended(&self, intervals: &[Interval], now: Timestamp) -> String {
        intervals.last().map_or_else(|| "没有安排".to_owned(), |last| format!("{} 截止", short(last.closes, now)))
    }
}

fn changed(before: &[Interval], after: &[Interval], now: Timestamp) -> String {
    let from_to =
        |what: &str, from: Timestamp, to: Timestamp| format!("{what} {} → {}", short(from, now), short(to, now));
    if let ([earlier @ .., old], [same @ .., new]) = (before, after)
        && earlier == same
    {
        if old.opens == new.opens {
            return from_to("截止", old.closes, new.closes);
        }
        if old.closes == new.closes {
            return from_to("开始", old.opens, new.opens);
        }
    }
    match before {
        [] => format!("新设 {}", spans(after, now)),
        _ => format!("{} → {}", spans(before, now), spans(after, now)),
    }
}

/// `芙蓉区、天心区等 14 个`
pub(super) fn listed(names: &[&str], unit: &str) -> String {
    const SOME: usize = 6;
    match names.get(..SOME) {
        Some(first) if names.len() > SOME => format!("{}等 {} {unit}", first.join("、"), names.len()),
        _ => names.join("、"),
    }
}
