//! `zhaokao verify`

use super::{plain, variables};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use domain::payment::{Fault, Payment, Provider};
use providers::alipay;
use providers::unionpay::{self, Queried, Trust};
use providers::wechat::{ApiV3Key, Notice, Signed, TRANSACTION_SUCCESS, Transaction, VerifyingKeys};
use std::path::PathBuf;
use store::db::Db;
use store::proof::{self, Kept, Money, Says, Unproven};

/// Verify again, offline, what the database claims.
#[derive(Args)]
pub(crate) struct Verify {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Payments(Payments),
}

/// Verify the signature of every stored payment notice, and of every stored answer to a query, on its stored bytes; that the
/// event beside it says what is signed; and that the ledger balances. Says how many paid orders nothing signed proves.
///
/// Keys that are no longer in use must still be among the variables, or what they signed can't be verified. A notice of WeChat
/// Pay that was encrypted with an earlier APIv3 key is verified and can't be read: those are counted.
#[derive(Args)]
struct Payments {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// A TOML file with the providers' public keys and our numbers there, as for `zhaokao up` [default: the environment, as in `zhaokao up`].
    #[arg(long, value_name = "FILE")]
    variables_file: Option<PathBuf>,
}

impl Verify {
    pub(crate) fn run(self) -> Result<()> {
        let What::Payments(payments) = self.what;
        payments.run()
    }
}

impl Payments {
    fn run(self) -> Result<()> {
        let values = variables(self.variables_file.as_deref())?;
        let keys = Keys {
            wechat: VerifyingKeys::parse(&values.get("wechat_platform_keys")?).map_err(plain)?,
            alipay: alipay::Keys::parse(&values.get("alipay_public_keys")?).map_err(plain)?,
            unionpay: Trust::parse(
                &values.get("unionpay_trusted_certificates")?,
                values.get("unionpay_test").is_ok_and(|test| test == "true"),
            )
            .map_err(plain)?,
            apiv3: ApiV3Key::new(&values.get("wechat_apiv3_key")?).map_err(plain)?,
            mchid: values.get("wechat_mchid")?,
            appid: values.get("wechat_appid")?,
            app_id: values.get("alipay_app_id")?,
            seller_id: values.get("alipay_seller_id")?,
            mer_id: values.get("unionpay_mer_id")?,
        };
        let db = Db::file(&self.state_dir.join("sqlite_db.db")).map_err(plain)?;
        let (mut seq, mut verified, mut wrong, mut sealed) = (0, 0, 0, 0);
        loop {
            let page = pollster::block_on(proof::after(&db, seq)).map_err(plain)?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for event in &page {
                let kept = event.kept.as_ref().map_err(|error| format!("what proves it can't be read: {error:#}"));
                match kept.and_then(|kept| keys.verify(kept)) {
                    Ok(found) => {
                        verified += 1;
                        sealed += i32::from(matches!(found, Told::Sealed));
                    }
                    Err(reason) => {
                        wrong += 1;
                        println!("event {}: {reason}", event.seq);
                    }
                }
            }
        }
        let unbalanced = pollster::block_on(proof::unbalanced(&db)).map_err(plain)?;
        for order_no in &unbalanced {
            println!("order {order_no}: its ledger does not come to zero");
        }
        let Unproven { decided, found } = pollster::block_on(proof::unproven(&db)).map_err(plain)?;
        println!("{sealed} notices can't be opened with this APIv3 key: what they say is not compared");
        println!("{decided} paid orders have no proof: two people wrote them down from a statement");
        println!("{found} paid orders have no proof: an earlier version, which kept no answers, asked about them");
        println!("{verified} notices and answers verified, {wrong} not; {} orders out of balance", unbalanced.len());
        if wrong > 0 || !unbalanced.is_empty() {
            bail!("what is stored does not prove what it should");
        }
        Ok(())
    }
}

/// What the providers sign with, and who we are there.
struct Keys {
    wechat: VerifyingKeys,
    alipay: alipay::Keys,
    unionpay: Trust,
    apiv3: ApiV3Key,
    mchid: String,
    appid: String,
    app_id: String,
    seller_id: String,
    mer_id: String,
}

/// What is signed tells of this.
enum Told {
    Money(Payment),
    Other,
    /// Encrypted with another key
    Sealed,
}

impl From<Option<Payment>> for Told {
    fn from(payment: Option<Payment>) -> Self {
        payment.map_or(Self::Other, Self::Money)
    }
}

