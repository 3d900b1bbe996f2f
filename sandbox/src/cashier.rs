//! The cashier: what a payer's phone shows after scanning, as a page, and the same by JSON for tests.

use crate::book::{self, Trade, Trick};
use crate::identity;
use crate::page::{self, Html, Text};
use domain::payment::Provider;
use domain::{Error, Result, Timestamp};
use providers::wechat::TradeState;
use serde::Deserialize;
use serde_json::json;
use store::db::Db;
use store::seal;
use web::{Reply, Request, outbound};

pub(crate) async fn list(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let trade = |trade: Trade| {
        let link = format!("<a href=\"/cashier?pr={}\">{}</a>", Text(&trade.token), Text(&trade.out_trade_no));
        let state = state(&trade, request.now());
        let (at, name, yuan) = (trade.created_at.text(), Text(&trade.description), trade.total.yuan());
        Html(format!("<td>{at}</td><td>{link}</td><td>{name}</td><td>{yuan} 元</td><td>{state}</td>"))
    };
    let trades: Vec<Html> = book::trades(&db).await?.into_iter().map(trade).collect();
    let trades = page::table(
        &["下单时间", "商户订单号", "商品", "金额", "状态"],
        &trades,
        "还没有订单：先在报名系统里点“缴费”。",
    );
    let verification = |v: book::Verification| {
        let link = format!("<a href=\"/identity/{}\">{}</a>", Text(&v.id), Text(&v.name));
        Html(format!("<td>{link}</td><td>{}</td><td>{}</td>", Text(&v.document_mask), identity::name_of(&v.status)))
    };
    let verifications: Vec<Html> = book::verifications(&db).await?.into_iter().map(verification).collect();
    let verifications = page::table(&["姓名", "证件号", "结果"], &verifications, "还没有认证。");
    let mut moods = String::new();
    for (name, off, on) in [
        ("down", "让支付机构停机", "恢复支付机构"),
        ("slow-refunds", "让退款变慢", "让退款照常"),
        ("failing-refunds", "让退款失败", "让退款成功"),
        ("lost-refunds", "让银联不答复退款", "让银联答复退款"),
        ("in-process", "让银联一直处理中", "让银联处理完"),
        ("unsigned-errors", "让错误没有签名", "让错误照常签名"),
        ("chsi-mismatch", "让学信网说不一致", "让学信网说一致"),
        ("chsi-unknown", "让学信网查无此人", "让学信网查到人"),
        ("chsi-outside", "让学信网说学校在外省", "让学信网说学校在本省"),
        ("chsi-down", "让学信网停机", "恢复学信网"),
        (HOLD, "扣住通知", "倒序放出通知"),
    ] {
        let is_on = book::mood(&db, name).await?;
        let value = format!("{name} {}", if is_on { "off" } else { "on" });
        moods += &page::buttons("/mood", &[("mood", &value, if is_on { on } else { off })]).0;
    }
    let today = request.now().date();
    let statement = |provider: Provider| {
        let (name, title) = (provider.as_str(), crate::title(provider));
        format!("<a href=\"/statement?provider={name}&amp;date={today}\" download=\"{name}-{today}.csv\">{title}</a> ")
    };
    let statements: String = Provider::ALL.map(statement).concat();
    let main = format!(
        "<h2>支付订单</h2>{}{moods}<p>今天的对账单：{statements}</p><h2>实人认证</h2>{}",
        trades.0, verifications.0
    );
    Ok(page::page("沙箱控制台", &Html(main)))
}

pub(crate) async fn show(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let token = request.parameter("pr").unwrap_or_default();
    // A code that was scanned from a page, pasted whole, works too.
    let token = token.rsplit(['=', '/']).next().unwrap_or(token);
    let mut trade = book::trade_of_token(&db, token).await?.ok_or(Error::NotFound("付款码（可能已失效）"))?;
    if let Some(url) = request.parameter("redirect_url") {
        book::set_return_url(&db, &trade.out_trade_no, url).await?;
        url.clone_into(&mut trade.return_url);
    }
    book::open(&db, &trade.out_trade_no).await?;
    Ok(cashier(&trade, request.now(), &[]))
}

