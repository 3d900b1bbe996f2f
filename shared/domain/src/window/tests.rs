use super::*;
use crate::Error;
use crate::time::{DAY, HOUR, MINUTE};

/// 2027-06-26 10:00 in Beijing.
fn now() -> Timestamp {
    at("06-26 10:00")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("2027-{}:00+08:00", text.replace(' ', "T"))).unwrap()
}

fn span(opens: &str, closes: &str) -> Interval {
    Interval { opens: at(opens), closes: at(closes) }
}

fn setting(scope: &str, intervals: &[Interval]) -> Setting {
    Setting {
        id: scope.len() as i64,
        name: "volunteer-undergraduate".into(),
        title: "本科批填报".into(),
        scope_kind: ScopeKind::Organisation,
        scope: scope.into(),
        scope_name: Some(if scope == "43" { "湖南省" } else { "芙蓉区" }.into()),
        depth: if scope == "43" { 0 } else { 2 },
        action: None,
        reason: "停电".into(),
        since: at("05-01 08:00"),
        intervals: intervals.to_vec(),
        before: Vec::new(),
    }
}

fn usual() -> Vec<Interval> {
    vec![span("06-24 08:00", "06-27 17:00")]
}

fn scope(code: &str, above: Vec<Setting>) -> Scope {
    let is_all = code == "43";
    let name = if is_all { "湖南省" } else { "芙蓉区" };
    Scope { kind: ScopeKind::Organisation, scope: code.into(), name: name.into(), is_all, above, below: false }
}

fn change(action: Action) -> NewChange {
    NewChange {
        name: "volunteer-undergraduate".into(),
        action,
        organisations: vec!["43".into()],
        candidates: Vec::new(),
        narrower: false,
        intervals: Vec::new(),
        at: None,
        closes: None,
        reason: "全县停电".into(),
        confirmed: Vec::new(),
    }
}

fn judged(change: &NewChange, scopes: &[Scope]) -> Result<Judged, String> {
    judge(change, Titled { title: "本科批填报", year: 2027 }, scopes, now()).map_err(|error| match error {
        Error::Invalid(errors) => {
            errors.iter().map(|e| format!("{}={}", e.field, e.message)).collect::<Vec<_>>().join("; ")
        }
        other => format!("{other:?}"),
    })
}

fn says(change: &NewChange, scopes: &[Scope]) -> String {
    judged(change, scopes).unwrap().says.join("\n")
}

fn warned(change: &NewChange, scopes: &[Scope]) -> Vec<String> {
    judged(change, scopes).unwrap().warnings.into_iter().map(|warning| warning.code).collect()
}

#[test]
fn what_changes_is_said_in_words() {
    let province = [scope("43", vec![setting("43", &usual())])];
    let until = |action, closes: &str| NewChange { closes: Some(at(closes)), ..change(action) };
    let to = |action, intervals: &[Interval]| NewChange { intervals: intervals.to_vec(), ..change(action) };
    assert_eq!(
        says(&until(Action::Extend, "06-28 17:00"), &province),
        "本科批填报（全省）：截止 06-27 17:00 → 06-28 17:00"
    );
    assert_eq!(
        says(&until(Action::Shorten, "06-26 16:30"), &province),
        "本科批填报（全省）：截止 06-27 17:00 → 06-26 16:30"
    );
    assert_eq!(says(&change(Action::Shorten), &province), "本科批填报（全省）：06-27 17:00 截止，改为同意时立即截止");
    assert_eq!(
        says(&change(Action::Suspend), &province),
        "本科批填报（全省）：自同意时起暂停（原定 06-27 17:00 截止）"
    );
    let later = NewChange { at: Some(at("06-26 12:00")), ..change(Action::Suspend) };
    assert_eq!(says(&later, &province), "本科批填报（全省）：自 06-26 12:00 起暂停（原定 06-27 17:00 截止）");
    assert_eq!(
        says(&to(Action::Set, &[span("06-27 08:00", "06-27 12:00"), span("06-28 08:00", "06-28 12:00")]), &province),
        "本科批填报（全省）：06-24 08:00 至 06-27 17:00 → 06-27 08:00–12:00、06-28 08:00–12:00"
    );
    let wrong = NewChange { closes: Timestamp::parse("2028-06-28T17:00:00+08:00"), ..change(Action::Extend) };
    assert_eq!(says(&wrong, &province), "本科批填报（全省）：截止 06-27 17:00 → 2028-06-28 17:00");
    assert_eq!(warned(&wrong, &province), ["year"]);
    let county = |own: &[Interval]| [scope("430102", vec![setting("43", &usual()), setting("430102", own)])];
    assert_eq!(
        says(&change(Action::Revoke), &county(&[span("06-24 08:00", "06-28 18:00")])),
        "本科批填报（芙蓉区）：撤销单独设置，改按全省：截止 06-28 18:00 → 06-27 17:00"
    );
}

