//! What UnionPay tells: its certificate is inside, so first it is asked who issued that. A notice is only a reason to ask:
//! UnionPay signs for all merchants with one key (see [`Form::decode_notice`]), and says itself that a query has to confirm.

use super::{Form, Notice, Queried, Trust};
use crate::notice::{Heard, NotTaken, Posted, Told};
use crate::{Settings, Verifier};
use domain::Result;
use domain::payment::Payment;
use std::sync::Arc;

/// Whom UnionPay's certificates are issued by, and who we are there.
pub(super) struct Them {
    trust: Arc<Trust>,
    mer_id: String,
}

impl Them {
    pub(super) fn of(settings: &Settings) -> Result<Self> {
        Ok(Self { trust: super::trust(settings)?, mer_id: settings.get("unionpay_mer_id")?.to_owned() })
    }
}

impl Verifier for Them {
    fn notice(&self, posted: &Posted<'_>) -> Result<Heard, NotTaken> {
        let form = Form::decode_notice(posted.body)?;
        let verified = self.trust.verify(&form, posted.at)?;
        let told = match Notice::read(&verified) {
            Ok(notice) => notice.payment(&self.mer_id, posted.at).map_or(Told::Other, Told::Claim),
            // Anybody can have such a notice of their own.
            Err(_) if form.text("merId") != self.mer_id => Told::Other,
            Err(refused) => Told::Unreadable { order_no: form.text("orderId"), why: refused.to_string() },
        };
        let number = form.get("queryId").or(form.get("orderId")).unwrap_or_default().to_owned();
        let event = format!("{}-{}", form.text("txnType"), form.text("respCode"));
        Ok(Heard { told, key: verified.serial().to_owned(), number, event })
    }

    fn answer(&self, kept: &Posted<'_>) -> Result<Option<Payment>, NotTaken> {
        let form = Form::parse_kept(kept.body)?;
        let queried = Queried::read(&self.trust.verify(&form, kept.at)?)?;
        Ok(queried.payment(&self.mer_id, kept.at))
    }
}
