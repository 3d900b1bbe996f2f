use super::*;
use store::db::Db;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
static PLAIN: Setting = Setting { trusted_start: false, public: None };
static TRUSTING: Setting = Setting { trusted_start: true, public: None };

fn request(headers: &[(&str, &str)], setting: &'static Setting) -> Request {
    let mut request = http::Request::builder().method("POST").uri("/api/account/sign-in");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Request::new(request.body(()).unwrap().into_parts().0, NOW, setting.clone())
}

#[test]
fn the_instant_is_the_stamp_only_where_it_is_trusted_and_can_be_true() {
    let at = |stamp: &str, setting| request(&[("x-request-start", stamp)], setting).now().0 - NOW.0;
    assert_eq!(at("t=1799999990001", &TRUSTING), -9_999);
    assert_eq!(at("t=1799999990.001", &TRUSTING), -9_999, "as nginx writes it");
    assert_eq!(at("t=1799999990001", &PLAIN), 0);
    for wrong in ["", "t=", "1799999990001", "t=1800000000001", "t=1799990000000", "t=-1", "t=1799999990.1", "t=x"] {
        assert_eq!(at(wrong, &TRUSTING), 0, "{wrong}");
    }
}

#[test]
fn only_the_very_same_origin_is_our_own() {
    let public = Setting { trusted_start: false, public: Origin::parse("https://zk.example/") };
    let public: &'static Setting = Box::leak(Box::new(public));
    let own = |origin: &str, host: &str, full: &str, setting| {
        let headers = [("origin", origin), ("host", host), ("spin-full-url", full)];
        request(&headers, setting).require_own_origin().is_ok()
    };
    let (http, https) = ("http://x/api", "https://x/api");
    assert!(own("http://127.0.0.1:3000", "127.0.0.1:3000", http, &PLAIN));
    assert!(own("http://[::1]:3000", "[::1]:3000", http, &PLAIN));
    assert!(own("https://zk.example", "zk.example:443", https, &PLAIN));
    assert!(!own("http://zk.example", "zk.example", https, &PLAIN));
    assert!(!own("https://zk.example", "zk.example", http, &PLAIN));
    assert!(!own("http://127.0.0.1:3001", "127.0.0.1:3000", http, &PLAIN));
    assert!(own("https://zk.example", "zk.example", http, public), "TLS ends before us");
    assert!(!own("http://zk.example", "zk.example", http, public));
    assert!(own("http://10.0.0.7:3000", "10.0.0.7:3000", http, public), "by another name");
    assert!(!own("null", "zk.example", https, public));
    let twice = request(&[("origin", "http://x"), ("origin", "http://y"), ("host", "x")], &PLAIN);
    assert!(twice.require_own_origin().is_err());
}

#[test]
fn an_address_is_told_without_its_port() {
    let cases = [
        ("192.0.2.1:5", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:db8::1]:5", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ];
    for (header, expected) in cases {
        assert_eq!(request(&[("spin-client-addr", header)], &PLAIN).ip(), expected);
    }
}

#[test]
fn the_app_is_among_what_is_kept_of_a_device() {
    let wechat = "Mozilla/5.0 (Linux; Android 13; M2012K11AC Build/TKQ1.220829.002; wv) AppleWebKit/537.36 (KHTML, like \
                  Gecko) Version/4.0 Chrome/111.0.5563.116 Mobile Safari/537.36 XWEB/1110017 MMWEBSDK/20230805 \
                  MMWEBID/2585 MicroMessenger/8.0.42.2460(0x28002A58) WeChat/arm64 Weixin NetType/WIFI";
    let kept = shortened(wechat);
    assert!(kept.contains("Android") && kept.contains("MicroMessenger/"), "{kept}");
    assert!(kept.chars().count() <= 120);
    assert_eq!(["curl/8.0", ""].map(shortened), ["curl/8.0", ""]);
}

#[test]
fn only_an_operation_that_says_so_is_about_an_exam() {
    let db = Db::in_memory().unwrap();
    for operation in api::OPERATIONS {
        let head = http::Request::builder().method(operation.method).uri(operation.path.replace(['{', '}'], ""));
        let request = Request::new(head.body(()).unwrap().into_parts().0, NOW, PLAIN.clone());
        assert_eq!(request.operation(), operation.id);
        let asked = pollster::block_on(request.exam(&db));
        let looked_for = matches!(asked, Err(Error::NotFound(_)));
        assert!(looked_for == operation.in_exam, "{}: {asked:?}", operation.id);
    }
}
