//! Alipay's gateway, the provider's side: verifies our requests, signs its answers and notices.

use crate::book::{self, Trade, Trick};
use crate::cashier;
use domain::payment::Provider;
use domain::{Error, Fen, Result, Timestamp};
use providers::alipay;
use providers::alipay::{
    BUSINESS_FAILED, Call, Close, Closed, Failure, Form, Keys, Notice, Operation, Precreate, QrCode, Query,
    RefundOrder, RefundQuery, RefundState, Refunded, Signer, TRADE_NOT_EXIST, TRADE_STATUS_ERROR, TRADE_STATUS_SYNC,
    TradeStatus, WapPay, refuse, respond,
};
use providers::wechat::TradeState;
use store::db::Db;
use store::{config, seal};
use web::{Reply, Request};

pub(crate) async fn gateway(request: &Request) -> Result<Reply> {
    let query = request.header("spin-full-url").and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let keys = Keys::parse(&config::get("alipay_merchant_keys").await?)?;
    let form = Form::parse_request(query, request.body()).unwrap_or_default();
    let method = form.get("method").unwrap_or_default().to_owned();
    let app_id = config::get("alipay_app_id").await?;
    if form.verify_request(&keys).is_err() || form.get("app_id") != Some(&app_id) {
        return refused("error", "40002", "isv.invalid-signature", "验签出错").await;
    }
    let (db, now) = (Db::open().await?, request.now());
    match method.as_str() {
        Precreate::METHOD => precreate(&db, &form, now).await,
        WapPay::METHOD => wap_pay(&db, &form, now).await,
        Query::METHOD => query_trade(&db, &form, now).await,
        Close::METHOD => close(&db, &form, now).await,
        RefundOrder::METHOD => give_back(&db, &form, now).await,
        RefundQuery::METHOD => query_refund(&db, &form, now).await,
        _ => refused("error", "40004", "isv.invalid-method", "不存在的方法名").await,
    }
}

async fn precreate(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let wanted: Precreate = form.content()?;
    let trade = trade(form, wanted.out_trade_no, wanted.subject, wanted.total_amount, wanted.time_expire, now)?;
    match book::put_trade(db, &trade).await? {
        true => {
            let qr_code = format!("https://qr.alipay.com/{}", trade.token);
            answered::<Precreate>(&QrCode { out_trade_no: trade.out_trade_no, qr_code }).await
        }
        false => refused(Precreate::METHOD, BUSINESS_FAILED, "ACQ.TRADE_HAS_SUCCESS", "交易已支付或已关闭").await,
    }
}

/// What the payer's own browser opens: the cashier, at once.
async fn wap_pay(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let wanted: WapPay = form.content()?;
    let trade = trade(form, wanted.out_trade_no, wanted.subject, wanted.total_amount, wanted.time_expire, now)?;
    match book::put_trade(db, &trade).await? {
        true => Ok(Reply::see_other(&format!("/cashier?pr={}", trade.token))),
        false => Err(Error::WrongState("交易已支付或已关闭".into())),
    }
}

fn trade(
    form: &Form,
    out_trade_no: String,
    description: String,
    total: Fen,
    expires: Option<Timestamp>,
    now: Timestamp,
) -> Result<Trade> {
    Ok(Trade {
        out_trade_no,
        provider: Provider::Alipay,
        token: seal::token()?[..24].to_owned(),
        description,
        total,
        notify_url: form.get("notify_url").unwrap_or_default().to_owned(),
        return_url: form.get("return_url").unwrap_or_default().to_owned(),
        created_at: now,
        expires_at: expires.unwrap_or(now.plus(2 * 3_600_000)),
        closed_at: None,
        paid_at: None,
        transaction_id: None,
    })
}

/// Until somebody opens the cashier, Alipay knows of no trade.
async fn known(db: &Db, order_no: &str) -> Result<Option<Trade>> {
    let trade = book::trade(db, order_no).await?.filter(|trade| trade.provider == Provider::Alipay);
    let opened = book::is_opened(db, order_no).await?;
    Ok(trade.filter(|trade| opened || trade.paid_at.is_some()))
}

async fn query_trade(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let Query { out_trade_no } = form.content()?;
    match known(db, &out_trade_no).await? {
        None => refused(Query::METHOD, BUSINESS_FAILED, TRADE_NOT_EXIST, "交易不存在").await,
        Some(trade) => {
            answered::<Query>(&alipay::Trade {
                trade_status: status(&trade, now),
                out_trade_no,
                trade_no: trade.transaction_id.unwrap_or_default(),
                total_amount: trade.total,
                send_pay_date: trade.paid_at,
            })
            .await
        }
    }
}

