//! Who is above a line and has not submitted, kept by triggers, is what a count of everybody would say: after any order of
//! scores, lines and submissions.

use super::*;
use crate::tests::fixture::{EXAM, happened, province, unit};
use proptest::prelude::*;
use serde_json::json;

const POINTS: [&str; 3] = ["430102001", "430102002", "430201001"];
const BATCH: &str = "undergraduate";

/// What happens to somebody.
#[derive(Clone, Debug)]
enum Step {
    Scores(Vec<(usize, i64)>),
    Line(&'static str, i64),
    Submitted(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        proptest::collection::vec((0usize..9, 390i64..430), 1..6).prop_map(Step::Scores),
        (prop_oneof![Just("physics"), Just("history")], 395i64..425).prop_map(|(track, line)| Step::Line(track, line)),
        (0usize..9).prop_map(Step::Submitted),
    ]
}

fn track(person: usize) -> &'static str {
    if person.is_multiple_of(3) { "history" } else { "physics" }
}

/// As plain values: totals, lines and whether each has submitted.
#[derive(Default)]
struct Model {
    totals: BTreeMap<usize, i64>,
    lines: BTreeMap<&'static str, i64>,
    submitted: Vec<usize>,
}

impl Model {
    fn missing(&self, organisation: &str) -> Vec<usize> {
        let above = |(person, total): (&usize, &i64)| {
            let is_above = self.lines.get(track(*person)).is_some_and(|line| total >= line);
            let here = POINTS[person % 3].starts_with(organisation);
            (is_above && here && !self.submitted.contains(person)).then_some(*person)
        };
        self.totals.iter().filter_map(above).collect()
    }

    fn above(&self, organisation: &str) -> usize {
        Self { submitted: Vec::new(), totals: self.totals.clone(), lines: self.lines.clone() }
            .missing(organisation)
            .len()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn the_list_is_what_a_count_of_everybody_says(steps in proptest::collection::vec(step(), 1..25)) {
        pollster::block_on(async {
            let db = province().await;
            db.run("INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, ?, '', '', 1, 1, 1)",
                params![EXAM, BATCH]).await.unwrap();
            let mut ids = Vec::new();
            for person in 0..9usize {
                let body = json!({
                    "serial": format!("0102{person:04}"), "point": POINTS[person % 3], "name": "张三", "sex": "male",
                    "ethnicity": "01", "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:x",
                    "document_hash": person.to_string(), "document_mask": "430", "valid_until": "长期", "capture": "reader",
                    "photo": "x"
                });
                ids.push(happened(&db, "candidate.admitted", 0, body).await);
            }
            let mut model = Model::default();
            for step in steps {
                apply(&db, &ids, &mut model, step).await;
                for organisation in ["43", "4301", "430102", "430102002", "4302"] {
                    let mut expected = model.missing(organisation);
                    expected.sort_by_key(|person| (POINTS[person % 3], *person));
                    let expected: Vec<String> = expected.iter().map(|person| format!("0102{person:04}")).collect();
                    let office = unit(organisation);
                    let of = Scope { exam: EXAM, unit: &office, batch: BATCH };
                    // The key of a page comes from outside.
                    for after in [None, Some((unit("43").path, String::new()))] {
                        let list = not_submitted(&db, of, Narrowing::default(), after, 100).await.unwrap();
                        let serials: Vec<String> = list.into_iter().map(|row| row.serial).collect();
                        assert_eq!(serials, expected, "{organisation}");
                    }
                    assert_eq!(missing(&db, of).await.unwrap(), expected.len() as i64);
                    let above = counter(&db, EXAM, organisation, &format!("above_line:{BATCH}")).await.unwrap();
                    assert_eq!(above, model.above(organisation) as i64, "{organisation}");
                }
            }
        });
    }
}

async fn apply(db: &Db, ids: &[i64], model: &mut Model, step: Step) {
    match step {
        Step::Scores(rows) => {
            // The last row of a candidate counts, as in the file's event.
            let rows: BTreeMap<usize, i64> = rows.into_iter().collect();
            let score =
                |(person, total): (&usize, &i64)| json!([ids[*person], [track(*person), total, 1, [total]], null]);
            let scores: Vec<_> = rows.iter().map(score).collect();
            imported(db, "scores", json!(scores)).await;
            model.totals.extend(rows);
        }
        Step::Line(track, line) => {
            imported(db, "control_lines", json!([[format!("{BATCH} {track}"), line, null]])).await;
            model.lines.insert(track, line);
        }
        Step::Submitted(person) => {
            let version = model.submitted.iter().filter(|known| **known == person).count() + 1;
            let body = json!({ "batch": BATCH, "version": version, "hash": "x", "choices": [] });
            happened(db, "volunteer.submitted", ids[person], body).await;
            model.submitted.push(person);
        }
    }
}

/// Staged, and published.
async fn imported(db: &Db, kind: &str, rows: serde_json::Value) {
    let (hash, rows) = (crate::seal::sha256(rows.to_string()), rows.to_string());
    db.run(crate::bulk::IMPORT_BLOCK, params![&hash, rows]).await.unwrap();
    let body = json!({
        "kind": kind, "file": "x", "hash": "x", "basis": null, "blocks": [hash], "columns": ["total"], "says": [], "reason": "x",
        "counts": { "rows": 1, "added": 1, "changed": 0, "removed": 0 },
    });
    let import = happened(db, "import.staged", 0, body).await;
    happened(db, "import.published", 0, json!({ "import": import })).await;
}

#[test]
fn a_year_by_the_hour_is_told_by_the_day_but_for_two_weeks() {
    pollster::block_on(async {
        let db = province().await;
        let now = Timestamp::parse("2027-06-26T08:30:00+08:00").unwrap();
        let this = now.0 / time::HOUR;
        for hour in this - 300 * 24..=this {
            let sql = "INSERT INTO progress (exam, organisation, metric, hour, count) VALUES (?, '43', 'paid', ?, 2)";
            db.run(sql, params![EXAM, hour]).await.unwrap();
        }
        let unit = unit("43");
        let of = Scope { exam: EXAM, unit: &unit, batch: BATCH };
        let told = hours(&db, of, now).await.unwrap();
        assert_eq!(told.iter().map(|hour| hour.paid).sum::<i64>(), 2 * (300 * 24 + 1), "nothing is lost");
        assert!(told.is_sorted_by(|one, next| one.hour < next.hour) && told.len() < 14 * 24 + 300, "{}", told.len());
        assert_eq!(told.last().map(|hour| hour.hour.text()).as_deref(), Some("2027-06-26 08:00:00"));
        let days = told.iter().take(286).map(|hour| hour.hour.text());
        assert!(days.into_iter().all(|day| day.ends_with(" 00:00:00")), "{told:?}");
        assert_eq!(told[5].paid, 48);
    });
}
