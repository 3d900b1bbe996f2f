use super::*;
use crate::Error;
use crate::exam::Region;
use crate::time::date;
use proptest::prelude::*;
use serde_json::{Value, json};

const TABLE: &str = include_str!("tests/form.csv");

fn rows(table: &str) -> Vec<Row> {
    csv::Reader::from_reader(table.as_bytes()).deserialize().map(Result::unwrap).collect()
}

pub(crate) fn form() -> Form {
    Form::from_rows(&rows(TABLE)).unwrap()
}

fn facts(form: &Form, answers: &Answers) -> Facts {
    let named = form.named(answers);
    let name = |code: &Code| match (code.list.as_str(), code.code.as_str()) {
        ("candidate_category", "1") => "城镇应届",
        ("candidate_category", _) => "农村往届",
        _ => "某",
    };
    let codes = named.codes.into_iter().filter(|code| code.code != "99");
    let region = |code: &String| Region {
        code: code.clone(),
        urban_rural: if code.starts_with("43") { "111".into() } else { String::new() },
        divided: code.len() < 6,
        ..Region::default()
    };
    Facts {
        year: 2027,
        today: date("2026-11-05").unwrap(),
        codes: codes.map(|code| ((code.list.clone(), code.code.clone()), name(&code).to_owned())).collect(),
        regions: named.regions.iter().map(|code| (code.clone(), region(code))).collect(),
    }
}

fn answers() -> Value {
    json!({
        "registration_type": "unified", "first_subject": "physics", "second_subjects": ["chemistry", "biology"],
        "candidate_category": "1", "graduation_year": 2027,
        "household": { "region": "430102", "detail": "示例路 1 号" }, "phone": "13800000000",
        "resume": [
            { "from": "2024-09", "place": "示例第一中学" },
            { "from": "2021-09", "until": "2024-08", "place": "示例初级中学" },
        ],
    })
}

fn check(change: impl FnOnce(&mut Value)) -> crate::Result<Answers> {
    let mut answers = answers();
    change(&mut answers);
    let answers = serde_json::from_value(answers).unwrap();
    let form = form();
    form.check(&answers, &facts(&form, &answers))
}

fn faults(change: impl FnOnce(&mut Value)) -> Vec<(String, String)> {
    let Err(Error::Invalid(faults)) = check(change) else { panic!("accepted") };
    faults.into_iter().map(|fault| (fault.field, fault.message)).collect()
}

