//! What we ask for. There is no closing: an attempt ends by its `payTimeout`.

use super::Form;
use super::notice::{CONSUMPTION, CURRENCY, REFUND, wall_clock};
use crate::signing::PrivateKey;
use domain::{Fen, Result, Timestamp};

/// Us: merchant number, certificate, private key.
pub struct Merchant {
    mer_id: String,
    cert_id: String,
    key: PrivateKey,
}

/// How it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// A QR code that the payer scans
    QrCode,
    /// A page in the browser of a phone
    PhonePage,
}

/// One attempt to pay.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Our order number: 8 to 40 letters and digits
    pub order_id: &'a str,
    /// When it was made; a query needs it again
    pub made_at: Timestamp,
    pub amount: Fen,
    /// From when on it can't be paid any more
    pub expires: Timestamp,
    /// Where notices go; without a query
    pub back_url: &'a str,
}

/// Money to be given back.
#[derive(Clone, Debug)]
pub struct Refund<'a> {
    /// How it was paid
    pub product: Product,
    /// A number of its own
    pub order_id: &'a str,
    /// When it is sent: an old time is refused, number and time together are taken once, and a query needs both again
    pub sent_at: Timestamp,
    /// UnionPay's number of the payment
    pub orig_qry_id: &'a str,
    pub amount: Fen,
    /// Where notices go; without a query
    pub back_url: &'a str,
}

impl Product {
    fn biz_type(self) -> &'static str {
        match self {
            Self::QrCode => "000000",
            Self::PhonePage => "000201",
        }
    }
}

impl Merchant {
    /// From the merchant number, the serial number of our signing certificate in decimal, and its private key in PEM.
    ///
    /// # Errors
    /// `Internal` when the key is none.
    pub fn new(mer_id: &str, cert_id: &str, pem: &str) -> Result<Self> {
        Ok(Self { mer_id: mer_id.to_owned(), cert_id: cert_id.to_owned(), key: PrivateKey::parse(pem)? })
    }

    /// For [`super::BACK`]: a QR code, please.
    pub fn qr_code(&self, order: &Order<'_>) -> Form {
        self.sign(consumption(order, Product::QrCode, "07"))
    }

    /// For the browser to post to [`super::FRONT`]; afterwards it comes back to `front_url`.
    pub fn phone_page(&self, order: &Order<'_>, front_url: &str) -> Form {
        self.sign(consumption(order, Product::PhonePage, "01").with("frontUrl", front_url))
    }

    /// For [`super::QUERY`]: what became of the order or refund of this number, sent at this time?
    pub fn query(&self, order_id: &str, sent_at: Timestamp) -> Form {
        let fields = transaction("00", "00", Product::QrCode).with("orderId", order_id);
        self.sign(fields.with("txnTime", wall_clock(sent_at)))
    }

    /// For [`super::BACK`]: give money back.
    pub fn refund(&self, refund: &Refund<'_>) -> Form {
        let fields = transaction(REFUND, "00", refund.product)
            .with_all(&[("channelType", "08"), ("currencyCode", CURRENCY)])
            .with_all(&[("orderId", refund.order_id), ("origQryId", refund.orig_qry_id), ("backUrl", refund.back_url)]);
        self.sign(fields.with("txnTime", wall_clock(refund.sent_at)).with("txnAmt", refund.amount.0.to_string()))
    }

    /// Any request: these fields, the common ones, the signature.
    pub fn sign(&self, fields: Form) -> Form {
        let common = [("version", "5.1.0"), ("encoding", "UTF-8"), ("signMethod", "01"), ("accessType", "0")];
        let ours = [("merId", self.mer_id.as_str()), ("certId", self.cert_id.as_str())];
        fields.with_all(&common).with_all(&ours).signed(&self.key)
    }
}

fn transaction(txn_type: &str, txn_sub_type: &str, product: Product) -> Form {
    let kind = [("txnType", txn_type), ("txnSubType", txn_sub_type), ("bizType", product.biz_type())];
    Form::default().with_all(&kind)
}

fn consumption(order: &Order<'_>, product: Product, txn_sub_type: &str) -> Form {
    transaction(CONSUMPTION, txn_sub_type, product)
        .with_all(&[("channelType", "08"), ("currencyCode", CURRENCY)])
        .with_all(&[("orderId", order.order_id), ("backUrl", order.back_url)])
        .with("txnTime", wall_clock(order.made_at))
        .with("txnAmt", order.amount.0.to_string())
        .with("payTimeout", wall_clock(order.expires))
}
