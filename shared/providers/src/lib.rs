//! Payment providers. What one signs, asks and tells is in its own folder, behind one trait ([`Contract`]); everything else asks the
//! table at the end of this file and knows none by name. Nothing is sent or stored here, and time is a parameter: what goes out is an
//! [`Exchange`], which whoever has a way out sends.
//!
//! # Adding one
//!
//! Its folder, and three places (2–4); the compiler and `tests/tidy.rs` name whatever is missing.
//!
//! 1. **Folder.** `shared/providers/src/<name>.rs` and `<name>/`: `impl Contract`, with its `FACTS` (variables, times, how a notice is
//!    acknowledged), `client.rs` (what we ask, how answers are read), `verifier.rs` (notices and kept answers), `statement.rs`; the messages
//!    from the provider's documents beside them, and its official samples in `tests.rs`. Verify before reading; what nobody signed
//!    ends nothing; what can be cut in two ways is refused.
//! 2. **Table.** `mod` and a line in `table!`, in `shared/providers/src/lib.rs`.
//! 3. **Name.** A variant of `domain::payment::Provider`: it is in the journal and on the wire, below all layers that know more.
//! 4. **Variables.** In `spin.toml`: declared, granted as `FACTS` says to `payment`, `settlement`, `payment-callback`, `admin`; its address
//!    among the outbound hosts of the first two: only there can a power be granted. It tells of payments at
//!    `/api/payment-callback/<name>`.
//!
//! For development its other side as well, in four places: `sandbox/src/<name>.rs` plays it (a line of `players!` and its addresses in
//! `sandbox/src/lib.rs`, its variables in `sandbox/spin.toml`), `demo/src/secrets.rs` has both sides' keys. For people, in three: what it is
//! called in `static/src/candidate/providers.ts` and `static/src/admin/labels.ts`, its variables in docs/SECURITY.md.

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