async fn close(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let Close { out_trade_no } = form.content()?;
    match known(db, &out_trade_no).await? {
        None => refused(Close::METHOD, BUSINESS_FAILED, TRADE_NOT_EXIST, "交易不存在").await,
        Some(trade) if trade.paid_at.is_some() => {
            refused(Close::METHOD, BUSINESS_FAILED, TRADE_STATUS_ERROR, "交易状态不合法").await
        }
        Some(_) => {
            book::close(db, &out_trade_no, now).await?;
            answered::<Close>(&Closed { out_trade_no, trade_no: String::new() }).await
        }
    }
}

async fn give_back(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let RefundOrder { trade_no, refund_amount, out_request_no, .. } = form.content()?;
    let Some(trade) = book::trade_of_transaction(db, &trade_no).await? else {
        return refused(RefundOrder::METHOD, BUSINESS_FAILED, TRADE_NOT_EXIST, "交易不存在").await;
    };
    let out_trade_no = trade.out_trade_no;
    let wanted = book::Refund {
        out_refund_no: out_request_no,
        out_trade_no,
        amount: refund_amount,
        done_at: None,
        failed: false,
    };
    match book::give_back(db, &wanted, now).await? {
        Some(refund) => {
            answered::<RefundOrder>(&Refunded {
                out_trade_no: refund.out_trade_no,
                trade_no: String::new(),
                fund_change: if refund.done_at.is_some() { "Y" } else { "N" }.into(),
                refund_fee: refund.amount,
                gmt_refund_pay: refund.done_at,
            })
            .await
        }
        None => refused(RefundOrder::METHOD, BUSINESS_FAILED, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限").await,
    }
}

async fn query_refund(db: &Db, form: &Form, now: Timestamp) -> Result<Reply> {
    let RefundQuery { out_request_no, .. } = form.content()?;
    let state = match book::refund(db, &out_request_no, now).await? {
        None => RefundState::default(),
        Some(refund) => RefundState {
            out_trade_no: refund.out_trade_no,
            trade_no: String::new(),
            out_request_no,
            refund_amount: refund.amount,
            refund_status: match refund.done_at {
                Some(_) => "REFUND_SUCCESS".into(),
                None if refund.failed => "REFUND_FAIL".into(),
                None => "REFUND_PROCESSING".into(),
            },
            gmt_refund_pay: refund.done_at,
        },
    };
    answered::<RefundQuery>(&state).await
}

fn status(trade: &Trade, now: Timestamp) -> TradeStatus {
    match trade.state(now) {
        TradeState::Success => TradeStatus::TradeSuccess,
        TradeState::NotPay => TradeStatus::WaitBuyerPay,
        _ => TradeStatus::TradeClosed,
    }
}

/// What its pages are called.
pub(crate) const TITLE: &str = "支付宝收银台";
/// How long its number of a payment is.
pub(crate) const DIGITS: usize = 28;

/// The payer's way back to us.
pub(crate) fn way_back(url: &str) -> crate::page::Html {
    crate::page::way_back(url)
}

/// The signed notice that a trade was paid.
pub(crate) async fn notice(trade: &Trade, trick: Trick, now: Timestamp) -> Result<cashier::Notice> {
    let told = Notice {
        notify_id: format!("{}{}", now.date().format("%Y%m%d"), trade.out_trade_no),
        notify_type: TRADE_STATUS_SYNC.into(),
        app_id: config::get("alipay_app_id").await?,
        seller_id: config::get("alipay_seller_id").await?,
        out_trade_no: trade.out_trade_no.clone(),
        trade_no: trade.transaction_id.clone().unwrap_or_default(),
        trade_status: TradeStatus::TradeSuccess,
        total_amount: if trick == Trick::WrongAmount { Fen(trade.total.0 + 1) } else { trade.total },
        gmt_payment: trade.paid_at,
        refund_fee: Fen(0),
        out_biz_no: None,
        gmt_refund: None,
    };
    let mut form = told.form(now)?;
    if trick == Trick::Unreadable {
        form.set("total_amount", "四十");
    }
    let mut form = form.sign_notice(&signer().await?);
    if trick == Trick::Forged {
        form.set("total_amount", "0.01");
    }
    Ok(cashier::Notice::form(&form.encode()))
}

async fn signer() -> Result<Signer> {
    Signer::new(&config::get("alipay_platform_private_key").await?)
}

async fn answered<C: Call>(answer: &C::Answer) -> Result<Reply>
where
    C::Answer: serde::Serialize,
{
    Ok(Reply::bytes("application/json", respond(C::METHOD, answer, &signer().await?)?))
}

async fn refused(method: &str, code: &str, sub_code: &str, sub_msg: &str) -> Result<Reply> {
    let failure = Failure {
        code: code.into(),
        msg: "Business Failed".into(),
        sub_code: sub_code.into(),
        sub_msg: sub_msg.into(),
    };
    Ok(Reply::bytes("application/json", refuse(method, &failure, &signer().await?)?))
}
