use super::*;
use crate::subject::Track;
use crate::time::HOUR;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const NOW: Timestamp = Timestamp(1_793_577_600_000);

fn window(name: &str, opens: i64, closes: i64, suspended: bool) -> Window {
    let (opens, closes) = (NOW.plus(opens * HOUR), NOW.plus(closes * HOUR));
    let open = !suspended && opens <= NOW && NOW < closes;
    Window { name: name.into(), title: name.into(), opens, closes, open, suspended, note: None }
}

fn fee(item: &str, unlocks: Unlocks, status: FeeStatus) -> Fee {
    Fee { item: item.into(), name: format!("{item}费"), status, window: item.into(), unlocks }
}

fn standing(total: i64) -> Standing {
    let (filled, needs_line, concerned, qualified) = (true, true, true, true);
    let (track, lines) = (Some(Track::Physics), [(String::new(), 400)].into());
    Standing { filled, track, total: Some(total), needs_line, lines, concerned, qualified, ..Standing::default() }
}

fn list(standing: Standing) -> List {
    let (drafted, submitted, differs) = (false, false, false);
    List { code: "a".into(), name: "本科批".into(), window: "list".into(), standing, drafted, submitted, differs }
}

/// Everything is open, nothing is done.
fn beginner() -> Facts {
    let windows = ["registration", "exam", "art", "list"].map(|name| (name.to_owned(), window(name, -1, 1, false)));
    let fees = vec![fee("registration", Unlocks::Identity, FeeStatus::Due)];
    Facts { fees, windows: windows.into(), ..Facts::default() }
}

fn filled() -> Facts {
    let fees = vec![
        fee("registration", Unlocks::Identity, FeeStatus::Paid),
        fee("exam", Unlocks::Ticket, FeeStatus::Due),
        fee("art", Unlocks::SpecialtyTicket, FeeStatus::Paid),
    ];
    let (verified, passwords_set, pledged, filled) = (true, true, true, true);
    Facts { verified, passwords_set, pledged, filled, fees, total: Some(500), ..beginner() }
}

fn of(kind: Kind, facts: &Facts, code: Code) -> Step {
    steps(kind, facts, NOW).into_iter().find(|step| step.code == code).unwrap()
}

/// State and reason of a step.
fn shown(facts: &Facts, code: Code) -> (State, String) {
    let step = of(Kind::Gaokao, facts, code);
    (step.state, step.because.unwrap_or_default())
}

#[test]
fn each_step_waits_for_the_one_before_it() {
    // 2023 年网上报名操作指南 第 3–8 步.
    let way = [Code::Fee, Code::Identity, Code::Passwords, Code::Pledge, Code::Form];
    type Do = fn(&mut Facts);
    let done: [Do; 5] = [
        |facts| facts.fees[0].status = FeeStatus::Paid,
        |facts| facts.verified = true,
        |facts| facts.passwords_set = true,
        |facts| facts.pledged = true,
        |facts| facts.filled = true,
    ];
    for kind in Kind::all() {
        let mut facts = beginner();
        for (at, act) in done.iter().enumerate() {
            let states = way.map(|code| of(kind, &facts, code).state);
            let expected: Vec<State> = (0..5)
                .map(|step| match step.cmp(&at) {
                    std::cmp::Ordering::Less => State::Done,
                    std::cmp::Ordering::Equal => State::Ready,
                    std::cmp::Ordering::Greater => State::NotYet,
                })
                .collect();
            assert_eq!(states.to_vec(), expected, "{kind:?} {at}");
            act(&mut facts);
        }
        assert_eq!(way.map(|code| of(kind, &facts, code).state), [State::Done; 5]);
    }
    assert_eq!(shown(&beginner(), Code::Identity), (State::NotYet, "请先缴纳registration费".into()));
}

#[test]
fn a_fee_shuts_what_it_opens_and_nothing_else() {
    // 价格文件: 不缴考试费不能打印准考证, 不缴专业考试费不能打印专业考试证 (domain: 2.7).
    let mut facts = filled();
    assert_eq!(shown(&facts, Code::Ticket), (State::NotYet, "请先缴纳exam费".into()));
    assert_eq!(shown(&facts, Code::SpecialtyTicket), (State::NotYet, "打印时间另行公布".into()));
    facts.lists = vec![list(standing(500))];
    assert_eq!(shown(&facts, Code::Volunteer).0, State::Ready, "the exam's fee opens 准考证 only");
    facts.lists = vec![list(Standing { unpaid: Some("志愿费".into()), ..standing(500) })];
    assert_eq!(shown(&facts, Code::Volunteer), (State::NotYet, "还没有缴纳志愿费，请先缴费".into()));
    facts.fees[1].status = FeeStatus::Paid;
    assert_eq!(shown(&facts, Code::Ticket).1, "打印时间另行公布");
    facts.fees.push(fee("later", Unlocks::Identity, FeeStatus::Due));
    assert_eq!(shown(&facts, Code::Identity).0, State::Done, "what is done stays so");
}

