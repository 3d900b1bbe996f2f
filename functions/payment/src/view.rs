//! How an order is shown.

use domain::payment::{self, OrderStatus, Refund};
use domain::{Result, Timestamp};
use web::api::payment::{self as wire, Order};

/// An order on the wire. A code that can't be paid any more is not shown.
pub(crate) fn order(order: payment::Order, now: Timestamp) -> Result<Order> {
    let payable = order.status == OrderStatus::Open && now < order.expires_at;
    let code_url = order.code_url.filter(|_| payable);
    Ok(Order {
        order_no: order.order_no,
        item: order.item,
        item_name: order.item_name,
        amount: order.amount,
        provider: order.provider,
        channel: order.channel,
        status: order.status,
        qr_svg: code_url.as_deref().map(web::qr_svg).transpose()?,
        code_url,
        pay_page: format!("/pay/{}", order.page_token),
        created_at: order.created_at,
        expires_at: order.expires_at,
        paid_at: order.paid_at,
        may_still_be_paid: order.status == OrderStatus::Closed && order.follow_until.is_some(),
    })
}

/// A refund on the wire.
pub(crate) fn refund(refund: &Refund) -> wire::Refund {
    wire::Refund {
        order_no: refund.order_no.clone(),
        amount: refund.amount,
        status: refund.status,
        requested_at: refund.requested_at,
        done_at: refund.done_at,
    }
}
