//! Members of staff sign in with two factors; a code counts once.

use super::{Client, STAFF_PASSWORD, System, text};
use domain::Timestamp;
use domain::totp::Secret;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;
use store::db::Db;
use store::{bulk, params};

pub(crate) const SIGN_IN: &str = "/api/account/staff-sign-in";
pub(crate) const SECOND: &str = "/api/account/staff-second-factor";
const FACTOR: &str = "/api/account/staff-factor";
/// How many were made.
static NEW: AtomicUsize = AtomicUsize::new(0);
pub(crate) const WINDOWS: &str = "/api/admin/windows";

impl System {
    /// The member of staff of an organisation.
    pub(crate) fn staff(&self, organisation: &str) -> Client {
        self.staff_named(self.username(organisation))
    }

    /// The member of staff of this name. Who needs 动态口令 has one session for all windows, while it lasts.
    pub(crate) fn staff_named(&self, username: &str) -> Client {
        let Some(secret) = self.secret(username) else {
            let client = self.nobody();
            self.password(&client, username, STAFF_PASSWORD);
            return client;
        };
        let mut sessions = self.staff_sessions.lock().unwrap();
        if let Some(client) = sessions.get(username)
            && client.get("/api/account/session").status == 200
        {
            return client.twin();
        }
        let client = self.nobody();
        let session = self.password(&client, username, STAFF_PASSWORD);
        assert_eq!(session["staff"]["next"], "second_factor", "{session}");
        self.prove(&client, secret);
        sessions.insert(username.to_owned(), client.twin());
        client
    }

    /// Somebody new, of any role, whom somebody of the province made; and somebody else agreed, where that takes two.
    pub(crate) fn new_staff(&self, role: &str, organisation: &str) -> Client {
        let username = format!("{role}-{}", NEW.fetch_add(1, Ordering::Relaxed));
        let new = json!({ "username": username, "name": "示例员", "organisation": organisation, "role": role });
        let made = self.staff("43").post("/api/admin/staff", &new).expect(201);
        if made["status"] == "proposed" {
            let agreed = json!({ "proposal": made["id"], "approve": true });
            let address = format!("/api/admin/staff/{}/decision", made["id"]);
            self.staff_named("deputy").post(&address, &agreed).expect(204);
        }
        self.first_sign_in(&username, &text(&made["initial_password"])).0
    }

    /// An organisation that no folder brought.
    pub(crate) fn add_organisation(&self, code: &str, kind: &str, path: &str) {
        let db = Db::file(&self.database()).unwrap();
        let body = json!({ "code": code, "name": format!("示例{code}"), "kind": kind, "path": path }).to_string();
        let none = || None::<String>;
        let values = params![
            Timestamp(0),
            "",
            "system",
            "system",
            "none",
            "",
            "",
            none(),
            none(),
            "organisation.created",
            0,
            body
        ];
        pollster::block_on(db.run(bulk::APPEND, values)).unwrap();
    }

    fn secret(&self, username: &str) -> Option<&str> {
        let account = self.demo.staff.iter().find(|account| account.username == username);
        account.and_then(|account| account.totp.as_deref())
    }

    /// The secret of somebody's 动态口令.
    pub(crate) fn totp(&self, username: &str) -> &str {
        self.secret(username).unwrap()
    }

    /// Somebody of the province proposes a change of a window, whatever it warns of, and somebody else agrees.
    pub(crate) fn change_window(&self, change: Value) {
        self.change_window_as([self.staff("43"), self.staff_named("deputy")], change);
    }

    /// Likewise, these two.
    pub(crate) fn change_window_as(&self, [province, deputy]: [Client; 2], mut change: Value) {
        let preview = province.post(&format!("{WINDOWS}/preview"), &change).expect(200);
        let codes = preview["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].clone());
        change["confirmed"] = codes.collect();
        let id = province.post(&format!("{WINDOWS}/proposals"), &change).expect(201)["id"].clone();
        let agreed = json!({ "proposal": id, "approve": true });
        deputy.post(&format!("{WINDOWS}/proposals/{id}/decision"), &agreed).expect(204);
    }

    /// The first sign-in of a new account: a password of one's own, and 动态口令 where it is due; the secret of that.
    pub(crate) fn first_sign_in(&self, username: &str, initial_password: &str) -> (Client, Option<String>) {
        let client = self.nobody();
        let secret = client.first_sign_in(username, initial_password);
        (client, secret)
    }

    /// The first step.
    pub(crate) fn password(&self, client: &Client, username: &str, password: &str) -> Value {
        client.password(username, password)
    }

    /// The second one, with whichever code has not been used.
    pub(crate) fn prove(&self, client: &Client, secret: &str) -> Value {
        client.prove(secret)
    }

    /// The system's time, for somebody signed in.
    pub(crate) fn now(&self, client: &Client) -> Timestamp {
        client.now()
    }
}

impl Client {
    fn password(&self, username: &str, password: &str) -> Value {
        self.post(SIGN_IN, &json!({ "username": username, "password": password })).expect(200)
    }

    fn prove(&self, secret: &str) -> Value {
        let secret = Secret::parse(secret).unwrap();
        for _ in 0..40 {
            for drift in [-30_000, 0, 30_000] {
                let code = secret.code(self.now().plus(drift));
                let answer = self.post(SECOND, &json!({ "code": code }));
                if answer.status != 422 {
                    return answer.expect(200);
                }
            }
            sleep(Duration::from_secs(1));
        }
        panic!("no code is accepted");
    }

    fn now(&self) -> Timestamp {
        Timestamp::parse(&text(&self.get("/api/account/session").expect(200)["now"])).unwrap()
    }

    pub(crate) fn first_sign_in(&self, username: &str, initial_password: &str) -> Option<String> {
        let session = self.password(username, initial_password);
        assert_eq!(session["staff"]["next"], "new_password", "{session}");
        let own = json!({ "current_password": initial_password, "password": "Tide7harbor" });
        let session = self.put("/api/account/staff-password", &own).expect(200);
        if session["staff"]["next"] != "enrolment" {
            return None;
        }
        let secret = text(&self.post(FACTOR, &json!({})).expect(200)["secret"]);
        let code = Secret::parse(&secret).unwrap().code(self.now());
        self.put(FACTOR, &json!({ "code": code })).expect(200);
        Some(secret)
    }
}
