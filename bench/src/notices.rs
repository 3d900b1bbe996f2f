//! The payment provider: notices as WeChat Pay signs and encrypts them.

use crate::province::fault;
use anyhow::Result;
use serde_json::json;
use shared::domain::{Fen, Timestamp};
use shared::seal::token;
use shared::wechat::{Amount, ApiV3Key, Notice, Signer, TRANSACTION_SUCCESS, TradeState, Transaction, key_pair};

const APPID: &str = "wxzhaokao000000001";
const MCHID: &str = "1900000001";
const SERIAL: &str = "PUB_KEY_ID_0000000000000000000000000001";

/// The merchant's account with the provider, and the provider's key.
pub(crate) struct Merchant {
    own_key: String,
    platform: (String, String),
    apiv3_key: String,
}

/// One notice, ready to be posted.
pub(crate) struct Signed {
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Merchant {
    pub(crate) fn generate() -> Result<Self> {
        let pair = || key_pair().map_err(fault);
        let apiv3_key = token().map_err(fault)?.chars().take(32).collect();
        Ok(Self { own_key: pair()?.0, platform: pair()?, apiv3_key })
    }

    pub(crate) fn variables(&self) -> [(&'static str, String); 6] {
        [
            ("wechat_mchid", MCHID.into()),
            ("wechat_appid", APPID.into()),
            ("wechat_serial", "5A4E4F4B414F4D45524348414E54303031".into()),
            ("wechat_private_key", self.own_key.clone()),
            ("wechat_platform_keys", json!({ SERIAL: self.platform.1 }).to_string()),
            ("wechat_apiv3_key", self.apiv3_key.clone()),
        ]
    }

    /// A notice for each order, on every core: a signature takes about as long as a request.
    pub(crate) fn sign(&self, orders: &[String], now: Timestamp) -> Result<Vec<Signed>> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let share = orders.len().div_ceil(cores).max(1);
        std::thread::scope(|scope| {
            let shares: Vec<_> =
                orders.chunks(share).map(|orders| scope.spawn(|| self.sign_share(orders, now))).collect();
            let mut all = Vec::with_capacity(orders.len());
            for share in shares {
                all.extend(share.join().map_err(|_| anyhow::anyhow!("signing broke off"))??);
            }
            Ok(all)
        })
    }

    fn sign_share(&self, orders: &[String], now: Timestamp) -> Result<Vec<Signed>> {
        let signer = Signer::new(SERIAL, &self.platform.0).map_err(fault)?;
        let key = ApiV3Key::new(&self.apiv3_key).map_err(fault)?;
        orders.iter().map(|order| notice(&signer, &key, order, now).map_err(fault)).collect()
    }
}

fn notice(signer: &Signer, key: &ApiV3Key, order_no: &str, now: Timestamp) -> shared::Result<Signed> {
    let transaction = Transaction {
        appid: APPID.into(),
        mchid: MCHID.into(),
        out_trade_no: order_no.into(),
        transaction_id: Some(format!("4200{order_no}")),
        trade_state: TradeState::Success,
        success_time: Some(now),
        amount: Some(Amount::new(Fen(4000))),
    };
    let nonce = token()?;
    let (short, long) = nonce.split_at(12);
    let notice = Notice {
        id: long.into(),
        create_time: now.rfc3339(),
        resource_type: "encrypt-resource".into(),
        event_type: TRANSACTION_SUCCESS.into(),
        summary: "支付成功".into(),
        resource: key.encrypt("transaction", &serde_json::to_vec(&transaction)?, short)?,
    };
    let body = serde_json::to_vec(&notice)?;
    let headers = signer.headers(&body, &nonce[..32], now).map(|(name, value)| format!("{name}: {value}\r\n"));
    Ok(Signed { headers: headers.concat(), body })
}
