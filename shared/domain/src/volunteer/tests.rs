use super::*;
use crate::Error;
use proptest::prelude::*;

fn batch() -> Batch {
    Batch {
        code: "undergraduate".into(),
        name: "本科批".into(),
        slots: 3,
        majors: 2,
        adjust: true,
        may_be_empty: false,
    }
}

fn groups() -> Vec<Group> {
    let group = |id, track, requirement: &str| Group {
        id,
        batch: "undergraduate".into(),
        plan_type: "1".into(),
        track,
        requirement: requirement.into(),
        majors: vec!["01".into(), "02".into(), "03".into()],
    };
    vec![
        group(1, Track::Physics, ""),
        group(2, Track::Physics, "chemistry"),
        group(3, Track::History, ""),
        group(4, Track::Physics, "geography"),
        Group { batch: "other".into(), ..group(5, Track::Physics, "") },
    ]
}

fn who() -> Chooser {
    let seconds = vec![Second::Chemistry, Second::Biology];
    Chooser { track: Track::Physics, seconds, standing: Standing::default() }
}

fn choice(group: i64, majors: &[&str]) -> Choice {
    Choice { group, majors: majors.iter().map(|m| (*m).to_owned()).collect(), accept_adjustment: true }
}

#[test]
fn each_fault_is_named_by_its_place() {
    let table: [(&[Choice], &str); 9] = [
        (&[], "choices"),
        (&[choice(1, &["01"]), choice(1, &["01"])], "choices[1].group"),
        (&[choice(3, &["01"])], "choices[0].group"),
        (&[choice(4, &["01"])], "choices[0].group"),
        (&[choice(5, &["01"])], "choices[0].group"),
        (&[choice(99, &["01"])], "choices[0].group"),
        (&[choice(1, &[])], "choices[0].majors"),
        (&[choice(1, &["01", "01"])], "choices[0].majors[1]"),
        (&[choice(1, &["09"])], "choices[0].majors[0]"),
    ];
    for (choices, field) in table {
        let Err(Error::Invalid(faults)) = check(choices, &batch(), &groups(), &who(), Stored::Formal) else {
            panic!("accepted: {choices:?}")
        };
        assert_eq!(faults[0].field, field);
    }
    assert!(
        check(&[choice(2, &["01", "02"]), choice(1, &["03"])], &batch(), &groups(), &who(), Stored::Formal).is_ok()
    );
}

#[test]
fn a_batch_says_whether_there_is_adjustment_and_whether_it_can_be_given_up() {
    let (plain, single) = (batch(), Batch { slots: 1, majors: 1, adjust: false, may_be_empty: true, ..batch() });
    assert!(check(&[], &plain, &groups(), &who(), Stored::Formal).is_err());
    assert!(check(&[], &single, &groups(), &who(), Stored::Formal).is_ok());
    let one = Choice { accept_adjustment: false, ..choice(1, &["01"]) };
    assert!(check(std::slice::from_ref(&one), &single, &groups(), &who(), Stored::Formal).is_ok());
    let Err(Error::Invalid(faults)) = check(&[choice(1, &["01"])], &single, &groups(), &who(), Stored::Formal) else {
        panic!("accepted")
    };
    assert_eq!(faults[0].field, "choices[0].accept_adjustment");
    let standing =
        Standing { needs_line: true, total: Some(400), lines: [(String::new(), 422)].into(), ..Standing::default() };
    assert!(
        check(&[one], &single, &groups(), &Chooser { standing, ..who() }, Stored::Formal).is_err(),
        "below the line"
    );
}

#[test]
fn a_list_far_too_long_is_refused_before_anybody_compares() {
    let choices: Vec<Choice> = (0..170_000).map(|group| choice(group, &["01", "02", "03"])).collect();
    let Err(Error::Invalid(faults)) = check(&choices, &batch(), &[] as &[Group], &who(), Stored::Draft) else {
        panic!("accepted")
    };
    assert_eq!((faults[0].field.as_str(), faults.len()), ("choices", 3));
}

#[test]
fn a_draft_may_be_unfinished() {
    assert!(check(&[], &batch(), &groups(), &who(), Stored::Draft).is_ok());
    assert!(check(&[choice(1, &[])], &batch(), &groups(), &who(), Stored::Draft).is_ok());
}

proptest! {
    #[test]
    fn what_is_accepted_keeps_every_rule(list in proptest::collection::vec((0i64..7, proptest::collection::vec(0u8..5, 0..4)), 0..5)) {
        let choices: Vec<Choice> = list
            .into_iter()
            .map(|(group, majors)| Choice { group, majors: majors.iter().map(|m| format!("{m:02}")).collect(), accept_adjustment: false })
            .collect();
        if check(&choices, &batch(), &groups(), &who(), Stored::Formal).is_ok() {
            let mut ids: Vec<i64> = choices.iter().map(|c| c.group).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), choices.len());
            prop_assert!((1..=3).contains(&choices.len()));
            prop_assert!(choices.iter().all(|c| c.group <= 2 && (1..=2).contains(&c.majors.len())));
        }
    }

    #[test]
    fn the_stored_bytes_read_back_to_the_same_choices(groups in proptest::collection::vec(any::<i64>(), 0..5)) {
        let choices: Vec<Choice> = groups.into_iter().map(|g| choice(g, &["080901"])).collect();
        let stored = canonical(&choices).unwrap();
        let back: Vec<Choice> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(hash(&canonical(&back).unwrap()), hash(&stored));
        prop_assert_eq!(serde_json::to_value(&choices).unwrap().to_string(), stored, "SQLite and jq agree");
        prop_assert_eq!(back, choices);
    }
}

#[test]
fn after_thirty_submissions_there_is_a_pause_between_them() {
    let at = |version: i64, after: i64| pause((version, Some(Timestamp(0))), Timestamp(after));
    assert!(at(29, 0).is_ok() && at(30, 10_000).is_ok() && pause((0, None), Timestamp(0)).is_ok());
    assert!(matches!(at(30, 0), Err(crate::Error::TooManyRequests(10))));
    assert!(matches!(at(400, 9_001), Err(crate::Error::TooManyRequests(1))));
    assert!(matches!(at(30, -86_400_000), Err(crate::Error::TooManyRequests(10))), "the clock went back");
}
