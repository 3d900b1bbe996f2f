//! OpenAPI 3.1 of the operations; only with the feature `schema`, never in a component.

use super::{
    OPERATIONS, Operation, Retry, Role, account, admin, catalog, finance, payment, reconciliation, registration,
    settlement, staff, statistics, volunteer,
};
use crate::{PAGES, Problem};
use domain::serial::Free;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use store::catalog::Order;

/// What an operation reads and answers.
struct Shape {
    reads: Option<Content>,
    answers: Option<Content>,
    status: u16,
}

/// A body on the wire.
enum Content {
    Json(Schema),
    Other(&'static str),
}

/// The whole document.
pub fn openapi() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    // What is left out of an answer is not required there; what has a default is not required in a request.
    let mut generators =
        Generators { reads: settings.clone().into_generator(), answers: settings.for_serialize().into_generator() };
    generators.answers.subschema_for::<Free>();
    let problem = generators.answers.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let shape = shape(operation, &mut generators);
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method.to_lowercase()] = describe(operation, shape, &problem);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "zhaokao 招考",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "高考网上报名、缴费、志愿填报. Times are Beijing time, money is fen. Every error is application/problem+json.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": generators.definitions(),
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "zhaokao" } },
        },
    })
}

fn describe(operation: &Operation, shape: Shape, problem: &Schema) -> Value {
    let mut responses = Map::new();
    let mut success = json!({ "description": operation.summary });
    if let Some(content) = shape.answers {
        success["content"] = body(content);
    }
    responses.insert(shape.status.to_string(), success);
    let error = json!({ "description": "错误", "content": { "application/problem+json": { "schema": problem } } });
    responses.insert("default".into(), error);
    let mut described = json!({
        "operationId": operation_id(operation),
        "tags": [operation.component()],
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": responses,
        "x-role": role(operation.role),
        "x-retry": retry(operation.retry),
    });
    if let Some(content) = shape.reads {
        described["requestBody"] = json!({ "required": true, "content": body(content) });
    }
    if !matches!(operation.role, Role::Anyone | Role::Provider | Role::Scheduler) {
        described["security"] = json!([{ "session": [] }]);
    }
    described
}

fn body(content: Content) -> Value {
    match content {
        Content::Json(schema) => json!({ "application/json": { "schema": schema } }),
        Content::Other(content_type) if content_type.starts_with("text/") => {
            json!({ content_type: { "schema": { "type": "string" } } })
        }
        Content::Other(content_type) => json!({ content_type: { "schema": { "type": "string", "format": "binary" } } }),
    }
}

/// `PUT /api/volunteer/{batch}/draft` → `put_volunteer_batch_draft`
fn operation_id(operation: &Operation) -> String {
    let path = operation.path.trim_start_matches("/api/").replace(['{', '}'], "").replace(['/', '-', '.'], "_");
    format!("{}_{path}", operation.method.to_lowercase())
}

/// Who may call it.
pub fn role(role: Role) -> String {
    match role {
        Role::Anyone => "anyone".into(),
        Role::Candidate => "candidate".into(),
        Role::SignedIn => "candidate or staff".into(),
        Role::Provider => "payment provider".into(),
        Role::Scheduler => "scheduler, by its secret".into(),
        Role::Staff(level) => format!("staff, {} and above", level.as_str()),
        Role::Finance(level) => format!("staff, {} and above, or finance", level.as_str()),
        Role::AnyStaff => "staff".into(),
    }
}

/// What the same request once more does, for those who write programs against it.
pub fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::Safe => "may be repeated",
        Retry::Anew => "is done anew, or refused",
        Retry::Same => "key: same answer",
        Retry::SameKeyed => "key required: same answer",
        Retry::Once => "key: once, answer as of now",
        Retry::OnceKeyed => "key required: once, answer as of now",
    }
}

