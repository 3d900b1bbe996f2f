//! Writes JOURNAL.md into a folder; `cargo xtask docs` calls it. Bodies are read from the types of `domain::event`; what an
//! event touches is seen in the story that the tests tell.

#[path = "../src/tests/story.rs"]
mod story;

use domain::event::{Kind, Role};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};
use store::db::Db;
use store::{bulk, rebuild, seal};
use story::Touched;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("usage: journal FOLDER")?);
    let mut db = Db::in_memory().map_err(|error| format!("{error:?}"))?;
    let (observed, migrations) = (story::Teller::tell(db.native())?.observed, story::migrations()?);
    let mut text = String::from(HEAD);
    let (mut kinds, mut noun): (Vec<Kind>, &str) = (Kind::all().collect(), "");
    // By noun, in the order in which the nouns come first.
    kinds.sort_by_key(|kind| Kind::all().position(|first| noun_of(first) == noun_of(*kind)));
    for kind in kinds {
        let name = kind.as_str();
        let since = migrations.iter().find(|(_, sql)| story::kinds_in(sql).contains(name));
        if noun_of(kind) != noun {
            noun = noun_of(kind);
            write!(text, "\n## {noun}\n")?;
        }
        let body = kind.body();
        let meaning = body.get("description").and_then(Value::as_str).unwrap_or_default();
        writeln!(text, "\n### `{name}` {}\n\n{}\n", kind.title(), meaning.replace('\n', " "))?;
        writeln!(text, "- Written by: {}", writers(kind.writers()))?;
        writeln!(text, "- Since: {}", since.map_or("no migration names it", |(name, _)| name))?;
        writeln!(text, "- Projects: {}\n", projected(observed.get(&kind).ok_or("an event that no story tells of")?))?;
        writeln!(text, "| field | type | meaning |\n|---|---|---|")?;
        fields(&mut text, "", body.as_value())?;
    }
    Ok(fs::write(folder.join("JOURNAL.md"), text)?)
}

fn noun_of(kind: Kind) -> &'static str {
    kind.as_str().split('.').next().unwrap_or_default()
}

fn writers(roles: &[Role]) -> String {
    let each: Vec<String> = roles.iter().map(|role| format!("{} `{}`", role.title(), role.as_str())).collect();
    if each.is_empty() { "nobody any more; old journals have it".to_owned() } else { each.join(", ") }
}

fn projected(tables: &std::collections::BTreeMap<&str, Touched>) -> String {
    let table = |(name, touched): (&&str, &Touched)| {
        let mut how = Vec::new();
        if touched.added {
            how.push("adds".to_owned());
        }
        if touched.removed {
            how.push("removes".to_owned());
        }
        how.extend(touched.columns.iter().map(|column| format!("`{column}`")));
        format!("**{name}** ({})", how.join(", "))
    };
    let all: Vec<String> = tables.iter().map(table).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" · ") }
}

/// A row for each field, and for the fields of what it is made of.
fn fields(text: &mut String, before: &str, body: &Value) -> std::fmt::Result {
    let none = Map::new();
    let properties = body["properties"].as_object().unwrap_or(&none);
    let required: Vec<&str> = body["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in properties {
        let shape = match required.contains(&name.as_str()) {
            true => shape(field),
            false => format!("{}, or missing", shape(field).trim_end_matches(" or null")),
        };
        let meaning = field["description"].as_str().unwrap_or_default().replace('\n', " ");
        writeln!(text, "| `{before}{name}` | {shape} | {meaning} |")?;
        fields(text, &format!("{before}{name}."), field)?;
        fields(text, &format!("{before}{name}[]."), &field["items"])?;
    }
    Ok(())
}

/// `text`, `ms or null`, `wechat \| alipay`.
fn shape(field: &Value) -> String {
    let words = |all: &Value| -> Vec<String> { all.as_array().into_iter().flatten().map(shape).collect() };
    match field {
        Value::Object(of) if of.contains_key("const") => format!("`{}`", of["const"].as_str().unwrap_or_default()),
        Value::Object(of) if of.contains_key("enum") => words(&of["enum"]).join(" \\| "),
        Value::Object(of) if of.contains_key("oneOf") => words(&of["oneOf"]).join(" \\| "),
        Value::Object(of) if of.contains_key("anyOf") => words(&of["anyOf"]).join(" or "),
        Value::Object(of) if of.get("format").is_some_and(|format| format == "ms") => match &of["type"] {
            Value::Array(_) => "ms or null".to_owned(),
            _ => "ms".to_owned(),
        },
        Value::Object(of) => match &of.get("type") {
            Some(Value::Array(types)) => types.iter().map(named).collect::<Vec<_>>().join(" or "),
            Some(Value::String(array)) if array == "array" => match of.get("prefixItems") {
                Some(parts) => format!("({})", words(parts).join(", ")),
                None => format!("list of {}", shape(&of["items"])),
            },
            Some(name) => named(name),
            None => String::new(),
        },
        Value::String(word) => format!("`{word}`"),
        Value::Null => "null".to_owned(),
        other => other.to_string(),
    }
}

fn named(name: &Value) -> String {
    match name.as_str() {
        Some("string") => "text".to_owned(),
        Some("integer") => "integer".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some(other) => other.to_owned(),
        None => String::new(),
    }
}

const HEAD: &str = "\
# The journal

Generated from `shared/domain/src/event` by `cargo xtask docs`; do not edit.

Every change of state is one row of the table `journal`, which nobody updates or deletes; triggers project it into the other
tables, and `zhaokao rebuild --check` replays it and compares. A row has, besides what its kind says below:

| column | |
|---|---|
| `seq` | its number; a new thing (a candidate, an account, a window …) takes it as its own |
| `at` | when the request arrived, in ms |
| `exam` | `gaokao-2027`; empty for what belongs to no exam |
| `actor`, `role` | who, as what: `candidate:17` `candidate`, `staff:3` `county`, `provider:wechat` `provider`, `payer` `payer` (whoever has the address of a 代付 page), `system` `system` (the tick, or a command at the machine) |
| `factor` | what proved it: `facts`, `login-password`, `totp`, `save-password`, `identity`, `sms`, `signature`, `none` |
| `ip`, `device` | of the client |
| `request_key`, `request_hash` | its `Idempotency-Key` and the request's fingerprint; of a provider's notice, what it says |
| `subject` | the candidate it is about; of `staff.*` the account; 0 for none |
| `body` | a JSON object, below |

An `ms` is an instant in milliseconds since 1970 UTC; money is whole fen. *Sealed* is AES-256-GCM under a key of the
configuration; a *keyed hash* is HMAC-SHA256. *Since* is the first migration that projects it. *Projects* is what a sample
of each was seen to do to the tables: adds or removes rows, or changes these columns of rows that are there. What staff do is
listed in **staff_act**, too, whatever it is.

Old rows may lack fields that came later, and are projected as they were meant; where they differ, the field says so.
";
