//! /api/account

use crate::support::{Client, LOGIN_PASSWORD, STAFF_PASSWORD, System};
use serde_json::{Value, json};

#[test]
fn a_candidate_signs_in_by_number_or_document_and_sees_who_they_are() {
    let system = System::shared();
    let who = &system.demo.walk_through[4];
    for login in [&who.serial, &who.document] {
        let session = system.candidate(login).get("/api/account/session").expect(200);
        assert_eq!(session["role"], "candidate");
        assert_eq!(session["candidate"]["serial"], who.serial);
        assert_eq!(session["candidate"]["stage"], "filled");
        assert_eq!(session["staff"], json!(null));
    }
}

#[test]
fn whole_document_and_phone_numbers_never_leave_the_system() {
    let system = System::shared();
    let who = &system.demo.walk_through[4];
    let (candidate, province) = (system.candidate(&who.serial), system.staff("43"));
    let detail = format!("/api/admin/candidates/{}", who.id);
    let answers = [
        candidate.get("/api/account/session"),
        candidate.get("/api/volunteer"),
        province.get(&detail),
        province.get(&format!("{detail}/journal")),
        province.post("/api/admin/candidates/search", &json!({ "text": who.serial })),
        province.get("/api/statistics/not-submitted"),
    ];
    for answer in answers {
        answer.expect(200);
        assert!(!answer.text().contains(&who.document), "{}", answer.text());
        assert!(!answer.text().contains(&who.phone), "{}", answer.text());
    }
}

#[test]
fn an_unknown_name_and_a_wrong_password_look_the_same() {
    let system = System::shared();
    let nobody = system.nobody();
    let serial = &system.demo.walk_through[5].serial;
    let candidate = |login: &str, password: &str| {
        nobody.post("/api/account/sign-in", &json!({ "login": login, "password": password }))
    };
    let staff = |username: &str, password: &str| {
        nobody.post("/api/account/staff-sign-in", &json!({ "username": username, "password": password }))
    };
    let wrong = candidate(serial, "wrong7password").problem(401, "wrong_credentials");
    assert_eq!(wrong, candidate("99999999", LOGIN_PASSWORD).problem(401, "wrong_credentials"));
    assert_eq!(wrong, staff("changsha", "wrong7password").problem(401, "wrong_credentials"));
    assert_eq!(wrong, staff("nobody-here", STAFF_PASSWORD).problem(401, "wrong_credentials"));
    assert_eq!(nobody.token(), None);
}

#[test]
fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let system = System::shared();
    let body = json!({ "username": "furong", "password": STAFF_PASSWORD });
    let nobody = system.nobody();
    let cookie = nobody.post("/api/account/staff-sign-in", &body).header("set-cookie").to_owned();
    for part in ["zhaokao=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(nobody.token().unwrap().len(), 64);
}

#[test]
fn under_https_the_cookie_is_bound_to_this_host_and_a_plain_one_counts_for_nothing() {
    let system = System::start_with(|options| options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]);
    let origin = system.url.replace("http:", "https:");
    let over_tls = |client: &Client, method: &str, path: &str, body: Option<&Value>| {
        let call = client.call(method, path).header("origin", &origin).header("x-forwarded-proto", "https");
        match body {
            Some(body) => call.json(body).send(),
            None => call.send(),
        }
    };
    let client = system.nobody();
    let login = json!({ "login": system.demo.walk_through[4].serial, "password": LOGIN_PASSWORD });
    let answer = over_tls(&client, "POST", "/api/account/sign-in", Some(&login));
    answer.expect(200);
    let cookies: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-zhaokao"), "{cookie}");
        for part in ["; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    over_tls(&client, "GET", "/api/account/session", None).expect(200);
    for address in ["/", "/api/nothing", "/.well-known/spin/nothing"] {
        let answer = over_tls(&client, "GET", address, None);
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains", "{address}");
    }

    // Somebody who can set cookies for the whole domain plants a session of their own.
    let token = client.token().unwrap();
    let victim = system.nobody();
    let planted = victim.call("GET", "/api/account/session").header("cookie", &format!("zhaokao={token}"));
    planted.header("x-forwarded-proto", "https").send().problem(401, "not_signed_in");
    let plain = system.nobody().get("/api/catalog/calendar");
    assert_eq!(plain.header("strict-transport-security"), "");
    let not_told = client.call("POST", "/api/account/sign-in").json(&login).header("origin", &origin);
    not_told.send().problem(403, "wrong_origin");
}

#[test]
fn guessing_one_account_is_slowed_down_while_the_others_behind_the_address_go_on() {
    let system = System::shared();
    let attacked = &system.demo.walk_through[6].serial;
    let nobody = system.nobody();
    let guess = || nobody.post("/api/account/sign-in", &json!({ "login": attacked, "password": "guess7guess" }));
    for _ in 0..10 {
        guess().problem(401, "wrong_credentials");
    }
    let slowed = guess();
    slowed.problem(429, "too_many_requests");
    let seconds: u32 = slowed.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds));
    system.candidate(&system.demo.walk_through[7].serial);
}

