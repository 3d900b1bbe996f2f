//! The chain of domain §4.3: who goes which way, and that nothing leads out of it.

use super::*;
use crate::time::DAY;
use crate::{Error, Timestamp};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn fail() -> Verdict {
    Verdict::Fail("材料不实".into())
}

fn back() -> Verdict {
    Verdict::Return("照片不清楚".into())
}

fn hand_in(review: &Review, category: &str, shown: &[&str], who: &Answers) -> crate::Result<Review> {
    review.after(&rules(), who, Move::HandIn { category, shown }, NOW)
}

fn decide(review: &Review, step: &str, by: i64, verdict: Verdict, who: &Answers) -> crate::Result<Review> {
    review.after(&rules(), who, Move::Decide { step, by, verdict }, NOW)
}

/// The step that is due.
fn due(review: &Review) -> String {
    match &review.state {
        State::Waiting { step, .. } => step.clone(),
        _ => String::new(),
    }
}

use super::super::review::State;

const ALL: &[&str] = &["poverty", "discharge", "merit", "diploma", "prize"];

#[test]
fn each_claim_goes_its_way() {
    for (who, claimed, way) in [
        (graduate(json!({})), "1", "college comparison"),
        (graduate(json!({})), "2", "college comparison ethnic"),
        (graduate(json!({ "household": "2" })), "2", "college college comparison"),
        (graduate(json!({ "prize": "1" })), "4", "college comparison students"),
        (graduate(json!({ "service": "1" })), "3", "college comparison students"),
        (graduate(json!({ "service": "2" })), "3", "employment comparison students"),
        (
            answers(json!({ "graduate": "3", "household": "1", "service": "2", "enlisted": "1" })),
            "3",
            "employment comparison students",
        ),
    ] {
        let mut review = hand_in(&Review::default(), claimed, ALL, &who).unwrap();
        let mut gone = Vec::new();
        while let State::Waiting { step, .. } = review.state.clone() {
            review = decide(&review, &step, gone.len() as i64, Verdict::Pass, &who).unwrap();
            gone.push(step);
        }
        assert_eq!(gone.join(" "), way, "{claimed} {who:?}");
        let notice_until = (claimed != "1").then(|| NOW.plus(7 * DAY));
        assert_eq!(review.state, State::Qualified { notice_until });
    }
}

#[test]
fn who_may_claim_what_and_shows_what() {
    for (who, claimed, shown, wrong) in [
        (graduate(json!({})), "1", "", ""),
        (answers(json!({ "graduate": "2" })), "1", "", "category"),
        (graduate(json!({})), "2", "", "materials.poverty"),
        (graduate(json!({})), "3", "discharge", "category"),
        (graduate(json!({ "service": "1", "merit": "1" })), "3", "discharge", "materials.merit"),
        (answers(json!({ "graduate": "2", "service": "2" })), "3", "discharge", "materials.diploma"),
        (
            answers(json!({ "graduate": "3", "household": "1", "service": "2", "enlisted": "1" })),
            "3",
            "discharge diploma",
            "",
        ),
        (
            answers(json!({ "graduate": "3", "household": "2", "service": "2", "enlisted": "1" })),
            "3",
            "discharge diploma",
            "category",
        ),
        (
            answers(json!({ "graduate": "3", "household": "1", "service": "2", "enlisted": "2" })),
            "3",
            "discharge diploma",
            "category",
        ),
        (graduate(json!({ "prize": "1" })), "4", "", "materials.prize"),
        (graduate(json!({})), "9", "", "category"),
    ] {
        let shown: Vec<&str> = shown.split_whitespace().collect();
        let found = match hand_in(&Review::default(), claimed, &shown, &who) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>().join(" "),
            other => other.map(|_| String::new()).unwrap(),
        };
        assert_eq!(found, wrong, "{claimed} {shown:?} {who:?}");
    }
}

