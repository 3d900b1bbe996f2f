//! /api/catalog

use crate::support::{Client, NOW, System, text};
use serde_json::{Value, json};

#[test]
fn the_calendar_tells_the_servers_time_and_what_is_open() {
    let calendar = System::shared().nobody().get("/api/catalog/calendar").expect(200);
    assert!(text(&calendar["now"]).starts_with(&NOW[..11]), "{}", calendar["now"]);
    let windows = calendar["exams"][0]["windows"].as_array().unwrap();
    let open: Vec<&str> =
        windows.iter().filter(|window| window["open"] == true).filter_map(|window| window["name"].as_str()).collect();
    let early = ["registration", "specialty-fee", "exam-fee", "volunteer-assist"];
    assert_eq!(open, [&early[..], &["volunteer-early", "volunteer-undergraduate"]].concat());
}

#[test]
fn who_holds_the_exams_is_told_as_the_settings_name_them() {
    let authority = System::shared().nobody().get("/api/catalog/authority").expect(200);
    assert_eq!((&authority["name"], &authority["brand"]), (&json!("湖南省教育考试院"), &json!("湖南招考")));
}

#[test]
fn without_a_batch_it_is_the_one_that_is_filled_now() {
    let found = |query: &str| System::shared().nobody().get(&format!("/api/catalog/groups?{query}")).expect(200);
    assert_eq!(found("track=physics"), found("track=physics&batch=undergraduate"));
    assert_eq!(found("batch=none")["total"], 0);
}

#[test]
fn groups_are_found_by_subject_line_and_name() {
    let nobody = System::shared().nobody();
    let search = |query: &str| {
        let page = nobody.get(&format!("/api/catalog/groups?batch=undergraduate&{query}")).expect(200);
        (page["total"].as_i64().unwrap(), page["groups"].as_array().unwrap().clone())
    };
    let (all, first) = search("track=physics");
    assert_eq!(first.len(), 20);
    assert!(first.iter().all(|group| group["track"] == "physics"));
    let lines: Vec<i64> = first.iter().filter_map(|group| group["last_line"]["line"].as_i64()).collect();
    assert!(lines.is_sorted_by(|a, b| a >= b), "{lines:?}");
    let (fewer, _) = search("track=physics&subjects=biology,geography");
    assert!(0 < fewer && fewer < all);
    let (reachable, within) = search("track=physics&max_line=550");
    assert!(0 < reachable && reachable < all);
    assert!(within.iter().all(|group| group["last_line"]["line"].as_i64().is_none_or(|line| line <= 550)));
    let name = text(&first[0]["college_name"]);
    let (_, named) = search(&format!("q={}", encode(&name)));
    assert!(!named.is_empty() && named.iter().all(|group| group["college_name"] == name.as_str()));
    assert_eq!(search("q=%25").0, 0, "a per cent sign is a character, not a pattern");
}

#[test]
fn groups_are_found_by_short_names_pinyin_codes_and_several_words_in_any_order() {
    let nobody = System::shared().nobody();
    let search = |query: &str| nobody.get(&format!("/api/catalog/groups?batch=undergraduate&track=physics&{query}"));
    let found = |query: &str| search(query).expect(200)["groups"].as_array().unwrap().clone();
    // Some others begin so, too: 湖农大学, HNUST. The highest line comes first.
    for text in ["hndx", "HNU"] {
        assert_eq!(found(&format!("q={text}"))[0]["college_name"], "湖南大学", "{text}");
    }
    for text in ["湖大", "hunandaxue", "0532", "湖南大学 长沙"] {
        let groups = found(&format!("q={}", encode(text)));
        assert!(!groups.is_empty() && groups.iter().all(|group| group["college_name"] == "湖南大学"), "{text}");
    }
    let plans: Vec<i64> = found("order=plan").iter().filter_map(|group| group["plan"].as_i64()).collect();
    assert!(plans.is_sorted_by(|a, b| a >= b), "{plans:?}");
    for group in found("order=rank&min_rank=20000&max_rank=40000&max_tuition=5000&tag=211") {
        let (rank, least) = (&group["last_line"]["rank"], &group["tuition"]["least"]);
        assert!((20_000..=40_000).contains(&rank.as_i64().unwrap()) && least.as_i64().unwrap() <= 5_000, "{group}");
        assert!(group["college_tags"].as_array().unwrap().contains(&"211".into()), "{group}");
    }
    search("order=luck").problem(422, "invalid");
    search(&format!("q={}", encode("一 二 三 四 五 六"))).problem(422, "invalid");
}

