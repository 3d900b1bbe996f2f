//! A change of a window: what it comes to for each of its scopes, and what is wrong with it.

use super::words::{Difference, listed};
use super::{Action, Interval, ScopeKind, Setting, Warning, joined, open, warning};
use crate::error::Faults;
use crate::event::window::Part;
use crate::{Result, Timestamp};
use serde::Deserialize;

/// Somebody wants a window changed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NewWindowChange"))]
#[serde(deny_unknown_fields)]
pub struct NewChange {
    /// `registration`, …
    pub name: String,
    pub action: Action,
    /// For these organisations and whoever is below them
    #[serde(default)]
    pub organisations: Vec<String>,
    /// For these candidates, by 报名流水号
    #[serde(default)]
    pub candidates: Vec<String>,
    /// Also for whoever below these organisations has times of their own
    #[serde(default)]
    pub narrower: bool,
    /// 设置, 提前, 推迟, 定向开放: open at these times
    #[serde(default)]
    pub intervals: Vec<Interval>,
    /// 暂停, 恢复: from when; nothing: at once
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// 延长, 缩短: the new end; nothing: at once. 恢复: the new end; nothing: later by as long as the suspension was
    #[serde(default)]
    pub closes: Option<Timestamp>,
    pub reason: String,
    /// Codes of the warnings that were seen and confirmed
    #[serde(default)]
    pub confirmed: Vec<String>,
}

/// For whom, and what is in force for them.
#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    /// Code of the organisation, number of the candidate
    pub scope: String,
    /// The organisation's name, the candidate's 报名流水号
    pub name: String,
    /// Is it the whole province?
    pub is_all: bool,
    /// Settings in force, from the broadest to the narrowest
    pub above: Vec<Setting>,
    /// Not asked for by name: below one that was
    pub below: bool,
}

impl Scope {
    fn current(&self) -> &[Interval] {
        self.above.last().map_or(&[], |setting| &setting.intervals)
    }

    fn has_own(&self) -> bool {
        self.above.last().is_some_and(|setting| setting.scope_kind == self.kind && setting.scope == self.scope)
    }

    fn broader(&self) -> Option<&Setting> {
        self.above.len().checked_sub(2).and_then(|index| self.above.get(index))
    }

    fn field(&self) -> &'static str {
        match self.kind {
            ScopeKind::Organisation => "organisations",
            ScopeKind::Candidate => "candidates",
        }
    }
}

/// A change that may be proposed.
#[derive(Debug, Default)]
pub struct Judged {
    /// What it comes to
    pub parts: Vec<Part>,
    pub says: Vec<String>,
    /// What has to be confirmed
    pub warnings: Vec<Warning>,
    /// What is open afterwards, of each organisation
    pub after: Vec<(String, Vec<Interval>)>,
}

/// Most intervals of a setting: two months, day by day.
const INTERVALS: usize = 62;

/// A window that is to be changed.
#[derive(Clone, Copy, Debug)]
pub struct Titled<'a> {
    pub title: &'a str,
    pub year: i32,
}

/// Judges a change of a window.
///
/// # Errors
/// `Invalid` with every fault.
pub fn judge(change: &NewChange, window: Titled<'_>, scopes: &[Scope], now: Timestamp) -> Result<Judged> {
    let mut faults = Faults::default();
    let length = change.reason.trim().chars().count();
    faults.add_if(!(2..=200).contains(&length), "reason", "请写明理由（2–200 个字）");
    faults.add_if(scopes.is_empty(), "organisations", "请选择范围");
    given(change, now, &mut faults);
    let mut lines: Vec<Line> = Vec::new();
    let (mut judged, mut unchanged) = (Judged::default(), Vec::new());
    let sound = faults.is_empty();
    for scope in scopes.iter().filter(|_| sound) {
        match outcome(change, scope, now) {
            Ok(after) if after.as_deref() == Some(scope.current()) && scope.below => unchanged.push(&scope.name[..]),
            Ok(after) if after.as_deref() == Some(scope.current()) => {
                faults.add(scope.field(), format!("{}现在就是这样，没有变化", scope.name));
            }
            Ok(after) => note(&mut lines, scope, after),
            Err(_) if scope.below => unchanged.push(&scope.name[..]),
            Err((field, message)) => faults.add(field.unwrap_or(scope.field()), format!("{}：{message}", scope.name)),
        }
    }
    let is_nothing = faults.is_empty() && lines.is_empty();
    faults.add_if(is_nothing, "organisations", "没有变化");
    faults.at_most(20).or(())?;
    for line in &lines {
        let after = line.result();
        judged.parts.push(line.part());
        judged.says.push(line.text(change.action, window.title, now));
        for found in warning::of_times(window.year, line.before(), after, now) {
            if !judged.warnings.iter().any(|known| known.code == found.code) {
                judged.warnings.push(found);
            }
        }
        let offices = line.scopes.iter().filter(|scope| scope.kind == ScopeKind::Organisation);
        judged.after.extend(offices.map(|scope| (scope.scope.clone(), after.to_vec())));
    }
    if !unchanged.is_empty() {
        let text = format!("{}自己的设置不能这样改，保持不变", listed(&unchanged, "个"));
        judged.warnings.push(Warning::new("unchanged", text));
    }
    Ok(judged)
}

