//! What every answer has, whatever it says.

use crate::api::errors::check;
use crate::support::System;

#[test]
fn an_address_or_a_method_that_does_not_exist_is_told_apart() {
    let system = System::shared();
    let nobody = system.nobody();
    check(vec![
        ("no such family", nobody.call("GET", "/api/nothing"), 404, "no_route"),
        ("no such address", nobody.call("GET", "/api/account/nothing"), 404, "no_route"),
        ("too deep", nobody.call("GET", "/api/account/session/x"), 404, "no_route"),
        ("a slash at the end", nobody.call("GET", "/api/account/session/"), 404, "no_route"),
        ("two slashes", nobody.call("GET", "/api//account/session"), 404, "no_route"),
        ("the root of the interface", nobody.call("GET", "/api"), 404, "no_route"),
    ]);
    let allowed = |method: &str, address: &str| {
        let answer = nobody.call(method, address).send();
        answer.problem(405, "method_not_allowed");
        let mut methods: Vec<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
        methods.sort();
        methods
    };
    assert_eq!(allowed("DELETE", "/api/account/session"), ["GET"]);
    assert_eq!(allowed("GET", "/api/volunteer/favourites/1"), ["DELETE", "PUT"]);
    assert_eq!(allowed("PATCH", "/api/volunteer/undergraduate/submissions"), ["GET", "POST"]);
    assert_eq!(allowed("BREW", "/api/admin/candidates"), ["POST"]);
    assert_eq!(allowed("GET", "/api/payment-callback/wechat"), ["POST"]);
}

#[test]
fn every_answer_of_the_interface_is_kept_out_of_caches_unless_it_is_for_everybody() {
    let system = System::shared();
    let client = system.chooser();
    for address in ["/api/account/session", "/api/registration", "/api/volunteer/undergraduate", "/api/nothing"] {
        let answer = client.get(address);
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
    }
}

#[test]
fn no_answer_of_the_interface_becomes_a_page_or_part_of_another_site() {
    let system = System::shared();
    let (client, nobody) = (system.chooser(), system.nobody());
    let answers = [
        ("of a component", client.get("/api/volunteer/undergraduate")),
        ("a photo", client.get("/api/registration/photo")),
        ("for everybody", nobody.get("/api/catalog/calendar")),
        ("a problem", nobody.get("/api/nothing")),
        ("of a provider's way in", nobody.call("POST", "/api/payment-callback/alipay").body("text/plain", "x").send()),
        ("of the host", nobody.get("/.well-known/spin/health")),
        ("a problem of the host", nobody.get("/.well-known/spin/nothing")),
    ];
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "sandbox"]
        {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{what}");
    }
    assert_eq!(nobody.get("/.well-known/spin/health").header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(nobody.get("/favicon.svg").header("content-type"), "image/svg+xml; charset=utf-8");
    assert_eq!(nobody.get("/api/catalog/calendar").header("cross-origin-resource-policy"), "same-origin");
}