fn paths(change: impl FnOnce(&mut Value)) -> Vec<String> {
    faults(change).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn what_is_good_is_taken_with_what_follows_from_it() {
    let accepted = check(|_| ()).unwrap();
    assert_eq!(accepted.text("household.category"), "1", "from the urban–rural code");
    let accepted =
        check(|answers| answers["household"] = json!({ "region": "440103", "detail": "示例路", "category": "2" }));
    assert_eq!(accepted.unwrap().text("household.category"), "2", "the table does not say: as it was answered");
    assert_eq!(paths(|answers| answers["household"]["region"] = json!("440103")), ["form.household.category"]);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let wrong = paths(|answers| {
        answers["registration_type"] = json!("99");
        answers["phone"] = json!("12800000000");
        answers["household"]["detail"] = json!("甲\n乙");
        answers["household"]["region"] = json!("4301");
        answers["graduation_year"] = json!("2027");
        answers["resume"][1]["place"] = json!("");
        answers["nothing"] = json!(1);
    });
    let expected = [
        "form.nothing",
        "form.registration_type",
        "form.graduation_year",
        "form.household.region",
        "form.household.detail",
        "form.household.category",
        "form.phone",
        "form.resume[1].place",
    ];
    assert_eq!(wrong, expected);
}

#[test]
fn offices_read_everything_but_what_is_sealed() {
    let mut all = answers();
    all["family"] = json!([{ "name": "示例家长", "phone": "13900000000" }]);
    let form = form().unsealed();
    let said = form.only(&serde_json::from_value(all).unwrap());
    assert_eq!(Value::Object(said.0.clone())["household"], json!({ "region": "430102" }));
    assert_eq!((said.at("phone"), said.rows("family")), (None, &[json!({ "name": "示例家长" })][..]));
    assert_eq!(said.rows("resume").len(), 2);
    assert!(form.single_fields().all(|field| !field.sealed));
}

#[test]
fn a_table_with_rows_has_its_place_on_paper_and_nobody_uploads() {
    let table = TABLE.replace(
        "begin repeat,resume,简历,,1..8,,,,,newest_first_without_gaps,,,,,,",
        "begin repeat,resume,简历,,1..8,,,,,newest_first_without_gaps,,,,,7,",
    );
    let form = Form::from_rows(&rows(&table)).unwrap();
    let resume = form.sections.iter().find(|section| section.name == "resume").unwrap();
    assert_eq!(resume.print, Some(7));
    let faults = Form::from_rows(&rows(&TABLE.replace(",,,point,,,,", ",,,candidate,,,,"))).unwrap_err();
    assert_eq!(faults.iter().map(|(_, column, _)| *column).collect::<Vec<_>>(), ["type"]);
}

#[test]
fn what_is_not_asked_for_is_neither_demanded_nor_kept() {
    let accepted = check(|answers| {
        answers["registration_type"] = json!("matched");
        answers["vocational_class"] = json!("3");
    });
    let accepted = accepted.unwrap();
    assert_eq!((accepted.at("first_subject"), accepted.text("vocational_class")), (None, "3"));
    assert_eq!(paths(|answers| answers["registration_type"] = json!("matched")), ["form.vocational_class"]);
}

#[test]
fn rules_that_a_table_cannot_say() {
    let pair = |codes: Value| paths(|answers| answers["second_subjects"] = codes);
    for codes in [json!(["chemistry"]), json!(["chemistry", "chemistry"]), json!(["chemistry", 5]), json!("chemistry")]
    {
        assert_eq!(pair(codes.clone()), ["form.second_subjects"], "{codes}");
    }
    let found = faults(|answers| answers["graduation_year"] = json!(2026));
    let message = "考生类别选的是“城镇应届”，毕业年份应是 2027".to_owned();
    assert_eq!(found, [("form.graduation_year".to_owned(), message)]);

    let resume = |row: usize, field: &str, value: &str| faults(|answers| answers["resume"][row][field] = json!(value));
    let told = |row: usize, field: &str, what: &str| vec![(format!("form.resume[{row}].{field}"), what.to_owned())];
    assert_eq!(resume(1, "until", "2024-07"), told(1, "until", "第 2 行：与后面的一段之间不能有间断"));
    assert_eq!(resume(1, "until", "2024-10"), told(1, "until", "第 2 行：与后面的一段时间重叠"));
    assert_eq!(resume(1, "until", "2020-10"), told(1, "until", "第 2 行：结束年月早于起始年月"));
    assert_eq!(resume(1, "until", ""), told(1, "until", "第 2 行：只有最近的一段可以写到“至今”，请填写结束年月"));
    assert_eq!(resume(0, "from", "2020-09"), told(1, "from", "第 2 行：请从最近的一段写起，依次往前"));
    assert_eq!(resume(0, "from", "2027-09"), told(0, "from", "不能晚于今天").into_iter().collect::<Vec<_>>());
}

#[test]
fn what_was_saved_under_an_earlier_form_is_incomplete_not_unreadable() {
    let mut before = answers();
    before.as_object_mut().unwrap().remove("phone");
    before["resume"] = json!([]);
    before["household"]["category"] = json!("1");
    let before: Answers = serde_json::from_value(before).unwrap();
    assert_eq!(form().missing(&before), ["联系电话", "简历"]);
    assert!(form().missing(&check(|_| ()).unwrap()).is_empty());
}

#[test]
fn sealed_places_are_found_in_rows_too() {
    let mut all = answers();
    all["family"] = json!([{ "name": "示例", "phone": "13900000000" }, { "name": "示例" }]);
    let all: Answers = serde_json::from_value(all).unwrap();
    let places: Vec<String> = form().sealed(&all).collect();
    assert_eq!(places, ["household.detail", "phone", "family[0].phone", "family[1].phone"]);
    let changed = all.map(places, |_, text| Ok::<_, ()>(format!("<{text}>"))).unwrap();
    assert_eq!(changed.0["family"][0]["phone"], "<13900000000>");
    assert_eq!(changed.text("household.detail"), "<示例路 1 号>");
}

#[test]
fn each_fault_of_a_table_is_named_by_row_and_column() {
    let broken = |from: &str, to: &str| {
        assert!(TABLE.contains(from), "{from}");
        let faults = Form::from_rows(&rows(&TABLE.replacen(from, to, 1))).unwrap_err();
        faults.into_iter().map(|(_, column, _)| column).collect::<Vec<_>>()
    };
    assert_eq!(broken("select_one,first_subject", "select_two,first_subject"), ["type", "list"]);
    assert_eq!(broken("select_one,first_subject", "select_one,phone"), ["name"]);
    assert_eq!(broken("registration_type = unified", "registration_typ = unified"), ["relevant"]);
    assert_eq!(broken("registration_type = unified", "registration_type is unified"), ["relevant"]);
    assert_eq!(broken("two_second_subjects", "three_subjects"), ["constraint"]);
    assert_eq!(broken("1..8", "8..1"), ["required"]);
    assert_eq!(broken("end repeat", "end group"), ["type"]);
    assert_eq!(broken("household.region", "household"), ["name", "name"], "both that it would hide");
    assert_eq!(broken(",yes,", ",ja,"), ["required"]);
}

#[test]
fn a_form_goes_over_the_wire_and_comes_back() {
    let text = serde_json::to_string(&form()).unwrap();
    assert_eq!(serde_json::from_str::<Form>(&text).unwrap(), form());
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}".prop_map(Value::from),
        Just(json!("physics")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let names = prop_oneof![Just("from"), Just("until"), Just("place"), Just("region"), Just("detail"), Just("x")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(names.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever comes: no panic; and what was accepted is accepted again, unchanged, with nothing missing.
    #[test]
    fn what_was_accepted_stays_so(place in 0usize..11, value in anything(), other in 0usize..11, more in anything()) {
        let mut all = answers();
        for (index, value) in [(place, value), (other, more)] {
            let names: Vec<String> = all.as_object().unwrap().keys().cloned().collect();
            if let Some(name) = names.get(index) {
                all[name.as_str()] = value;
            }
        }
        let all: Answers = serde_json::from_value(all).unwrap();
        let form = form();
        let facts = facts(&form, &all);
        if let Ok(accepted) = form.check(&all, &facts) {
            prop_assert!(form.missing(&accepted).is_empty());
            prop_assert_eq!(form.check(&accepted, &facts).unwrap(), accepted);
        }
    }

    #[test]
    fn any_table_is_read_or_refused(cells in prop::collection::vec(prop::collection::vec("\\PC{0,6}|begin repeat|end repeat|begin group|select_one|1..3|a", 16), 0..8)) {
        let rows: Vec<Row> = cells.into_iter().map(|row| {
            let mut row = row.into_iter();
            let mut next = || row.next().unwrap_or_default();
            Row { r#type: next(), name: next(), label: next(), required: next(), relevant: next(), list: next(), least: next(),
                  most: next(), constraint: next(), filled_by: next(), print: next(), ..Row::default() }
        }).collect();
        let _ = Form::from_rows(&rows);
    }
}