#[test]
fn what_was_returned_is_corrected_and_begins_anew() {
    let who = graduate(json!({ "service": "1" }));
    let review = hand_in(&Review::default(), "3", ALL, &who).unwrap();
    let review = decide(&review, "college", 1, Verdict::Pass, &who).unwrap();
    let review = decide(&review, "comparison", 0, Verdict::Pass, &who).unwrap();
    let review = decide(&review, "students", 2, back(), &who).unwrap();
    assert_eq!(review.next(&rules(), NOW), "students审查退回：照片不清楚。请修改后重新提交");
    let review = hand_in(&review, "3", ALL, &who).unwrap();
    assert_eq!((review.round, due(&review), review.passed.len()), (2, "college".into(), 0));
    let stale = decide(&review, "students", 2, Verdict::Pass, &who);
    assert!(matches!(stale, Err(Error::WrongState(_))), "what they saw is not due any more");
}

#[test]
fn a_claim_that_is_not_granted_falls_back_to_the_ordinary_one() {
    let who = graduate(json!({ "service": "1" }));
    let review = hand_in(&Review::default(), "3", ALL, &who).unwrap();
    let at_once = decide(&review, "college", 1, fail(), &who).unwrap();
    assert_eq!((at_once.category.as_str(), due(&at_once)), ("1", "college".into()), "the college says the rest of it");
    assert_eq!(
        at_once.next(&rules(), NOW),
        "退役大学生士兵免试未获认定：材料不实。现按普通计划办理；已提交，等待college审查"
    );
    let review = decide(&review, "college", 1, Verdict::Pass, &who).unwrap();
    let review = decide(&review, "comparison", 0, Verdict::Pass, &who).unwrap();
    let review = decide(&review, "students", 2, fail(), &who).unwrap();
    assert_eq!(review.state, State::Qualified { notice_until: None }, "both steps of the ordinary way are behind them");
    let granted =
        |review: &Review| review.granted(&rules(), &who, NOW).iter().map(|one| one.code.clone()).collect::<Vec<_>>();
    assert_eq!(granted(&review), ["1"]);
    let withdrawn = at_once.after(&rules(), &who, Move::Withdraw, NOW).unwrap();
    assert!(hand_in(&withdrawn, "3", ALL, &who).is_err(), "and it is not claimed again");
    assert!(hand_in(&withdrawn, "1", ALL, &who).is_ok());
}

#[test]
fn whom_nothing_is_left_is_refused_by_two() {
    let earlier = answers(json!({ "graduate": "2", "service": "2" }));
    let review = hand_in(&Review::default(), "3", ALL, &earlier).unwrap();
    let first = decide(&review, "employment", 1, fail(), &earlier).unwrap();
    assert_eq!(due(&first), "employment");
    assert!(decide(&first, "employment", 1, fail(), &earlier).is_err(), "the same one again");
    let other = decide(&first, "employment", 2, Verdict::Pass, &earlier).unwrap();
    assert_eq!(due(&other), "comparison", "one is enough to pass there");
    let refused = decide(&first, "employment", 2, fail(), &earlier).unwrap();
    assert_eq!(refused.state, State::Refused { reason: "材料不实".into() });
    assert!(hand_in(&refused, "3", ALL, &earlier).is_err());
}

#[test]
fn a_list_bars_from_everything() {
    let who = graduate(json!({ "service": "1" }));
    let review = hand_in(&Review::default(), "3", ALL, &who).unwrap();
    let review = decide(&review, "college", 1, Verdict::Pass, &who).unwrap();
    assert!(decide(&review, "comparison", 0, back(), &who).is_err());
    let barred = decide(&review, "comparison", 0, Verdict::Fail("上年已参加专升本考试".into()), &who).unwrap();
    assert_eq!(barred.next(&rules(), NOW), "审查不通过：上年已参加专升本考试。不能报考，如有疑问请联系生源高校");
}

#[test]
fn a_result_stands_open_to_objections_for_its_days() {
    let who = graduate(json!({}));
    let review = hand_in(&Review::default(), "2", ALL, &who).unwrap();
    let passed = ["college", "comparison", "ethnic"]
        .iter()
        .fold(review, |review, step| decide(&review, step, 1, Verdict::Pass, &who).unwrap());
    let granted = |at: Timestamp| passed.granted(&rules(), &who, at).len();
    assert_eq!([granted(NOW), granted(NOW.plus(7 * DAY - 1)), granted(NOW.plus(7 * DAY))], [0, 0, 2]);
    let late = passed.after(&rules(), &who, Move::Object, NOW.plus(7 * DAY));
    assert!(late.is_err());
    let looked_at = passed.after(&rules(), &who, Move::Object, NOW.plus(DAY)).unwrap();
    assert_eq!(due(&looked_at), "ethnic", "by whoever had the last word");
}

