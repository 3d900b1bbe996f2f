//! What goes over the wire, operation by operation: status and body of the good answer and of the main refusals, kept in
//! `snapshots/`, so that a change of the contract is seen in review. `INSTA_UPDATE=always cargo test … snapshots` renews them.

use crate::api::volunteer::{DRAFT, SUBMISSIONS, choices, key, submission};
use crate::support::{Answer, Call, Client, Person, SAVE_PASSWORD, STAFF_PASSWORD, System, form, text};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Numbers that depend on what came before.
const NUMBERS: [&str; 7] = ["id", "seq", "journal_seq", "candidate", "total", "rank", "lag"];

/// The answers of a component, as text.
struct Shots {
    component: &'static str,
    text: String,
}

impl Shots {
    fn of(component: &'static str) -> Self {
        Self { component, text: String::new() }
    }

    fn take(&mut self, what: &str, call: Call<'_>) -> Value {
        self.add(what, call.send())
    }

    fn add(&mut self, what: &str, answer: Answer) -> Value {
        let content_type = answer.header("content-type").to_owned();
        let _ = write!(self.text, "### {what}\n{} {content_type}\n", answer.status);
        for name in ["allow", "cache-control", "location"] {
            if !answer.header(name).is_empty() {
                let _ = writeln!(self.text, "{name}: {}", answer.header(name));
            }
        }
        let body = answer.json();
        if !body.is_null() {
            let _ = writeln!(self.text, "{:#}", lasting("", &body));
        }
        self.text.push('\n');
        body
    }
}

impl Drop for Shots {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(self.component, self.text);
            });
        }
    }
}

/// Without what is another each time; of a list its first entry.
fn lasting(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), lasting(name, value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) if items.len() > 1 => json!([lasting(name, &items[0]), "…"]),
        Value::Array(items) => items.iter().map(|item| lasting(name, item)).collect(),
        Value::Number(_) if NUMBERS.contains(&name) => json!(format!("[{name}]")),
        Value::String(text) => json!(lasting_text(text)),
        other => other.clone(),
    }
}

fn lasting_text(text: &str) -> String {
    let hex = |length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let in_groups = text.len() == 19 && text.split('-').all(|group| group.len() == 4);
    match text {
        _ if text.ends_with("+08:00") => "[time]".into(),
        _ if hex(64) || hex(32) || hex(12) => format!("[{} hex digits]", text.len()),
        _ if in_groups => "[防伪码]".into(),
        _ if text.starts_with("ZK") => "[order]".into(),
        _ if text.starts_with("/pay/") => "/pay/[token]".into(),
        _ if text.contains("://") => "[url]".into(),
        _ if text.chars().count() > 200 => "[long]".into(),
        _ => text.to_owned(),
    }
}

fn get<'a>(client: &'a Client, path: &str) -> Call<'a> {
    client.call("GET", path)
}

fn send<'a>(client: &'a Client, method: &str, path: &str, body: Value) -> Call<'a> {
    client.call(method, path).json(&body).key(&key())
}

#[test]
fn the_contract_is_the_one_that_was_reviewed() {
    let system = System::start();
    account(&system);
    registration(&system);
    payment(&system);
    catalog(&system);
    volunteer(&system);
    admin(&system);
    statistics(&system);
    system.stop_and_check();
}

fn account(system: &System) {
    let mut shots = Shots::of("account");
    let nobody = system.nobody();
    let who = &system.demo.walk_through[0];
    let facts = json!({ "number": who.serial, "name": who.name, "valid_until": who.valid_until });
    shots.take("POST first-sign-in", send(&nobody, "POST", "/api/account/first-sign-in", facts.clone()));
    let mut wrong = facts;
    wrong["name"] = json!("别人");
    shots.take("POST first-sign-in, wrong", send(&nobody, "POST", "/api/account/first-sign-in", wrong));
    let staff = json!({ "username": system.demo.staff[0].username, "password": STAFF_PASSWORD });
    shots.take("POST staff-sign-in", send(&nobody, "POST", "/api/account/staff-sign-in", staff));
    let client = system.candidate(&system.demo.walk_through[3].serial);
    shots.take("GET session", get(&client, "/api/account/session"));
    shots.take("GET session, nobody", get(&system.nobody(), "/api/account/session"));
    shots.take("DELETE session", client.call("DELETE", "/api/account/session"));
    shots.take("GET sessions", get(&client, "/api/account/sessions"));
    let phone = "13812345671";
    shots.take("POST phone/code", send(&client, "POST", "/api/account/phone/code", json!({ "phone": phone })));
    shots.take("POST phone/code, wrong", send(&client, "POST", "/api/account/phone/code", json!({ "phone": "1" })));
    let bind = json!({ "phone": phone, "code": "wrong" });
    shots.take("PUT phone, wrong", send(&client, "PUT", "/api/account/phone", bind));
    let passwords = json!({ "login_password": "x", "save_password": "x" });
    shots.take("PUT passwords, too early", send(&client, "PUT", "/api/account/passwords", passwords));
    shots.take("POST sign-out", send(&client, "POST", "/api/account/sign-out", json!({})));
}

