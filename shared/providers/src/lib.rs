//! The payment providers' contracts: what is signed and asked, what their notices and statements say. Pure: nothing is sent here.

pub mod alipay;
pub mod signing;
pub mod statement;
pub mod unionpay;
pub mod wechat;
