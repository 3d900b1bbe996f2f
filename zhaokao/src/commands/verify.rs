//! `zhaokao verify`

use super::{plain, variables};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use domain::payment::Provider;
use providers::alipay;
use providers::unionpay::{self, Trust};
use providers::wechat::{Signed, VerifyingKeys};
use std::path::PathBuf;
use store::db::Db;
use store::proof::{self, Kept};

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

/// Verify the signature of every stored payment notice on its stored bytes, and that the ledger balances.
///
/// Keys that are no longer in use must still be among the variables, or their notices can't be verified.
#[derive(Args)]
struct Payments {
    /// The directory that holds the database.
    #[arg(long, default_value = ".spin", value_name = "DIR")]
    state_dir: PathBuf,
    /// A TOML file with the providers' public keys, as for `zhaokao up` [default: the environment, as in `zhaokao up`].
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
        };
        let db = Db::file(&self.state_dir.join("sqlite_db.db")).map_err(plain)?;
        let (mut seq, mut verified, mut wrong) = (0, 0, 0);
        loop {
            let page = pollster::block_on(proof::after(&db, seq)).map_err(plain)?;
            let Some(last) = page.last() else { break };
            seq = last.seq;
            for kept in &page {
                match keys.verify(kept) {
                    Ok(()) => verified += 1,
                    Err(reason) => {
                        wrong += 1;
                        println!("event {}: {reason}", kept.seq);
                    }
                }
            }
        }
        let unbalanced = pollster::block_on(proof::unbalanced(&db)).map_err(plain)?;
        for order_no in &unbalanced {
            println!("order {order_no}: its ledger does not come to zero");
        }
        println!("{verified} notices verified, {wrong} not; {} orders out of balance", unbalanced.len());
        if wrong > 0 || !unbalanced.is_empty() {
            bail!("what is stored does not prove what it should");
        }
        Ok(())
    }
}

/// What the providers sign with.
struct Keys {
    wechat: VerifyingKeys,
    alipay: alipay::Keys,
    unionpay: Trust,
}

impl Keys {
    /// With the time when it came as the present: freshness and validity were a matter of that moment.
    fn verify(&self, kept: &Kept) -> Result<(), String> {
        match kept.provider {
            Provider::Wechat => Signed::read(|name| kept.header(name))
                .and_then(|signed| signed.verify(&self.wechat, &kept.body, kept.at))
                .map_err(|refused| refused.to_string()),
            Provider::Alipay => alipay::Form::parse_notice(&kept.body)
                .and_then(|form| form.verify(&self.alipay).map(drop))
                .map_err(|refused| refused.to_string()),
            Provider::Unionpay => unionpay::Form::decode_notice(&kept.body)
                .and_then(|form| self.unionpay.verify(&form, kept.at).map(drop))
                .map_err(|refused| refused.to_string()),
        }
    }
}
