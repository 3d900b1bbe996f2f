//! UnionPay's gateway, the provider's side: verifies our requests, signs its answers and notices.

use crate::book::{self, Trade, Trick};
use crate::cashier::Notice;
use domain::payment::Provider;
use domain::{Error, Fen, Result, Timestamp};
use providers::signing::PublicKey;
use providers::unionpay::{self, Form};
use store::db::Db;
use store::{config, seal};
use web::{Reply, Request};

/// How old, or ahead, the time of a refund may be.
const FRESH: i64 = 5 * 60_000;
/// Success, no such order, refused.
const DONE: [(&str, &str); 2] = [("respCode", "00"), ("respMsg", "成功[0000000]")];
const NO_SUCH_ORDER: [(&str, &str); 2] = [("respCode", "34"), ("respMsg", "查无此交易[1234567]")];
const REFUSED: [(&str, &str); 2] = [("respCode", "12"), ("respMsg", "重复交易或金额不符[2345678]")];
const BUSY: [(&str, &str); 2] = [("respCode", "06"), ("respMsg", "系统繁忙，请稍后再试[4567890]")];
const BAD_TIME: [(&str, &str); 2] = [("respCode", "10"), ("respMsg", "txnTime无效[3456789]")];
const BAD_SIGNATURE: [(&str, &str); 2] = [("respCode", "11"), ("respMsg", "验证签名失败[1100001]")];

pub(crate) async fn back(request: &Request) -> Result<Reply> {
    let form = match asked(request).await? {
        Ok(form) => form,
        Err(refused) => return Ok(refused),
    };
    let (db, now) = (Db::open().await?, request.now());
    match form.get("txnType") {
        Some("01") => order(&db, &form, now).await,
        Some("04") => give_back(&db, &form, now).await,
        _ => reply(&form, &REFUSED).await,
    }
}

pub(crate) async fn query(request: &Request) -> Result<Reply> {
    let form = match asked(request).await? {
        Ok(form) => form,
        Err(refused) => return Ok(refused),
    };
    let (db, now) = (Db::open().await?, request.now());
    if book::mood(&db, "busy").await? {
        return reply(&form, &BUSY).await;
    }
    let number = form.get("orderId").unwrap_or_default();
    if !book::is_sent(&db, number, form.get("txnTime").unwrap_or_default()).await? {
        return reply(&form, &NO_SUCH_ORDER).await;
    }
    let found = match book::trade(&db, number).await?.filter(|trade| trade.provider == Provider::Unionpay) {
        Some(trade) => {
            let (in_process, declined) = (book::mood(&db, "in-process").await?, book::mood(&db, "declined").await?);
            let paid_at = trade.paid_at.filter(|_| !in_process && !declined);
            Some((trade.total, state(paid_at, declined), trade.transaction_id.unwrap_or_default(), paid_at))
        }
        None => {
            let refund = book::refund(&db, number, now).await?;
            let told = |refund: book::Refund| {
                (refund.amount, state(refund.done_at, refund.failed), format!("{number}Q"), refund.done_at)
            };
            refund.map(told)
        }
    };
    let Some((amount, original, query_id, moved_at)) = found else { return reply(&form, &NO_SUCH_ORDER).await };
    let amount = amount.0.to_string();
    let told = [("origRespCode", original.0), ("origRespMsg", original.1), ("queryId", query_id.as_str())];
    let traced = moved_at.map(trace_time).unwrap_or_default();
    let money =
        [("txnAmt", amount.as_str()), ("settleAmt", amount.as_str()), ("currencyCode", "156"), ("traceTime", &traced)];
    reply(&form, &[&DONE[..], &told, &money].concat()).await
}

/// `origRespCode` and `origRespMsg`.
fn state(done_at: Option<Timestamp>, failed: bool) -> (&'static str, &'static str) {
    match done_at {
        Some(_) => ("00", "成功"),
        None if failed => ("01", "交易失败，详情请咨询95516"),
        None => ("05", "交易已受理，请稍后查询"),
    }
}

/// What the payer's own browser posts: the cashier, at once.
pub(crate) async fn front(request: &Request) -> Result<Reply> {
    let form = match asked(request).await? {
        Ok(form) => form,
        Err(refused) => return Ok(refused),
    };
    match take_order(&Db::open().await?, &form, request.now()).await? {
        Some(token) => Ok(Reply::see_other(&format!("/cashier?pr={token}"))),
        None => reply(&form, &REFUSED).await,
    }
}

async fn order(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    match take_order(db, form, now).await? {
        Some(token) => {
            let code = format!("https://qr.95516.com/00010000/{token}");
            reply(form, &[&DONE[..], &[("qrCode", code.as_str())]].concat()).await
        }
        None => reply(form, &REFUSED).await,
    }
}

