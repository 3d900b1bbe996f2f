//! 读卡器: what the program beside a card reader answers on the loopback (docs/OPERATIONS.md), with a new card each time.

use domain::document::check_character;
use domain::{Error, Result};
use http::header;
use serde_json::json;
use store::seal;
use web::{Reply, Request};

const GIVEN: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// The card that lies on it: valid, `expired`, of another province (`outside`), or none (`empty`).
pub(crate) fn card(request: &Request, which: &str) -> Result<Reply> {
    let dice = u64::from_str_radix(&seal::sha256(seal::token()?.as_bytes())[..12], 16).unwrap_or_default();
    let (region, address) = match which {
        "outside" => ("440103", "广东省广州市荔湾区示例街道示例路 1 号"),
        "" | "expired" => ("430121", "湖南省长沙县示例街道示例路 1 号"),
        _ => return shared(request, Reply::json(&json!({ "error": "没有读到卡，请把身份证放在读卡器上" }))?),
    };
    let (month, day, order) = (dice % 12 + 1, dice / 12 % 28 + 1, dice / 336 % 1000);
    let first17 = format!("{region}2007{month:02}{day:02}{order:03}");
    let check = check_character(&first17).ok_or(Error::NotFound("校验位"))?;
    let given = GIVEN[usize::try_from(dice / 336_000 % 10).unwrap_or_default()];
    let until = if which == "expired" { "20200831" } else { "20310831" };
    shared(
        request,
        Reply::json(&json!({
            "name": format!("读卡示例{given}"),
            "number": format!("{first17}{check}"),
            "sex": if order % 2 == 0 { "女" } else { "男" },
            "nation": "汉",
            "birth": format!("2007{month:02}{day:02}"),
            "address": address,
            "validity": format!("20150831-{until}"),
        }))?,
    )
}

/// The page that asks is of another origin: of a system on this machine, as the sandbox is for.
fn shared(request: &Request, reply: Reply) -> Result<Reply> {
    let reply = reply.header(header::CACHE_CONTROL, "no-store");
    Ok(match request.header("origin").filter(|origin| is_here(origin.trim_start_matches("http://"))) {
        Some(origin) => reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin),
        None => reply,
    })
}

fn is_here(host: &str) -> bool {
    ["127.0.0.1", "localhost"].contains(&host.split(':').next().unwrap_or_default())
}
