//! The payment provider: notices as WeChat Pay signs and encrypts them.

use crate::province::fault;
use anyhow::Result;
use demo::Variables;
use domain::{Fen, Timestamp};
use providers::wechat::{self, Amount, ApiV3Key, Signer, TradeState, Transaction};

/// What the provider signs and encrypts with, by the names of the sandbox's variables.
pub(crate) struct Provider<'a>(pub(crate) &'a Variables);

/// One notice, ready to be posted.
pub(crate) struct Signed {
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Provider<'_> {
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
        let signer =
            Signer::new(&self.0["wechat_platform_serial"], &self.0["wechat_platform_private_key"]).map_err(fault)?;
        let key = ApiV3Key::new(&self.0["wechat_apiv3_key"]).map_err(fault)?;
        orders.iter().map(|order| self.notice(&signer, &key, order, now).map_err(fault)).collect()
    }

    fn notice(&self, signer: &Signer, key: &ApiV3Key, order_no: &str, now: Timestamp) -> domain::Result<Signed> {
        let transaction = Transaction {
            appid: self.0["wechat_appid"].clone(),
            mchid: self.0["wechat_mchid"].clone(),
            out_trade_no: order_no.into(),
            transaction_id: Some(format!("4200{order_no}")),
            trade_state: TradeState::Success,
            success_time: Some(now),
            amount: Some(Amount::new(Fen(4000))),
        };
        let (headers, body) = wechat::notice(signer, key, &format!("EV-{order_no}"), &transaction, now)?;
        let headers = headers.map(|(name, value)| format!("{name}: {value}\r\n"));
        Ok(Signed { headers: headers.concat(), body })
    }
}
