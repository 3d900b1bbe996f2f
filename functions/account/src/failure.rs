//! Sign-ins that failed are kept.

use domain::sign_in::{FailureReason, Realm};
use domain::{Error, Result};
use store::db::Db;
use store::log;
use store::seal::Keys;
use store::sign_in::{self, Failure};
use web::{Reply, Request};

/// A candidate's sign-in, by the field that has the name; noted when it fails.
pub(crate) async fn noted(
    request: &Request,
    db: &Db,
    field: &str,
    attempt: impl Future<Output = Result<Reply>>,
) -> Result<Reply> {
    let outcome = attempt.await;
    let reason = match &outcome {
        Err(Error::WrongCredentials) if field == "number" => FailureReason::WrongFacts,
        Err(Error::WrongCredentials) => FailureReason::WrongPassword,
        Err(Error::TooManyRequests(_)) => FailureReason::TooManyRequests,
        _ => return outcome,
    };
    let typed: serde_json::Value = request.json().unwrap_or_default();
    let name = typed[field].as_str().unwrap_or_default();
    let account = Keys::load().await?.hash("candidate", &name.trim().to_uppercase());
    let device = request.device();
    let failure =
        Failure { realm: Realm::Candidate, account: &account, staff: None, reason, ip: request.ip(), device: &device };
    note(db, request, &failure).await;
    outcome
}

/// Whoever is refused is told so, although it can't be written down.
pub(crate) async fn note(db: &Db, request: &Request, failure: &Failure<'_>) {
    if let Err(error) = sign_in::failed(db, failure, request.now()).await {
        log("a failed sign-in was not noted", format_args!("{error:?}"));
    }
}
