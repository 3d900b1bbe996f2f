//! 缴费: fee items, orders, QR codes, 代付, 支付状态刷新.

mod alipay;
mod attempt;
mod gateway;
mod tick;
mod unionpay;
mod view;
mod wechat;

use gateway::Gateway;
use shared::api::account::Empty;
use shared::api::payment::{Bill, Fee, Fees, NewOrder, Page};
use shared::db::Db;
use shared::domain::payment::{FeeStatus, OrderStatus, Step, step};
use shared::domain::{mask, time};
use shared::seal::HashKey;
use shared::store::rate_limit::{self, Limit};
use shared::store::{self, bill, exam, journal, payment, refund};
use shared::web::{self, Reply, Request};
use shared::{Error, Result};

/// Of one candidate: making orders, and asking the provider.
const ORDERS: Limit = Limit { burst: 10, interval: time::MINUTE };
const REFRESHES: Limit = Limit { burst: 6, interval: 5_000 };

#[spin_sdk::http_service]
async fn serve(request: spin_sdk::http::Request) -> web::Response {
    web::serve(request, routes).await
}

async fn routes(request: Request) -> Result<Reply> {
    match (request.method(), &request.path()[..]) {
        ("GET", ["api", "payment", "fees"]) => fees(&request).await,
        ("POST", ["api", "payment", "orders"]) => pay(&request).await,
        ("GET", ["api", "payment", "orders", order_no]) => show(&request, order_no).await,
        ("POST", ["api", "payment", "orders", order_no, "refresh"]) => refresh(&request, order_no).await,
        ("POST", ["api", "payment", "orders", order_no, "close"]) => close(&request, order_no).await,
        ("GET", ["api", "payment", "bills", item]) => bill(&request, item).await,
        ("GET", ["api", "payment", "pages", token]) => page(&request, token).await,
        ("POST", ["api", "payment", "tick"]) => tick::run(&request).await,
        _ => Err(request.no_route()),
    }
}

async fn fees(request: &Request) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let (candidate, _) = request.candidate(&db).await?;
    let refunds = refund::of_candidate(&db, candidate.id).await?;
    let mut fees = Vec::new();
    for fee in payment::fees(&db, candidate.id).await? {
        let window = exam::window(&db, &candidate.exam, &fee.window, &candidate.point, now).await?;
        let order = match &fee.order_no {
            Some(order_no) => Some(view::order(payment::order(&db, candidate.id, order_no).await?, now)?),
            None => None,
        };
        let payment::Fee { item, name, amount, status, paid_at, notice, .. } = fee;
        let refunds = refunds.iter().filter(|refund| refund.item == item).map(view::refund).collect();
        fees.push(Fee { item, name, amount, status, paid_at, notice, window, order, refunds });
    }
    Reply::json(&Fees { now, fees })
}

async fn pay(request: &Request) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let (candidate, author) = request.candidate(&db).await?;
    author.require_key()?;
    let wanted: NewOrder = request.json()?;
    if let Some(seq) = journal::replayed(&db, &author).await? {
        let order = payment::order_of_event(&db, candidate.id, seq).await?;
        return Reply::created(&view::order(order, now)?);
    }
    rate_limit::take(&db, &format!("order‖{}", candidate.id), ORDERS, now).await?;
    let fees = payment::fees(&db, candidate.id).await?;
    let fee = fees.into_iter().find(|fee| fee.item == wanted.item).ok_or(Error::NotFound("缴费项目"))?;
    let window = exam::window(&db, &candidate.exam, &fee.window, &candidate.point, now).await?;
    let mut attempt = payment::attempt(&db, candidate.id, &fee.item).await?;
    let mut status = fee.status;

    let open = window.as_ref().is_some_and(|window| window.open);
    if let Some(old) = &attempt
        && step(status, open, Some(old.expires_at), now) == Step::Finish
    {
        let ended = attempt::finish(&db, &Gateway::of(old.provider, request).await?, &author, old, now).await?;
        if ended.status == OrderStatus::Paid {
            return Reply::created(&view::order(ended, now)?);
        }
        (attempt, status) = (None, payment::fee_status(&db, candidate.id, &fee.item).await?);
    }
    let order = match (step(status, open, attempt.as_ref().map(|old| old.expires_at), now), attempt, window) {
        (Step::Show, Some(order), _) => order,
        (Step::Create, _, Some(window)) => {
            attempt::create(&db, &author, &candidate, &fee, wanted.provider, window.closes, now).await?
        }
        (Step::Nothing, ..) => return Err(Error::WrongState("这项费用已经缴清，不需要再缴".into())),
        (_, _, window) => return Err(exam::closed(&fee.name, window.as_ref())),
    };
    let gateway = Gateway::of(order.provider, request).await?;
    let order = attempt::prepare(&db, &gateway, &author, order, now).await?;
    Reply::created(&view::order(order, now)?)
}