#[test]
fn counties_that_change_alike_are_one_line() {
    let county = |code: &str, own: Option<&[Interval]>| {
        let above = [Some(setting("43", &usual())), own.map(|own| setting(code, own))];
        let mut county = scope(code, above.into_iter().flatten().collect());
        county.name = format!("县{code}");
        county
    };
    let own = [span("06-24 08:00", "06-27 18:00")];
    let scopes = [county("430102", None), county("430103", None), county("430104", Some(&own))];
    let longer = NewChange { closes: Some(at("06-27 19:00")), ..change(Action::Extend) };
    let judged = judged(&longer, &scopes).unwrap();
    assert_eq!(
        judged.says,
        [
            "本科批填报（县430102、县430103）：截止 06-27 17:00 → 06-27 19:00",
            "本科批填报（县430104）：截止 06-27 18:00 → 06-27 19:00"
        ]
    );
    assert_eq!(judged.parts.iter().map(|part| part.scopes.len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_pause_moves_what_is_left() {
    let before = usual();
    let paused = |kept: &[Interval]| {
        let mut setting = setting("43", kept);
        (setting.action, setting.before) = (Some(Action::Suspend), before.clone());
        [scope("43", vec![setting])]
    };
    let kept = [span("06-24 08:00", "06-26 08:00")];
    let resume = |closes: Option<&str>| NewChange { closes: closes.map(at), ..change(Action::Resume) };
    let result = |change: &NewChange, scopes: &[Scope]| judged(change, scopes).unwrap().after[0].1.clone();
    assert_eq!(result(&resume(None), &paused(&kept)), [kept[0], span("06-26 10:00", "06-27 19:00")]);
    assert_eq!(result(&resume(Some("06-27 18:00")), &paused(&kept)), [kept[0], span("06-26 10:00", "06-27 18:00")]);
    // It was suspended before it opened, and goes on before it would have.
    assert_eq!(result(&change(Action::Resume), &paused(&[]))[0].closes, usual()[0].closes.plus(2 * DAY + 2 * HOUR));
    assert!(judged(&change(Action::Suspend), &paused(&kept)).unwrap_err().contains("已经暂停"));
    let open = [scope("43", vec![setting("43", &usual())])];
    assert!(judged(&change(Action::Resume), &open).unwrap_err().contains("没有暂停"));
}

#[test]
fn what_is_wrong_is_refused_and_what_is_improbable_is_asked() {
    let province = [scope("43", vec![setting("43", &usual())])];
    let past = [scope("43", vec![setting("43", &[span("06-01 08:00", "06-10 17:00")])])];
    let until = |action, closes: &str| NewChange { closes: Some(at(closes)), ..change(action) };
    let to = |intervals: &[Interval]| NewChange { intervals: intervals.to_vec(), ..change(Action::Set) };
    for (wrong, scopes, expected) in [
        (to(&[]), &province, "intervals=请填写开放时间"),
        (to(&[span("06-28 08:00", "06-28 08:00")]), &province, "intervals[0].closes=截止应晚于开始"),
        (
            to(&[span("06-28 08:00", "06-28 12:00"), span("06-28 11:00", "06-28 17:00")]),
            &province,
            "intervals[1].opens=应不早于前一段的截止时间",
        ),
        (to(&[span("06-24 08:00", "06-25 17:00")]), &province, "intervals[0].closes=应晚于现在"),
        (to(&usual()), &province, "organisations=湖南省现在就是这样，没有变化"),
        (until(Action::Extend, "06-27 16:00"), &province, "closes=湖南省：应晚于现在的截止时间"),
        (until(Action::Extend, "06-20 16:00"), &past, "closes=应不早于现在"),
        (until(Action::Shorten, "06-26 09:00"), &province, "closes=应不早于现在"),
        (until(Action::Shorten, "06-27 18:00"), &province, "closes=湖南省：应早于现在的截止时间"),
        (change(Action::Shorten), &past, "organisations=湖南省：已经截止，不能缩短"),
        (change(Action::Suspend), &past, "organisations=湖南省：这之后没有开放时间，不用暂停"),
        (change(Action::Revoke), &province, "organisations=湖南省：上面没有别的设置，不能撤销"),
        (NewChange { reason: "无".into(), ..until(Action::Extend, "06-28 17:00") }, &province, "reason="),
    ] {
        let found = judged(&wrong, scopes).unwrap_err();
        assert!(found.starts_with(expected), "{found}");
    }
    let none: [Scope; 0] = [];
    assert!(judged(&until(Action::Extend, "06-28 17:00"), &none).is_err());
    let codes = |change: &NewChange, scopes: &[Scope]| warned(change, scopes).join(" ");
    assert_eq!(codes(&until(Action::Extend, "06-28 17:00"), &province), "");
    assert_eq!(codes(&until(Action::Extend, "06-28 05:00"), &province), "night");
    assert_eq!(codes(&until(Action::Extend, "06-28 17:00"), &past), "reopens");
    assert_eq!(codes(&to(&[span("06-26 10:00", "06-26 10:20")]), &province), "short soon");
    assert_eq!(codes(&change(Action::Suspend), &province), "interrupts");
    let own = [span("06-24 08:00", "06-28 17:00")];
    let open = [scope("430102", vec![past[0].above[0].clone(), setting("430102", &own)])];
    assert!(judged(&change(Action::Revoke), &open).unwrap_err().contains("请用“缩短”"));
}

#[test]
fn nothing_is_taken_back() {
    let next = [span("06-24 08:00", "06-26 09:00")];
    let effect = taking_effect(&usual(), &next, now());
    assert!(open(&effect, now().plus(-1)) && !open(&effect, now()));
    assert_eq!(taking_effect(&usual(), &usual(), now()), usual());
    assert_eq!(taking_effect(&[], &next, now()), next);
}

#[test]
fn a_window_says_why_it_differs_from_everybodys() {
    let everybody = setting("43", &usual());
    let county = |action, closes: &str| Setting { action, ..setting("430102", &[span("06-24 08:00", closes)]) };
    let note = |above: &[Setting]| Window::of(above, now()).unwrap().note;
    assert_eq!(note(std::slice::from_ref(&everybody)), None);
    assert_eq!(note(&[everybody.clone(), county(None, "06-27 17:00")]), None, "as everybody's");
    for action in [None, Some(Action::Extend)] {
        let note = note(&[everybody.clone(), county(action, "06-27 18:00")]);
        assert_eq!(note.as_deref(), Some("芙蓉区延长至 06-27 18:00：停电"));
    }
    let paused = Setting { action: Some(Action::Suspend), ..setting("43", &[span("06-24 08:00", "06-26 09:00")]) };
    let window = Window::of(std::slice::from_ref(&paused), now()).unwrap();
    assert_eq!((window.suspended, window.open, window.note.as_deref()), (true, false, Some("全省已暂停：停电")));
    let own = Setting { scope_kind: ScopeKind::Candidate, action: Some(Action::Reopen), ..county(None, "06-26 12:00") };
    assert_eq!(note(&[everybody, own]).as_deref(), Some("为您单独开放至 06-26 12:00：停电"));
}

#[test]
fn of_several_intervals_the_one_that_counts_is_shown() {
    let days =
        [span("06-25 08:00", "06-25 17:00"), span("06-26 08:00", "06-26 17:00"), span("06-28 08:00", "06-28 17:00")];
    let window = |at: Timestamp| Window::of(&[setting("43", &days)], at).unwrap();
    for (instant, opens, open) in [
        ("06-24 10:00", "06-25 08:00", false),
        ("06-25 18:00", "06-26 08:00", false),
        ("06-26 10:00", "06-26 08:00", true),
        ("06-26 17:00", "06-28 08:00", false),
        ("06-29 10:00", "06-28 08:00", false),
    ] {
        let shown = window(at(instant));
        assert_eq!((shown.opens, shown.open), (at(opens), open), "{instant}");
    }
    assert_eq!(Window::each_of(&setting("43", &days), now()).len(), 3);
    assert_eq!(Window::each_of(&setting("43", &[]), now()).len(), 1, "a window that never opens is one, too");
}

#[test]
fn who_is_not_affected_and_who_cannot_pay_in_time_is_said() {
    let text = |warning: Option<Warning>| warning.map(|warning| warning.text);
    assert_eq!(text(unaffected(&["芷江县"], 0)).as_deref(), Some("芷江县有自己的设置，不受此改动影响"));
    assert_eq!(text(unaffected(&[], 3)).as_deref(), Some("3 名考生有自己的设置，不受此改动影响"));
    assert_eq!(unaffected(&[], 0), None);
    let times = |title, intervals| Times { title, intervals };
    let (fee, form) = (usual(), vec![span("06-24 08:00", "06-28 17:00")]);
    assert!(ends_before(times("缴费", &fee), times("报名", &form), now()).is_some());
    assert_eq!(ends_before(times("缴费", &form), times("报名", &fee), now()), None);
    assert!(now().plus(MINUTE) > now());
}
