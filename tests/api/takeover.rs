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
        let admitted =
            system.staff("430102001").post("/api/admin/candidates", &person.admission("430102001")).expect(201);
        let victim = Self { system, serial: text(&admitted["serial"]), person };
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

#[test]
fn a_phone_is_changed_by_a_face_and_not_by_a_code_alone() {
    let system = System::shared();
    let victim = Victim::paid(system);
    let own = victim.by_facts();
    victim.verify(&own);
    set(&own, THEIRS).expect(200);
    let send = |phone: &str| own.post("/api/account/phone/code", &json!({ "phone": phone }));
    let bind = |phone: &str, code: &str| own.put("/api/account/phone", &json!({ "phone": phone, "code": code }));
    let code =
        |phone: &str| -> String { system.last_message(phone).chars().filter(char::is_ascii_digit).take(6).collect() };
    let (first, second) = ("13912340001", "13912340002");
    send(first).expect(202);
    bind(first, &code(first)).expect(200);
    // Somebody at an unlocked screen.
    send(second).problem(409, "wrong_state");
    bind(second, "000000").problem(409, "wrong_state");
    bind(first, &code(first)).problem(409, "wrong_state");

    victim.verify(&own);
    send(second).problem(429, "too_many_requests");
}
