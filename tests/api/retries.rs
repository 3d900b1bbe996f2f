//! The same request once more, because its answer was lost: what each operation promises in docs/API.md.

use crate::api::payment::{ORDERS, order};
use crate::api::volunteer::{SUBMISSIONS, choices, key, submission};
use crate::support::{Body, Client, Person, Retries, SAVE_PASSWORD, System, WINDOWS, form, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use web::api::OPERATIONS;

#[test]
fn a_request_with_a_key_is_carried_out_once_and_answered_as_the_first_time() {
    let system = System::start();
    let retries = Retries::default();
    of_candidates(&system, &retries);
    of_offices(&system, &retries);
    of_accounts(&system, &retries);
    of_money(&system, &retries);
    of_exam_years(&system, &retries);
    // Where there are two exams, each request says of which one it is.
    crate::api::student::retried(&System::start(), &retries);
    let promised: BTreeSet<String> = OPERATIONS
        .iter()
        .filter(|operation| operation.retry.takes_key())
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    assert_eq!(*retries.seen.borrow(), promised, "each operation that takes a key, and no other");
    system.stop_and_check();
}

fn of_exam_years(system: &System, retries: &Retries) {
    let folder = system.demo_folder("gaokao-2027", |_, text| text.replace("第101组", "第一零一组"));
    system.exam_command(&["load", folder.to_str().unwrap(), "--as", "province"]);
    let deputy = system.staff_named("deputy");
    let shown = deputy.get("/api/publication/revisions").expect(200)["rows"].clone();
    let (new, before) = (&shown[0]["id"], &shown[1]["id"]);
    let decide = |approve: bool| Body::Json(json!({ "proposal": new, "approve": approve, "reason": "计划有误" }));
    let address = &format!("/api/publication/revisions/{new}/decision");
    let path = "/api/publication/revisions/{id}/decision";
    retries.check(&deputy, ("POST", path), address, decide(true), (address, decide(false)));
    let back = |reason: &str| Body::Json(json!({ "reason": reason }));
    let address = &format!("/api/publication/revisions/{before}/back");
    let path = "/api/publication/revisions/{id}/back";
    retries.check(&deputy, ("POST", path), address, back("误改"), (address, back("另有原因")));

    let form = std::fs::read_to_string(folder.join("form.csv")).unwrap();
    let propose = |hint: &str| {
        let parts = deputy.send_parts(form.replace("学校全称", hint).as_bytes());
        Body::Json(json!({ "file": "form.csv", "parts": parts, "reason": "更正" }))
    };
    let path = "/api/publication/revisions";
    let made = retries.check(&deputy, ("POST", path), path, propose("全称"), (path, propose("学校名称")))["id"].clone();
    let address = format!("{path}/{made}/withdraw");
    let (other, nothing) = (format!("{path}/{new}/withdraw"), || Body::Json(json!({})));
    let path = "/api/publication/revisions/{id}/withdraw";
    retries.check(&deputy, ("POST", path), &address, nothing(), (&other, nothing()));
}

fn of_candidates(system: &System, retries: &Retries) {
    let without_phone = |serial: &&String| {
        system.candidate(serial).get("/api/account/session").json()["candidate"]["phone_masked"].is_null()
    };
    let all = system.demo.walk_through[3..].iter().map(|who| &who.serial).collect::<Vec<_>>();
    let client = system.candidate(all.iter().copied().find(without_phone).unwrap());
    let phone = "13812345679";
    client.post("/api/account/phone/code", &json!({ "phone": phone })).expect(202);
    let code: String = system.last_message(phone).chars().filter(char::is_ascii_digit).take(6).collect();
    let bind = |phone: &str| Body::Json(json!({ "phone": phone, "code": code }));
    let address = "/api/account/phone";
    let bound = retries.check(&client, ("PUT", address), address, bind(phone), (address, bind("13812345670")));
    assert_eq!(
        bound["candidate"]["phone_masked"],
        client.get("/api/account/session").json()["candidate"]["phone_masked"]
    );

    let client = system.candidate(&system.demo.walk_through[3].serial);
    let version = client.get("/api/registration").expect(200)["pledge"]["version"].clone();
    let address = "/api/registration/pledge";
    let pledge = |version: &Value| Body::Json(json!({ "version": version }));
    retries.check(&client, ("POST", address), address, pledge(&version), (address, pledge(&json!("1999-1"))));

    let address = "/api/registration/form";
    let save = |version: i64, school: &str| {
        let mut form = form();
        form["school_name"] = json!(school);
        Body::Json(json!({ "version": version, "save_password": SAVE_PASSWORD, "form": form }))
    };
    let other = (address, save(0, "芙蓉区示例第二中学"));
    let first = retries.check(&client, ("PUT", address), address, save(0, "芙蓉区示例第一中学"), other);
    assert_eq!(first["version"], 1);
    replayed_after_a_newer_version(&client);

    let client = system.chooser();
    let choose = |item: &str| Body::Json(json!({ "item": item }));
    let address = "/api/payment/fees";
    retries.check(&client, ("POST", address), address, choose("oral-english"), (address, choose("oral-other")));
    let drop = "/api/payment/fees/{item}";
    let other = ("/api/payment/fees/oral-other", Body::None);
    retries.check(&client, ("DELETE", drop), "/api/payment/fees/oral-english", Body::None, other);
    let pay = |provider: &str| Body::Json(json!({ "item": "exam", "provider": provider }));
    retries.check(&client, ("POST", ORDERS), ORDERS, pay("wechat"), (ORDERS, pay("alipay")));

    let choices = choices(&client, 2);
    let submit = |count: usize| Body::Json(submission(0, &choices[..count]));
    let path = "/api/volunteer/{batch}/submissions";
    retries.check(&client, ("POST", path), SUBMISSIONS, submit(2), (SUBMISSIONS, submit(1)));
    the_same_draft_is_saved_once(&client, &choices);
}

fn of_points(county: &Client, retries: &Retries, point: &str, (segment, last): (&Value, u32)) {
    let path = "/api/admin/segments/{id}/return";
    let address = path.replace("{id}", &segment.to_string());
    let give_back = |first: u32| Body::Json(json!({ "first": format!("{first:08}") }));
    retries.check(county, ("POST", path), &address, give_back(last), (&address, give_back(last - 1)));
    let path = "/api/admin/points/{code}/name";
    let address = path.replace("{code}", point);
    let name = |name: &str| Body::Json(json!({ "name": name }));
    retries.check(county, ("POST", path), &address, name("测试三中"), (&address, name("测试四中")));
    let path = "/api/admin/points/{code}/status";
    let address = path.replace("{code}", point);
    let close = |reason: &str| Body::Json(json!({ "closed": true, "reason": reason }));
    retries.check(county, ("POST", path), &address, close("停办"), (&address, close("另一个理由")));
}

fn of_applications(system: &System, retries: &Retries) {
    let passport = |number: &str| {
        let mut admission = Person::number(900).admission("430102001");
        admission["capture"] = json!("manual_other");
        admission["document"]["kind"] = json!("passport");
        admission["document"]["number"] = json!(number);
        admission
    };
    let address = "/api/admin/applications";
    let (made, other) = (Body::Json(passport("E12345678")), Body::Json(passport("E87654321")));
    let made = retries.check(&system.staff("430102001"), ("POST", address), address, made, (address, other));
    let path = "/api/admin/applications/{id}/decision";
    let address = path.replace("{id}", &made["id"].to_string());
    let decline = |reason: &str| Body::Json(json!({ "proposal": made["id"], "approve": false, "reason": reason }));
    let city = system.staff("4301");
    retries.check(&city, ("POST", path), &address, decline("不清楚"), (&address, decline("另一个理由")));
    let missing = city.get("/api/statistics/not-submitted").expect(200)["rows"][0]["candidate"].to_string();
    let path = "/api/admin/candidates/{id}/call";
    let address = path.replace("{id}", &missing);
    let called = |note: &str| Body::Json(json!({ "batch": "undergraduate", "outcome": "other", "note": note }));
    retries.check(&city, ("POST", path), &address, called("本人"), (&address, called("家长")));
}

/// The answer is that of the event that the request made, not the newest.
fn replayed_after_a_newer_version(client: &Client) {
    let (first, second) = (key(), key());
    let save = |key: &str, version: i64| {
        let body = json!({ "version": version, "save_password": SAVE_PASSWORD, "form": form() });
        client.call("PUT", "/api/registration/form").key(key).json(&body).send().expect(200)
    };
    let made = save(&first, 1);
    save(&second, 2);
    assert_eq!((save(&first, 1), &made["version"]), (made.clone(), &json!(2)));
}

/// Drafts are in no journal: what is sent once more over the same version is there already.
fn the_same_draft_is_saved_once(client: &Client, choices: &[Value]) {
    let address = "/api/volunteer/undergraduate/draft";
    let save =
        |version: i64, count: usize| client.put(address, &json!({ "version": version, "choices": choices[..count] }));
    let version = client.get("/api/volunteer/undergraduate").expect(200)["draft"]["version"].as_i64().unwrap_or(0);
    let first = save(version, 1).expect(200);
    assert_eq!(save(version, 1).expect(200), first);
    save(version, 2).problem(412, "stale_version");
}

fn of_offices(system: &System, retries: &Retries) {
    let county = system.staff("430102");
    let point = |name: &str| Body::Json(json!({ "county": "430102", "name": name }));
    let address = "/api/admin/points";
    let made = retries.check(&county, ("POST", address), address, point("测试一中"), (address, point("测试二中")));
    let point = text(&made["code"]);

    let free = county.get("/api/admin/segments?organisation=430102").expect(200)["free"].clone();
    let first: u32 = text(&free.as_array().unwrap().last().unwrap()["first"]).parse().unwrap();
    let segment =
        |last: u32| Body::Json(json!({ "point": point, "first": format!("{first:08}"), "last": format!("{last:08}") }));
    let address = "/api/admin/segments";
    let allotted =
        retries.check(&county, ("POST", address), address, segment(first + 1), (address, segment(first + 2)));

    let address = "/api/admin/candidates";
    let (somebody, another) = (Person::new(), Person::new());
    let admit = |person: &Person| Body::Json(person.admission(&point));
    let admitted = retries.check(&county, ("POST", address), address, admit(&somebody), (address, admit(&another)));
    let path = "/api/admin/candidates/{id}/document";
    let address = path.replace("{id}", &admitted["id"].to_string());
    let read =
        |person: &Person| Body::Json(json!({ "document": person.admission(&point)["document"], "capture": "reader" }));
    retries.check(&county, ("PUT", path), &address, read(&somebody), (&address, read(&another)));
    of_points(&county, retries, &point, (&allotted["id"], first + 1));
    of_applications(system, retries);

    let path = "/api/admin/candidates/{id}/sign-out";
    let address = path.replace("{id}", &system.demo.walk_through[4].id.to_string());
    let because = |reason: &str| Body::Json(json!({ "reason": reason }));
    retries.check(&county, ("POST", path), &address, because("手机丢失"), (&address, because("另一个理由")));

    of_windows(system, retries);

    of_imports(system, retries);
}

fn of_imports(system: &System, retries: &Retries) {
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let lines = |line: u32| {
        let parts = province.send_parts(format!("batch,track,line\nundergraduate,physics,{line}\n").as_bytes());
        Body::Json(json!({ "kind": "control_lines", "file": "x.csv", "parts": parts, "reason": "公布" }))
    };
    let path = "/api/publication/imports";
    let stage = || retries.check(&province, ("POST", path), path, lines(400), (path, lines(401)))["id"].clone();
    let (first, second) = (stage(), stage());
    let of = |id: &Value, act: &str| (format!("{path}/{{id}}/{act}"), format!("{path}/{id}/{act}"));
    let (template, address) = of(&first, "withdraw");
    let (_, other) = of(&second, "withdraw");
    let nothing = || Body::Json(json!({}));
    retries.check(&province, ("POST", &template), &address, nothing(), (&other, nothing()));
    let (template, address) = of(&second, "decision");
    let decide = |approve: bool| Body::Json(json!({ "proposal": second, "approve": approve, "reason": "有误" }));
    retries.check(&deputy, ("POST", &template), &address, decide(true), (&address, decide(false)));
    let (template, address) = of(&second, "back");
    let because = |reason: &str| Body::Json(json!({ "reason": reason }));
    retries.check(&province, ("POST", &template), &address, because("误改"), (&address, because("另有原因")));
}

fn of_windows(system: &System, retries: &Retries) {
    let (province, deputy) = (system.staff("43"), system.staff_named("deputy"));
    let extend = |reason: &str| {
        Body::Json(json!({
            "name": "registration", "action": "extend", "organisations": ["430102"], "reason": reason,
            "closes": "2027-09-01T08:00:00+08:00", "confirmed": ["fee"],
        }))
    };
    let address = &format!("{WINDOWS}/proposals")[..];
    let check = |reason: &str| {
        let other = (address, extend("另一个理由"));
        retries.check(&province, ("POST", address), address, extend(reason), other)["id"].clone()
    };
    let (first, second) = (check("汛期延长"), check("停电延长"));
    let path = format!("{address}/{{id}}/withdraw");
    let other = (&format!("{address}/{second}/withdraw")[..], Body::Json(json!({})));
    let withdrawn = format!("{address}/{first}/withdraw");
    retries.check(&province, ("POST", &path), &withdrawn, Body::Json(json!({})), other);
    let answer = |approve: bool| Body::Json(json!({ "proposal": second, "approve": approve, "reason": "已经来电" }));
    let confirm = format!("{address}/{second}/decision");
    let path = format!("{address}/{{id}}/decision");
    retries.check(&deputy, ("POST", &path), &confirm, answer(true), (&confirm, answer(false)));
}

fn of_accounts(system: &System, retries: &Retries) {
    let (province, path) = (system.staff("43"), "/api/admin/staff");
    let person = |name: &str| Body::Json(json!({ "username": "retried", "name": name, "organisation": "430102" }));
    let made = retries.check(&province, ("POST", path), path, person("示例甲"), (path, person("示例乙")));
    let check = |act: &str, body: Value, other: Value| {
        let (path, address) = (format!("{path}/{{id}}/{act}"), format!("{path}/{}/{act}", made["id"]));
        retries.check(&province, ("POST", &path), &address, Body::Json(body), (&address, Body::Json(other)));
    };
    check("password", json!({ "reason": "忘记了" }), json!({ "reason": "另一个理由" }));
    check("factor", json!({ "reason": "手机丢了" }), json!({ "reason": "另一个理由" }));
    let status = |enabled: bool| json!({ "enabled": enabled, "reason": "调岗" });
    check("status", status(false), status(true));
    province.post(&format!("{path}/{}/status", made["id"]), &status(true)).expect(204);
    let to = |organisation: &str| json!({ "organisation": organisation, "role": "office", "reason": "调岗" });
    check("move", to("430103"), to("430104"));

    let person = json!({ "username": "decided", "name": "示例丙", "organisation": "43" });
    let made = province.post(path, &person).expect(201);
    let (path, address) = ("/api/admin/staff/{id}/decision", format!("{path}/{}/decision", made["id"]));
    let decide = |approve: bool| Body::Json(json!({ "proposal": made["id"], "approve": approve, "reason": "不同意" }));
    retries.check(&system.staff_named("deputy"), ("POST", path), &address, decide(true), (&address, decide(false)));
}

fn of_money(system: &System, retries: &Retries) {
    let exam = |client: &Client| {
        let body = json!({ "item": "exam", "provider": "wechat" });
        client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)["order_no"].clone()
    };
    system.trick(&exam(&system.chooser()), "twice");
    // Paid late, and the provider does not give it back.
    let client = system.by_facts(0);
    let late = order(&client)["order_no"].clone();
    client.post(&format!("{ORDERS}/{}/close", text(&late)), &json!({})).expect(200);
    system.pay(&order(&client)["order_no"], 1);
    system.mood("failing-refunds", true);
    system.pay_late(&late);

    let province = system.staff("43");
    let colleague = system.staff_named("finance");

    let alarm = province.get("/api/admin/payments/alarms").expect(200)["rows"][0]["id"].clone();
    let path = "/api/admin/payments/alarms/{id}";
    let address = path.replace("{id}", &alarm.to_string());
    let propose = |resolution: &str| Body::Json(json!({ "resolution": resolution, "refund": true }));
    retries.check(&province, ("POST", path), &address, propose("付了两次"), (&address, propose("不是这样")));
    let (path, address) = (format!("{path}/decision"), format!("{address}/decision"));
    let agree = |proposal: &Value, approve: bool| {
        Body::Json(json!({ "proposal": proposal, "approve": approve, "reason": "不一致" }))
    };
    let proposal = |list: &str, field: &str| {
        let rows = province.get(&format!("/api/admin/payments/{list}")).expect(200)[field].clone();
        let waiting = rows.as_array().unwrap().iter().find(|row| !row["proposal"].is_null());
        waiting.unwrap_or_else(|| panic!("{rows}"))["proposal"].clone()
    };
    let seen = proposal("alarms", "rows");
    retries.check(&colleague, ("POST", &path), &address, agree(&seen, true), (&address, agree(&seen, false)));

    for minutes in [1, 5] {
        system.minutes_later(minutes);
        system.tick();
    }
    let refunds = province.get("/api/admin/payments/refunds").expect(200)["rows"].clone();
    let of_late = |refund: &&Value| refund["order_no"] == late && refund["status"] == "failed";
    let refund = refunds.as_array().unwrap().iter().find(of_late).unwrap_or_else(|| panic!("{refunds}")).clone();
    let path = "/api/admin/payments/refunds/{refund_no}/abandon";
    let address = path.replace("{refund_no}", &text(&refund["refund_no"]));
    let because = |reason: &str| Body::Json(json!({ "reason": reason }));
    retries.check(&province, ("POST", path), &address, because("退不回去"), (&address, because("另一个理由")));
    let (path, address) = (format!("{path}/decision"), format!("{address}/decision"));
    let seen = proposal("refunds", "rows");
    retries.check(&colleague, ("POST", &path), &address, agree(&seen, false), (&address, agree(&seen, true)));
    let path = "/api/admin/payments/refunds/{refund_no}/retry";
    let address = path.replace("{refund_no}", &text(&refund["refund_no"]));
    let other = (&*path.replace("{refund_no}", "ZK0R"), Body::Json(json!({})));
    retries.check(&province, ("POST", path), &address, Body::Json(json!({})), other);

    let path = "/api/admin/payments/fee-items";
    let item = |amount: u32| {
        Body::Json(json!({
            "item": "posting", "name": "邮寄费", "amount": amount, "notice": "一旦缴纳不退", "window": "exam-fee",
            "owed_by": "chooser", "unlocks": "ticket", "reason": "省发改委批复",
        }))
    };
    retries.check(&province, ("POST", path), path, item(500), (path, item(600)));
    let proposed = province.get(path).expect(200)["fee_items"][0]["id"].clone();
    let template = format!("{path}/{{id}}");
    let address = format!("{path}/{proposed}");
    let check = |client: &Client, what: &str, body: Body, other: Body| {
        let (template, address) = (format!("{template}{what}"), format!("{address}{what}"));
        retries.check(client, ("POST", &template), &address, body, (&address, other));
    };
    check(&colleague, "/decision", agree(&proposed, true), agree(&proposed, false));
    check(&province, "/withdrawal", because("批复撤回"), because("另一个理由"));
    let seen = proposal("fee-items", "fee_items");
    check(&colleague, "/withdrawal/decision", agree(&seen, false), agree(&seen, true));
    let exam_fee = json!({ "item": "exam", "provider": "wechat" });
    let own = system.chooser().call("POST", ORDERS).key(&key()).json(&exam_fee).send().expect(201);
    let address = format!("/api/payment/pages/{}/orders", text(&own["pay_page"]).trim_start_matches("/pay/"));
    let way = |provider: &str| Body::Json(json!({ "provider": provider, "channel": "qr" }));
    let path = "/api/payment/pages/{token}/orders";
    retries.check(&system.nobody(), ("POST", path), &address, way("alipay"), (&address, way("unionpay")));

    // Told by the statement alone.
    system.pay(&exam(&system.chooser()), 0);
    let day = "2027-06-25";
    let statement = |day: &str| format!("/api/admin/payments/statements?provider=wechat&date={day}");
    let csv = Client::new(&system.sandbox).get(&format!("/statement?provider=wechat&date={day}")).text();
    system.set_now("2027-06-26T10:30:00+08:00");
    let (province, colleague) = (system.staff("43"), system.staff_named("finance"));
    let (path, other) = ("/api/admin/payments/statements", statement("2027-06-24"));
    retries.check(&province, ("POST", path), &statement(day), Body::Csv(csv.clone()), (&other, Body::Csv(csv)));

    let differences = province.get("/api/admin/payments/differences").expect(200)["rows"].clone();
    let of = |settleable: bool| {
        let mut open = differences.as_array().unwrap().iter().filter(|row| row["status"] == "open");
        open.find(|row| row["settleable"] == settleable).unwrap_or_else(|| panic!("{differences}"))["id"].clone()
    };
    let path = "/api/admin/payments/differences/{id}";
    let address = path.replace("{id}", &of(false).to_string());
    let explain = |reason: &str| Body::Json(json!({ "action": "explain", "reason": reason }));
    retries.check(&province, ("POST", path), &address, explain("已核对"), (&address, explain("没有核对")));
    let address = path.replace("{id}", &of(true).to_string());
    province.post(&address, &json!({ "action": "settle", "reason": "已在商户平台核对" })).expect(204);
    let (path, address) = (format!("{path}/decision"), format!("{address}/decision"));
    let differences = province.get("/api/admin/payments/differences").expect(200)["rows"].clone();
    let waiting = differences.as_array().unwrap().iter().find(|row| row["status"] == "proposed").unwrap();
    let seen = &waiting["proposal"];
    retries.check(&colleague, ("POST", &path), &address, agree(seen, true), (&address, agree(seen, false)));
}
