//! A classmate knows number, name and validity. How far does that carry: before, while and after the victim takes their
//! own steps?

use crate::api::volunteer::key;
use crate::support::{Client, Person, System, text};
use serde_json::{Value, json};

const PASSWORDS: &str = "/api/account/passwords";
const IDENTITY: &str = "/api/account/identity";
const THEIRS: (&str, &str) = ("Tide7harbor", "Maple4lantern");

/// Somebody new, who has paid: their number, and how anybody signs in who knows the facts.
struct Victim<'a> {
    system: &'a System,
    person: Person,
    serial: String,
}

impl<'a> Victim<'a> {
    fn paid(system: &'a System) -> Self {
        let person = Person::new();
        let admit = || system.staff("430102001").post("/api/admin/candidates", &person.admission("430102001"));
        let mut admitted = admit();
        if admitted.status == 409 {
            more_numbers(system);
            admitted = admit();
        }
        let victim = Self { system, serial: text(&admitted.expect(201)["serial"]), person };
        let body = json!({ "item": "registration", "provider": "wechat", "channel": "qr" });
        let order = victim.by_facts().call("POST", "/api/payment/orders").key(&key()).json(&body).send().expect(201);
        assert_eq!(system.pay(&order["order_no"], 1), [204]);
        victim
    }

    fn by_facts(&self) -> Client {
        let client = self.system.nobody();
        let facts = json!({ "number": self.serial, "name": self.person.name, "valid_until": Person::VALID_UNTIL });
        client.post("/api/account/first-sign-in", &facts).expect(200);
        client
    }

    fn begin(&self, client: &Client) -> Value {
        client.post(IDENTITY, &json!({})).expect(201)["id"].clone()
    }

    /// Face to face with the identity service; the session learns of it.
    fn verify(&self, client: &Client) {
        let check = self.begin(client);
        self.system.decide_identity(&check, true);
        assert_eq!(outcome(client, &check).expect(200)["status"], "passed");
    }

    fn sign_in(&self, password: &str) -> crate::support::Answer {
        self.system.nobody().post("/api/account/sign-in", &json!({ "login": self.serial, "password": password }))
    }
}

/// The point's 报名流水号 are used up, by tests that go on at the same time, too.
fn more_numbers(system: &System) {
    let county = system.staff("430102");
    let segments = county.get("/api/admin/segments?organisation=430102").expect(200);
    let last: u32 = text(&segments["free"].as_array().unwrap().last().unwrap()["last"]).parse().unwrap();
    let (first, last) = (format!("{:08}", last - 49), format!("{last:08}"));
    county.post("/api/admin/segments", &json!({ "point": "430102001", "first": first, "last": last }));
}

fn outcome(client: &Client, check: &Value) -> crate::support::Answer {
    client.get(&format!("{IDENTITY}/{}", text(check)))
}

fn set(client: &Client, (login, save): (&str, &str)) -> crate::support::Answer {
    client.put(PASSWORDS, &json!({ "login_password": login, "save_password": save }))
}

const ATTACKERS: (&str, &str) = ("Crow9thief77", "Night3window");

#[test]
fn a_classmate_sets_no_password_before_while_or_after_the_victim_does() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let (early, own) = (victim.by_facts(), victim.by_facts());
    set(&early, ATTACKERS).problem(409, "wrong_state");
    let (bait, check) = (victim.begin(&early), victim.begin(&own));

    // The victim has passed, and has not come back to the page yet.
    system.decide_identity(&check, true);
    outcome(&early, &check).problem(404, "not_found");
    set(&early, ATTACKERS).problem(409, "wrong_state");

    // The victim is back: verified, without passwords yet.
    assert_eq!(outcome(&own, &check).expect(200)["stage"], "verified");
    let late = victim.by_facts();
    for attacker in [&early, &late] {
        outcome(attacker, &check).problem(404, "not_found");
        set(attacker, ATTACKERS).problem(409, "wrong_state");
    }

    // The victim is done. What was open before is closed, what is opened anew leads nowhere.
    assert_eq!(set(&own, THEIRS).expect(200)["candidate"]["stage"], "active");
    for attacker in [&early, &late] {
        attacker.get("/api/account/session").problem(401, "session_expired");
        set(attacker, ATTACKERS).problem(401, "session_expired");
    }
    let again = victim.by_facts();
    outcome(&again, &bait).problem(404, "not_found");
    outcome(&again, &check).problem(404, "not_found");
    set(&again, ATTACKERS).problem(409, "wrong_state");
    victim.sign_in(ATTACKERS.0).problem(401, "wrong_credentials");
    victim.sign_in(THEIRS.0).expect(200);
}

