//! What lists are asked for.

use crate::support::{System, text};
use serde_json::{Value, json};

/// What does not fit is never taken for nothing: the list would be another one.
#[test]
fn what_a_list_is_asked_for_and_does_not_fit_is_named() {
    let province = System::shared().staff("43");
    let get = |address: &str| province.call("GET", address).send();
    let post = |address: &str, body: Value| province.call("POST", address).json(&body).send();
    let somebody = post("/api/admin/candidates/search", json!({})).expect(200)["rows"][0]["id"].clone();
    let journal = format!("/api/admin/candidates/{somebody}/journal?after=x");
    for (address, field) in [
        ("/api/admin/points?after=7", "after"),
        ("/api/admin/segments?after=01020001", "after"),
        (&journal, "after"),
        ("/api/admin/payments/refunds?after=x", "after"),
        ("/api/admin/payments/alarms?after=WzFd", "after"),
        ("/api/admin/payments/statements?after=x", "after"),
        ("/api/admin/payments/differences?after=x", "after"),
        ("/api/statistics/not-submitted?after=x", "after"),
        ("/api/admin/acts?after=5", "after"),
        ("/api/admin/acts?kind=nothing.happened", "kind"),
        ("/api/admin/acts?staff=x", "staff"),
        ("/api/admin/acts?from=yesterday", "from"),
        ("/api/catalog/groups?track=x", "track"),
        ("/api/catalog/groups?order=x", "order"),
        ("/api/catalog/groups?page=0", "page"),
        ("/api/catalog/groups?min_line=x", "min_line"),
        ("/api/catalog/narrowings", "track"),
    ] {
        let errors = get(address).problem(422, "invalid")["errors"].clone();
        assert_eq!(errors[0]["field"], field, "{address}: {errors}");
        assert!(!text(&errors[0]["message"]).is_ascii(), "{address}: {errors}");
    }
    for (address, body, field) in [
        ("/api/admin/candidates/search", json!({ "stage": "born" }), "stage"),
        ("/api/admin/candidates/search", json!({ "after": "x" }), "after"),
        ("/api/admin/payments/search", json!({ "after": "x" }), "after"),
        ("/api/admin/staff/search", json!({ "role": "king" }), "role"),
        ("/api/admin/staff/search", json!({ "status": "gone" }), "status"),
        ("/api/admin/staff/search", json!({ "after": "7" }), "after"),
        ("/api/admin/sign-in-failures", json!({ "after": "7" }), "after"),
    ] {
        let errors = post(address, body).problem(422, "invalid")["errors"].clone();
        assert_eq!(errors[0]["field"], field, "{address}: {errors}");
        assert!(!text(&errors[0]["message"]).is_ascii(), "{address}: {errors}");
    }
}
