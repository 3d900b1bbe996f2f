//! 对账单: what the providers say of one day, in their own formats.

use crate::book;
use domain::payment::Provider;
use domain::reconciliation::{Day, Entry, Line};
use domain::{Error, Result, time};
use store::config;
use store::db::Db;
use web::{Reply, Request};

/// `?provider=wechat&date=2027-06-25`; UnionPay's day begins at 23:00.
pub(crate) async fn download(request: &Request) -> Result<Reply> {
    let provider = request.parameter("provider").and_then(Provider::parse).ok_or(Error::NotFound("支付机构"))?;
    let date =
        time::date(request.parameter("date").unwrap_or_default()).map_err(|fault| Error::invalid("date", fault))?;
    let lines = lines(&Db::open().await?, providers::statement::day(provider, date)).await?;
    let merchant = config::get(providers::facts(provider).merchant).await?;
    Ok(Reply::bytes("text/csv; charset=utf-8", crate::said_of_day(provider, &merchant, date, &lines)))
}

async fn lines(db: &Db, Day { provider, begins, ends, .. }: Day) -> Result<Vec<Line>> {
    let paid = book::paid(db, provider, begins, ends).await?.into_iter().filter_map(|trade| {
        Some(Line {
            entry: Entry::Payment,
            number: trade.out_trade_no,
            transaction_id: trade.transaction_id?,
            amount: trade.total,
            at: trade.paid_at?,
        })
    });
    let returned = book::given_back(db, provider, begins, ends).await?.into_iter().filter_map(|refund| {
        Some(Line {
            entry: Entry::Refund,
            transaction_id: format!("{}Q", refund.out_refund_no),
            number: refund.out_refund_no,
            amount: refund.amount,
            at: refund.done_at?,
        })
    });
    Ok(paid.chain(returned).collect())
}
