//! What Alipay tells.

use super::{Form, Keys, Notice, Query, TRADE_STATUS_SYNC, answer};
use crate::notice::{Heard, NotTaken, Posted, Told};
use crate::{Settings, Verifier};
use domain::Result;
use domain::payment::Payment;
use std::sync::Arc;

/// What Alipay signs with, and who we are there.
pub(super) struct Them {
    keys: Arc<Keys>,
    app_id: String,
    seller_id: String,
}

impl Them {
    pub(super) fn of(settings: &Settings) -> Result<Self> {
        Ok(Self {
            keys: super::keys(settings)?,
            app_id: settings.get("alipay_app_id")?.to_owned(),
            seller_id: settings.get("alipay_seller_id")?.to_owned(),
        })
    }

    fn told(&self, form: &Form, number: &str, posted: &Posted<'_>) -> Told {
        if form.get("notify_type") != Some(TRADE_STATUS_SYNC) {
            return Told::Other;
        }
        match Notice::read(form) {
            Ok(notice) => notice.payment(&self.app_id, &self.seller_id, posted.at).map_or(Told::Other, Told::Money),
            Err(refused) => {
                let order_no = form.get("out_trade_no").unwrap_or_default().to_owned();
                Told::Unreadable { order_no, why: format!("{number}: {refused}") }
            }
        }
    }
}

impl Verifier for Them {
    fn notice(&self, posted: &Posted<'_>) -> Result<Heard, NotTaken> {
        let form = Form::parse_notice(posted.body)?;
        let key = form.verify(&self.keys)?.to_owned();
        let number = form.get("notify_id").unwrap_or_default().to_owned();
        let event = form.get("trade_status").or(form.get("notify_type")).unwrap_or_default().to_owned();
        Ok(Heard { told: self.told(&form, &number, posted), key, number, event })
    }

    fn answer(&self, kept: &Posted<'_>) -> Result<Option<Payment>, NotTaken> {
        let answer = answer::<Query>(kept.body, &self.keys)?;
        Ok(answer.ok().and_then(|trade| trade.payment(kept.at)))
    }
}
