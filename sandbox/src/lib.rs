//! 沙箱: plays the world outside, for development and tests. Three payment providers (WeChat Pay APIv3, Alipay, UnionPay)
//! with their real signatures, in both directions, 实人认证, 学信网, SMS.

mod alipay;
mod book;
mod cashier;
mod chsi;
mod identity;
mod page;
mod reader;
mod sms;
mod statement;
mod unionpay;
mod wechat;

use book::{Trade, Trick};
use cashier::Notice;
use chrono::NaiveDate;
use domain::payment::Provider;
use domain::reconciliation::Line;
use domain::{Error, Result, Timestamp};
use page::Html;
use store::config;
use store::db::Db;
use web::{Reply, Request};

/// Who plays which provider: how it tells of a payment, what it says of a day, how long its numbers are, how a payer goes back.
macro_rules! players {
    ($($name:ident => $player:ident,)+) => {
        async fn notice(trade: &Trade, trick: Trick, now: Timestamp) -> Result<Notice> {
            match trade.provider { $(Provider::$name => $player::notice(trade, trick, now).await,)+ }
        }

        fn said_of_day(provider: Provider, merchant: &str, date: NaiveDate, lines: &[Line]) -> String {
            match provider { $(Provider::$name => providers::$player::statement::write(merchant, date, lines),)+ }
        }

        fn title(provider: Provider) -> &'static str {
            match provider { $(Provider::$name => $player::TITLE,)+ }
        }

        fn digits(provider: Provider) -> usize {
            match provider { $(Provider::$name => $player::DIGITS,)+ }
        }

        fn way_back(provider: Provider, url: &str) -> Html {
            match provider { $(Provider::$name => $player::way_back(url),)+ }
        }
    };
}

players! {
    Wechat => wechat,
    Alipay => alipay,
    Unionpay => unionpay,
}

/// What each address does.
///
/// # Errors
/// Those of the address.
pub async fn routes(request: Request) -> Result<Reply> {
    if matches!(request.path().first(), Some(&"v3" | &"gateway.do" | &"gateway"))
        && book::mood(&Db::open().await?, "down").await?
    {
        return Err(Error::Unavailable("the provider is down, as it was told".into()));
    }
    match (request.method(), &request.path()[..]) {
        ("GET", [""]) => cashier::list(&request).await,
        ("GET", ["cashier"]) => cashier::show(&request).await,
        ("POST", ["cashier"]) => cashier::press(&request).await,
        ("POST", ["control", "pay"]) => cashier::control(&request).await,
        ("GET", ["statement"]) => statement::download(&request).await,
        ("POST", ["mood"]) => cashier::press_mood(&request).await,
        ("POST", ["control", "mood"]) => cashier::set_mood(&request).await,

        ("POST", ["v3", "pay", "transactions", "native"]) => wechat::native(&request).await,
        ("POST", ["v3", "pay", "transactions", "h5"]) => wechat::h5(&request).await,
        ("GET", ["v3", "pay", "transactions", "out-trade-no", number]) => wechat::query(&request, number).await,
        ("POST", ["v3", "pay", "transactions", "out-trade-no", number, "close"]) => {
            wechat::close(&request, number).await
        }

        ("POST", ["v3", "refund", "domestic", "refunds"]) => wechat::give_back(&request).await,
        ("GET", ["v3", "refund", "domestic", "refunds", number]) => wechat::query_refund(&request, number).await,

        ("GET" | "POST", ["gateway.do"]) => alipay::gateway(&request).await,
        ("POST", ["gateway", "api", "frontTransReq.do"]) => unionpay::front(&request).await,
        ("POST", ["gateway", "api", "backTransReq.do"]) => unionpay::back(&request).await,
        ("POST", ["gateway", "api", "queryTrans.do"]) => unionpay::query(&request).await,

        ("POST", ["identity", "v1", "verifications"]) => identity::begin(&request).await,
        ("GET", ["identity", "v1", "verifications", id]) => identity::outcome(&request, id).await,
        ("GET", ["identity", id]) => identity::show(&request, id).await,
        ("POST", ["identity", id]) => identity::press(&request, id).await,
        ("POST", ["control", "identity"]) => identity::control(&request).await,

        ("GET", ["reader", "card"]) => reader::card(&request, ""),
        ("GET", ["reader", which, "card"]) => reader::card(&request, which),

        ("POST", ["chsi", "v1", "students"]) => chsi::find(&request).await,

        ("POST", ["sms", "v1", "messages"]) => sms::receive(&request).await,
        ("GET", ["sms"]) => sms::inbox(&request).await,
        ("GET", ["control", "sms"]) => sms::list(&request).await,
        _ => Err(Error::NoRoute),
    }
}

/// Lets only the one in who knows the secret of this variable.
async fn require_bearer(request: &Request, variable: &str) -> Result<()> {
    let expected = format!("Bearer {}", config::get(variable).await?);
    if request.header("authorization") == Some(&expected) { Ok(()) } else { Err(Error::Forbidden) }
}

/// A JSON body of a service or a test: there is no page behind it, so no `Origin` either.
fn body<T: serde::de::DeserializeOwned>(request: &Request) -> Result<T> {
    serde_json::from_slice(request.body()).map_err(|error| Error::Malformed(error.to_string()))
}

/// A field of a form that a person sent from one of the pages here.
fn field(request: &Request, name: &str) -> Result<String> {
    request.require_own_origin()?;
    let mut fields = form_urlencoded::parse(request.body());
    let found = fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    found.ok_or_else(|| Error::Malformed(format!("缺少 {name}")))
}