fn registration(system: &System) {
    let mut shots = Shots::of("registration");
    let client = system.candidate(&system.demo.walk_through[3].serial);
    shots.take("GET", get(&client, "/api/registration"));
    let save = |version: i64, password: &str| json!({ "version": version, "save_password": password, "form": form() });
    let path = "/api/registration/form";
    shots.take("PUT form, before the pledge", send(&client, "PUT", path, save(0, SAVE_PASSWORD)));
    let pledge = client.get("/api/registration").expect(200)["pledge"]["version"].clone();
    shots.take("POST pledge", send(&client, "POST", "/api/registration/pledge", json!({ "version": pledge })));
    shots.take("PUT form, wrong password", send(&client, "PUT", path, save(0, "wrong7password")));
    shots.take("PUT form", send(&client, "PUT", path, save(0, SAVE_PASSWORD)));
    shots.take("PUT form, stale", send(&client, "PUT", path, save(0, SAVE_PASSWORD)));
    let mut wrong = save(1, SAVE_PASSWORD);
    wrong["form"]["phone"] = json!("1");
    shots.take("PUT form, invalid", send(&client, "PUT", path, wrong));
    shots.take("PUT form, unknown field", send(&client, "PUT", path, json!({ "x": 1 })));
    shots.take("GET, saved", get(&client, "/api/registration"));
}

fn payment(system: &System) {
    let mut shots = Shots::of("payment");
    let client = system.chooser();
    shots.take("GET fees", get(&client, "/api/payment/fees"));
    shots.take("POST fees", send(&client, "POST", "/api/payment/fees", json!({ "item": "oral-english" })));
    shots.take("POST fees, unknown", send(&client, "POST", "/api/payment/fees", json!({ "item": "nothing" })));
    shots.take("DELETE fees/{item}", client.call("DELETE", "/api/payment/fees/oral-english"));
    let orders = "/api/payment/orders";
    let order = json!({ "item": "exam", "provider": "wechat" });
    shots.take("POST orders, no key", client.call("POST", orders).json(&order));
    let made = shots.take("POST orders", send(&client, "POST", orders, order));
    let address = format!("{orders}/{}", text(&made["order_no"]));
    shots.take("GET orders/{order_no}", get(&client, &address));
    shots.take("POST orders/{order_no}/refresh", send(&client, "POST", &format!("{address}/refresh"), json!({})));
    shots.take("GET orders", get(&client, orders));
    shots.take("GET orders/{order_no}, unknown", get(&client, "/api/payment/orders/ZK0"));
    let page = text(&made["pay_page"]).replace("/pay/", "/api/payment/pages/");
    shots.take("GET pages/{token}", get(&system.nobody(), &page));
    system.pay(&made["order_no"], 1);
    shots.take("GET bills/{item}", get(&client, "/api/payment/bills/exam"));
    shots.take("POST orders, paid", send(&client, "POST", orders, json!({ "item": "exam", "provider": "wechat" })));
    let notice = system.nobody();
    shots
        .take("POST payment-callback/wechat, forged", send(&notice, "POST", "/api/payment-callback/wechat", json!({})));
}

fn catalog(system: &System) {
    let mut shots = Shots::of("catalog");
    let nobody = system.nobody();
    for path in
        ["calendar", "regions", "groups?batch=undergraduate&track=physics", "groups?page=0", "groups?min_line=x"]
    {
        shots.take(&format!("GET {path}"), get(&nobody, &format!("/api/catalog/{path}")));
    }
    let found = nobody.get("/api/catalog/groups?batch=undergraduate&track=physics").expect(200);
    shots.take("GET groups/{id}", get(&nobody, &format!("/api/catalog/groups/{}", found["groups"][0]["id"])));
    shots.take("GET groups/{id}, unknown", get(&nobody, "/api/catalog/groups/0"));
}