#[test]
fn what_a_search_can_be_narrowed_to_is_the_same_for_everybody_of_a_track() {
    let nobody = System::shared().nobody();
    let answer = nobody.get("/api/catalog/narrowings?track=history");
    assert!(answer.header("cache-control").starts_with("public"), "{:?}", answer.headers);
    let narrowings = answer.expect(200);
    for (list, parameter) in
        [("cities", "city"), ("tags", "tag"), ("major_classes", "major_class"), ("plan_types", "plan_type")]
    {
        let first = &narrowings[list][0];
        let query = format!("track=history&{parameter}={}", encode(&text(&first["value"])));
        let page = nobody.get(&format!("/api/catalog/groups?batch=undergraduate&{query}")).expect(200);
        assert!(page["total"].as_i64().unwrap() > 0 && page["total"] == first["count"], "{list}: {first}");
    }
    nobody.get("/api/catalog/narrowings").problem(422, "invalid");
}

#[test]
fn every_page_of_a_search_has_other_groups() {
    let nobody = System::shared().nobody();
    let ids = |page: usize| -> Vec<i64> {
        let page = nobody.get(&format!("/api/catalog/groups?batch=undergraduate&page={page}")).expect(200);
        page["groups"].as_array().unwrap().iter().filter_map(|group| group["id"].as_i64()).collect()
    };
    let (first, second) = (ids(1), ids(2));
    assert_eq!((first.len(), second.len()), (20, 20));
    assert!(first.iter().all(|id| !second.contains(id)));
    assert_eq!(ids(99_999), Vec::<i64>::new());
}

#[test]
fn a_group_has_its_majors_and_three_years_of_lines() {
    let nobody = System::shared().nobody();
    let group = nobody.get("/api/catalog/groups?batch=undergraduate").expect(200)["groups"][0]["id"].clone();
    let detail = nobody.get(&format!("/api/catalog/groups/{group}")).expect(200);
    assert!(!detail["majors"].as_array().unwrap().is_empty());
    assert_eq!(detail["lines"].as_array().unwrap().len(), 3);
    nobody.get("/api/catalog/groups/999999999").problem(404, "not_found");
    nobody.get("/api/catalog/groups/x").problem(404, "not_found");
}

#[test]
fn regions_and_codes_are_there_and_may_be_cached() {
    let nobody = System::shared().nobody();
    let regions = nobody.get("/api/catalog/regions");
    assert_eq!(regions.expect(200)["regions"].as_array().unwrap().len(), 34, "provinces");
    let below =
        |parent: &str| nobody.get(&format!("/api/catalog/regions?parent={parent}")).expect(200)["regions"].clone();
    assert_eq!(below("43").as_array().unwrap().len(), 14);
    assert_eq!((&below("430102")[0]["urban_rural"], &below("430102")[0]["divided"]), (&json!("111"), &json!(false)));
    assert_eq!(below("nowhere"), json!([]));
    let path = nobody.get("/api/catalog/regions?of=430102001").expect(200)["regions"].clone();
    let codes: Vec<&str> = path.as_array().unwrap().iter().filter_map(|region| region["code"].as_str()).collect();
    assert_eq!(codes, ["43", "4301", "430102", "430102001"]);
    assert!(regions.header("cache-control").starts_with("public"), "{:?}", regions.headers);
    let codes = nobody.get("/api/catalog/codes").expect(200);
    for list in ["political_status", "foreign_language", "candidate_category", "graduation_category", "ethnicity"] {
        assert!(
            codes[list].as_array().is_some_and(|items| items.iter().all(|item| item["name"].is_string())),
            "{list}"
        );
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn odd_parameters_are_no_reason_to_fail() {
    let nobody = System::shared().nobody();
    for query in
        ["page=-1", "page=x", "q='%20OR%201=1--", "min_line=x", "track=nothing", "subjects=,,", "q=%00", "q=%FF"]
    {
        let answer = nobody.get(&format!("/api/catalog/groups?batch=undergraduate&{query}"));
        assert!(matches!(answer.status, 200 | 422), "{query}: {} {}", answer.status, answer.text());
        assert_ne!(answer.json(), Value::Null);
    }
}

#[test]
fn a_program_that_searches_without_end_is_held_up_and_nobody_elsewhere() {
    let now = chrono::DateTime::parse_from_rfc3339(NOW).unwrap().to_utc();
    let system = System::start_with(|options| options.clock = host::Clock::starting_at(now, 0.0));
    let search = |who: &Client| who.get("/api/catalog/groups?batch=undergraduate&q=none").status;
    let (program, school) = (system.nobody().at("198.51.100.9"), system.nobody().at("198.51.100.10"));
    let slowed = (0..6_000).map(|_| search(&program)).position(|status| status == 429);
    assert!(slowed.is_some_and(|before| before > 2_000), "{slowed:?}");
    assert_eq!(search(&school), 200);
}