pub(crate) async fn press(request: &Request) -> Result<Reply> {
    let action = crate::field(request, "action")?;
    let (action, number) = action.split_once(' ').unwrap_or((&action, ""));
    let db = Db::open().await?;
    if matches!(action, "pay" | "pay-silently") {
        pay(&db, number, false, request.now()).await?;
    }
    if action == "pay-late" {
        pay(&db, number, true, request.now()).await?;
    }
    let trade = book::trade(&db, number).await?.ok_or(Error::NotFound("订单"))?;
    let told = match (action, trade.paid_at) {
        ("pay" | "pay-late" | "notify", Some(_)) => notify(&db, &trade, 1, Trick::Honest, request.now()).await?,
        ("notify-ten-times", Some(_)) => notify(&db, &trade, 10, Trick::Honest, request.now()).await?,
        ("forge", _) => notify(&db, &trade, 1, Trick::Forged, request.now()).await?,
        ("pay-twice", Some(_)) => notify(&db, &trade, 1, Trick::Twice, request.now()).await?,
        ("wrong-amount", Some(_)) => notify(&db, &trade, 1, Trick::WrongAmount, request.now()).await?,
        _ => Vec::new(),
    };
    Ok(cashier(&trade, request.now(), &told))
}

/// Notices wait, and come in the wrong order afterwards.
const HOLD: &str = "hold-notices";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    out_trade_no: String,
    #[serde(default = "yes")]
    notify: bool,
    #[serde(default = "once")]
    times: u32,
    /// The bank is late: it is paid although it was closed
    #[serde(default)]
    late: bool,
    /// What is wrong with the notices
    #[serde(default)]
    trick: Trick,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mood {
    name: String,
    on: bool,
}

/// The same from the page.
pub(crate) async fn press_mood(request: &Request) -> Result<Reply> {
    let mood = crate::field(request, "mood")?;
    let (name, on) = mood.split_once(' ').unwrap_or((&mood, "on"));
    turn(name, on == "on", request.now()).await?;
    list(request).await
}

/// `down`, `slow-refunds`, `failing-refunds` or `hold-notices`, on or off.
pub(crate) async fn set_mood(request: &Request) -> Result<Reply> {
    let mood: Mood = crate::body(request)?;
    turn(&mood.name, mood.on, request.now()).await?;
    Ok(Reply::no_content())
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
    if matches!(control.trick, Trick::Recut | Trick::OtherProvider) {
        let trade = book::trade(&db, &control.out_trade_no).await?.ok_or(Error::NotFound("订单"))?;
        let trade = if control.trick == Trick::OtherProvider { elsewhere(trade, request.now()) } else { trade };
        let notices = tell(&trade, 1, control.trick, request.now()).await?;
        return Reply::json(&json!({ "notices": notices }));
    }
    if control.trick == Trick::OtherAmount {
        book::take_more(&db, &control.out_trade_no).await?;
    }
    pay(&db, &control.out_trade_no, control.late, request.now()).await?;
    let trade = book::trade(&db, &control.out_trade_no).await?.ok_or(Error::NotFound("订单"))?;
    let state = trade.state(request.now());
    if state != TradeState::Success {
        return Err(Error::WrongState("订单已关闭，不能再付".into()));
    }
    let times = if control.notify { control.times.min(1000) } else { 0 };
    let notices = notify(&db, &trade, times, control.trick, request.now()).await?;
    Reply::json(&json!({ "trade_state": state, "transaction_id": trade.transaction_id, "notices": notices }))
}

/// The same order as if it had been paid at another provider.
fn elsewhere(trade: Trade, now: Timestamp) -> Trade {
    let next = Provider::ALL.iter().cycle().skip_while(|known| **known != trade.provider).nth(1);
    let other = next.copied().unwrap_or(trade.provider);
    let notify_url = trade.notify_url.replace(trade.provider.as_str(), other.as_str());
    Trade {
        provider: other,
        notify_url,
        paid_at: Some(now),
        transaction_id: Some("420000000000000000001".into()),
        ..trade
    }
}

