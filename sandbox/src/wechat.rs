//! WeChat Pay APIv3, the provider's side: verifies our requests, signs its answers and notices.

use crate::book::{self, Trade, Trick};
use crate::cashier::Notice;
use domain::payment::Provider;
use domain::{Fen, Result, Timestamp};
use http::{HeaderName, StatusCode};
use providers::wechat::{
    self, Amount, ApiV3Key, Asked, Authorization, Close, CodeUrl, Failure, H5Order, H5Url, NativeOrder, NewRefund,
    Refund, RefundAmount, RefundState, Signer, TradeState, Transaction, VerifyingKeys,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::db::Db;
use store::{config, seal};
use web::{Reply, Request};

pub(crate) async fn native(request: &Request) -> Result<Reply> {
    match take_order(request, "/v3/pay/transactions/native", |order: NativeOrder| order).await? {
        Ok(token) => answer(request, &CodeUrl { code_url: format!("weixin://wxpay/bizpayurl?pr={token}") }).await,
        Err(refused) => Ok(refused),
    }
}

/// For the phone's browser: our cashier, to which the merchant may add `redirect_url`.
pub(crate) async fn h5(request: &Request) -> Result<Reply> {
    match take_order(request, "/v3/pay/transactions/h5", |h5: H5Order| h5.order).await? {
        Ok(token) => {
            let h5_url = format!("{}/cashier?pr={token}", request.base_url());
            answer(request, &H5Url { h5_url }).await
        }
        Err(refused) => Ok(refused),
    }
}

/// The token of the order's cashier, or the refusal.
async fn take_order<O: DeserializeOwned>(
    request: &Request,
    target: &str,
    order_of: impl FnOnce(O) -> NativeOrder,
) -> Result<Result<String, Reply>> {
    if let Some(refused) = unsigned(request, target).await? {
        return Ok(Err(refused));
    }
    let order = order_of(crate::body(request)?);
    let (mchid, appid) = (config::get("wechat_mchid").await?, config::get("wechat_appid").await?);
    if (&order.mchid, &order.appid) != (&mchid, &appid) {
        return refuse(request, StatusCode::BAD_REQUEST, "APPID_MCHID_NOT_MATCH", "appid 和 mch_id 不匹配")
            .await
            .map(Err);
    }
    let plain = order.out_trade_no.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-|*".contains(&byte));
    let wrong = [
        (!plain || !(6..=32).contains(&order.out_trade_no.len()), "out_trade_no 应为 6–32 位字母、数字、_-|*"),
        (order.amount.total.0 <= 0 || order.amount.currency != "CNY", "amount 应为正整数，币种 CNY"),
        (order.notify_url.contains('?') || !order.notify_url.starts_with("http"), "notify_url 不能带参数"),
        (order.description.is_empty() || order.description.len() > 127, "description 应为 1–127 字节"),
        (order.time_expire <= request.now(), "time_expire 已过"),
    ];
    if let Some((_, message)) = wrong.into_iter().find(|(wrong, _)| *wrong) {
        return refuse(request, StatusCode::BAD_REQUEST, "PARAM_ERROR", message).await.map(Err);
    }
    let token = seal::token()?[..24].to_owned();
    let trade = Trade {
        out_trade_no: order.out_trade_no,
        provider: Provider::Wechat,
        token: token.clone(),
        description: order.description,
        total: order.amount.total,
        notify_url: order.notify_url,
        return_url: String::new(),
        created_at: request.now(),
        expires_at: order.time_expire,
        closed_at: None,
        paid_at: None,
        transaction_id: None,
    };
    let db = Db::open().await?;
    if book::put_trade(&db, &trade).await? {
        return Ok(Ok(token));
    }
    match book::trade(&db, &trade.out_trade_no).await?.map(|trade| trade.state(request.now())) {
        Some(TradeState::Success) => refuse(request, StatusCode::BAD_REQUEST, "ORDERPAID", "订单已支付").await,
        Some(TradeState::Closed) => refuse(request, StatusCode::BAD_REQUEST, "ORDER_CLOSED", "订单已关闭").await,
        _ => refuse(request, StatusCode::BAD_REQUEST, "OUT_TRADE_NO_USED", "商户订单号重复，内容不同").await,
    }
    .map(Err)
}

pub(crate) async fn query(request: &Request, number: &str) -> Result<Reply> {
    let mchid = request.parameter("mchid").unwrap_or_default();
    let target = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={mchid}");
    if let Some(refused) = unsigned(request, &target).await? {
        return Ok(refused);
    }
    let db = Db::open().await?;
    match book::trade(&db, number).await? {
        Some(trade) => answer(request, &transaction(&trade, request.now()).await?).await,
        None => refuse(request, StatusCode::NOT_FOUND, "ORDER_NOT_EXIST", "订单不存在").await,
    }
}

pub(crate) async fn close(request: &Request, number: &str) -> Result<Reply> {
    let target = format!("/v3/pay/transactions/out-trade-no/{number}/close");
    if let Some(refused) = unsigned(request, &target).await? {
        return Ok(refused);
    }
    let Close { mchid } = crate::body(request)?;
    if mchid != config::get("wechat_mchid").await? {
        return refuse(request, StatusCode::BAD_REQUEST, "PARAM_ERROR", "mchid 不对").await;
    }
    let db = Db::open().await?;
    book::close(&db, number, request.now()).await?;
    match book::trade(&db, number).await?.map(|trade| trade.state(request.now())) {
        None => refuse(request, StatusCode::NOT_FOUND, "ORDER_NOT_EXIST", "订单不存在").await,
        Some(TradeState::Success) => refuse(request, StatusCode::BAD_REQUEST, "ORDERPAID", "订单已支付").await,
        Some(_) => sign(request, Reply::no_content(), b"").await,
    }
}

pub(crate) async fn give_back(request: &Request) -> Result<Reply> {
    if let Some(refused) = unsigned(request, "/v3/refund/domestic/refunds").await? {
        return Ok(refused);
    }
    let NewRefund { transaction_id, out_refund_no, amount, .. } = crate::body(request)?;
    let db = Db::open().await?;
    let Some(trade) = book::trade_of_transaction(&db, &transaction_id).await? else {
        return refuse(request, StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "订单不存在").await;
    };
    if amount.total != trade.total {
        return refuse(request, StatusCode::BAD_REQUEST, "PARAM_ERROR", "订单金额不符").await;
    }
    let out_trade_no = trade.out_trade_no;
    let wanted = book::Refund { out_refund_no, out_trade_no, amount: amount.refund, done_at: None, failed: false };
    match book::give_back(&db, &wanted, request.now()).await? {
        Some(refund) => answer(request, &told(refund, amount.total)).await,
        None => refuse(request, StatusCode::FORBIDDEN, "NOT_ENOUGH", "订单未支付，或退款金额超过订单金额").await,
    }
}

pub(crate) async fn query_refund(request: &Request, number: &str) -> Result<Reply> {
    if let Some(refused) = unsigned(request, &format!("/v3/refund/domestic/refunds/{number}")).await? {
        return Ok(refused);
    }
    match book::refund(&Db::open().await?, number, request.now()).await? {
        Some(refund) => {
            let total = refund.amount;
            answer(request, &told(refund, total)).await
        }
        None => refuse(request, StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "退款单不存在").await,
    }
}

fn told(refund: book::Refund, total: Fen) -> Refund {
    Refund {
        out_refund_no: refund.out_refund_no,
        out_trade_no: refund.out_trade_no,
        status: match refund.done_at {
            Some(_) => RefundState::Success,
            None if refund.failed => RefundState::Abnormal,
            None => RefundState::Processing,
        },
        success_time: refund.done_at,
        amount: RefundAmount { refund: refund.amount, total, currency: "CNY".into() },
    }
}

/// What its pages are called.
pub(crate) const TITLE: &str = "微信支付收银台";
/// How long its number of a payment is.
pub(crate) const DIGITS: usize = 28;

/// The payer's way back to us.
pub(crate) fn way_back(url: &str) -> crate::page::Html {
    crate::page::way_back(url)
}

/// The signed, encrypted notice that a trade was paid.
pub(crate) async fn notice(trade: &Trade, trick: Trick, now: Timestamp) -> Result<Notice> {
    let mut told = transaction(trade, now).await?;
    if trick == Trick::WrongAmount {
        told.amount = Some(Amount::new(Fen(trade.total.0 + 1)));
    }
    let key = ApiV3Key::new(&config::get("wechat_apiv3_key").await?)?;
    let id = format!("EV-{}", trade.transaction_id.as_deref().unwrap_or_default());
    let (mut signed, body) = wechat::notice(&signer().await?, &key, &id, &told, now)?;
    if trick == Trick::Forged {
        // As the provider's own probes look, which must fail.
        signed[3].1 = format!("WECHATPAY/SIGNTEST/{}", signed[3].1);
    }
    let kind = ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048".to_owned());
    let headers = signed.into_iter().chain([("content-type", "application/json".to_owned()), kind]).collect();
    Ok(Notice { headers, body })
}

async fn transaction(trade: &Trade, now: Timestamp) -> Result<Transaction> {
    Ok(Transaction {
        appid: config::get("wechat_appid").await?,
        mchid: config::get("wechat_mchid").await?,
        out_trade_no: trade.out_trade_no.clone(),
        transaction_id: trade.transaction_id.clone(),
        trade_state: trade.state(now),
        success_time: trade.paid_at,
        amount: Some(Amount::new(trade.total)),
    })
}

async fn signer() -> Result<Signer> {
    let serial = config::get("wechat_platform_serial").await?;
    Signer::new(&serial, &config::get("wechat_platform_private_key").await?)
}

/// The refusal of a request that the merchant did not sign.
async fn unsigned(request: &Request, target: &str) -> Result<Option<Reply>> {
    let keys = VerifyingKeys::parse(&config::get("wechat_merchant_keys").await?)?;
    let mchid = config::get("wechat_mchid").await?;
    let read = request.header("authorization").and_then(Authorization::parse);
    let holds = read.is_some_and(|authorization| {
        let verified = authorization.verify(
            &keys,
            Asked { method: request.method(), target, body: request.body() },
            request.now(),
        );
        authorization.mchid == mchid && verified.is_ok()
    });
    if holds {
        Ok(None)
    } else {
        refuse(request, StatusCode::UNAUTHORIZED, "SIGN_ERROR", "错误的签名，验签失败").await.map(Some)
    }
}

async fn answer(request: &Request, value: &impl Serialize) -> Result<Reply> {
    let body = serde_json::to_vec(value)?;
    sign(request, Reply::bytes("application/json", body.clone()), &body).await
}

async fn sign(request: &Request, reply: Reply, body: &[u8]) -> Result<Reply> {
    let headers = signer().await?.headers(body, &seal::token()?[..32], request.now());
    Ok(headers.into_iter().fold(reply, |reply, (name, value)| reply.header(HeaderName::from_static(name), &value)))
}

/// Errors are signed as well, unless somebody on the way makes them up.
async fn refuse(request: &Request, status: StatusCode, code: &str, message: &str) -> Result<Reply> {
    let body = serde_json::to_vec(&Failure { code: code.into(), message: message.into() })?;
    let reply = Reply::bytes("application/json", body.clone());
    let reply = if book::mood(&Db::open().await?, "unsigned-errors").await? {
        reply
    } else {
        sign(request, reply, &body).await?
    };
    Ok(reply.status(status))
}