#[test]
fn a_window_opens_closes_and_stops() {
    let table = [
        (window("registration", 1, 2, false), State::NotYet, "开始"),
        (window("registration", -1, 1, false), State::Ready, ""),
        (window("registration", -1, 1, true), State::NotYet, "已暂停，请等候通知"),
        (window("registration", -2, 0, false), State::Closed, "已截止"),
    ];
    for (window, state, why) in table {
        let mut facts = Facts { filled: false, ..filled() };
        facts.windows.insert("registration".into(), window);
        let form = of(Kind::Gaokao, &facts, Code::Form);
        assert_eq!(form.state, state);
        assert!(form.because.clone().unwrap_or_default().ends_with(why), "{form:?}");
        let refused = form.require().err();
        assert_eq!(refused.is_none(), state == State::Ready);
        assert!(refused.is_none_or(|error| matches!(error, Error::WindowClosed { .. })));
    }
    let facts = Facts { windows: HashMap::new(), ..filled() };
    assert_eq!(shown(&facts, Code::Form).0, State::Done);
    assert!(of(Kind::Gaokao, &facts, Code::Form).require().is_err(), "no window is set");
}

#[test]
fn a_form_that_asks_for_more_is_unfinished_and_names_it() {
    let mut facts = Facts { missing: vec!["学籍号".into()], ..filled() };
    assert_eq!(shown(&facts, Code::Form), (State::Underway, "报名表增加了学籍号，请补填后提交保存".into()));
    facts.pledged = false;
    assert_eq!(shown(&facts, Code::Form).0, State::NotYet, "the new pledge comes first");
    facts.windows.insert("registration".into(), window("registration", -2, 0, false));
    assert_eq!(shown(&facts, Code::Form), (State::Closed, "报名表增加了学籍号，现在不能补填，请联系报名点".into()));
    assert_eq!(facts.stage(), Stage::Filled);
}

#[test]
fn a_list_is_for_whom_it_is_and_a_draft_is_none() {
    // 2022 年网上填报志愿工作实施方案: 上线考生; 没有提交保存的草稿无效.
    let state = |change: fn(&mut List)| {
        let mut facts = filled();
        let mut list = list(standing(500));
        change(&mut list);
        facts.lists = vec![list];
        shown(&facts, Code::Volunteer).0
    };
    assert_eq!(state(|_| ()), State::Ready);
    assert_eq!(state(|list| list.drafted = true), State::Underway);
    assert_eq!(state(|list| list.submitted = true), State::Done);
    assert_eq!(state(|list| (list.submitted, list.differs) = (true, true)), State::Underway);
    assert_eq!(state(|list| list.standing = standing(399)), State::NotNeeded);
    assert_eq!(state(|list| list.standing.total = None), State::NotYet);
    assert_eq!(state(|list| list.window = "unknown".into()), State::NotYet);
}

fn some_window() -> impl Strategy<Value = Option<Window>> {
    proptest::option::of(
        (-3i64..3, 1i64..3, any::<bool>()).prop_map(|(opens, length, stop)| window("w", opens, opens + length, stop)),
    )
}

