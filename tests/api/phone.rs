//! Payment in the phone's own browser: the way to the provider's page and back.

use crate::api::payment::ORDERS;
use crate::api::volunteer::key;
use crate::support::{Answer, Client, System, text};
use serde_json::{Value, json};

fn order(client: &Client, provider: &str) -> Value {
    let body = json!({ "item": "registration", "provider": provider, "channel": "phone" });
    client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201)
}

fn token(order: &Value) -> String {
    text(&order["pay_page"]).trim_start_matches("/pay/").to_owned()
}

fn open(client: &Client, order: &Value) -> Answer {
    client.post(&format!("/api/payment/pages/{}/open", token(order)), &json!({}))
}

/// What lies between two texts, with `&amp;` undone.
fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

fn plain(html: &str) -> String {
    html.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The provider's cashier, as the payer's browser comes to it.
pub(crate) fn cashier(system: &System, url: &str) -> String {
    let provider = Client::new(&system.sandbox);
    let first = match url.strip_prefix(&system.sandbox) {
        Some(path) => provider.get(path),
        None => {
            let form = system.nobody().get(url);
            let policy = form.headers["content-security-policy"].to_str().unwrap().to_owned();
            assert!(form.status == 200 && policy.contains(&format!("form-action {}", system.sandbox)), "{policy}");
            let page = form.text();
            let names = between(&page, " name=\"", "\"").into_iter().skip(1);
            let pairs: Vec<(String, String)> =
                names.map(plain).zip(between(&page, " value=\"", "\"").into_iter().map(plain)).collect();
            let action = plain(between(&page, "action=\"", "\"")[0]);
            let body = url_encoded(&pairs);
            provider
                .call("POST", action.strip_prefix(&system.sandbox).unwrap())
                .body("application/x-www-form-urlencoded", body)
                .send()
        }
    };
    match first.status {
        303 => provider.get(first.headers["location"].to_str().unwrap()).text(),
        _ => first.text(),
    }
}

fn url_encoded(pairs: &[(String, String)]) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let encode = |text: &str| text.bytes().map(byte).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}

#[test]
fn every_provider_is_paid_in_the_phones_own_browser_and_leads_back() {
    for provider in ["wechat", "alipay", "unionpay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let made = order(&client, provider);
        assert_eq!(
            (&made["channel"], &made["code_url"], &made["qr_svg"]),
            (&json!("phone"), &Value::Null, &Value::Null)
        );
        // Nobody opened it: the provider knows of nothing.
        let refreshed = client.post(&format!("{ORDERS}/{}/refresh", text(&made["order_no"])), &json!({})).expect(200);
        assert_eq!(refreshed["status"], "open", "{provider}");

        // Whoever has the page may open it, and again.
        let url = text(&open(&system.nobody(), &made).expect(200)["url"]);
        cashier(&system, &url);
        let url = text(&open(&system.nobody(), &made).expect(200)["url"]);
        let page = cashier(&system, &url);
        assert!(page.contains("¥ 40.00"), "{provider}: {page}");
        assert!(plain(&page).contains(&format!("{}/pay/{}", system.url, token(&made))), "{provider}: {page}");

        assert!(matches!(system.pay(&made["order_no"], 1)[..], [200 | 204]), "{provider}");
        // Whoever waits has the provider asked.
        let page = system.nobody().get(&format!("/api/payment/pages/{}", token(&made))).expect(200);
        assert_eq!(page["status"], "paid", "{provider}");
        assert_eq!(client.get("/api/payment/fees").expect(200)["fees"][0]["status"], "paid", "{provider}");
        open(&client, &made).problem(409, "wrong_state");
        system.stop_and_check();
    }
}

#[test]
fn what_was_paid_late_on_a_phone_goes_back_and_a_code_is_no_page() {
    for provider in ["wechat", "unionpay"] {
        let system = System::start();
        let client = system.by_facts(0);
        let first = order(&client, provider);
        cashier(&system, &text(&open(&client, &first).expect(200)["url"]));
        client.post(&format!("{ORDERS}/{}/close", text(&first["order_no"])), &json!({})).expect(200);
        open(&client, &first).problem(409, "wrong_state");
        let body = json!({ "item": "registration", "provider": provider });
        let code = client.call("POST", ORDERS).key(&key()).json(&body).send().expect(201);
        assert_eq!(code["channel"], "qr");
        open(&client, &code).problem(409, "wrong_state");
        system.pay(&code["order_no"], 1);
        system.pay_late(&first["order_no"]);
        system.confirm(provider);
        system.tick();
        system.minutes_later(5);
        system.tick();
        let fee = client.get("/api/payment/fees").expect(200)["fees"][0].clone();
        assert_eq!((&fee["status"], &fee["refunds"][0]["status"]), (&json!("paid"), &json!("done")), "{provider}");
        system.stop_and_check();
    }
}

#[test]
fn unionpay_may_post_its_way_back() {
    let nobody = System::shared().nobody();
    let form =
        nobody.call("POST", "/pay/abc").without("origin").body("application/x-www-form-urlencoded", "respCode=00");
    let back = form.send();
    assert_eq!((back.status, back.headers["location"].to_str().unwrap()), (303, "/pay/abc"));
}
