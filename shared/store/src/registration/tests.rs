use crate::tests::fixture::NOW;
use crate::tests::old::Old;
use serde_json::{Value, json};

fn whole() -> Value {
    let place = json!({ "region": "430102", "detail": "k1:a", "postcode": "410000", "recipient": "k1:b" });
    json!({
        "political_status": "03", "first_subject": "physics", "second_subjects": ["chemistry", "biology"],
        "foreign_language": "1", "candidate_category": "1", "graduation_category": "1", "school_name": "示例中学",
        "graduation_year": 2027, "household": place, "address": place, "phone": "k1:c",
    })
}

#[test]
fn answers_of_before_the_form_was_data_are_of_its_first_version() {
    let history = |old: &Old<'_>| {
        let candidates = ["01020001", "01020002", "01020003"].map(|serial| old.admit(serial));
        let [some, all, fewer] = candidates;
        let saved = |candidate, version: i64, form: &Value| {
            old.happened("registration.saved", "candidate:1", candidate, json!({ "version": version, "form": form }));
        };
        saved(some, 1, &json!({ "first_subject": "history", "second_subjects": ["politics", "geography"] }));
        saved(all, 1, &json!({ "first_subject": "history", "second_subjects": ["politics", "geography"] }));
        saved(all, 2, &whole());
        saved(fewer, 1, &whole());
        candidates
    };
    Old::comes_to_the_same("0029", history, |old, [some, all, fewer]| {
        let version =
            |candidate| old.one::<i64>(&format!("SELECT form_version FROM registration WHERE candidate = {candidate}"));
        assert_eq!([version(some), version(all), version(fewer)], [0, 1, 1]);
        assert_eq!(old.one::<i64>("SELECT COUNT(*) FROM form"), 1);
        assert_eq!(old.one::<String>("SELECT name FROM code_item WHERE code = 'politics'"), "思想政治");
        // 对口: nothing of subjects.
        let form = json!({ "registration_type": "matched" });
        old.happened(
            "registration.saved",
            "candidate:1",
            fewer,
            json!({ "version": 2, "form_version": 2, "form": form }),
        );
        assert_eq!(version(fewer), 2);
        assert_eq!(old.one::<i64>("SELECT COUNT(*) FROM registration WHERE first_subject IS NULL"), 1);
        assert_eq!(old.one::<i64>(&format!("SELECT saved_at FROM registration WHERE candidate = {all}")), NOW.0);
    });
}
