//! The payment provider of an order, as this deployment reaches it.

use crate::alipay::Alipay;
use crate::unionpay::Unionpay;
use crate::wechat::Wechat;
use shared::Result;
use shared::domain::payment::{Payment, Provider, Returned};
use shared::store::payment::Order;
use shared::store::refund::Refund;
use shared::web::Request;

/// The provider's answer about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Money came.
    Money(Payment),
    /// Not yet.
    Waiting,
    /// It can't be paid any more.
    Closed,
    /// The provider never heard of it.
    Unknown,
}

/// One of the providers; every answer's signature is verified.
pub(crate) enum Gateway {
    Wechat(Wechat),
    Alipay(Alipay),
    Unionpay(Unionpay),
}

impl Gateway {
    pub(crate) async fn of(provider: Provider, request: &Request) -> Result<Self> {
        Ok(match provider {
            Provider::Wechat => Self::Wechat(Wechat::load(request).await?),
            Provider::Alipay => Self::Alipay(Alipay::load(request).await?),
            Provider::Unionpay => Self::Unionpay(Unionpay::load(request).await?),
        })
    }

    /// 下单: what the QR code says. Asking again with the same number is safe.
    pub(crate) async fn prepare(&self, order: &Order) -> Result<String> {
        match self {
            Self::Wechat(wechat) => wechat.prepare(order).await,
            Self::Alipay(alipay) => alipay.prepare(order).await,
            Self::Unionpay(unionpay) => unionpay.prepare(order).await,
        }
    }

    /// 查询订单.
    pub(crate) async fn query(&self, order: &Order) -> Result<Outcome> {
        match self {
            Self::Wechat(wechat) => wechat.query(&order.order_no).await,
            Self::Alipay(alipay) => alipay.query(&order.order_no).await,
            Self::Unionpay(unionpay) => unionpay.query(order).await,
        }
    }

    /// 关闭订单. That it was closed before is fine; that it was paid meanwhile is not.
    pub(crate) async fn close(&self, order: &Order) -> Result<()> {
        match self {
            Self::Wechat(wechat) => wechat.close(&order.order_no).await,
            Self::Alipay(alipay) => alipay.close(&order.order_no).await,
            // There is no such call: an attempt ends by its payTimeout.
            Self::Unionpay(_) => Ok(()),
        }
    }

    /// 退款. Asking again with the same number is safe.
    pub(crate) async fn give_back(&self, refund: &Refund) -> Result<Returned> {
        match self {
            Self::Wechat(wechat) => wechat.give_back(refund).await,
            Self::Alipay(alipay) => alipay.give_back(refund).await,
            Self::Unionpay(unionpay) => unionpay.give_back(refund).await,
        }
    }

    /// 查询退款.
    pub(crate) async fn query_refund(&self, refund: &Refund) -> Result<Returned> {
        match self {
            Self::Wechat(wechat) => wechat.query_refund(refund).await,
            Self::Alipay(alipay) => alipay.query_refund(refund).await,
            Self::Unionpay(unionpay) => unionpay.query_refund(refund).await,
        }
    }
}
