//! A provider changes its key: hosts with the old keys, with both, and with the new one take over from each other, and no
//! notice is lost meanwhile.

use crate::api::payment::order;
use crate::support::{Client, System, secrets};
use domain::{Fen, Timestamp};
use providers::wechat::{self, Amount, ApiV3Key, Signer, TradeState, Transaction};
use serde_json::{Value, json};

const NEW: &str = "PUB_KEY_ID_0000000000000000000000000002";

/// The provider, with whichever key it signs just now.
struct Provider {
    signer: Signer,
    key: ApiV3Key,
    mchid: String,
    appid: String,
}

impl Provider {
    fn with(serial: &str, private_key: &str) -> Self {
        let known = secrets().sandbox("http://127.0.0.1:9");
        Self {
            signer: Signer::new(serial, private_key).unwrap(),
            key: ApiV3Key::new(&known["wechat_apiv3_key"]).unwrap(),
            mchid: known["wechat_mchid"].clone(),
            appid: known["wechat_appid"].clone(),
        }
    }

    /// Tells a host of a payment; the answer's status.
    fn tell(&self, url: &str, order_no: &str, transaction: usize) -> u16 {
        let now = Timestamp::parse(crate::support::NOW).unwrap();
        let told = Transaction {
            appid: self.appid.clone(),
            mchid: self.mchid.clone(),
            out_trade_no: order_no.into(),
            transaction_id: Some(format!("4200{transaction:024}")),
            trade_state: TradeState::Success,
            success_time: Some(now),
            amount: Some(Amount::new(Fen(4000))),
        };
        let (headers, body) =
            wechat::notice(&self.signer, &self.key, &format!("EV-{transaction}"), &told, now).unwrap();
        let client = Client::new(url);
        let call = client.call("POST", "/api/payment-callback/wechat").body("application/json", body);
        headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().status
    }
}

#[test]
fn a_provider_changes_its_key_and_no_notice_is_lost() {
    let system = System::start();
    let number = order(&system.by_facts(0))["order_no"].as_str().unwrap().to_owned();
    let known = secrets().sandbox("http://127.0.0.1:9");
    let (private_key, public_key) = providers::signing::key_pair().unwrap();
    let old = Provider::with(&known["wechat_platform_serial"], &known["wechat_platform_private_key"]);
    let new = Provider::with(NEW, &private_key);
    let ours = secrets().application(&system.url, &system.sandbox);
    let old_keys: Value = serde_json::from_str(&ours["wechat_platform_keys"]).unwrap();
    let mut both = old_keys.clone();
    both[NEW] = json!(public_key);

    // The host with both keys comes up while the first one serves; then the provider changes; then the first one goes.
    let middle = system.beside(&both);
    let taken = (1..=120).filter(|transaction| {
        let provider = if *transaction < 60 { &old } else { &new };
        // As a balancer does, and as the provider does when it tells the same thing once more.
        let hosts = [&system.url, &middle.url];
        let turns = [hosts[transaction % 2], hosts[1]];
        turns.iter().any(|url| provider.tell(url, &number, *transaction) == 204)
    });
    let taken = taken.count();
    assert_eq!(taken, 120, "each notice found a host that took it");
    assert_eq!(new.tell(&system.url, &number, 1000), 401, "the first host does not know the new key");
    assert_eq!((old.tell(&middle.url, &number, 1001), new.tell(&middle.url, &number, 1002)), (204, 204));

    // The old key is taken away at last.
    let last = system.beside(&json!({ NEW: public_key }));
    drop(middle);
    assert_eq!((old.tell(&last.url, &number, 1003), new.tell(&last.url, &number, 1004)), (401, 204));
    drop(last);

    // Years later both are needed: to verify what was told.
    let fee = system.by_facts(0).get("/api/payment/fees").expect(200)["fees"][0].clone();
    assert_eq!((&fee["status"], &fee["order"]["order_no"]), (&json!("paid"), &json!(number)));
    assert_eq!(system.verify_payments_with(&both), (123, 0));
    let (_, unknown) = system.verify_payments();
    assert!(unknown > 0, "the old keys alone do not prove what the new one signed");
    system.stop_and_check();
}
