//! The cashier: what a payer's phone shows after scanning, as a page, and the same by JSON for tests.

use crate::identity;
use crate::page::{self, Html, Text};
use crate::store::{self, Trade};
use crate::wechat;
use serde::Deserialize;
use serde_json::json;
use shared::db::Db;
use shared::domain::Timestamp;
use shared::web::{Reply, Request};
use shared::wechat::TradeState;
use shared::{Error, Result, seal};

pub(crate) async fn list(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let trade = |trade: Trade| {
        let link = format!("<a href=\"/cashier?pr={}\">{}</a>", Text(&trade.token), Text(&trade.out_trade_no));
        let state = state(&trade, request.now());
        let (at, name, yuan) = (trade.created_at.text(), Text(&trade.description), trade.total.yuan());
        Html(format!("<td>{at}</td><td>{link}</td><td>{name}</td><td>{yuan} 元</td><td>{state}</td>"))
    };
    let trades: Vec<Html> = store::trades(&db).await?.into_iter().map(trade).collect();
    let trades = page::table(
        &["下单时间", "商户订单号", "商品", "金额", "状态"],
        &trades,
        "还没有订单：先在报名系统里点“缴费”。",
    );
    let verification = |v: store::Verification| {
        let link = format!("<a href=\"/identity/{}\">{}</a>", Text(&v.id), Text(&v.name));
        Html(format!("<td>{link}</td><td>{}</td><td>{}</td>", Text(&v.document_mask), identity::name_of(&v.status)))
    };
    let verifications: Vec<Html> = store::verifications(&db).await?.into_iter().map(verification).collect();
    let verifications = page::table(&["姓名", "证件号", "结果"], &verifications, "还没有认证。");
    let main = format!("<h2>微信支付订单</h2>{}<h2>实人认证</h2>{}", trades.0, verifications.0);
    Ok(page::page("沙箱控制台", &Html(main)))
}

pub(crate) async fn show(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let token = request.query("pr").unwrap_or_default();
    // A code that was scanned from a page, pasted whole, works too.
    let token = token.rsplit_once("pr=").map_or(token, |(_, token)| token);
    let trade = store::trade_of_token(&db, token).await?.ok_or(Error::NotFound("付款码（可能已失效）"))?;
    Ok(cashier(&trade, request.now(), &[]))
}

pub(crate) async fn press(request: &Request) -> Result<Reply> {
    let action = crate::field(request, "action")?;
    let (action, number) = action.split_once(' ').unwrap_or((&action, ""));
    let db = Db::open().await?;
    if matches!(action, "pay" | "pay-silently") {
        pay(&db, number, request.now()).await?;
    }
    let trade = store::trade(&db, number).await?.ok_or(Error::NotFound("订单"))?;
    let told = match (action, trade.paid_at) {
        ("pay" | "notify", Some(_)) => wechat::notify(&trade, 1, request.now()).await?,
        _ => Vec::new(),
    };
    Ok(cashier(&trade, request.now(), &told))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    out_trade_no: String,
    #[serde(default = "yes")]
    notify: bool,
    #[serde(default = "once")]
    times: u32,
}

fn yes() -> bool {
    true
}

fn once() -> u32 {
    1
}

/// Pays (if it is not paid yet) and notifies so many times.
pub(crate) async fn control(request: &Request) -> Result<Reply> {
    let control: Control = crate::body(request)?;
    let db = Db::open().await?;
    pay(&db, &control.out_trade_no, request.now()).await?;
    let trade = store::trade(&db, &control.out_trade_no).await?.ok_or(Error::NotFound("订单"))?;
    let state = trade.state(request.now());
    if state != TradeState::Success {
        return Err(Error::WrongState("订单已关闭，不能再付".into()));
    }
    let times = if control.notify { control.times.min(1000) } else { 0 };
    let notices = wechat::notify(&trade, times, request.now()).await?;
    Reply::json(&json!({ "trade_state": state, "transaction_id": trade.transaction_id, "notices": notices }))
}

/// 28 digits, as the provider's own numbers.
async fn pay(db: &Db, out_trade_no: &str, now: Timestamp) -> Result<()> {
    let digits: String = seal::random::<14>()?.iter().map(|byte| format!("{:02}", byte % 100)).collect();
    store::pay(db, out_trade_no, &format!("4200{}", &digits[..24]), now).await
}

fn cashier(trade: &Trade, now: Timestamp, told: &[u16]) -> Reply {
    let number = &trade.out_trade_no;
    let button = |action: &str| format!("{action} {number}");
    let (pay, silently, notify) = (button("pay"), button("pay-silently"), button("notify"));
    let buttons = match trade.state(now) {
        TradeState::NotPay => {
            page::buttons("/cashier", &[("action", &pay, "付款"), ("action", &silently, "付款，但不通知商户")])
        }
        TradeState::Success => page::buttons("/cashier", &[("action", &notify, "再通知一次商户")]),
        _ => Html(String::new()),
    };
    let told: String = told
        .iter()
        .map(|status| match status {
            0 => "<p role=\"status\">已通知商户：没有回应</p>".to_owned(),
            status => format!("<p role=\"status\">已通知商户：HTTP {status}</p>"),
        })
        .collect();
    let facts = page::facts(&[
        ("商品", trade.description.clone()),
        ("商户订单号", number.clone()),
        ("有效期至", trade.expires_at.text()),
        ("状态", state(trade, now).into()),
    ]);
    let amount = format!("<p class=\"amount\">¥ {}</p>", trade.total.yuan());
    page::page("微信支付收银台", &Html(format!("{amount}{}{}{told}", facts.0, buttons.0)))
}

fn state(trade: &Trade, now: Timestamp) -> &'static str {
    match trade.state(now) {
        TradeState::Success => "已支付",
        TradeState::NotPay => "未支付",
        _ => "已关闭",
    }
}