#[test]
fn devices_are_listed_and_one_sign_out_can_end_them_all() {
    let system = System::shared();
    let serial = system.next_chooser();
    let (phone, computer) = (system.candidate(&serial), system.candidate(&serial));
    let devices = phone.get("/api/account/sessions").expect(200);
    let current = devices["sessions"].as_array().unwrap().iter().filter(|device| device["current"] == true).count();
    assert_eq!((devices["sessions"].as_array().unwrap().len(), current), (2, 1));
    let stolen = phone.twin();
    phone.post("/api/account/sign-out-everywhere", &json!({})).expect(204);
    assert_eq!(phone.token(), None);
    stolen.get("/api/account/session").problem(401, "session_expired");
    computer.get("/api/account/session").problem(401, "session_expired");
}

#[test]
fn a_sign_out_ends_the_session_itself_and_not_only_the_cookie() {
    let system = System::shared();
    let candidate = system.candidate(&system.next_chooser());
    let stolen = candidate.twin();
    candidate.post("/api/account/sign-out", &json!({})).expect(204);
    candidate.get("/api/account/session").problem(401, "not_signed_in");
    stolen.get("/api/account/session").problem(401, "session_expired");
}

#[test]
fn facts_alone_open_nothing_once_there_are_passwords() {
    let system = System::shared();
    let by_facts = system.by_facts(3);
    by_facts.get("/api/account/session").expect(200);
    by_facts.get("/api/registration").problem(401, "not_signed_in");
    by_facts.get("/api/volunteer/undergraduate").problem(401, "not_signed_in");
    let passwords = json!({ "login_password": "Tide7harbor", "save_password": "Maple4lantern" });
    by_facts.put("/api/account/passwords", &passwords).problem(409, "wrong_state");
}

#[test]
fn passwords_that_others_could_guess_are_refused() {
    let system = System::shared();
    let who = &system.demo.walk_through[2];
    let by_facts = system.by_facts(2);
    // Who has shown no face learns nothing of the person by trying: which digits a password must not hold.
    let passwords = json!({ "login_password": "short7", "save_password": "Maple4lantern" });
    by_facts.put("/api/account/passwords", &passwords).problem(409, "wrong_state");
    let check = by_facts.post("/api/account/identity", &json!({})).expect(201)["id"].clone();
    system.decide_identity(&check, true);
    by_facts.get(&format!("/api/account/identity/{}", check.as_str().unwrap())).expect(200);
    let tail = &who.document[10..];
    for (login, save, field) in [
        ("short7", "Maple4lantern", "login_password"),
        ("onlyletters", "Maple4lantern", "login_password"),
        ("1234567890", "Maple4lantern", "login_password"),
        ("Tide7harbor", "Tide7harbor", "save_password"),
        (&format!("a{tail}"), "Maple4lantern", "login_password"),
        ("Tide7harbor", &format!("zk{}", who.serial), "save_password"),
        (&"a7".repeat(20), "Maple4lantern", "login_password"),
        (&"kite7blue9".repeat(13), "Maple4lantern", "login_password"),
        ("football1", "Maple4lantern", "login_password"),
        ("Tide7harbor", "tide7harbor12", "save_password"),
    ] {
        let answer = by_facts.put("/api/account/passwords", &json!({ "login_password": login, "save_password": save }));
        answer.problem(422, "invalid");
        assert!(answer.fields().iter().any(|named| named == field), "{login} / {save}: {:?}", answer.fields());
    }
}

#[test]
fn an_office_ends_the_sessions_of_who_has_lost_a_phone() {
    let system = System::start();
    let who = &system.demo.walk_through[4];
    let (lost, other) = (system.candidate(&who.serial), system.chooser());
    let address = format!("/api/admin/candidates/{}/sign-out", who.id);
    let end = |by: &Client, reason: &str| by.post(&address, &json!({ "reason": reason }));
    let county = system.staff("430102");
    end(&lost, "手机丢失").problem(403, "forbidden");
    end(&county, "").problem(422, "invalid");
    end(&system.staff("430103"), "手机丢失").problem(404, "not_found");
    lost.get("/api/account/session").expect(200);
    end(&county, "考生来电，手机丢失").expect(204);
    lost.get("/api/account/session").problem(401, "session_expired");
    other.get("/api/account/session").expect(200);
    system.candidate(&who.serial).get("/api/account/session").expect(200);
    let journal = county.get(&format!("/api/admin/candidates/{}/journal", who.id)).expect(200);
    let ended = journal["rows"].as_array().unwrap().last().unwrap();
    assert_eq!(ended["title"], "退出考生的全部登录");
    let acts = county.get("/api/admin/acts?kind=candidate.sessions_ended").expect(200)["rows"].clone();
    assert_eq!((&acts[0]["serial"], &acts[0]["reason"]), (&json!(who.serial), &json!("考生来电，手机丢失")));
    system.stop_and_check();
}