#[test]
fn a_classmate_waits_for_the_day_on_which_the_victim_forgets_their_password() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let own = victim.by_facts();
    victim.verify(&own);
    set(&own, THEIRS).expect(200);

    let (attacker, renewing) = (victim.by_facts(), victim.by_facts());
    victim.verify(&renewing);
    set(&attacker, ATTACKERS).problem(409, "wrong_state");
    // Signed in by the old password, but without a face: that is no way to new ones either.
    set(&own, ATTACKERS).problem(409, "wrong_state");
    set(&renewing, ("Lake5copper", "Stone8meadow")).expect(200);
    // One 实人认证, one change.
    set(&renewing, ATTACKERS).problem(409, "wrong_state");
    own.get("/api/account/session").problem(401, "session_expired");
    victim.sign_in(THEIRS.0).problem(401, "wrong_credentials");
}

#[test]
fn an_identity_check_is_for_one_session_and_a_quarter_of_an_hour() {
    let system = System::start();
    let victim = Victim::paid(&system);
    let client = victim.by_facts();
    let slow = victim.begin(&client);
    system.minutes_later(16);
    system.decide_identity(&slow, true);
    let found = outcome(&client, &slow).expect(200);
    assert_eq!((&found["status"], &found["stage"]), (&json!("expired"), &json!("paid")));

    victim.verify(&client);
    system.minutes_later(32);
    set(&client, THEIRS).problem(409, "wrong_state");
    victim.verify(&client);
    system.minutes_later(46);
    set(&client, THEIRS).expect(200);
    drop(client);
    system.stop_and_check();
}

#[test]
fn of_two_changes_at_the_same_moment_one_is_made() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let own = victim.by_facts();
    victim.verify(&own);
    let pairs = [("Tide7harbor", "Maple4lantern"), ("Lake5copper", "Stone8meadow"), ("Birch6ladder", "Coral2timber")];
    let twins: Vec<Client> = pairs.iter().map(|_| own.twin()).collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> =
            pairs.iter().zip(&twins).map(|(pair, twin)| scope.spawn(|| set(twin, *pair).status)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    let good = pairs.iter().filter(|pair| victim.sign_in(pair.0).status == 200).count();
    assert_eq!(good, 1);
}

#[test]
fn a_classmate_does_not_use_up_the_victims_checks() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let attacker = victim.by_facts().at("203.0.113.77");
    while attacker.post(IDENTITY, &json!({})).status == 201 {}
    attacker.post(IDENTITY, &json!({})).problem(429, "too_many_requests");
    victim.begin(&victim.by_facts().at("198.51.100.20"));
}

/// A candidate with passwords and no phone yet, and their phone.
struct Phone<'a> {
    victim: Victim<'a>,
    client: Client,
}

impl<'a> Phone<'a> {
    fn of_somebody_new(system: &'a System) -> Self {
        let victim = Victim::paid(system);
        let client = victim.by_facts();
        victim.verify(&client);
        set(&client, THEIRS).expect(200);
        Self { victim, client }
    }

    fn send(&self, phone: &str) -> crate::support::Answer {
        self.client.post("/api/account/phone/code", &json!({ "phone": phone }))
    }

    fn bind(&self, phone: &str, code: &str) -> crate::support::Answer {
        self.client.put("/api/account/phone", &json!({ "phone": phone, "code": code }))
    }

    fn code(&self, phone: &str) -> String {
        self.victim.system.last_message(phone).chars().filter(char::is_ascii_digit).take(6).collect()
    }
}

