//! OpenAPI 3.1 of the operations; only with the feature `schema`, never in a component.

use super::wire::{Body, Shape};
use super::{OPERATIONS, Operation, Retry, Role};
use crate::Problem;
use domain::serial::Free;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

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
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method.to_lowercase()] = describe(operation, &mut generators, &problem);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "zhaokao 招考",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "网上报名、缴费、志愿填报. Times are Beijing time, money is fen. Every error is application/problem+json.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": generators.definitions(),
            "parameters": { "X-Exam": x_exam() },
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": "zhaokao" } },
        },
    })
}

fn describe(operation: &Operation, generators: &mut Generators, problem: &Schema) -> Value {
    let mut responses = Map::new();
    let mut success = json!({ "description": operation.summary });
    if let Some(answers) = operation.answers {
        success["content"] = content(answers, &mut generators.answers);
    }
    responses.insert(operation.status.to_string(), success);
    let error = json!({ "description": "错误", "content": { "application/problem+json": { "schema": problem } } });
    responses.insert("default".into(), error);
    let mut described = json!({
        "operationId": operation_id(operation),
        "tags": [operation.component()],
        "summary": operation.summary,
        "parameters": parameters(operation, &mut generators.reads),
        "responses": responses,
        "x-role": role(operation.role),
        "x-retry": retry(operation.retry),
    });
    if let Some(reads) = operation.reads {
        described["requestBody"] = json!({ "required": true, "content": content(reads, &mut generators.reads) });
    }
    if !matches!(operation.role, Role::Anyone | Role::Provider | Role::Scheduler) {
        described["security"] = json!([{ "session": [] }]);
    }
    described
}

fn content(body: Body, generator: &mut SchemaGenerator) -> Value {
    match body {
        Body::Json(shape) => json!({ "application/json": { "schema": shape(generator) } }),
        Body::Other(content_type) if content_type.starts_with("text/") => {
            json!({ content_type: { "schema": { "type": "string" } } })
        }
        Body::Other(content_type) => json!({ content_type: { "schema": { "type": "string", "format": "binary" } } }),
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
        Role::Staff(permission) => format!("staff with `{}`", permission.as_str()),
        Role::Either(one, other) => format!("staff with `{}` or `{}`", one.as_str(), other.as_str()),
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

/// The parameters of an address: the fields of the type that they are read into. What is not given is left out, never null.
fn in_query(shape: Shape, generator: &mut SchemaGenerator) -> Vec<Value> {
    let object = shape(generator).to_value();
    let required = |name: &str| object["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let parameter = |(name, schema): (&String, &Value)| {
        let schema = without_null(schema.clone());
        json!({ "name": name, "in": "query", "required": required(name), "schema": schema })
    };
    object["properties"].as_object().into_iter().flatten().map(parameter).collect()
}

fn without_null(mut schema: Value) -> Value {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        schema["type"] = schema["type"][0].take();
    }
    if let Some(Value::Array(any)) = schema.get_mut("anyOf") {
        let given = any.remove(0);
        let description = schema["description"].take();
        schema = given;
        if !description.is_null() {
            schema["description"] = description;
        }
    }
    if schema["default"].is_null() {
        schema.as_object_mut().map(|fields| fields.remove("default"));
    }
    schema
}

/// A part of an address: things have numbers, except for those that are not to be guessed.
fn in_path(operation: &Operation, name: &str) -> Value {
    let is_number = matches!(name, "group" | "version") || name == "id" && operation.component() != "account";
    let schema = json!({ "type": if is_number { "integer" } else { "string" } });
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn x_exam() -> Value {
    let description = "The exam that it is about, such as `gaokao-2027`; the only one, if left out.";
    json!({ "name": "X-Exam", "in": "header", "description": description, "schema": { "type": "string" } })
}

fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Vec<Value> {
    let parts = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_query = operation.query.map(|shape| in_query(shape, generator)).unwrap_or_default();
    let key = operation.retry.takes_key().then(|| {
        let schema = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$" });
        json!({ "name": "Idempotency-Key", "in": "header", "required": operation.retry.needs_key(), "schema": schema })
    });
    let exam = operation.in_exam.then(|| json!({ "$ref": "#/components/parameters/X-Exam" }));
    parts.map(|name| in_path(operation, name)).chain(in_query).chain(exam).chain(key).collect()
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
