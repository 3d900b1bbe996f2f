//! Payment providers. What one signs, asks and tells is in its own folder, behind one trait ([`Contract`]); everything else asks the
//! table at the end of this file and knows none by name. Nothing is sent or stored here, and time is a parameter: what goes out is an
//! [`Exchange`], which whoever has a way out sends.

pub mod alipay;
mod contract;
mod exchange;
mod notice;
mod settings;
pub mod signing;
pub mod statement;
pub mod unionpay;
pub mod wechat;

pub use contract::{Client, Contract, Facts, Opening, Outcome, Payer, Verifier};
pub use exchange::Exchange;
pub use notice::{Heard, NotTaken, Posted, Told};
pub use settings::Settings;

use chrono::NaiveDate;
use domain::payment::Provider;
use domain::reconciliation::Statement;
use domain::{Result, Timestamp};

/// Functions that ask one of the contracts, each for itself: a component has only what it uses of them.
macro_rules! table {
    ($($name:ident => $contract:ty,)+) => {
        const _: () = assert!([$(stringify!($name)),+].len() == Provider::ALL.len(), "each one is in Provider::ALL");

        /// What is known of a provider.
        pub fn facts(provider: Provider) -> &'static Facts {
            match provider { $(Provider::$name => &<$contract>::FACTS,)+ }
        }

        /// As [`Contract::client`].
        ///
        /// # Errors
        /// Likewise.
        pub fn client(provider: Provider, settings: &Settings, now: Timestamp) -> Result<Box<dyn Client>> {
            match provider { $(Provider::$name => <$contract>::client(settings, now),)+ }
        }

        /// As [`Contract::verifier`].
        ///
        /// # Errors
        /// Likewise.
        pub fn verifier(provider: Provider, settings: &Settings) -> Result<Box<dyn Verifier>> {
            match provider { $(Provider::$name => <$contract>::verifier(settings),)+ }
        }

        fn statement_of(provider: Provider, date: NaiveDate, merchant: &str, text: &str) -> Result<Statement> {
            match provider { $(Provider::$name => <$contract>::statement(date, merchant, text),)+ }
        }
    };
}

table! {
    Wechat => wechat::Wechat,
    Alipay => alipay::Alipay,
    Unionpay => unionpay::Unionpay,
}

#[cfg(test)]
mod tests;
