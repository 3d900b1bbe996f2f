//! Every operation × every kind of person: who is let in, who is asked to sign in, who is turned away.

use crate::api::facts;
use crate::support::{Answer, Client, SECOND, STAFF_PASSWORD, System, form};
use domain::organisation::Kind;
use domain::role::Role as Held;
use serde_json::{Value, json};
use web::api::{OPERATIONS, Operation, Role};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actor {
    Nobody,
    /// A candidate without passwords, by name and validity.
    Newcomer,
    /// One who has passwords, but came by name and validity.
    ByFacts,
    Candidate,
    /// Staff, from the registration point up to the province, all above one and the same point.
    Staff(&'static str),
    /// Staff of the same levels in other parts of the province.
    Elsewhere(&'static str),
    /// The province's finance staff.
    Finance,
    /// Staff of a role that was made on the machine.
    Auditor(&'static str),
    College,
    /// Staff who have not proved their second factor yet.
    HalfWay,
}

use Actor::{Auditor, ByFacts, Candidate, College, Elsewhere, Finance, HalfWay, Newcomer, Nobody, Staff};

const ACTORS: [Actor; 16] = [
    Nobody,
    Newcomer,
    ByFacts,
    Candidate,
    Staff("point"),
    Staff("county"),
    Staff("city"),
    Staff("province"),
    Elsewhere("point"),
    Elsewhere("county"),
    Elsewhere("city"),
    Finance,
    Auditor("province"),
    Auditor("county"),
    College,
    HalfWay,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    LetIn,
    /// 401
    SignIn,
    /// 403, or 404 for what is somebody else's
    TurnedAway,
}

impl Actor {
    fn sign_in(self, system: &System) -> Client {
        match self {
            Nobody => system.nobody(),
            Newcomer => system.by_facts(0),
            ByFacts => system.by_facts(4),
            Candidate => system.candidate(&system.demo.walk_through[4].serial),
            Staff("point") => system.staff("430102001"),
            Staff("county") => system.staff("430102"),
            Staff("city") => system.staff("4301"),
            Staff(_) => system.staff("43"),
            Elsewhere("point") => system.staff("430103001"),
            Elsewhere("county") => system.staff("430103"),
            Elsewhere(_) => system.staff("4302"),
            Finance => system.staff_named("finance"),
            Auditor(kind) => system.new_staff("auditor", if kind == "county" { "430102" } else { "43" }),
            College => system.new_staff("college", "c10532"),
            HalfWay => {
                let client = system.nobody();
                system.password(&client, "deputy", STAFF_PASSWORD);
                client
            }
        }
    }

    /// Its role, and at which kind of organisation, if it is staff.
    fn role(self) -> Option<(&'static str, Kind)> {
        let (code, kind) = match self {
            Staff(kind) | Elsewhere(kind) => ("office", kind),
            Finance => ("finance", "province"),
            Auditor(kind) => ("auditor", kind),
            College => ("college", "college"),
            _ => return None,
        };
        Kind::parse(kind).map(|kind| (code, kind))
    }

    fn expected(self, operation: &Operation, roles: &[Held]) -> Verdict {
        let role = self.role();
        let is_staff = role.is_some();
        let may = |permission| {
            let held = roles.iter().find(|held| Some((&held.code[..], held.kind)) == role);
            held.is_some_and(|held| held.permissions.has(permission))
        };
        match operation.role {
            Role::Anyone => Verdict::LetIn,
            Role::Provider | Role::Scheduler => Verdict::SignIn,
            _ if self == Nobody => Verdict::SignIn,
            Role::SignedIn | Role::Candidate if self == Newcomer && !facts::reach("numbered", operation) => {
                Verdict::SignIn
            }
            Role::SignedIn | Role::Candidate if self == ByFacts && !facts::reach("filled", operation) => {
                Verdict::SignIn
            }
            _ if self == HalfWay => match operation.path {
                "/api/account/session" | "/api/account/sign-out" | SECOND => Verdict::LetIn,
                _ => Verdict::TurnedAway,
            },
            Role::SignedIn => Verdict::LetIn,
            Role::AnyStaff if is_staff => Verdict::LetIn,
            Role::AnyStaff => Verdict::TurnedAway,
            Role::Candidate if is_staff => Verdict::TurnedAway,
            Role::Candidate => Verdict::LetIn,
            Role::Staff(permission) if !may(permission) => Verdict::TurnedAway,
            Role::Either(one, other) if !may(one) && !may(other) => Verdict::TurnedAway,
            Role::Staff(_) if matches!(self, Elsewhere(_) | College) && names_somebody(operation) => {
                Verdict::TurnedAway
            }
            Role::Staff(_) | Role::Either(..) => Verdict::LetIn,
        }
    }
}

/// Does it name an organisation or a candidate? The others show or change what is one's own.
fn names_somebody(operation: &Operation) -> bool {
    if operation.component() == "student" {
        return false;
    }
    let own = [
        "/api/admin/pending",
        "/api/publication/revisions",
        "/api/admin/roles",
        "/api/admin/windows",
        "/api/admin/windows/{name}/changes",
        "GET /api/admin/windows/proposals",
        "/api/admin/windows/proposals/{id}/withdraw",
    ];
    !own.contains(&operation.path) && !own.contains(&operation.id)
}

/// Right in its shape, and without effect.
pub(super) fn body(operation: &Operation) -> Option<(&'static str, Value)> {
    let json = |value: Value| Some(("application/json", value));
    match (operation.method, operation.path) {
        ("GET" | "DELETE", _) => None,
        (_, "/api/account/first-sign-in") => json(json!({ "number": "1", "name": "无", "valid_until": "长期" })),
        (_, "/api/account/sign-in") => json(json!({ "login": "2", "password": "x" })),
        (_, "/api/account/claims/code") => json(json!({ "exam": "gaokao-2027", "document": "1", "phone": "1" })),
        (_, "/api/account/claims") => {
            json(json!({ "exam": "gaokao-2027", "name": "无", "document": "1", "phone": "1", "code": "1" }))
        }
        (_, "/api/account/staff-sign-in") => json(json!({ "username": "x", "password": "x" })),
        (_, "/api/account/passwords") => json(json!({ "login_password": "x", "save_password": "x" })),
        (_, "/api/account/phone/code") => json(json!({ "phone": "1" })),
        (_, "/api/account/phone") => json(json!({ "phone": "1", "code": "1" })),
        (_, "/api/registration/pledge") => json(json!({ "version": "2026-1" })),
        (_, "/api/registration/form") => json(json!({ "version": -1, "save_password": "x", "form": form() })),
        (_, "/api/payment/fees") => json(json!({ "item": "nothing" })),
        (_, "/api/payment/orders") => json(json!({ "item": "nothing", "provider": "wechat" })),
        (_, "/api/volunteer/favourites/{group}") => json(json!({ "folder": "" })),
        (_, "/api/volunteer/{batch}/draft") => json(json!({ "version": -1, "choices": [] })),
        (_, "/api/volunteer/{batch}/submissions") => {
            json(json!({ "version": -1, "choices": [], "save_password": "x" }))
        }
        (_, "/api/admin/points") => json(json!({ "county": "430102", "name": "短" })),
        (_, "/api/admin/points/{code}/name") => json(json!({ "name": "短" })),
        (_, "/api/admin/points/{code}/status") => json(json!({ "closed": true, "reason": "" })),
        (_, "/api/admin/segments/{id}/return") => json(json!({ "first": "1" })),
        (_, path) if path.ends_with("/decision") => json(json!({ "proposal": 0, "approve": true })),
        (_, "/api/admin/candidates/{id}/document") => json(json!({
            "capture": "", "document": {
                "kind": "", "number": "", "name": "", "sex": "", "ethnicity": "", "birth": "", "address": "",
                "valid_from": "", "valid_until": "",
            },
        })),
        (_, "/api/admin/candidates/{id}/phone") => json(json!({ "purpose": "" })),
        (_, "/api/admin/candidates/{id}/call") => {
            json(json!({ "batch": "undergraduate", "outcome": "other", "note": "\n" }))
        }
        (_, "/api/admin/segments") => json(json!({ "point": "430102001", "first": "1", "last": "1" })),
        (_, "/api/admin/candidates" | "/api/admin/applications") => json(json!({
            "point": "430102001", "capture": "", "photo": "", "document": {
                "kind": "", "number": "", "name": "", "sex": "", "ethnicity": "", "birth": "", "address": "",
                "valid_from": "", "valid_until": "",
            },
        })),
        (_, "/api/admin/payments/search") => json(json!({ "organisation": "430102001" })),
        (_, "/api/admin/payments/alarms/{id}") => json(json!({ "resolution": "测试" })),
        (_, "/api/admin/payments/refunds/{refund_no}/abandon") => json(json!({ "reason": "测试" })),
        (_, "/api/admin/payments/fee-items") => json(json!({
            "item": "x", "name": "", "amount": 0, "notice": "", "window": "nothing", "owed_by": "filled",
            "unlocks": "volunteer", "reason": "",
        })),
        (_, "/api/admin/payments/fee-items/{id}/withdrawal") => json(json!({ "reason": "测试" })),
        (_, "/api/admin/payments/differences/{id}") => json(json!({ "action": "explain", "reason": "测试" })),
        (_, "/api/admin/candidates/{id}/sign-out") => json(json!({ "reason": "" })),
        (_, "/api/admin/candidates/search") => json(json!({ "organisation": "430102001" })),
        (_, "/api/account/staff-password") => json(json!({ "current_password": "x", "password": "x" })),
        (_, "/api/admin/windows/preview" | "/api/admin/windows/proposals") => json(json!({
            "name": "registration", "action": "resume", "organisations": ["430102001"], "reason": "测试",
        })),
        (_, "/api/publication/revisions/{id}/back") => json(json!({ "reason": "测试" })),
        (_, SECOND) | ("PUT", "/api/account/staff-factor") => json(json!({ "code": "" })),
        (_, "/api/admin/staff/search") => json(json!({ "organisation": "430102001" })),
        (_, "/api/admin/staff/{id}/password" | "/api/admin/staff/{id}/factor") => json(json!({ "reason": "测试" })),
        (_, "/api/admin/staff/{id}/status") => json(json!({ "enabled": true, "reason": "测试" })),
        (_, "/api/admin/staff/{id}/move") => {
            json(json!({ "organisation": "430102001", "role": "office", "reason": "测试" }))
        }
        (_, "/api/admin/staff") => json(json!({ "username": "x", "name": "x", "organisation": "430102001" })),
        (_, "/api/admin/payments/statements") => Some(("text/csv", json!(""))),
        (_, "/api/publication/parts") => json(json!({ "parts": [] })),
        (_, "/api/publication/parts/{hash}") => Some(("application/octet-stream", json!(""))),
        ("POST", "/api/publication/imports") => {
            json(json!({ "kind": "scores", "file": "x.csv", "parts": [], "reason": "测试" }))
        }
        ("POST", "/api/publication/revisions") => json(json!({ "file": "x.zip", "parts": [], "reason": "测试" })),
        (_, "/api/publication/imports/{id}/decision") => json(json!({ "proposal": 0, "approve": true })),
        (_, "/api/student/imports" | "/api/student/photos" | "/api/student/barred") => {
            Some(("application/octet-stream", json!("")))
        }
        (_, "/api/student/students/{id}") => json(json!({
            "name": "", "document_kind": "resident_card", "graduate": "", "household": "", "major": "",
            "major_name": "", "reason": "测试",
        })),
        (_, "/api/student/students/{id}/removal") => json(json!({ "reason": "测试" })),
        (_, "/api/publication/imports/{id}/back") => json(json!({ "reason": "测试" })),
        _ => json(json!({})),
    }
}

/// The address with things of the first point filled in.
pub(super) fn address(operation: &Operation, candidate: i64) -> String {
    let filled = match operation.path.split('/').nth(2) {
        Some("admin") => operation.path.replace("{id}", &candidate.to_string()),
        _ => operation.path.replace("{id}", "1"),
    };
    let filled = filled
        .replace("{batch}", "undergraduate")
        .replace("{group}", "999999999")
        .replace("{order_no}", "ZK0")
        .replace("{item}", "registration")
        .replace("{token}", "none")
        .replace("{provider}", "alipay")
        .replace("{version}", "999")
        .replace("{hash}", "0")
        .replace("{code}", "430102001");
    let query = match operation.path {
        "/api/admin/organisations" => "?parent=430102001",
        "/api/student/imports" | "/api/student/barred" => "?file=x.csv",
        path if operation.method == "GET"
            && (path.starts_with("/api/statistics") || path.starts_with("/api/admin")) =>
        {
            "?organisation=430102001"
        }
        _ => "",
    };
    format!("{filled}{query}")
}

pub(super) fn verdict(answer: &Answer) -> Verdict {
    match (answer.status, answer.code().as_str()) {
        (401, "not_signed_in" | "session_expired" | "FAIL") => Verdict::SignIn,
        (403, "forbidden" | "second_factor_due") => Verdict::TurnedAway,
        _ => Verdict::LetIn,
    }
}

#[test]
fn every_operation_lets_in_whom_it_should_and_nobody_else() {
    let system = System::start();
    let candidate = system.demo.walk_through[0].id;
    system.add_organisation("c10532", "college", "43/c10532");
    let roles = serde_json::from_value(system.staff("43").get("/api/admin/roles").expect(200)["roles"].clone());
    let roles: Vec<Held> = roles.unwrap();
    let mut wrong = Vec::new();
    for actor in ACTORS {
        let mut client = actor.sign_in(&system);
        for (index, operation) in OPERATIONS.iter().enumerate() {
            let address = address(operation, candidate);
            let mut call = client.call(operation.method, &address).key(&format!("roles-{index:04}"));
            if let Some((content_type, body)) = body(operation) {
                let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
                call = call.body(content_type, text);
            }
            let answer = call.send();
            let expected = actor.expected(operation, &roles);
            let hidden =
                expected == Verdict::TurnedAway && answer.status == 404 && matches!(actor, Elsewhere(_) | College);
            let routed = answer.code() != "no_route" && answer.status != 405 && answer.status != 500;
            if !routed || (verdict(&answer) != expected && !hidden) {
                let Operation { method, path, .. } = operation;
                let found = format!("{} {}", answer.status, answer.text());
                wrong.push(format!("{actor:?} {method} {path}: expected {expected:?}, got {found:.200}"));
            }
            if operation.path.starts_with("/api/account/sign-out") {
                client = actor.sign_in(&system);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    system.stop_and_check();
}