/// A notice, ready to be posted.
pub(crate) struct Notice {
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Notice {
    /// One that is a form.
    pub(crate) fn form(encoded: &str) -> Self {
        let kind = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
        Self { headers: vec![("content-type", kind)], body: encoded.into() }
    }
}

/// The provider tells the merchant, unless it holds its notices back.
async fn notify(db: &Db, trade: &Trade, times: u32, trick: Trick, now: Timestamp) -> Result<Vec<u16>> {
    if book::mood(db, HOLD).await? {
        for _ in 0..times {
            book::hold(db, &trade.out_trade_no).await?;
        }
        return Ok(Vec::new());
    }
    let mut statuses = tell(trade, times, trick, now).await?;
    if trick == Trick::Twice {
        let again = trade.transaction_id.as_deref().unwrap_or_default().chars().rev().collect();
        statuses.extend(tell(&Trade { transaction_id: Some(again), ..trade.clone() }, 1, Trick::Honest, now).await?);
    }
    Ok(statuses)
}

/// Puts the provider into a mood, or out of it; what it held back comes in the wrong order.
async fn turn(name: &str, on: bool, now: Timestamp) -> Result<()> {
    let db = Db::open().await?;
    book::set_mood(&db, name, on).await?;
    if name == HOLD && !on {
        for number in book::let_go(&db).await? {
            let trade = book::trade(&db, &number).await?.ok_or(Error::NotFound("订单"))?;
            tell(&trade, 1, Trick::Honest, now).await?;
        }
    }
    Ok(())
}

/// A notice, so many times; the answers' statuses, 0 where none came.
async fn tell(trade: &Trade, times: u32, trick: Trick, now: Timestamp) -> Result<Vec<u16>> {
    let notice = crate::notice(trade, trick, now).await?;
    let headers: Vec<(&str, &str)> = notice.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut statuses = Vec::new();
    for _ in 0..times {
        let body = notice.body.clone().into();
        let sent = outbound::send(http::Method::POST, &trade.notify_url, &headers, body).await;
        statuses.push(sent.map_or(0, |answer| answer.status));
    }
    Ok(statuses)
}

async fn pay(db: &Db, out_trade_no: &str, late: bool, now: Timestamp) -> Result<()> {
    let digits: String = seal::random::<14>()?.iter().map(|byte| format!("{:02}", byte % 100)).collect();
    let trade = book::trade(db, out_trade_no).await?.ok_or(Error::NotFound("订单"))?;
    let number = format!("4200{}", &digits[..crate::digits(trade.provider) - 4]);
    book::pay(db, out_trade_no, &number, late, now).await
}

fn cashier(trade: &Trade, now: Timestamp, told: &[u16]) -> Reply {
    let number = &trade.out_trade_no;
    let button = |action: &str| format!("{action} {number}");
    let (pay, silently, late) = (button("pay"), button("pay-silently"), button("pay-late"));
    let (notify, ten, wrong, twice, forge) =
        (button("notify"), button("notify-ten-times"), button("wrong-amount"), button("pay-twice"), button("forge"));
    let forge = ("action", forge.as_str(), "冒充支付机构通知");
    let buttons = match trade.state(now) {
        TradeState::NotPay => {
            page::buttons("/cashier", &[("action", &pay, "付款"), ("action", &silently, "付款，但不通知商户"), forge])
        }
        TradeState::Success => page::buttons(
            "/cashier",
            &[
                ("action", &notify, "再通知一次商户"),
                ("action", &ten, "通知十次"),
                ("action", &wrong, "通知错误的金额"),
                ("action", &twice, "同一订单又付了一次"),
                forge,
            ],
        ),
        _ => page::buttons("/cashier", &[("action", &late, "银行迟到的付款"), forge]),
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
    let back = match trade.return_url.as_str() {
        "" => String::new(),
        url => crate::way_back(trade.provider, url).0,
    };
    let amount = format!("<p class=\"amount\">¥ {}</p>", trade.total.yuan());
    page::page(crate::title(trade.provider), &Html(format!("{amount}{}{}{told}{back}", facts.0, buttons.0)))
}

fn state(trade: &Trade, now: Timestamp) -> &'static str {
    match trade.state(now) {
        TradeState::Success => "已支付",
        TradeState::NotPay => "未支付",
        _ => "已关闭",
    }
}
