//! The same request once more.

use super::{Answer, Client};
use crate::api::volunteer::key;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;
use web::api::{OPERATIONS, Retry};

/// What says when it was said.
const OF_THE_MOMENT: [&str; 2] = ["now", "idle_expires_at"];

/// Sends requests twice, and another one with the key of the first.
#[derive(Default)]
pub(crate) struct Retries {
    pub(crate) seen: RefCell<BTreeSet<String>>,
}

pub(crate) enum Body {
    Json(Value),
    Csv(String),
    File(Vec<u8>),
    None,
}

impl Retries {
    /// `path` is the operation's, `address` one that it fits; `other` is another address or body.
    pub(crate) fn check(
        &self,
        client: &Client,
        (method, path): (&str, &str),
        address: &str,
        body: Body,
        other: (&str, Body),
    ) -> Value {
        let operation = OPERATIONS.iter().find(|o| (o.method, o.path) == (method, path)).unwrap();
        self.seen.borrow_mut().insert(format!("{method} {path}"));
        let key = key();
        let send = |address: &str, body: &Body| -> Answer {
            let call = client.call(method, address).key(&key);
            match body {
                Body::Json(body) => call.json(body).send(),
                Body::Csv(body) => call.csv(body).send(),
                Body::File(bytes) => call.file(bytes.clone()).send(),
                Body::None => call.send(),
            }
        };
        let first = send(address, &body);
        assert_eq!(first.status / 100, 2, "{first:?}");
        let again = send(address, &body);
        assert_eq!(first.status, again.status, "{again:?}");
        match operation.retry {
            Retry::Same | Retry::SameKeyed => assert_eq!(first.text(), again.text(), "{method} {path}"),
            _ => assert_eq!(lasting(first.json()), lasting(again.json()), "{method} {path}"),
        }
        send(other.0, &other.1).problem(422, "idempotency_key_reused");
        first.json()
    }
}

fn lasting(mut answer: Value) -> Value {
    for name in OF_THE_MOMENT {
        answer.as_object_mut().map(|fields| fields.remove(name));
    }
    answer
}