/// Scopes whose times change in the same way.
struct Line<'a> {
    scopes: Vec<&'a Scope>,
    after: Option<Vec<Interval>>,
}

fn note<'a>(lines: &mut Vec<Line<'a>>, scope: &'a Scope, after: Option<Vec<Interval>>) {
    let same = |line: &&mut Line<'_>| {
        line.after == after
            && line.scopes.first().is_some_and(|known| {
                let falls_alike = after.is_some() || known.broader().map(|s| s.id) == scope.broader().map(|s| s.id);
                known.kind == scope.kind && known.current() == scope.current() && falls_alike
            })
    };
    match lines.iter_mut().find(same) {
        Some(line) => line.scopes.push(scope),
        None => lines.push(Line { scopes: vec![scope], after }),
    }
}

impl Line<'_> {
    fn before(&self) -> &[Interval] {
        self.scopes.first().map_or(&[], |scope| scope.current())
    }

    fn broader(&self) -> Option<&Setting> {
        self.scopes.first().and_then(|scope| scope.broader())
    }

    fn result(&self) -> &[Interval] {
        let broader = || self.broader().map_or(&[][..], |setting| &setting.intervals);
        self.after.as_deref().unwrap_or_else(broader)
    }

    fn part(&self) -> Part {
        Part {
            scope_kind: self.scopes.first().map_or(ScopeKind::Organisation, |scope| scope.kind),
            scopes: self.scopes.iter().map(|scope| scope.scope.clone()).collect(),
            intervals: self.after.as_ref().map(|intervals| intervals.iter().map(|span| (*span).into()).collect()),
        }
    }

    fn text(&self, action: Action, title: &str, now: Timestamp) -> String {
        let names: Vec<&str> = self.scopes.iter().map(|scope| &scope.name[..]).collect();
        let whose = match self.scopes.first().map(|scope| (scope.kind, scope.is_all)) {
            Some((ScopeKind::Candidate, _)) => format!("考生 {}", listed(&names, "名")),
            Some((ScopeKind::Organisation, true)) => "全省".to_owned(),
            _ => listed(&names, "个机构"),
        };
        let broader = self.broader().and_then(|setting| match setting.depth {
            0 => Some("全省"),
            _ => setting.scope_name.as_deref(),
        });
        let falls_to = if self.after.is_none() { broader.or(Some("上级")) } else { None };
        let difference = Difference { action, before: self.before(), after: self.result(), falls_to };
        format!("{title}（{whose}）：{}", difference.text(now))
    }
}

/// What is wrong with the times themselves, whoever they are for.
fn given(change: &NewChange, now: Timestamp, faults: &mut Faults) {
    let NewChange { action, intervals, at, closes, .. } = change;
    let takes_intervals = matches!(action, Action::Set | Action::Advance | Action::Postpone | Action::Reopen);
    if takes_intervals {
        faults.add_if(intervals.is_empty(), "intervals", "请填写开放时间");
        faults.add_if(intervals.len() > INTERVALS, "intervals", "最多 62 段");
        for (index, interval) in intervals.iter().enumerate().take(INTERVALS) {
            let field = |what: &str| format!("intervals[{index}].{what}");
            faults.add_if(interval.opens >= interval.closes, field("closes"), "截止应晚于开始");
            let earlier = index.checked_sub(1).and_then(|before| intervals.get(before));
            let overlaps = earlier.is_some_and(|earlier| earlier.closes > interval.opens);
            faults.add_if(overlaps, field("opens"), "应不早于前一段的截止时间");
        }
        let is_past = intervals.last().is_some_and(|last| last.closes <= now);
        faults.add_if(is_past, format!("intervals[{}].closes", intervals.len().saturating_sub(1)), "应晚于现在");
    } else {
        faults.add_if(!intervals.is_empty(), "intervals", "这项变更不填开放时间");
    }
    let is_past = |instant: &Option<Timestamp>| instant.is_some_and(|instant| instant < now);
    let (takes_at, takes_end) = (
        matches!(action, Action::Suspend | Action::Resume),
        matches!(action, Action::Extend | Action::Shorten | Action::Resume),
    );
    faults.add_if(!takes_at && at.is_some(), "at", "这项变更不填起始时刻");
    faults.add_if(takes_at && is_past(at), "at", "应不早于现在");
    faults.add_if(!takes_end && closes.is_some(), "closes", "这项变更不填截止时间");
    faults.add_if(takes_end && is_past(closes), "closes", "应不早于现在");
    faults.add_if(*action == Action::Extend && closes.is_none(), "closes", "请填写新的截止时间");
    faults.add_if(*action == Action::Reopen && !change.organisations.is_empty(), "organisations", "定向开放只用于考生");
}