#[derive(Clone, Debug)]
enum Any {
    HandIn(&'static str),
    Withdraw,
    /// By the step that is due, or another one
    Decide(Option<&'static str>, i64, u8),
    Object,
    Later,
}

fn any() -> impl Strategy<Value = Any> {
    let step =
        prop_oneof![6 => Just(None), 1 => prop::sample::select(vec!["college", "students", "nobody"]).prop_map(Some)];
    prop_oneof![
        3 => prop::sample::select(vec!["1", "2", "3", "4", "9"]).prop_map(Any::HandIn),
        1 => Just(Any::Withdraw),
        9 => (step, 1..4i64, 0..4u8).prop_map(|(step, by, verdict)| Any::Decide(step, by, verdict)),
        1 => Just(Any::Object),
        1 => Just(Any::Later),
    ]
}

fn anybody() -> impl Strategy<Value = Answers> {
    let said = prop::array::uniform5(0..4u8);
    said.prop_map(|[graduate, household, service, enlisted, prize]| {
        let code = |number: u8| number.to_string();
        answers(json!({ "graduate": code(graduate), "household": code(household), "service": code(service),
                        "enlisted": code(enlisted), "prize": code(prize) }))
    })
}

proptest! {
    #[test]
    fn no_order_of_moves_leads_out_of_the_chain(who in anybody(), moves in prop::collection::vec(any(), 0..40)) {
        let (rules, mut review, mut now) = (rules(), Review::default(), NOW);
        for one in moves {
            let step = due(&review);
            let (what, handed_in) = match &one {
                Any::HandIn(category) => (Move::HandIn { category, shown: ALL }, true),
                Any::Withdraw => (Move::Withdraw, false),
                Any::Decide(other, by, verdict) => {
                    let verdict = match verdict { 0 | 1 => Verdict::Pass, 2 => back(), _ => fail() };
                    (Move::Decide { step: other.unwrap_or(&step), by: *by, verdict }, false)
                }
                Any::Object => (Move::Object, false),
                Any::Later => { now = now.plus(3 * DAY); continue }
            };
            let by = match &what { Move::Decide { by, .. } => *by, _ => 0 };
            let before = review.clone();
            match review.after(&rules, &who, what, now) {
                Ok(next) => review = next,
                Err(Error::WrongState(_) | Error::Invalid(_)) => continue,
                Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            }
            prop_assert_eq!(review.round, before.round + u32::from(handed_in));
            let is_refused = matches!(before.state, State::Refused { .. });
            prop_assert!(!is_refused, "for good");
            // Where it takes two, they are two.
            let step = rules.route(&before.category, &who).ok().and_then(|route| route.steps.iter().find(|one| one.code == step));
            if let (Some(step), State::Waiting { proposed, .. }) = (step, &before.state) {
                let is_out = matches!(review.state, State::Refused { .. }) && step.reviewer != Reviewer::Comparison;
                let is_passed = review.passed.len() > before.passed.len() && step.persons == 2;
                if is_out || is_passed {
                    prop_assert!(proposed.as_ref().is_some_and(|(first, _)| *first != by));
                }
            }
            prop_assert!(review.next(&rules, now).chars().count() > 8);
            let category = rules.categories.iter().find(|category| category.code == review.category).unwrap();
            prop_assert!(category.relevant.holds(&who), "nobody is in a category whose condition they don't meet");
            let route = rules.route(&review.category, &who).unwrap();
            match &review.state {
                State::Waiting { step, .. } => prop_assert!(route.steps.iter().any(|one| one.code == *step)),
                State::Qualified { .. } => {
                    prop_assert!(route.steps.iter().all(|step| review.passed.contains(&step.code)));
                    prop_assert!(review.denied.iter().all(|denied| denied.category != review.category));
                }
                State::Draft => prop_assert!(false, "there is no way back to nothing"),
                State::Returned { .. } | State::Withdrawn | State::Refused { .. } => {}
            }
            for granted in review.granted(&rules, &who, now) {
                prop_assert!(granted.relevant.holds(&who));
                prop_assert!(review.denied.iter().all(|denied| denied.category != granted.code));
            }
        }
    }
}
