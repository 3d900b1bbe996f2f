//! The pages of static/dist.

use crate::support::System;

#[test]
fn pages_come_with_a_strict_policy_and_are_asked_for_again_each_time() {
    let nobody = System::shared().nobody();
    for address in ["/", "/volunteer/undergraduate", "/pay/abc", "/admin/", "/admin/statistics"] {
        let page = nobody.get(address);
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{address}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe-eval"), "{policy}");
        assert_eq!(page.headers.get_all("content-security-policy").iter().count(), 1, "{address}");
        assert_eq!(page.header("referrer-policy"), "strict-origin", "WeChat wants the origin");
        assert_eq!(page.header("cache-control"), "no-cache");
        let again = nobody.call("GET", address).header("if-none-match", page.header("etag")).send();
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
}

#[test]
fn assets_never_change_and_come_compressed() {
    let nobody = System::shared().nobody();
    let page = nobody.get("/").text();
    let start = page.find("/assets/").expect("the page names no asset");
    let asset = page[start..].split('"').next().unwrap();
    let plain = nobody.get(asset);
    assert_eq!(plain.status, 200);
    assert!(plain.header("cache-control").contains("immutable"));
    for encoding in ["br", "gzip"] {
        let packed = nobody.call("GET", asset).header("accept-encoding", encoding).send();
        assert_eq!((packed.status, packed.header("content-encoding")), (200, encoding));
        assert!(packed.body.len() < plain.body.len());
    }
}

#[test]
fn nothing_outside_the_pages_is_served() {
    let nobody = System::shared().nobody();
    for address in
        ["/assets/none.js", "/.built", "/..%2f..%2fCargo.toml", "/%2e%2e/Cargo.toml", "/favicon.txt", "/a%00b.js"]
    {
        let answer = nobody.get(address);
        assert!(answer.status >= 400 || answer.header("content-type").starts_with("text/html"), "{address}");
        assert!(!answer.text().contains("[workspace]"), "{address}");
    }
    nobody.get("/assets/none.js").problem(404, "no_route");
    nobody.call("POST", "/").send().problem(405, "method_not_allowed");
}