fn some_facts() -> impl Strategy<Value = Facts> {
    use FeeStatus::{Dropped, Due, Paid};
    let fees = [Unlocks::Identity, Unlocks::Ticket, Unlocks::SpecialtyTicket, Unlocks::Volunteer];
    let fees = fees.map(|unlocks| {
        proptest::option::of(
            select(vec![Due, Paid, Dropped]).prop_map(move |status| fee(unlocks.as_str(), unlocks, status)),
        )
    });
    let standing = (any::<[bool; 7]>(), proptest::option::of(300i64..500), proptest::option::of(400i64..401));
    let list = (standing, any::<[bool; 3]>()).prop_map(|((flags, total, line), [drafted, submitted, differs])| {
        let [filled, needs_line, concerned, qualified, enrolled, excluded, owes] = flags;
        let lines = line.into_iter().map(|line| (String::new(), line)).collect();
        let (track, excluded_by, unpaid) =
            (Some(Track::History), excluded.then(|| "另一份".into()), owes.then(|| "费".into()));
        let standing =
            Standing { filled, track, total, needs_line, lines, concerned, qualified, enrolled, excluded_by, unpaid };
        List { drafted, submitted, differs, ..list(standing) }
    });
    let windows = ["registration", "identity", "ticket", "specialty_ticket", "volunteer", "list"]
        .map(|name| some_window().prop_map(move |window| window.map(|window| (name.to_owned(), window))));
    let flags = (0usize..5, any::<bool>(), subsequence(vec!["学籍号".to_owned(), "班级".to_owned()], 0..2));
    (flags, fees, proptest::collection::vec(list, 0..3), windows).prop_map(
        |((done, pledged, missing), fees, lists, windows)| Facts {
            verified: done > 0,
            passwords_set: done > 1,
            phone_bound: done > 2,
            pledged: done > 2 && pledged,
            filled: done > 3,
            missing: if done > 3 { missing } else { Vec::new() },
            fees: fees.into_iter().flatten().collect(),
            total: lists.first().and_then(|list: &List| list.standing.total),
            lists,
            windows: windows.into_iter().flatten().collect(),
        },
    )
}

proptest! {
    #[test]
    fn whoever_can_do_nothing_reads_why(facts in some_facts(), kind in select(vec![Kind::Gaokao, Kind::Zsb])) {
        for step in steps(kind, &facts, NOW) {
            let is_said = step.because.as_ref().is_some_and(|why| !why.is_empty());
            let is_open = step.window.as_ref().is_none_or(|window| window.open);
            match step.state {
                State::Ready => prop_assert!(is_open && step.require().is_ok()),
                // What was begun is still the first thing to know while its window is suspended.
                State::Underway => {
                    let is_paused = step.window.as_ref().is_some_and(|window| window.suspended);
                    prop_assert!(is_said && (is_open || is_paused) && step.require().is_ok() == is_open);
                }
                State::NotYet | State::Closed | State::NotNeeded => prop_assert!(is_said && step.require().is_err(), "{:?}", step),
                State::Done => prop_assert!(step.require().is_err() || is_open),
            }
        }
    }

    #[test]
    fn what_is_ready_has_everything_before_it_done(facts in some_facts(), kind in select(vec![Kind::Gaokao, Kind::Zsb])) {
        let due = |unlocks: Unlocks| facts.fees.iter().any(|fee| fee.unlocks == unlocks && fee.status == FeeStatus::Due);
        for step in steps(kind, &facts, NOW).iter().filter(|step| step.state != State::Done && step.require().is_ok()) {
            match step.code {
                Code::Identity => prop_assert!(!due(Unlocks::Identity)),
                Code::Passwords => prop_assert!(facts.verified),
                Code::Phone | Code::Pledge => prop_assert!(facts.passwords_set),
                Code::Form => prop_assert!(facts.passwords_set && (facts.pledged)),
                Code::Fee => prop_assert!(facts.fees.iter().any(|fee| fee.item == step.of && fee.status == FeeStatus::Due)),
                Code::Volunteer => prop_assert!(facts.lists.iter().any(|list| list.code == step.of && (list.submitted || list.standing.obstacle().is_none()))),
                Code::Review | Code::Ticket | Code::SpecialtyTicket | Code::Score => prop_assert!(false, "nothing is done there"),
            }
        }
    }

    #[test]
    fn the_stage_is_the_last_step_of_registration_that_is_done(facts in some_facts()) {
        let all = steps(Kind::Gaokao, &facts, NOW);
        let is_done = |code: Code| all.iter().any(|step| step.code == code && step.state == State::Done);
        match facts.stage() {
            Stage::Filled => prop_assert!(is_done(Code::Form) || !facts.missing.is_empty()),
            Stage::Active => prop_assert!(is_done(Code::Passwords) && !is_done(Code::Form)),
            Stage::Verified => prop_assert!(is_done(Code::Identity) && !is_done(Code::Passwords)),
            Stage::Paid => prop_assert!(all.iter().any(|step| step.code == Code::Identity && step.state == State::Ready)),
            Stage::Numbered => prop_assert!(all.iter().any(|step| step.code == Code::Identity && step.state == State::NotYet)),
        }
    }
}
