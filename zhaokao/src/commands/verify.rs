//! `zhaokao verify`

use super::{plain, variables};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use domain::payment::{Fault, Payment, Provider};
use providers::{NotTaken, Posted, Told, Verifier};
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

const NEEDED: &str =
    "what a provider signs with is needed: in --variables-file, or as SPIN_VARIABLE_… in the environment";

impl Verify {
    pub(crate) fn run(self) -> Result<()> {
        let What::Payments(payments) = self.what;
        payments.run()
    }
}

impl Payments {
    fn run(self) -> Result<()> {
        let values = variables(self.variables_file.as_deref())?;
        let mut verifiers = Vec::new();
        for provider in Provider::ALL {
            let settings = values.settings(providers::facts(provider).hears);
            verifiers.push((provider, providers::verifier(provider, &settings).map_err(plain).context(NEEDED)?));
        }
        let db = Db::file(&self.state_dir.join("sqlite_db.db")).map_err(plain)?;
        let (mut seq, mut verified, mut wrong, mut sealed) = (0, 0, 0, 0);
        loop {
            let page = pollster::block_on(proof::after(&db, seq)).map_err(plain)?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for event in &page {
                let kept = event.kept.as_ref().map_err(|error| format!("what proves it can't be read: {error:#}"));
                match kept.and_then(|kept| verify(&verifiers, kept)) {
                    Ok(found) => {
                        verified += 1;
                        sealed += i32::from(matches!(found, Signed::Sealed));
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

/// What is signed tells of this.
enum Signed {
    Money(Payment),
    Other,
    /// Encrypted with another key
    Sealed,
}

/// Verifies what was kept, and that the event says the same. With the time when it came as the present: freshness and
/// validity were a matter of that moment.
fn verify(verifiers: &[(Provider, Box<dyn Verifier>)], kept: &Kept) -> Result<Signed, String> {
    let verifier = verifiers.iter().find(|(provider, _)| *provider == kept.provider).map(|(_, verifier)| verifier);
    let verifier = verifier.ok_or("nobody knows this provider")?;
    let posted = Posted { header: &|name| kept.header(name), body: &kept.body, at: kept.at };
    let signed = match kept.is_answer {
        true => verifier.answer(&posted).map_err(reason)?.map_or(Signed::Other, Signed::Money),
        false => match verifier.notice(&posted).map_err(reason)?.told {
            Told::Money(money) | Told::Claim(money) => Signed::Money(money),
            Told::Other | Told::Unreadable { .. } => Signed::Other,
            Told::Sealed(_) => Signed::Sealed,
        },
    };
    match (&kept.says, &signed) {
        (Says::Unreadable, _) | (_, Signed::Sealed) | (Says::Other, Signed::Other) => Ok(signed),
        // Anybody can have such a notice of their own.
        (Says::Other, Signed::Money(money)) if money.fault == Some(Fault::WrongMerchant) => Ok(signed),
        (Says::Money(said), Signed::Money(money)) if *said == as_said(said, money) => Ok(signed),
        (says, _) => Err(format!("it says {}, and signed is {}", said(says), words(&signed))),
    }
}

fn reason(not_taken: NotTaken) -> String {
    match not_taken {
        NotTaken::Refused(why) => why,
        NotTaken::Failed(error) => format!("{:#}", plain(error)),
    }
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

fn words(signed: &Signed) -> String {
    match signed {
        Signed::Money(Payment { order_no, transaction_id, amount, fault, .. }) => {
            let fault = fault.map(|fault| format!(", {}", fault.as_str())).unwrap_or_default();
            format!("{} yuan for {order_no} by {transaction_id}{fault}", amount.yuan())
        }
        Signed::Other | Signed::Sealed => "nothing of money".into(),
    }
}