/// Query parameters by operation.
const QUERIES: &[(&str, &str, &[&str])] = &[
    ("GET", "/api/catalog/codes", &["exam"]),
    (
        "GET",
        "/api/catalog/groups",
        &[
            "exam",
            "batch",
            "track",
            "q",
            "subjects",
            "plan_type",
            "city",
            "tag",
            "major_class",
            "min_line",
            "max_line",
            "min_rank",
            "max_rank",
            "min_tuition",
            "max_tuition",
            "order",
            "page",
        ],
    ),
    ("GET", "/api/catalog/narrowings", &["exam", "batch", "track"]),
    ("GET", "/api/admin/organisations", &["parent"]),
    ("GET", "/api/admin/points", &["organisation", "text", "after"]),
    ("GET", "/api/admin/segments", &["organisation", "after"]),
    ("GET", "/api/admin/candidates/{id}/journal", &["after"]),
    ("GET", "/api/admin/acts", &["organisation", "staff", "kind", "from", "until", "before"]),
    ("GET", "/api/admin/payments/refunds", &["after"]),
    ("GET", "/api/admin/payments/alarms", &["after"]),
    ("GET", "/api/admin/payments/statements", &["after"]),
    ("GET", "/api/admin/payments/differences", &["after"]),
    ("POST", "/api/admin/payments/statements", &["provider", "date"]),
    ("GET", "/api/statistics/overview", &["organisation", "batch"]),
    ("GET", "/api/statistics/not-submitted", &["organisation", "batch", "after"]),
    ("GET", "/api/statistics/not-submitted.xlsx", &["organisation", "batch"]),
];

/// A query parameter, by its name, which means the same everywhere; but for `after`, which is a number where the key of a row is.
fn query(operation: &Operation, name: &str) -> Value {
    let by_number = matches!(operation.path, "/api/admin/candidates/{id}/journal" | "/api/admin/acts");
    let schema = match name {
        "page" => json!({ "type": "integer", "minimum": 1, "maximum": PAGES, "default": 1 }),
        "min_line" | "max_line" | "min_rank" | "max_rank" | "min_tuition" | "max_tuition" | "staff" => {
            json!({ "type": "integer" })
        }
        "after" | "before" if by_number => json!({ "type": "integer" }),
        "track" => json!({ "$ref": "#/components/schemas/Track" }),
        "provider" => json!({ "$ref": "#/components/schemas/Provider" }),
        "order" => json!({ "type": "string", "enum": Order::NAMED.map(|(name, _)| name), "default": "line" }),
        "from" | "until" => json!({ "$ref": "#/components/schemas/Timestamp" }),
        "date" => json!({ "type": "string", "format": "date" }),
        _ => json!({ "type": "string" }),
    };
    let required = matches!((operation.path, name), (_, "provider" | "date") | ("/api/catalog/narrowings", "track"));
    json!({ "name": name, "in": "query", "required": required, "schema": schema })
}

/// A part of an address: things have numbers, except for those that are not to be guessed.
fn in_path(operation: &Operation, name: &str) -> Value {
    let is_number = matches!(name, "group" | "version") || name == "id" && operation.component() != "account";
    let schema = json!({ "type": if is_number { "integer" } else { "string" } });
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let parts = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let queries = QUERIES.iter().filter(|(method, path, _)| (*method, *path) == (operation.method, operation.path));
    let in_query = queries.flat_map(|(_, _, names)| *names).map(|name| query(operation, name));
    let key = operation.retry.takes_key().then(|| {
        let schema = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$" });
        json!({ "name": "Idempotency-Key", "in": "header", "required": operation.retry.needs_key(), "schema": schema })
    });
    parts.map(|name| in_path(operation, name)).chain(in_query).chain(key).collect()
}

