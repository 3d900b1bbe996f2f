//! Before anything is measured: both programs give the same answer to the same request.

use crate::http::Connection;
use crate::load::{Lane, Scenario};
use crate::scenario::Endpoint;
use anyhow::{Result, bail};
use serde_json::Value;

pub(crate) async fn check(zhaokao: &Endpoint, native: &Endpoint) -> Result<()> {
    let (ours, theirs) = (answer(zhaokao).await?, answer(native).await?);
    if ours != theirs {
        let [ours, theirs] = [ours, theirs].map(|answer| answer.to_string().chars().take(2000).collect::<String>());
        bail!("{}: the two programs answer differently:\n{ours}\n{theirs}", zhaokao.name);
    }
    Ok(())
}

/// Without what depends on the moment and on what else was written before.
async fn answer(endpoint: &Endpoint) -> Result<Value> {
    let mut request = Vec::new();
    let mut lane = Lane { index: 0, lanes: 1, turn: 0 };
    let Some(ticket) = endpoint.next(&mut lane, &mut request) else { bail!("{}: nothing to ask", endpoint.name) };
    let mut connection = Connection::open(endpoint.address).await?;
    let status = connection.exchange(&request).await?;
    endpoint.done(ticket, status == endpoint.expected());
    if status != endpoint.expected() {
        bail!("{}: {status} {}", endpoint.name, String::from_utf8_lossy(&connection.body));
    }
    if connection.body.is_empty() {
        return Ok(Value::Null);
    }
    let mut body = serde_json::from_slice(&connection.body)?;
    timeless(&mut body);
    Ok(body)
}

fn timeless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            // A receipt's 防伪码 (19 characters) covers the time of arrival.
            let of_the_moment = |name: &str, value: &Value| {
                let seal = name == "code" && value.as_str().is_some_and(|code| code.len() == 19);
                seal || name == "now" || name == "journal_seq" || name.ends_with("_at")
            };
            fields.retain(|name, value| !of_the_moment(name, value));
            fields.values_mut().for_each(timeless);
        }
        Value::Array(items) => items.iter_mut().for_each(timeless),
        _ => {}
    }
}
