//! 志愿, 填报情况, 考试科目.

use super::super::counts::{Audience, shown};
use super::*;
use crate::window::Interval;
use crate::{Error, Timestamp};

fn cell(major: &str, category: &str) -> Cell {
    Cell { college: "10534".into(), major: major.into(), category: category.into() }
}

#[test]
fn a_choice_is_within_what_somebody_was_granted_and_studied_or_won() {
    let row = |from: &str, to: &str| Correspondence { from: from.into(), to: to.into() };
    // 大类 by its two digits, 类 by four; medicine major by major.
    let correspondence = [row("51", "0807"), row("5102", "0809"), row("520101K", "101001"), row("520201", "101101")];
    let contest = |category: &str, contest: &str, to: &str| Contest {
        category: category.into(),
        contest: contest.into(),
        to: to.into(),
    };
    let contests = [contest("4", "network", "080903"), contest("5", "network", "0809")];
    let tables = Tables { correspondence: &correspondence, contests: &contests };
    let rules = rules();
    let [ordinary, exempt, prized] = [0, 2, 3].map(|index| &rules.categories[index]);
    for (granted, studied, contest, chosen, offered, wrong) in [
        (vec![ordinary], "510201", "", cell("080901", "1"), true, ""),
        (vec![ordinary], "510101", "", cell("080901", "1"), true, "major"),
        (vec![ordinary], "510101", "", cell("080703", "1"), true, ""),
        (vec![ordinary], "510201", "", cell("080901", "1"), false, "major"),
        (vec![ordinary], "510201", "", cell("080901", "3"), true, "category"),
        (vec![exempt, ordinary], "510201", "", cell("080901", "3"), true, ""),
        (vec![exempt, ordinary], "510201", "", cell("080901", "1"), true, ""),
        (vec![], "510201", "", cell("080901", "1"), true, "category"),
        (vec![ordinary], "520101K", "", cell("101001", "1"), true, ""),
        (vec![ordinary], "520101K", "", cell("100201K", "1"), true, "major"),
        (vec![ordinary], "520102K", "", cell("101001", "1"), true, "major"),
        (vec![ordinary], "520201", "", cell("101101", "1"), true, ""),
        (vec![prized, ordinary], "620301", "network", cell("080903", "4"), true, ""),
        (vec![prized, ordinary], "620301", "network", cell("080902", "4"), true, "major"),
        (vec![prized, ordinary], "510201", "cooking", cell("080903", "4"), true, "major"),
    ] {
        let chooser = Chooser { granted: &granted, studied, contest };
        let found = match chooser.check(&chosen, offered, tables) {
            Err(Error::Invalid(faults)) => faults[0].field.clone(),
            other => other.map(|()| String::new()).unwrap(),
        };
        assert_eq!(found, wrong, "{chooser:?} {chosen:?}");
        assert_eq!(chooser.may(&chosen, tables), wrong.is_empty() || !offered, "what is shown is what can be chosen");
    }
}

#[test]
fn numbers_are_shown_in_their_window_and_to_nobody_who_could_use_them_after_it() {
    let span = |opens, closes| Interval { opens: Timestamp(opens), closes: Timestamp(closes) };
    // Live for two days of three; later it was opened anew for some.
    let (live, choosing) = ([span(100, 300)], [span(100, 400), span(500, 600)]);
    use Audience::{Candidate, College, Province};
    for (at, candidate, college) in [
        (99, false, false),
        (100, true, true),
        (299, true, true),
        (300, false, false),
        (399, false, false),
        (400, false, false),
        (550, false, false),
        (600, false, true),
    ] {
        let now = Timestamp(at);
        assert_eq!(
            [Candidate, College, Province].map(|who| shown(who, &live, &choosing, now)),
            [candidate, college, true],
            "{at}"
        );
    }
    assert!(!shown(College, &live, &[], Timestamp(99)));
}

#[test]
fn a_total_is_what_was_taken_and_no_other_paper_counts() {
    let papers = |major: &str, subjects: &[&str]| Papers {
        college: "10534".into(),
        major: major.into(),
        subjects: subjects.iter().map(|code| (*code).to_owned()).collect(),
    };
    let rows = [
        papers("", &["english", "chinese", "professional"]),
        papers("08", &["english", "mathematics", "professional"]),
    ];
    let subjects = |college: &str, major: &str| paper::of(&rows, college, major).map(|row| row.subjects[1].as_str());
    assert_eq!(
        [subjects("10534", "080901"), subjects("10534", "050101"), subjects("10536", "080901")],
        [Some("mathematics"), Some("chinese"), None]
    );
    for (marks, total) in [
        ([None, Some(90), Some(80), Some(150)], Ok(320)),
        ([None, None, Some(80), Some(150)], Ok(230)),
        ([Some(1), Some(90), Some(80), Some(150)], Err("chinese")),
        ([None, Some(151), Some(80), Some(150)], Err("mathematics")),
        ([None, Some(-1), Some(80), Some(150)], Err("mathematics")),
    ] {
        let found = rows[1].total(&rule(), &marks);
        assert_eq!(
            found.as_ref().map_err(|(code, _)| code.as_str()),
            total.as_ref().map_err(|code| *code),
            "{marks:?}"
        );
    }
}
