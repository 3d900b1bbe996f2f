//! 代付页: whoever has the address can pay; and the way from there into the provider's own pages.

use crate::attempt::{self, Wanted};
use domain::event::Role;
use domain::payment::{Channel, FeeStatus, Order, OrderStatus};
use domain::{Error, Result, mask, time};
use providers::Payer;
use store::db::Db;
use store::journal::{self, Author, OfCandidate};
use store::payment;
use store::rate_limit::{self, Limit};
use store::{candidate, config, fee, window};
use web::api::common::Empty;
use web::api::payment::{NewPage, Opening, Page, Way};
use web::{Reply, Request, Text};

/// Of one order: each opening asks the provider.
const OPENINGS: Limit = Limit { burst: 6, interval: 5_000 };

/// Of one order: the provider asked, another attempt made.
const REFRESHES: Limit = Limit { burst: 6, interval: 5_000 };
const ATTEMPTS: Limit = Limit { burst: 4, interval: time::MINUTE };

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let token = request.param("token")?;
    let order = payment::order_of_page(db, token).await?;
    attempt::healed(&payer(request)?.without_key().acts(db, request.now()), request, order).await?;
    page(db, request, token).await
}

/// Who comes back from the provider, or has paid and sees nothing of it: the provider is asked at once.
pub(crate) async fn refresh(request: &Request, db: &Db) -> Result<Reply> {
    let token = request.param("token")?;
    let now = request.now();
    let Empty {} = request.json()?;
    let order = payment::order_of_page(db, token).await?;
    if order.status != OrderStatus::Paid {
        rate_limit::take(db, &format!("look‖{}", order.order_no), REFRESHES, request.begun()).await?;
        attempt::refreshed(&payer(request)?.without_key().acts(db, now), request, order).await?;
    }
    page(db, request, token).await
}

/// 付款人 chooses the provider: the attempt of this page gives way to another, unless the candidate has begun one meanwhile.
pub(crate) async fn choose(request: &Request, db: &Db) -> Result<Reply> {
    let token = request.param("token")?;
    let way: Way = request.json()?;
    let author = payer(request)?;
    let order = payment::order_of_page(db, token).await?;
    let act = author.acts(db, request.now()).within(&order.exam).about(order.candidate);
    let again = async |seq| payment::order_of_event(db, order.candidate, seq).await;
    made(&journal::once_or_again(db, &author, async || begun(&act, request, &order, &way).await, again).await?)
}

async fn begun(act: &OfCandidate<'_>, request: &Request, order: &Order, way: &Way) -> Result<Order> {
    let db = act.db;
    rate_limit::take(db, &format!("payer‖{}", order.candidate), ATTEMPTS, request.begun()).await?;
    let open = payment::attempt(db, order.candidate, &order.item).await?;
    if open.is_some_and(|open| open.order_no != order.order_no) {
        return Err(Error::WrongState("考生已经重新发起缴费，请向考生要新的链接".into()));
    }
    let fees = fee::of_candidate(db, order.candidate).await?;
    let fee = fees.iter().find(|fee| fee.item == order.item).ok_or(Error::NotFound("缴费项目"))?;
    let point = candidate::point(db, order.candidate).await?;
    let whom = window::Whom { exam: &order.exam, organisation: &point, candidate: Some(order.candidate) };
    let window = window::of(db, whom, &fee.window, act.at).await?;
    let wanted = Wanted { fee, provider: way.provider, channel: way.channel };
    attempt::begin(act, request, wanted, window.as_ref()).await
}

fn made(order: &Order) -> Result<Reply> {
    Reply::created(&NewPage { pay_page: format!("/pay/{}", order.page_token) })
}

/// Whoever has the address: nobody knows who that is.
fn payer(request: &Request) -> Result<Author> {
    request.author("payer".into(), Role::Payer, domain::event::Factor::None)
}