async fn show(request: &Request, order_no: &str) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let (candidate, author) = request.candidate(&db).await?;
    let order = payment::order(&db, candidate.id, order_no).await?;
    if !attempt::lacks_code(&order, now) {
        return Reply::json(&view::order(order, now)?);
    }
    // The provider was down when the order was made. The order is shown, whatever it says now.
    let gateway = Gateway::of(order.provider, request).await?;
    let order = match attempt::prepare(&db, &gateway, &author, order.clone(), now).await {
        Err(Error::Unavailable(reason)) => {
            eprintln!("service outside: {reason}");
            order
        }
        prepared => prepared?,
    };
    Reply::json(&view::order(order, now)?)
}

async fn refresh(request: &Request, order_no: &str) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let Empty {} = request.json()?;
    let (candidate, author) = request.candidate(&db).await?;
    let order = payment::order(&db, candidate.id, order_no).await?;
    if order.status == OrderStatus::Paid {
        return Reply::json(&view::order(order, now)?);
    }
    rate_limit::take(&db, &format!("refresh‖{}", candidate.id), REFRESHES, now).await?;
    let gateway = Gateway::of(order.provider, request).await?;
    let order = match order.status == OrderStatus::Open && order.expires_at <= now {
        true => attempt::finish(&db, &gateway, &author, &order, now).await?,
        false => attempt::look(&db, &gateway, &author, &order, now).await?.0,
    };
    Reply::json(&view::order(order, now)?)
}

async fn bill(request: &Request, item: &str) -> Result<Reply> {
    let db = Db::open().await?;
    let (candidate, _) = request.candidate(&db).await?;
    let bill = bill::of(&db, candidate.id, item).await?;
    let code = HashKey::load().await?.code("bill", &bill.text());
    let store::bill::Bill { number, exam_name, item_name, amount, payer, serial, order_no, provider, paid_at } = bill;
    Reply::json(&Bill { number, code, exam_name, item_name, amount, payer, serial, order_no, provider, paid_at })
}

/// Gives an attempt up, to pay in another way; unless it was paid meanwhile.
async fn close(request: &Request, order_no: &str) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let Empty {} = request.json()?;
    let (candidate, author) = request.candidate(&db).await?;
    let mut order = payment::order(&db, candidate.id, order_no).await?;
    rate_limit::take(&db, &format!("refresh‖{}", candidate.id), REFRESHES, now).await?;
    if order.status == OrderStatus::Open {
        order = attempt::finish(&db, &Gateway::of(order.provider, request).await?, &author, &order, now).await?;
    }
    Reply::json(&view::order(order, now)?)
}

async fn page(request: &Request, token: &str) -> Result<Reply> {
    let (db, now) = (Db::open().await?, request.now());
    let page = payment::page(&db, token).await?;
    let status = if page.fee == FeeStatus::Paid { OrderStatus::Paid } else { page.status };
    let code_url = page.code_url.filter(|_| status == OrderStatus::Open && now < page.expires_at);
    Reply::json(&Page {
        now,
        item_name: page.item_name,
        amount: page.amount,
        payee_masked: mask::name(&page.name),
        exam_name: page.exam_name,
        provider: page.provider,
        status,
        qr_svg: code_url.as_deref().map(view::qr).transpose()?,
        code_url,
        expires_at: page.expires_at,
    })
}
