//! What WeChat Pay tells: verified on its raw bytes, then parsed, then decrypted, then checked.

use super::{ApiV3Key, Notice, Signed, TRANSACTION_SUCCESS, Transaction, VerifyingKeys};
use crate::notice::{Heard, NotTaken, Posted, Told};
use crate::{Settings, Verifier};
use domain::Result;
use domain::payment::Payment;
use std::sync::Arc;

/// What WeChat Pay signs with, and who we are there.
pub(super) struct Them {
    keys: Arc<VerifyingKeys>,
    /// Read only of what is signed: whatever is wrong with it, a forgery is refused as such.
    apiv3_key: String,
    mchid: String,
    appid: String,
}

impl Them {
    pub(super) fn of(settings: &Settings) -> Result<Self> {
        Ok(Self {
            keys: super::keys(settings)?,
            apiv3_key: settings.get("wechat_apiv3_key")?.to_owned(),
            mchid: settings.get("wechat_mchid")?.to_owned(),
            appid: settings.get("wechat_appid")?.to_owned(),
        })
    }

    fn verified<'a>(&self, posted: &Posted<'a>) -> Result<Signed<'a>, super::Refused> {
        let signed = Signed::read(posted.header)?;
        signed.verify(&self.keys, posted.body, posted.at)?;
        Ok(signed)
    }

    fn told(&self, notice: &Notice, posted: &Posted<'_>) -> Result<Told> {
        if notice.event_type != TRANSACTION_SUCCESS {
            return Ok(Told::Other);
        }
        let opened = match ApiV3Key::new(&self.apiv3_key)?.decrypt(&notice.resource) {
            Ok(opened) => opened,
            Err(error) => return Ok(Told::Sealed(error)),
        };
        Ok(self.payment(&opened, posted)?.map_or(Told::Other, Told::Money))
    }

    fn payment(&self, transaction: &[u8], posted: &Posted<'_>) -> Result<Option<Payment>> {
        let transaction: Transaction = serde_json::from_slice(transaction)?;
        Ok(transaction.payment(&self.mchid, &self.appid, posted.at))
    }
}

impl Verifier for Them {
    fn notice(&self, posted: &Posted<'_>) -> Result<Heard, NotTaken> {
        let signed = self.verified(posted)?;
        let key = signed.serial.to_owned();
        match serde_json::from_slice::<Notice>(posted.body) {
            Ok(notice) => {
                Ok(Heard { told: self.told(&notice, posted)?, key, number: notice.id, event: notice.event_type })
            }
            // It would never read otherwise, however often it is told.
            Err(error) => {
                let told = Told::Unreadable { order_no: String::new(), why: error.to_string() };
                Ok(Heard { told, key, number: signed.nonce.to_owned(), event: "unreadable".to_owned() })
            }
        }
    }

    fn answer(&self, kept: &Posted<'_>) -> Result<Option<Payment>, NotTaken> {
        self.verified(kept)?;
        Ok(self.payment(kept.body, kept)?)
    }
}