async fn page(db: &Db, request: &Request, token: &str) -> Result<Reply> {
    let now = request.now();
    let page = payment::page(db, token).await?;
    let status = if page.fee == FeeStatus::Paid { OrderStatus::Paid } else { page.status };
    let code_url = page.code_url.filter(|_| status == OrderStatus::Open && now < page.expires_at);
    Reply::json(&Page {
        now,
        item_name: page.item_name,
        amount: page.amount,
        payee_masked: mask::name(&page.name),
        exam_name: page.exam_name,
        provider: page.provider,
        channel: page.channel,
        status,
        qr_svg: code_url.as_deref().map(web::qr_svg).transpose()?,
        code_url,
        expires_at: page.expires_at,
        may_still_be_paid: status == OrderStatus::Closed && page.follow_until.is_some(),
        dropped: page.fee == FeeStatus::Dropped,
    })
}

/// Where to go to pay; a new address each time, since they do not live long.
pub(crate) async fn open(request: &Request, db: &Db) -> Result<Reply> {
    let token = request.param("token")?;
    let Empty {} = request.json()?;
    let url = match opening(request, db, token).await? {
        (_, providers::Opening::Url(url)) => url,
        (_, providers::Opening::Form(..)) => format!("/api/payment/pages/{token}/form"),
    };
    Reply::json(&Opening { url })
}

/// A page of the form that the browser posts to the provider. It needs no script.
pub(crate) async fn form(request: &Request, db: &Db) -> Result<Reply> {
    let token = request.param("token")?;
    let (order, providers::Opening::Form(action, fields)) = opening(request, db, token).await? else {
        return Err(Error::NotFound("付款表单"));
    };
    let field = |(name, value): &(String, String)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", Text(name), Text(value))
    };
    let title = order.provider.title();
    let html = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>前往{title}付款</title>\
         <style>body{{font:18px/1.6 system-ui,sans-serif;margin:3rem auto;max-width:24rem;padding:0 1rem;text-align:center}}\
         button{{font:inherit;width:100%;min-height:3rem;border:0;border-radius:.5rem;background:#0b5cad;color:#fff}}</style>\
         <h1>前往{title}付款</h1><form method=\"post\" action=\"{}\">{}<p>{}<br><b>{} 元</b></p>\
         <p>接下来由{title}收款，付完会回到本系统。</p><button>前往{title}付款</button></form>\
         <p><a href=\"/pay/{}\">不付了，返回</a></p></html>",
        Text(&action),
        fields.iter().map(field).collect::<String>(),
        Text(&order.item_name),
        order.amount.yuan(),
        Text(token),
    );
    // The provider's pages may redirect among themselves.
    let origin = action.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action {origin} https:; base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(Reply::bytes("text/html; charset=utf-8", html).policy(&policy))
}

async fn opening(request: &Request, db: &Db, token: &str) -> Result<(Order, providers::Opening)> {
    let now = request.now();
    let order = payment::order_of_page(db, token).await?;
    rate_limit::take(db, &format!("open‖{}", order.order_no), OPENINGS, request.begun()).await?;
    if !payable(&order, payment::page(db, token).await?.fee) || order.expires_at <= now {
        return Err(Error::WrongState("这笔订单不能再付了，请刷新页面查看缴费情况".into()));
    }
    if order.channel != Channel::Phone {
        return Err(Error::WrongState("这笔订单请扫描二维码支付".into()));
    }
    // Not from the request: its Host is whatever the sender likes, and the provider signs nothing that we did not.
    let return_url = format!("{}/pay/{token}", config::get("public_url").await?.trim_end_matches('/'));
    let payer = Payer { ip: request.ip(), return_url: &return_url };
    let opening = asking::opened(db, request, &order, payer).await?;
    let opening = opening.ok_or_else(|| Error::Unavailable("others wait for the provider already".into()))?;
    Ok((order, opening))
}

fn payable(order: &Order, fee: FeeStatus) -> bool {
    order.status == OrderStatus::Open && fee == FeeStatus::Due
}
