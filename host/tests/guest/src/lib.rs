//! A component with one path per thing that the host promises to components.

#![allow(clippy::disallowed_methods, clippy::panic, reason = "it shows the clock it is given, and traps when asked to")]

mod sql;

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use spin_sdk::http::Request;
use spin_sdk::key_value::Store;
use std::time::{Duration, SystemTime};

type Answer = Response<Full<Bytes>>;

#[spin_sdk::http_service]
async fn serve(request: Request) -> Answer {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    match parts[..] {
        ["echo", ..] => echo(request).await,
        ["hello"] => text("hello"),
        ["bytes", count] => answer(StatusCode::OK, vec![b'x'; count.parse().unwrap_or(0)]),
        ["sql"] => json(&sql::run(&body(request).await).await),
        ["insert"] => json(&sql::insert().await),
        ["row"] => json(&sql::row().await),
        ["key-value", store, ref key @ ..] => key_value(store, &key.join("/"), request).await,
        ["variable", name] => shown(spin_sdk::variables::get(name).await),
        ["environment", name] => shown(std::env::var(name)),
        ["file", ref path @ ..] => shown(std::fs::read_to_string(format!("/{}", path.join("/")))),
        ["write-file", ref path @ ..] => shown(std::fs::write(format!("/{}", path.join("/")), "x")),
        ["fetch"] => fetch(&body(request).await).await,
        ["time"] => time(),
        ["sleep", milliseconds] => sleep(milliseconds).await,
        ["trap"] => panic!("asked to trap"),
        ["loop"] => spin_forever(),
        _ => answer(StatusCode::NOT_FOUND, "no such test"),
    }
}

fn answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response
}

fn text(body: impl Into<Bytes>) -> Answer {
    answer(StatusCode::OK, body)
}

fn json(value: &Value) -> Answer {
    text(value.to_string())
}

/// `200` and the value, or `500` and the error as Rust shows it.
fn shown<T: std::fmt::Debug, E: std::fmt::Debug>(result: Result<T, E>) -> Answer {
    match result {
        Ok(value) => text(format!("{value:?}")),
        Err(error) => answer(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}")),
    }
}

async fn body(request: Request) -> Bytes {
    request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default()
}

async fn echo(request: Request) -> Answer {
    let headers: Vec<Value> = request
        .headers()
        .iter()
        .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
        .collect();
    let (method, uri) = (request.method().to_string(), request.uri().to_string());
    let length = request.into_body().collect().await.map(|body| body.to_bytes().len());
    json(&json!({
        "component": std::env::var("COMPONENT").unwrap_or_default(),
        "method": method,
        "uri": uri,
        "headers": headers,
        "length": length.ok(),
    }))
}

async fn key_value(store: &str, key: &str, request: Request) -> Answer {
    let store = match Store::open(store).await {
        Ok(store) => store,
        Err(error) => return shown::<(), _>(Err(error)),
    };
    match *request.method() {
        Method::PUT => shown(store.set(key, body(request).await).await),
        Method::DELETE => shown(store.delete(key).await),
        Method::HEAD => shown(store.exists(key).await),
        _ if key.is_empty() => shown(store.get_keys().await.collect().await),
        _ => match store.get(key).await {
            Ok(Some(value)) => text(value),
            Ok(None) => answer(StatusCode::NOT_FOUND, "absent"),
            Err(error) => shown::<(), _>(Err(error)),
        },
    }
}

async fn fetch(url: &Bytes) -> Answer {
    let url = String::from_utf8_lossy(url).into_owned();
    match spin_sdk::http::get(url).await {
        Ok(response) => {
            let status = response.status();
            match response.into_body().collect().await {
                Ok(body) => answer(status, body.to_bytes()),
                Err(error) => shown::<(), _>(Err(error)),
            }
        }
        Err(error) => shown::<(), _>(Err(error)),
    }
}

fn time() -> Answer {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    text(now.as_millis().to_string())
}

async fn sleep(milliseconds: &str) -> Answer {
    spin_sdk::time::sleep(Duration::from_millis(milliseconds.parse().unwrap_or(0))).await;
    text("slept")
}

fn spin_forever() -> Answer {
    let mut turns: u64 = 0;
    while std::hint::black_box(turns) < u64::MAX {
        turns = turns.wrapping_add(1) % 1000;
    }
    text("never")
}