impl Keys {
    /// Verifies what was kept, and that the event says the same. With the time when it came as the present: freshness and
    /// validity were a matter of that moment.
    fn verify(&self, kept: &Kept) -> Result<Told, String> {
        let told = match (kept.provider, kept.is_answer) {
            (Provider::Wechat, _) => self.wechat(kept)?,
            (Provider::Alipay, false) => self.alipay_notice(kept).map_err(text)?,
            (Provider::Alipay, true) => self.alipay_answer(kept).map_err(text)?,
            (Provider::Unionpay, false) => self.unionpay_notice(kept).map_err(text)?,
            (Provider::Unionpay, true) => self.unionpay_answer(kept).map_err(text)?,
        };
        match (&kept.says, &told) {
            (Says::Unreadable, _) | (_, Told::Sealed) | (Says::Other, Told::Other) => Ok(told),
            // Anybody can have such a notice of their own.
            (Says::Other, Told::Money(money)) if money.fault == Some(Fault::WrongMerchant) => Ok(told),
            (Says::Money(said), Told::Money(money)) if *said == as_said(said, money) => Ok(told),
            (says, _) => Err(format!("it says {}, and signed is {}", said(says), signed(&told))),
        }
    }

    fn wechat(&self, kept: &Kept) -> Result<Told, String> {
        let signed = Signed::read(|name| kept.header(name)).map_err(text)?;
        signed.verify(&self.wechat, &kept.body, kept.at).map_err(text)?;
        let transaction = match (kept.is_answer, serde_json::from_slice::<Notice>(&kept.body)) {
            (true, _) => kept.body.clone(),
            (false, Ok(notice)) if notice.event_type == TRANSACTION_SUCCESS => {
                match self.apiv3.decrypt(&notice.resource) {
                    Ok(opened) => opened,
                    Err(_) => return Ok(Told::Sealed),
                }
            }
            (false, _) => return Ok(Told::Other),
        };
        let transaction: Transaction = serde_json::from_slice(&transaction).map_err(text)?;
        Ok(transaction.payment(&self.mchid, &self.appid, kept.at).into())
    }

    fn alipay_notice(&self, kept: &Kept) -> Result<Told, alipay::Refused> {
        let form = alipay::Form::parse_notice(&kept.body)?;
        form.verify(&self.alipay)?;
        if form.get("notify_type") != Some(alipay::TRADE_STATUS_SYNC) {
            return Ok(Told::Other);
        }
        let notice = alipay::Notice::read(&form);
        Ok(notice.ok().and_then(|notice| notice.payment(&self.app_id, &self.seller_id, kept.at)).into())
    }

    fn alipay_answer(&self, kept: &Kept) -> Result<Told, alipay::Refused> {
        let answer = alipay::answer::<alipay::Query>(&kept.body, &self.alipay)?;
        Ok(answer.ok().and_then(|trade| trade.payment(kept.at)).into())
    }

    fn unionpay_notice(&self, kept: &Kept) -> Result<Told, unionpay::Refused> {
        let form = unionpay::Form::decode_notice(&kept.body)?;
        let notice = unionpay::Notice::read(&self.unionpay.verify(&form, kept.at)?);
        Ok(notice.ok().and_then(|notice| notice.payment(&self.mer_id, kept.at)).into())
    }

    fn unionpay_answer(&self, kept: &Kept) -> Result<Told, unionpay::Refused> {
        let form = unionpay::Form::parse_kept(&kept.body)?;
        let queried = Queried::read(&self.unionpay.verify(&form, kept.at)?)?;
        Ok(queried.payment(&self.mer_id, kept.at).into())
    }
}

fn text(refused: impl std::fmt::Display) -> String {
    refused.to_string()
}

/// What is signed, in the words of an event. That another provider than the order's told of it is found by us.
fn as_said(said: &Money, money: &Payment) -> Money {
    let fault = money.fault.map(|fault| fault.as_str().to_owned());
    Money {
        order_no: money.order_no.clone(),
        transaction_id: money.transaction_id.clone(),
        amount: money.amount,
        fault: fault.or_else(|| said.fault.clone().filter(|fault| fault == "wrong_provider")),
    }
}

fn said(says: &Says) -> String {
    match says {
        Says::Money(Money { order_no, transaction_id, amount, fault }) => {
            let fault = fault.as_ref().map(|fault| format!(", {fault}")).unwrap_or_default();
            format!("{} yuan for {order_no} by {transaction_id}{fault}", amount.yuan())
        }
        Says::Other | Says::Unreadable => "nothing of money".into(),
    }
}

fn signed(told: &Told) -> String {
    match told {
        Told::Money(Payment { order_no, transaction_id, amount, fault, .. }) => {
            let fault = fault.map(|fault| format!(", {}", fault.as_str())).unwrap_or_default();
            format!("{} yuan for {order_no} by {transaction_id}{fault}", amount.yuan())
        }
        Told::Other | Told::Sealed => "nothing of money".into(),
    }
}
