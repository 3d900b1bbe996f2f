//! 订单: one attempt to pay one fee item.

use crate::attempt::{self, Wanted};
use crate::view;
use domain::candidate::Stage;
use domain::payment::{FeeStatus, OrderStatus};
use domain::{Error, Result, time};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::{fee, journal, payment, window};
use web::api::common::Empty;
use web::api::payment::{NewOrder, Orders};
use web::{Reply, Request};

/// Of one candidate at one address (others may know the facts, too): making orders, and asking the provider.
const ORDERS: Limit = Limit { burst: 10, interval: time::MINUTE };
const REFRESHES: Limit = Limit { burst: 6, interval: 5_000 };

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let now = request.now();
    let (candidate, _) = request.candidate_until(db, Stage::Verified).await?;
    let orders = payment::orders(db, candidate.id).await?;
    let orders: Result<Vec<_>> = orders.into_iter().map(|order| view::order(order, now)).collect();
    Reply::json(&Orders { orders: orders? })
}

pub(crate) async fn create(request: &Request, db: &Db) -> Result<Reply> {
    let now = request.now();
    let (candidate, author) = request.candidate_until(db, Stage::Verified).await?;
    let new: NewOrder = request.json()?;
    let act = author.acts(db, now).within(&candidate.exam).about(candidate.id);
    let begin = async || {
        rate_limit::take(db, &format!("order‖{}‖{}", candidate.id, request.network()), ORDERS, request.begun()).await?;
        let fees = fee::of_candidate(db, candidate.id).await?;
        let wanted_fee = |fee: &&fee::Fee| fee.item == new.item && fee.status != FeeStatus::Dropped;
        let fee = fees.iter().find(wanted_fee).ok_or(Error::NotFound("缴费项目"))?;
        let window = window::of(db, candidate.whom(), &fee.window, now).await?;
        let wanted = Wanted { fee, provider: new.provider, channel: new.channel };
        attempt::begin(&act, request, wanted, window.as_ref()).await
    };
    let again = async |seq| payment::order_of_event(db, candidate.id, seq).await;
    let order = journal::once_or_again(db, &author, begin, again).await?;
    Reply::created(&view::order(order, now)?)
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let order_no = request.param("order_no")?;
    let now = request.now();
    let (candidate, author) = request.candidate_until(db, Stage::Verified).await?;
    let order = payment::order(db, candidate.id, order_no).await?;
    let order = attempt::healed(&author.without_key().acts(db, now), request, order).await?;
    if !attempt::lacks_code(&order, now) {
        return Reply::json(&view::order(order, now)?);
    }
    // The provider was down when the order was made. The order is shown, whatever it says now.
    let order = match attempt::prepare(&author.acts(db, now), request, order.clone()).await {
        Err(Error::Unavailable(reason)) => {
            request.goes_without(reason);
            order
        }
        prepared => prepared?,
    };
    Reply::json(&view::order(order, now)?)
}

pub(crate) async fn refresh(request: &Request, db: &Db) -> Result<Reply> {
    let order_no = request.param("order_no")?;
    let now = request.now();
    let Empty {} = request.json()?;
    let (candidate, author) = request.candidate_until(db, Stage::Verified).await?;
    let order = payment::order(db, candidate.id, order_no).await?;
    if order.status == OrderStatus::Paid {
        return Reply::json(&view::order(order, now)?);
    }
    rate_limit::take(db, &format!("refresh‖{}‖{}", candidate.id, request.network()), REFRESHES, request.begun())
        .await?;
    let order = attempt::refreshed(&author.acts(db, now), request, order).await?;
    Reply::json(&view::order(order, now)?)
}

/// Gives an attempt up, to pay in another way; unless it was paid meanwhile.
pub(crate) async fn close(request: &Request, db: &Db) -> Result<Reply> {
    let order_no = request.param("order_no")?;
    let now = request.now();
    let Empty {} = request.json()?;
    let (candidate, author) = request.candidate_until(db, Stage::Verified).await?;
    let mut order = payment::order(db, candidate.id, order_no).await?;
    rate_limit::take(db, &format!("refresh‖{}‖{}", candidate.id, request.network()), REFRESHES, request.begun())
        .await?;
    if order.status == OrderStatus::Open {
        order = attempt::finish(&author.acts(db, now), request, &order).await?;
    }
    Reply::json(&view::order(order, now)?)
}