fn shape(operation: &Operation, generators: &mut Generators) -> Shape {
    type Body = fn(&mut SchemaGenerator) -> Content;
    let mut to = |reads: Option<Body>, answers: Option<Body>, status| Shape {
        reads: reads.map(|body| body(&mut generators.reads)),
        answers: answers.map(|body| body(&mut generators.answers)),
        status,
    };
    macro_rules! json {
        ($type:ty) => {
            Some(|generator| Content::Json(generator.subschema_for::<$type>()))
        };
    }
    macro_rules! other {
        ($content_type:literal) => {
            Some(|_| Content::Other($content_type))
        };
    }
    match (operation.method, operation.path) {
        ("POST", "/api/account/first-sign-in") => to(json!(account::FirstSignIn), json!(account::Session), 200),
        ("POST", "/api/account/sign-in") => to(json!(account::SignIn), json!(account::Session), 200),
        ("POST", "/api/account/staff-sign-in") => to(json!(account::StaffSignIn), json!(account::Session), 200),
        ("GET", "/api/account/session") => to(None, json!(account::Session), 200),
        ("POST", "/api/account/sign-out" | "/api/account/sign-out-everywhere") => to(json!(account::Empty), None, 204),
        ("DELETE", "/api/account/sessions/{id}") => to(None, None, 204),
        ("GET", "/api/account/sessions") => to(None, json!(account::Devices), 200),
        ("POST", "/api/account/identity") => to(json!(account::Empty), json!(account::Identity), 201),
        ("GET", "/api/account/identity/{id}") => to(None, json!(account::Identity), 200),
        ("POST", "/api/account/staff-second-factor") => to(json!(staff::SecondFactor), json!(account::Session), 200),
        ("POST", "/api/account/staff-factor") => to(json!(staff::BeginFactor), json!(staff::FactorBegun), 200),
        ("PUT", "/api/account/staff-factor") => to(json!(staff::SecondFactor), json!(staff::FactorSet), 200),
        ("PUT", "/api/account/staff-password") => to(json!(account::StaffPassword), json!(account::Session), 200),
        ("PUT", "/api/account/passwords") => to(json!(account::Passwords), json!(account::Session), 200),
        ("POST", "/api/account/phone/code") => to(json!(account::Phone), json!(account::CodeSent), 202),
        ("PUT", "/api/account/phone") => to(json!(account::BindPhone), json!(account::Session), 200),
        ("GET", "/api/registration") => to(None, json!(registration::Registration), 200),
        ("GET", "/api/registration/photo") => to(None, other!("image/jpeg"), 200),
        ("POST", "/api/registration/document") => to(None, json!(registration::DocumentNumber), 200),
        ("POST", "/api/registration/pledge") => {
            to(json!(registration::AcceptPledge), json!(registration::Registration), 200)
        }
        ("PUT", "/api/registration/form") => to(json!(registration::SaveForm), json!(registration::Saved), 200),
        ("GET", "/api/payment/fees") => to(None, json!(payment::Fees), 200),
        ("POST", "/api/payment/fees") => to(json!(payment::Choice), None, 204),
        ("DELETE", "/api/payment/fees/{item}") => to(None, None, 204),
        ("GET", "/api/payment/orders") => to(None, json!(payment::Orders), 200),
        ("POST", "/api/payment/orders") => to(json!(payment::NewOrder), json!(payment::Order), 201),
        ("GET", "/api/payment/orders/{order_no}") => to(None, json!(payment::Order), 200),
        ("POST", "/api/payment/orders/{order_no}/refresh" | "/api/payment/orders/{order_no}/close") => {
            to(json!(account::Empty), json!(payment::Order), 200)
        }
        ("GET", "/api/payment/bills/{item}") => to(None, json!(payment::Bill), 200),
        ("POST", "/api/payment/pages/{token}/refresh") => to(json!(account::Empty), json!(payment::Page), 200),
        ("POST", "/api/payment/pages/{token}/orders") => to(json!(payment::Way), json!(payment::NewPage), 201),
        ("POST", "/api/payment/pages/{token}/open") => to(json!(account::Empty), json!(payment::Opening), 200),
        ("GET", "/api/payment/pages/{token}/form") => to(None, other!("text/html"), 200),
        ("GET", "/api/payment/pages/{token}") => to(None, json!(payment::Page), 200),
        ("POST", "/api/settlement/tick") => to(None, json!(settlement::Ticked), 200),
        ("POST", "/api/payment-callback/wechat") => to(other!("application/json"), None, 204),
        ("POST", "/api/payment-callback/alipay" | "/api/payment-callback/unionpay") => {
            to(other!("application/x-www-form-urlencoded"), other!("text/plain"), 200)
        }
        ("GET", "/api/catalog/calendar") => to(None, json!(catalog::Calendar), 200),
        ("GET", "/api/catalog/codes") => to(None, json!(catalog::Codes), 200),
        ("GET", "/api/catalog/regions") => to(None, json!(catalog::Regions), 200),
        ("GET", "/api/catalog/groups") => to(None, json!(catalog::Groups), 200),
        ("GET", "/api/catalog/narrowings") => to(None, json!(catalog::Narrowings), 200),
        ("GET", "/api/catalog/groups/{id}") => to(None, json!(catalog::GroupDetail), 200),
        ("GET", "/api/volunteer") => to(None, json!(volunteer::Overview), 200),
        ("GET", "/api/volunteer/favourites") => to(None, json!(volunteer::Favourites), 200),
        ("PUT", "/api/volunteer/favourites/{group}") => to(json!(volunteer::SaveFavourite), None, 204),
        ("DELETE", "/api/volunteer/favourites/{group}") => to(None, None, 204),
        ("GET", "/api/volunteer/{batch}") => to(None, json!(volunteer::BatchView), 200),
        ("PUT", "/api/volunteer/{batch}/draft") => to(json!(volunteer::SaveDraft), json!(registration::Saved), 200),
        ("GET", "/api/volunteer/{batch}/submissions") => to(None, json!(volunteer::Submissions), 200),
        ("POST", "/api/volunteer/{batch}/submissions") => {
            to(json!(volunteer::Submit), json!(volunteer::Submitted), 201)
        }
        ("GET", "/api/volunteer/{batch}/submissions/{version}") => to(None, json!(volunteer::Receipt), 200),
        ("GET", "/api/admin/organisations") => to(None, json!(admin::Organisations), 200),
        ("GET", "/api/admin/points") => to(None, json!(admin::Points), 200),
        ("POST", "/api/admin/points") => to(json!(admin::NewPoint), json!(admin::Organisation), 201),
        ("GET", "/api/admin/segments") => to(None, json!(admin::Segments), 200),
        ("POST", "/api/admin/segments") => to(json!(admin::NewSegment), json!(admin::Segment), 201),
        ("POST", "/api/admin/candidates") => to(json!(admin::NewCandidate), json!(admin::Admitted), 201),
        ("POST", "/api/admin/candidates/search") => to(json!(admin::SearchCandidates), json!(admin::Candidates), 200),
        ("GET", "/api/admin/candidates/{id}") => to(None, json!(admin::CandidateDetail), 200),
        ("GET", "/api/admin/candidates/{id}/journal") => to(None, json!(admin::Journal), 200),
        ("POST", "/api/admin/candidates/{id}/sign-out") => to(json!(staff::Because), None, 204),
        ("POST", "/api/admin/payments/search") => to(json!(finance::SearchOrders), json!(finance::Orders), 200),
        ("GET", "/api/admin/payments/refunds") => to(None, json!(finance::Refunds), 200),
        ("POST", "/api/admin/payments/alarms/{id}/confirm") => to(json!(reconciliation::Confirmation), None, 204),
        ("POST", "/api/admin/payments/refunds/{refund_no}/abandon") => to(json!(finance::Abandoning), None, 204),
        ("POST", "/api/admin/payments/refunds/{refund_no}/abandon/confirm") => {
            to(json!(reconciliation::Confirmation), None, 204)
        }
        ("GET", "/api/admin/payments/fee-items") => to(None, json!(finance::FeeItems), 200),
        ("POST", "/api/admin/payments/fee-items") => to(json!(finance::NewFeeItem), None, 204),
        ("POST", "/api/admin/payments/fee-items/{id}/withdrawal") => to(json!(finance::Withdrawal), None, 204),
        (
            "POST",
            "/api/admin/payments/fee-items/{id}/confirm" | "/api/admin/payments/fee-items/{id}/withdrawal/confirm",
        ) => to(json!(reconciliation::Confirmation), None, 204),
        ("POST", "/api/admin/payments/refunds/{refund_no}/retry") => to(json!(account::Empty), None, 204),
        ("GET", "/api/admin/payments/statements") => to(None, json!(reconciliation::Statements), 200),
        ("POST", "/api/admin/payments/statements") => to(other!("text/csv"), json!(reconciliation::Statement), 201),
        ("GET", "/api/admin/payments/differences") => to(None, json!(reconciliation::Differences), 200),
        ("POST", "/api/admin/payments/differences/{id}") => to(json!(reconciliation::Handling), None, 204),
        ("POST", "/api/admin/payments/differences/{id}/confirm") => to(json!(reconciliation::Confirmation), None, 204),
        ("GET", "/api/admin/payments/alarms") => to(None, json!(finance::Alarms), 200),
        ("POST", "/api/admin/payments/alarms/{id}") => to(json!(finance::Resolution), None, 204),
        ("GET", "/api/admin/payments/health") => to(None, json!(finance::Health), 200),
        ("POST", "/api/admin/scores" | "/api/admin/control-lines") => {
            to(other!("text/csv"), json!(admin::Imported), 200)
        }
        ("GET", "/api/admin/windows") => to(None, json!(admin::Windows), 200),
        ("POST", "/api/admin/windows") => to(json!(admin::NewWindow), json!(admin::Created), 201),
        ("POST", "/api/admin/staff") => to(json!(staff::NewStaff), json!(staff::StaffCreated), 201),
        ("POST", "/api/admin/staff/search") => to(json!(staff::SearchStaff), json!(staff::StaffList), 200),
        ("POST", "/api/admin/staff/{id}/password") => to(json!(staff::Because), json!(staff::StaffCreated), 201),
        ("POST", "/api/admin/staff/{id}/factor") => to(json!(staff::Because), None, 204),
        ("POST", "/api/admin/staff/{id}/status") => to(json!(staff::Enabled), None, 204),
        ("POST", "/api/admin/staff/{id}/move") => to(json!(staff::Move), None, 204),
        ("POST", "/api/admin/staff/{id}/decision") => to(json!(reconciliation::Confirmation), None, 204),
        ("GET", "/api/admin/acts") => to(None, json!(staff::Acts), 200),
        ("POST", "/api/admin/sign-in-failures") => to(json!(staff::SearchFailures), json!(staff::Failures), 200),
        ("GET", "/api/statistics/overview") => to(None, json!(statistics::Overview), 200),
        ("GET", "/api/statistics/not-submitted") => to(None, json!(statistics::NotSubmitted), 200),
        ("GET", "/api/statistics/not-submitted.xlsx") => {
            to(None, other!("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), 200)
        }
        (method, path) => unreachable_operation(method, path),
    }
}

/// A shape may be another one when it is read than when it is written.
struct Generators {
    reads: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Generators {
    #[expect(clippy::panic, reason = "only the generator of documents runs this: one name, one shape")]
    fn definitions(self) -> Map<String, Value> {
        let mut all = self.answers.definitions().clone();
        for (name, schema) in self.reads.definitions() {
            match all.get(name) {
                Some(other) if other != schema => panic!("{name} is one shape in requests and another in answers"),
                _ => all.insert(name.clone(), schema.clone()),
            };
        }
        all
    }
}

#[expect(
    clippy::panic,
    reason = "only the generator of documents runs this: an operation without a shape must not pass"
)]
fn unreachable_operation(method: &str, path: &str) -> Shape {
    panic!("{method} {path} has no shape in api/schema.rs")
}
