//! Writes openapi.json and API.md into a folder; `cargo xtask docs` calls it.

use serde_json::Value;
use std::fmt::Write;
use std::{env, fs, path::PathBuf};
use web::api::{OPERATIONS, schema};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: openapi FOLDER")?);
    let document = schema::openapi();
    fs::write(folder.join("openapi.json"), serde_json::to_string_pretty(&document)? + "\n")?;
    Ok(fs::write(folder.join("API.md"), markdown(&document)?)?)
}

fn markdown(document: &Value) -> Result<String, std::fmt::Error> {
    let mut text = String::from(HEAD);
    let mut component = "";
    for operation in OPERATIONS {
        if operation.component() != component {
            component = operation.component();
            write!(text, "\n## {component}\n\n| | | who | reads | answers | once more |\n|---|---|---|---|---|---|\n")?;
        }
        let described = &document["paths"][operation.path][operation.method.to_lowercase()];
        let reads = shape(&described["requestBody"]["content"]);
        let (status, answer) = described["responses"].as_object().and_then(|all| all.iter().next()).unzip();
        let answers =
            format!("{} {}", status.map_or("", String::as_str), shape(&answer.unwrap_or(&Value::Null)["content"]));
        let (method, path, who) = (operation.method, operation.path, schema::role(operation.role));
        let retry = schema::retry(operation.retry);
        writeln!(text, "| `{method} {path}` | {} | {who} | {reads} | {answers} | {retry} |", operation.summary)?;
    }
    Ok(text)
}

/// The name of a body's schema, or its content type.
fn shape(content: &Value) -> String {
    let Some((content_type, body)) = content.as_object().and_then(|all| all.iter().next()) else { return "–".into() };
    match body["schema"]["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        Some(name) => format!("`{name}`"),
        None => content_type.clone(),
    }
}

const HEAD: &str = "\
# API

Generated from `shared/web/src/api` by `cargo xtask docs`; do not edit. The shapes are in [openapi.json](openapi.json),
also served at `/openapi.json`.

- JSON in UTF-8. Money is whole fen. Times are RFC 3339, Beijing time; dates `YYYY-MM-DD`.
- The session is the cookie `__Host-zhaokao` (Secure, HttpOnly, SameSite=Strict), under plain http in development `zhaokao`;
  one opened by facts (`factor` is `facts`) is `not_signed_in` for all but the next step. Every write needs an `Origin` of the site's own and
  `content-type: application/json` (statements: `text/csv`; parts of files: `application/octet-stream`).
- An error is `application/problem+json` (RFC 9457) with a stable `code` and a Chinese `title` and `detail` that says what to do.
- Codes: `malformed_json` `unknown_field` `invalid` (with `errors[]`: `field`, `message`, for imports `line` and
  `column`) `unsupported_media_type` `body_too_large` `not_signed_in` `session_expired` `wrong_credentials` `forbidden`
  `second_factor_due` `new_password_due` `enrolment_due` (staff: a step of signing in comes first) `wrong_origin` `wrong_password` `not_found` `no_route` `method_not_allowed` `window_closed` (with `opens`, `closes`)
  `wrong_state` `stale_version` (with `version`) `which_exam` (with `exams`) `exam_missing` `idempotency_key_missing` `idempotency_key_reused` `conflict` `proposal_changed`
  `too_many_requests` (with `Retry-After`) `provider_unavailable` `storage_full` (with `Retry-After`) `internal`;
  of the server before an operation is reached: `bad_request` `request_timeout` `busy` (with `Retry-After`) `timeout` (it may be done).
- `version` in a request is the version last seen, 0 for none; another one on the server answers 412 `stale_version`.
- `Idempotency-Key` (8–64 letters, digits, `-`, `_`) belongs to who is signed in, and to one method, address and body:
  with another one it answers 422 `idempotency_key_reused`. What the same request **once more** does, each operation says:
  - *key: same answer*: carried out once; the same status and the same answer, built from the event that the first one made;
  - *key: once, answer as of now*: carried out once; the same status, and an answer that shows how things stand now (a
    list, an order: its payment may have come). An order that was open already is shown and uses no key up;
  - *key required*: without one it answers 400 `idempotency_key_missing`;
  - *may be repeated*: it reads, or sets what is so already; a key is ignored. A draft that is sent once more over the same
    version is answered as the first time until another one is there;
  - *is done anew, or refused*: a sign-in, a message, a password; a key is ignored. What shows a secret once (an account's
    first password) cannot show it again.
- Several exams stand side by side. An office's request names one by the header `X-Exam`, the catalog's by `?exam=`; without it they
  mean the only one, and where there are several answer 400 `exam_missing`. A session of a candidate is of one exam: who signs in
  with a 证件号 that is in several is asked by 409 `which_exam`, and says it as `exam`.
- Staff see the subtree of their own organisation: codes that begin with its code.

## Known quirks

- Addresses inside the two applications (`/volunteer/…`, `/admin/…`) answer the application's page, so that they can be
  opened directly; what is unknown there is said by the page.
- `GET /api/account/session` is 401 for one who is not signed in; that is not a fault.
";