/// The field (when it isn't the scope's) and what is wrong with it.
type Fault = (Option<&'static str>, &'static str);

fn outcome(change: &NewChange, scope: &Scope, now: Timestamp) -> Result<Option<Vec<Interval>>, Fault> {
    let current = scope.current();
    match change.action {
        Action::Set | Action::Reopen => Ok(Some(change.intervals.clone())),
        Action::Advance | Action::Postpone => moved(change, current, now).map(Some),
        Action::Extend | Action::Shorten => ended(change, current, now).map(Some),
        Action::Suspend => suspended(scope, change.at.unwrap_or(now)).map(Some),
        Action::Resume => resumed(scope, change.at.unwrap_or(now), change.closes).map(Some),
        Action::Revoke => revoked(scope, now).map(|()| None),
    }
}

fn moved(change: &NewChange, current: &[Interval], now: Timestamp) -> Result<Vec<Interval>, Fault> {
    let start = super::shown(current, now).ok_or((None, "还没有时间安排，请用“设置”"))?.opens;
    let first = change.intervals.first().map(|interval| interval.opens);
    match change.action {
        Action::Advance if first >= Some(start) => Err((Some("intervals[0].opens"), "应早于现在的开始时间")),
        Action::Postpone if first <= Some(start) => Err((Some("intervals[0].opens"), "应晚于现在的开始时间")),
        _ => Ok(change.intervals.clone()),
    }
}

fn ended(change: &NewChange, current: &[Interval], now: Timestamp) -> Result<Vec<Interval>, Fault> {
    let closes = change.closes.unwrap_or(now);
    let (last, earlier) = current.split_last().ok_or((None, "还没有时间安排，请用“设置”"))?;
    if change.action == Action::Extend {
        return match closes > last.closes {
            true => Ok(earlier.iter().copied().chain([Interval { closes, ..*last }]).collect()),
            false => Err((Some("closes"), "应晚于现在的截止时间")),
        };
    }
    if last.closes <= now {
        return Err((None, "已经截止，不能缩短"));
    }
    if closes >= last.closes {
        return Err((Some("closes"), "应早于现在的截止时间"));
    }
    Ok(until(current, closes))
}

/// What of these times is before an instant.
fn until(intervals: &[Interval], end: Timestamp) -> Vec<Interval> {
    let before = intervals.iter().filter(|interval| interval.opens < end);
    before.map(|interval| Interval { closes: interval.closes.min(end), ..*interval }).collect()
}

fn suspended(scope: &Scope, from: Timestamp) -> Result<Vec<Interval>, Fault> {
    if scope.above.last().is_some_and(|setting| setting.action == Some(Action::Suspend)) {
        return Err((None, "已经暂停，请先恢复"));
    }
    let current = scope.current();
    match current.iter().any(|interval| interval.closes > from) {
        true => Ok(until(current, from)),
        false => Err((None, "这之后没有开放时间，不用暂停")),
    }
}

/// The interval that was interrupted goes on from an instant, as much later as it was interrupted, or to a named end; what was to
/// come after stays.
fn resumed(scope: &Scope, from: Timestamp, closes: Option<Timestamp>) -> Result<Vec<Interval>, Fault> {
    let setting = scope.above.last().filter(|setting| setting.action == Some(Action::Suspend));
    let Setting { intervals: kept, before, .. } = setting.ok_or((None, "没有暂停，不用恢复"))?;
    let paused = kept.iter().map(|interval| interval.closes).max();
    let rest = |interval: &Interval| {
        // What was open already ended when it was interrupted.
        let opens = paused.map_or(interval.opens, |paused| interval.opens.max(paused));
        (opens < interval.closes).then_some(Interval { opens, ..*interval })
    };
    let mut rest = before.iter().filter_map(rest);
    let next = rest.next().ok_or((None, "没有剩下的时间，请用“设置”"))?;
    let opens = next.opens.max(from);
    let closes = closes.unwrap_or_else(|| next.closes.plus(opens.0 - next.opens.0));
    if closes <= opens {
        return Err((Some("closes"), "应晚于恢复的时刻"));
    }
    let mut all: Vec<Interval> = kept.clone();
    all.push(Interval { opens, closes });
    all.extend(rest.filter_map(|later| {
        let opens = later.opens.max(closes);
        (opens < later.closes).then_some(Interval { opens, ..later })
    }));
    Ok(joined(all))
}

fn revoked(scope: &Scope, now: Timestamp) -> Result<(), Fault> {
    if !scope.has_own() {
        return Err((None, "没有自己的设置，不用撤销"));
    }
    let Some(broader) = scope.broader() else { return Err((None, "上面没有别的设置，不能撤销")) };
    match open(scope.current(), now) && !open(&broader.intervals, now) {
        true => Err((None, "正在开放，撤销后立即截止：请用“缩短”，截止以后再撤销")),
        false => Ok(()),
    }
}
