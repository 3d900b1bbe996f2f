//! What number, name and validity open, which classmates know: the next step, and nothing else.

use crate::api::roles::{Verdict, address, body, verdict};
use crate::support::System;
use web::api::{OPERATIONS, Operation, Role};

/// At any stage: who one is, the way out, and the way to passwords.
const ALWAYS: [&str; 6] = [
    "GET /api/account/session",
    "GET /api/account/steps",
    "POST /api/account/sign-out",
    "POST /api/account/identity",
    "GET /api/account/identity/{id}",
    "PUT /api/account/passwords",
];
/// Until 实人认证: the fee.
const FEE: [&str; 7] = [
    "GET /api/payment/fees",
    "GET /api/payment/orders",
    "POST /api/payment/orders",
    "GET /api/payment/orders/{order_no}",
    "POST /api/payment/orders/{order_no}/refresh",
    "POST /api/payment/orders/{order_no}/close",
    "GET /api/payment/bills/{item}",
];
const STAGES: [&str; 5] = ["numbered", "paid", "verified", "active", "filled"];

/// Does a session opened by facts reach this, at this stage?
pub(super) fn reach(stage: &str, operation: &Operation) -> bool {
    let name = format!("{} {}", operation.method, operation.path);
    let owes = stage == "numbered" || stage == "paid";
    ALWAYS.contains(&&name[..]) || (owes && FEE.contains(&&name[..]))
}

#[test]
fn facts_reach_the_next_step_and_nothing_else() {
    let system = System::start();
    let mut wrong = Vec::new();
    for (index, stage) in STAGES.iter().enumerate() {
        let mut client = system.by_facts(index);
        assert_eq!(client.get("/api/account/session").expect(200)["candidate"]["stage"], *stage);
        let theirs = |operation: &&Operation| {
            matches!(operation.role, Role::Candidate | Role::SignedIn | Role::Staff(_) | Role::Either(..))
        };
        for (number, operation) in OPERATIONS.iter().filter(theirs).enumerate() {
            let mut call = client.call(operation.method, &address(operation, system.demo.walk_through[index].id));
            call = call.key(&format!("facts-{index}-{number:04}"));
            if let Some((content_type, body)) = body(operation) {
                let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
                call = call.body(content_type, text);
            }
            let answer = call.send();
            if (verdict(&answer) == Verdict::LetIn) != reach(stage, operation) {
                wrong.push(format!("{stage} {} {}: {answer:?}", operation.method, operation.path));
            }
            if operation.path == "/api/account/sign-out" {
                client = system.by_facts(index);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn facts_show_nothing_that_who_knows_them_did_not_know() {
    let system = System::shared();
    let seen = system.by_facts(6).get("/api/account/session").expect(200);
    let candidate = &seen["candidate"];
    assert_eq!(
        (&seen["factor"], &candidate["serial"]),
        (&"facts".into(), &(&system.demo.walk_through[6].serial[..]).into())
    );
    assert_eq!((&candidate["document_masked"], &candidate["phone_masked"]), (&"".into(), &serde_json::Value::Null));
    assert_eq!((&candidate["form_version"], &candidate["form_saved_at"]), (&0.into(), &serde_json::Value::Null));
}
