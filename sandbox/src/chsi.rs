//! 学信网: says whether a name and a 证件号 are a student's. All are, unless it is told otherwise.

use crate::book;
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::json;
use store::db::Db;
use web::{Reply, Request};

#[derive(Deserialize)]
#[expect(dead_code, reason = "what is asked has to be of this shape")]
struct Asked {
    name: String,
    document_number: String,
}

pub(crate) async fn find(request: &Request) -> Result<Reply> {
    crate::require_bearer(request, "chsi_secret").await?;
    let _: Asked = crate::body(request)?;
    let db = Db::open().await?;
    if book::mood(&db, "chsi-down").await? {
        return Err(Error::Unavailable("学信网 is down, as it was told".into()));
    }
    let mut result = "match";
    for (mood, said) in [("chsi-mismatch", "mismatch"), ("chsi-unknown", "unknown")] {
        if book::mood(&db, mood).await? {
            result = said;
        }
    }
    Reply::json(&json!({ "result": result, "outside": book::mood(&db, "chsi-outside").await? }))
}