#[test]
fn a_phone_is_changed_by_a_face_and_not_by_a_code_alone() {
    let system = System::start();
    let own = Phone::of_somebody_new(&system);
    let (first, second, third) = ("13912340001", "13912340002", "13912340003");
    own.send(first).expect(202);
    let wrong = if own.code(first) == "000000" { "000001" } else { "000000" };
    own.bind(first, wrong).problem(422, "invalid");
    own.bind(second, &own.code(first)).problem(422, "invalid");
    let masked = text(&own.bind(first, &own.code(first)).expect(200)["candidate"]["phone_masked"]);
    assert!(masked.ends_with("01") && masked.contains('*'), "{masked}");

    // Somebody at an unlocked screen, and somebody with a face in another session.
    system.minutes_later(2);
    own.send(second).problem(409, "wrong_state");
    own.bind(second, "000000").problem(409, "wrong_state");
    own.victim.verify(&own.victim.by_facts());
    own.send(second).problem(409, "wrong_state");

    own.victim.verify(&own.client);
    own.send(second).expect(202);
    own.send(second).problem(429, "too_many_requests");
    own.bind(second, &own.code(second)).expect(200);
    // One face, one change; and the code is spent.
    system.minutes_later(4);
    own.send(third).problem(409, "wrong_state");
    own.bind(second, &own.code(second)).problem(409, "wrong_state");
    drop(own);
    system.stop_and_check();
}

#[test]
fn a_phone_belongs_to_one_candidate_and_nobody_else_learns_to_whom() {
    let system = System::start();
    let (one, other) = (Phone::of_somebody_new(&system), Phone::of_somebody_new(&system));
    let phone = "13912340009";
    one.send(phone).expect(202);
    one.bind(phone, &one.code(phone)).expect(200);
    other.send(phone).problem(429, "too_many_requests");
    system.minutes_later(2);
    other.send(phone).expect(202);
    other.bind(phone, "00000x").problem(422, "invalid");
    let answer = other.bind(phone, &other.code(phone));
    answer.problem(409, "conflict");
    assert!(!answer.text().contains(&one.victim.serial) && !answer.text().contains(&one.victim.person.name));

    let said = system.change_year("exam.toml", |text| text + "\n[phone]\nshared = true\n");
    assert!(said.contains("一个手机号 只属于一名考生 → 可以几名考生共用"), "{said}");
    system.minutes_later(4);
    other.send(phone).expect(202);
    other.bind(phone, &other.code(phone)).expect(200);
}

#[test]
fn a_stranger_keeps_no_phone_from_getting_its_code() {
    let system = System::start();
    let (stranger, owner) = (Phone::of_somebody_new(&system), Phone::of_somebody_new(&system));
    let phone = "13912340010";
    let mut came = 0;
    for minute in 1..=24 {
        // The stranger is always first.
        came += u32::from(stranger.send(phone).status == 202);
        system.minutes_later(minute);
    }
    assert!((1..=4).contains(&came), "{came}");
    system.minutes_later(26);
    stranger.send(phone).problem(429, "too_many_requests");
    owner.send(phone).expect(202);
    owner.bind(phone, &owner.code(phone)).expect(200);
}

#[test]
fn a_number_of_another_county_is_not_told_to_who_admits_the_same_person_again() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let again = |point: &str| {
        system.staff(point).post("/api/admin/candidates", &victim.person.admission(point)).problem(409, "conflict")
    };
    assert!(text(&again("430102001")["detail"]).contains(&victim.serial));
    assert!(!again("430103001").to_string().contains(&victim.serial));
}

#[test]
fn a_browser_has_one_session_and_one_of_them_can_be_ended_from_another() {
    let system = System::shared();
    let phone = Phone::of_somebody_new(system);
    let login = json!({ "login": phone.victim.serial, "password": THEIRS.0 });
    let computer = system.nobody();
    computer.post("/api/account/sign-in", &login).expect(200);
    let before = computer.twin();
    computer.post("/api/account/sign-in", &login).expect(200);
    before.get("/api/account/session").problem(401, "session_expired");

    let listed = |client: &Client| client.get("/api/account/sessions").expect(200)["sessions"].clone();
    let sessions = listed(&phone.client);
    let others: Vec<&Value> = sessions.as_array().unwrap().iter().filter(|one| one["current"] == false).collect();
    assert_eq!(others.len(), 1);
    let address = format!("/api/account/sessions/{}", text(&others[0]["id"]));
    let end = |client: &Client| client.call("DELETE", &address).json(&json!({})).send();
    end(&phone.victim.by_facts()).problem(401, "not_signed_in");
    end(&system.candidate(&system.next_chooser())).problem(404, "not_found");
    computer.get("/api/account/session").expect(200);
    end(&phone.client).expect(204);
    end(&phone.client).problem(404, "not_found");
    computer.get("/api/account/session").problem(401, "session_expired");
    assert!(!listed(&phone.client).as_array().unwrap().iter().any(|one| one["id"] == others[0]["id"]));
}
