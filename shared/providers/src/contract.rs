//! What each provider implements.

use crate::exchange::Exchange;
use crate::notice::{Heard, NotTaken, Posted};
use crate::settings::Settings;
use chrono::NaiveDate;
use domain::payment::{Order, Payment, Proof, Refund, Returned};
use domain::reconciliation::Statement;
use domain::{Result, Timestamp};

/// A payment provider. One that has all of this is a line in the table.
pub trait Contract {
    /// What is known of it wherever it is used.
    const FACTS: Facts;

    /// Us, who ask it. Of the settings, those of [`Facts::asks`].
    ///
    /// # Errors
    /// `Internal` when one is missing, or no key.
    fn client(settings: &Settings, now: Timestamp) -> Result<Box<dyn Client>>;

    /// Who tells what it signed. Of the settings, those of [`Facts::hears`].
    ///
    /// # Errors
    /// `Internal` when one is missing, or no key.
    fn verifier(settings: &Settings) -> Result<Box<dyn Verifier>>;

    /// Its statement for one day in Beijing, UTF-8: all of it or nothing. `merchant` is whose it has to be ([`Facts::merchant`]).
    ///
    /// # Errors
    /// `Invalid` with line and column of each fault.
    fn statement(date: NaiveDate, merchant: &str, text: &str) -> Result<Statement>;
}

/// What is known of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The variable that says where it is reached
    pub address: &'static str,
    /// The variables that asking takes
    pub asks: &'static [&'static str],
    /// The variables that verifying what it signed takes
    pub hears: &'static [&'static str],
    /// The variable that says as which merchant it knows us
    pub merchant: &'static str,
    /// The body of the reply to a notice that was taken; without one it is an empty 204
    pub taken: Option<&'static str>,
    /// How long after an attempt's end it may be in process, in milliseconds, where an attempt can't be closed
    pub grace: i64,
    /// How long after an attempt's end money may still come, when it was not closed there, in milliseconds
    pub late: i64,
    /// When the day of its statements begins, in milliseconds after midnight in Beijing
    pub day_begins: i64,
}

/// What we ask of a provider. Each answer's signature is verified, or it decides nothing. An answer that is none is
/// `Unavailable`.
pub trait Client: Send + Sync {
    /// 下单: what the QR code says. Asking again with the same number is safe.
    fn prepare<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, String>>;

    /// 下单 for the phone's own browser: where it goes to pay. Asking again with the same number is safe.
    fn open<'a>(&'a self, order: &'a Order, payer: Payer<'a>) -> Result<Exchange<'a, Opening>>;

    /// 查询订单.
    fn query<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, Outcome>>;

    /// 关闭订单. That it was closed before is fine; that it was paid meanwhile is not. `false`: the provider has closed
    /// nothing, and may still take money.
    fn close<'a>(&'a self, order: &'a Order) -> Result<Exchange<'a, bool>>;

    /// 退款. Asking again with the same number is safe.
    fn give_back<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>>;

    /// 查询退款.
    fn query_refund<'a>(&'a self, refund: &'a Refund) -> Result<Exchange<'a, Returned>>;
}

/// Tells what a provider signed: at once when it comes, and years later of what was kept.
pub trait Verifier: Send + Sync {
    /// A notice. The order of steps matters: the raw bytes are verified, and only then anything is read of them.
    ///
    /// # Errors
    /// `Refused` when it is not believed.
    fn notice(&self, posted: &Posted<'_>) -> Result<Heard, NotTaken>;

    /// An answer to a query that was kept ([`Proof`]), in the one way in which it can be read; the payment that it tells of.
    ///
    /// # Errors
    /// As [`Verifier::notice`].
    fn answer(&self, kept: &Posted<'_>) -> Result<Option<Payment>, NotTaken>;
}

/// The provider's answer about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Money came; the answer that says so.
    Money(Payment, Proof),
    /// Not paid yet.
    Waiting,
    /// It is in process, or the provider itself does not know.
    Unclear,
    /// It can't be paid any more.
    Closed,
    /// The provider never heard of it.
    Unknown,
}

/// Where the payer's browser goes to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It opens this address.
    Url(String),
    /// It posts this form: address and fields.
    Form(String, Vec<(String, String)>),
}

/// The payer's browser.
#[derive(Clone, Copy, Debug)]
pub struct Payer<'a> {
    pub ip: &'a str,
    /// Where it comes back to
    pub return_url: &'a str,
}