/// The token of the order's cashier, if it can be paid.
async fn take_order(db: &Db, form: &Form, now: Timestamp) -> Result<Option<String>> {
    let field = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let token = seal::token()?[..24].to_owned();
    let Some(total) = form.get("txnAmt").and_then(|text| text.parse().ok()) else { return Ok(None) };
    let trade = Trade {
        out_trade_no: field("orderId"),
        provider: Provider::Unionpay,
        token: token.clone(),
        description: "银联在线支付".into(),
        total: Fen(total),
        notify_url: field("backUrl"),
        return_url: field("frontUrl"),
        created_at: now,
        expires_at: form.get("payTimeout").and_then(unionpay::instant).unwrap_or(now.plus(15 * 60_000)),
        closed_at: None,
        paid_at: None,
        transaction_id: None,
    };
    book::send(db, &trade.out_trade_no, &field("txnTime")).await?;
    Ok(book::put_trade(db, &trade).await?.then_some(token))
}

async fn give_back(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let field = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let Some(trade) = book::trade_of_transaction(db, &field("origQryId")).await? else {
        return reply(form, &NO_SUCH_ORDER).await;
    };
    let is_fresh = |sent_at: Timestamp| (sent_at.0 - now.0).abs() <= FRESH;
    if !unionpay::instant(&field("txnTime")).is_some_and(is_fresh) {
        return reply(form, &BAD_TIME).await;
    }
    if !book::send(db, &field("orderId"), &field("txnTime")).await? {
        return reply(form, &REFUSED).await;
    }
    let amount = Fen(field("txnAmt").parse().unwrap_or_default());
    let wanted = book::Refund {
        out_refund_no: field("orderId"),
        out_trade_no: trade.out_trade_no,
        amount,
        done_at: None,
        failed: false,
    };
    let taken = book::give_back(db, &wanted, now).await?;
    if book::mood(db, "lost-refunds").await? {
        return Err(Error::Unavailable("the answer is lost, as it was told".into()));
    }
    match taken {
        Some(refund) => {
            let query_id = format!("{}Q", refund.out_refund_no);
            reply(form, &[&DONE[..], &[("queryId", query_id.as_str())]].concat()).await
        }
        None => reply(form, &REFUSED).await,
    }
}

/// `MMDDhhmmss` in Beijing.
fn trace_time(at: Timestamp) -> String {
    unionpay::wall_clock(at).chars().skip(4).collect()
}

/// What its pages are called.
pub(crate) const TITLE: &str = "银联收银台";
/// How long its number of a payment is.
pub(crate) const DIGITS: usize = 21;

/// The payer's way back to us.
pub(crate) fn way_back(url: &str) -> crate::page::Html {
    crate::page::buttons(url, &[("respCode", "00", "返回商户")])
}

/// The signed notice that a trade was paid.
pub(crate) async fn notice(trade: &Trade, trick: Trick, _: Timestamp) -> Result<Notice> {
    let amount = Fen(trade.total.0 + i64::from(trick == Trick::WrongAmount)).0.to_string();
    let (sent_at, traced) = (unionpay::wall_clock(trade.created_at), trace_time(trade.paid_at.unwrap_or_default()));
    let mer_id = config::get("unionpay_mer_id").await?;
    if trick == Trick::Recut {
        let (_, cut) = provider().await?.recut(&mer_id, &trade.out_trade_no, trade.total.0);
        return Ok(Notice::form(&cut.encode()));
    }
    let fields = [
        ("accessType", "0"),
        ("bizType", "000000"),
        ("currencyCode", "156"),
        ("merId", mer_id.as_str()),
        ("orderId", trade.out_trade_no.as_str()),
        ("queryId", trade.transaction_id.as_deref().unwrap_or_default()),
        ("respCode", "00"),
        ("respMsg", "Success!"),
        ("settleAmt", amount.as_str()),
        ("txnAmt", amount.as_str()),
        ("txnSubType", "07"),
        ("traceTime", traced.as_str()),
        ("txnTime", sent_at.as_str()),
        ("txnType", "01"),
    ];
    let signed = provider().await?.sign(Form::default().with_all(&fields));
    let form = if trick == Trick::Forged { signed.with("txnAmt", "1") } else { signed };
    Ok(Notice::form(&form.encode()))
}

/// The request, if the merchant signed it; or the refusal.
async fn asked(request: &Request) -> Result<Result<Form, Reply>> {
    let form = Form::decode(request.body()).map_err(|refused| Error::Malformed(refused.to_string()))?;
    let key = PublicKey::parse(&config::get("unionpay_merchant_key").await?)?;
    let ours = form.get("merId") == Some(&config::get("unionpay_mer_id").await?) && form.verify(&key).is_ok();
    if ours { Ok(Ok(form)) } else { Ok(Err(reply(&form, &BAD_SIGNATURE).await?)) }
}

async fn reply(request: &Form, fields: &[(&str, &str)]) -> Result<Reply> {
    Ok(Reply::bytes("text/plain; charset=utf-8", provider().await?.reply(request, fields).to_answer()))
}

async fn provider() -> Result<unionpay::Provider> {
    let certificate = config::get("unionpay_certificate").await?;
    unionpay::Provider::new(&certificate, &config::get("unionpay_platform_private_key").await?)
}