fn volunteer(system: &System) {
    let mut shots = Shots::of("volunteer");
    let client = system.chooser();
    let choices = choices(&client, 2);
    shots.take("GET", get(&client, "/api/volunteer"));
    let favourite = format!("/api/volunteer/favourites/{}", choices[0]["group"]);
    shots.take("PUT favourites/{group}", send(&client, "PUT", &favourite, json!({ "folder": "冲" })));
    shots.take("GET favourites", get(&client, "/api/volunteer/favourites"));
    shots.take("DELETE favourites/{group}", client.call("DELETE", &favourite));
    let draft = |version: i64| json!({ "version": version, "choices": choices });
    shots.take("PUT draft", send(&client, "PUT", DRAFT, draft(0)));
    shots.take("PUT draft, stale", send(&client, "PUT", DRAFT, draft(7)));
    let wrong = json!({ "version": 1, "choices": [{ "group": 1, "majors": [], "accept_adjustment": true }] });
    shots.take("PUT draft, an unknown group", send(&client, "PUT", DRAFT, wrong));
    shots.take("POST submissions, no key", client.call("POST", SUBMISSIONS).json(&submission(0, &choices)));
    shots.take("POST submissions", send(&client, "POST", SUBMISSIONS, submission(0, &choices)));
    shots.take("POST submissions, stale", send(&client, "POST", SUBMISSIONS, submission(0, &choices)));
    shots.take("GET submissions", get(&client, SUBMISSIONS));
    shots.take("GET submissions/{version}", get(&client, &format!("{SUBMISSIONS}/1")));
    shots.take("GET {batch}", get(&client, "/api/volunteer/undergraduate"));
    shots.take("GET {batch}, unknown", get(&client, "/api/volunteer/nothing"));
    let below = system.candidate(&system.demo.walk_through[7].serial);
    shots.take("PUT draft, not eligible", send(&below, "PUT", DRAFT, json!({ "version": 0, "choices": [] })));
    system.set_now("2027-09-25T10:00:00+08:00");
    let late = system.chooser();
    shots.take("POST submissions, late", send(&late, "POST", SUBMISSIONS, submission(0, &choices)));
    system.minutes_later(0);
}

fn admin(system: &System) {
    let mut shots = Shots::of("admin");
    let (province, county) = (system.staff("43"), system.staff("430102"));
    shots.take("GET organisations", get(&county, "/api/admin/organisations"));
    shots.take("GET organisations, elsewhere", get(&county, "/api/admin/organisations?parent=430103"));
    let point = json!({ "county": "430102", "name": "快照报名点" });
    let made = shots.take("POST points", send(&county, "POST", "/api/admin/points", point));
    let point = text(&made["code"]);
    let segments = shots.take("GET segments", get(&county, "/api/admin/segments"));
    let first: u32 = text(&segments["free"].as_array().unwrap().last().unwrap()["first"]).parse().unwrap();
    let segment = json!({ "point": point, "first": format!("{first:08}"), "last": format!("{:08}", first + 1) });
    shots.take("POST segments", send(&county, "POST", "/api/admin/segments", segment.clone()));
    shots.take("POST segments, taken", send(&county, "POST", "/api/admin/segments", segment));
    let person = Person::number(0);
    let admission = person.admission(&point);
    let admitted = shots.take("POST candidates", send(&county, "POST", "/api/admin/candidates", admission.clone()));
    shots.take("POST candidates, again", send(&county, "POST", "/api/admin/candidates", admission));
    let search = json!({ "text": admitted["serial"] });
    shots.take("POST candidates/search", send(&county, "POST", "/api/admin/candidates/search", search));
    let address = format!("/api/admin/candidates/{}", admitted["id"]);
    shots.take("GET candidates/{id}", get(&county, &address));
    shots.take("GET candidates/{id}/journal", get(&county, &format!("{address}/journal")));
    shots.take("GET candidates/{id}, elsewhere", get(&system.staff("430103"), &address));
    shots.take("GET windows", get(&county, "/api/admin/windows"));
    for list in ["refunds", "alarms", "differences", "statements", "health"] {
        shots.take(&format!("GET payments/{list}"), get(&province, &format!("/api/admin/payments/{list}")));
    }
    shots.take("GET payments/refunds, a county", get(&county, "/api/admin/payments/refunds"));
    let lines = province.call("POST", "/api/admin/control-lines").key(&key()).csv("batch,track,line\nx,physics,1\n");
    shots.take("POST control-lines, invalid", lines);
}

fn statistics(system: &System) {
    let mut shots = Shots::of("statistics");
    let county = system.staff("430102");
    shots.take("GET overview", get(&county, "/api/statistics/overview"));
    shots.take("GET overview, elsewhere", get(&county, "/api/statistics/overview?organisation=4302"));
    shots.take("GET not-submitted", get(&county, "/api/statistics/not-submitted"));
}
