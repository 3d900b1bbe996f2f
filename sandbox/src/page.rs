//! HTML: every text is escaped on its way in.

use web::Reply;
pub(crate) use web::Text;

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem;color:#222}\
header{background:#b45309;color:#fff;padding:.5rem 1rem;border-radius:.5rem}header a{color:#fff;margin-right:1rem}\
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ddd;padding:.4rem;text-align:left;word-break:break-all}\
dt{color:#666}dd{margin:0 0 .5rem}button{font:inherit;padding:.6rem 1rem;margin:.3rem .5rem .3rem 0;cursor:pointer}\
.amount{font-size:2rem;font-weight:600}";

/// Its forms lead back to the application, wherever that is.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
                      frame-ancestors 'none'";

/// A piece of HTML.
pub(crate) struct Html(pub(crate) String);

/// A whole page.
pub(crate) fn page(title: &str, main: &Html) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title} · 沙箱</title>\
         <style>{STYLE}</style><header><strong>沙箱 · 仅供开发与测试，不涉及真实资金和个人信息</strong>\
         <nav><a href=\"/\">支付订单与认证</a><a href=\"/sms\">短信</a></nav></header>\
         <main><h1>{title}</h1>{main}</main></html>",
        title = Text(title),
        main = main.0,
    );
    Reply::bytes("text/html; charset=utf-8", html).policy(POLICY)
}

/// A table, or a sentence when there is nothing to show.
pub(crate) fn table(heads: &[&str], rows: &[Html], empty: &str) -> Html {
    if rows.is_empty() {
        return Html(format!("<p>{}</p>", Text(empty)));
    }
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", Text(head))).collect();
    let rows: String = rows.iter().map(|row| format!("<tr>{}</tr>", row.0)).collect();
    Html(format!("<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"))
}

/// Names and values.
pub(crate) fn facts(facts: &[(&str, String)]) -> Html {
    let each = |(name, value): &(&str, String)| format!("<dt>{}</dt><dd>{}</dd>", Text(name), Text(value));
    Html(format!("<dl>{}</dl>", facts.iter().map(each).collect::<String>()))
}

/// A form with one button each: name of the field, its value, what the button says.
pub(crate) fn buttons(action: &str, buttons: &[(&str, &str, &str)]) -> Html {
    let each = |(name, value, label): &(&str, &str, &str)| {
        format!("<button name=\"{}\" value=\"{}\">{}</button>", Text(name), Text(value), Text(label))
    };
    let all: String = buttons.iter().map(each).collect();
    Html(format!("<form method=\"post\" action=\"{}\">{all}</form>", Text(action)))
}

/// A link back to the merchant.
pub(crate) fn way_back(url: &str) -> Html {
    Html(format!("<p><a href=\"{}\">返回商户</a></p>", Text(url)))
}
