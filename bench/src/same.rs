//! Before anything is measured: both programs give the same answer to the same request.

use crate::http::Connection;
use crate::load::{Lane, Scenario};
use crate::scenario::Endpoint;
use anyhow::{Result, bail};
use serde_json::Value;

pub(crate) async fn check(zhaokao: &Endpoint, native: &Endpoint) -> Result<()> {
    let (ours, theirs) = (answer(zhaokao).await?, answer(native).await?);
    if ours != theirs {
        bail!("{}: the two programs answer differently:\n{ours}\n{theirs}", zhaokao.name);
    }
    Ok(())
}

/// Without what depends on the moment.
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
            // A receipt's 防伪码 covers the time of arrival.
            fields.retain(|name, value| {
                name != "now" && !name.ends_with("_at") && !(name == "code" && value.to_string().len() > 20)
            });
            fields.values_mut().for_each(timeless);
        }
        Value::Array(items) => items.iter_mut().for_each(timeless),
        _ => {}
    }
}
