//! The invariants of ARCHITECTURE.md, checked on the sources themselves. Most are about what is absent.

mod documents;

use crate::support::root;
use domain::payment::Provider;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use web::api::OPERATIONS;

/// Folders that hold no sources of ours.
const SKIPPED: [&str; 6] = ["target", "node_modules", "dist", ".git", ".spin", ".zhaokao"];
const MOST_LINES: usize = 400;

/// A file of ours: its path from the workspace's root, and its text.
struct Source {
    path: String,
    text: String,
}

/// All files with one of these endings below a folder.
fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), endings, &mut found);
    assert!(!found.is_empty(), "nothing in {folder}: has it moved?");
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(&path).unwrap();
            found.push(Source { path: path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), text });
        }
    }
}

impl Source {
    /// Its lines of code, numbered; comments and what is only there in tests are left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let (mut end, mut begins) = (None, false);
        let mut is_code = move |line: &str| match end {
            None if line.trim_start().starts_with("#[cfg(test)]") => {
                end = Some(format!("{}}}", &line[..line.len() - line.trim_start().len()]));
                begins = true;
                false
            }
            None => !line.trim_start().starts_with("//"),
            Some(ref last) => {
                if line == last || begins && line.ends_with(';') {
                    end = None;
                }
                begins = begins && line.trim_start().starts_with("#[");
                false
            }
        };
        (1..).zip(self.text.lines()).filter(move |(_, line)| is_code(line))
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// Lines of code that hold one of these.
    fn with(&self, words: &[&str]) -> Vec<String> {
        let holds = |line: &str| words.iter().any(|word| line.contains(word));
        self.code()
            .filter(|(_, line)| holds(line))
            .map(|(n, line)| format!("{}:{n}: {}", self.path, line.trim()))
            .collect()
    }
}

#[track_caller]
fn nothing(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn sql_is_in_the_store_and_the_migrations_only() {
    let allowed = [
        "shared/store/src",
        // Programs of their own, with databases of their own.
        "host/",
        "sandbox/",
        "bench/",
        // They look at what they have loaded.
        "demo/tests/",
        "shared/import/src/tests.rs",
        "shared/import/src/tests/",
        "tests/tidy.rs",
    ];
    let words = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "UPDATE ", "CREATE TABLE ", "PRAGMA "];
    let all = sources("", &[".rs"]).into_iter().filter(|source| !source.is_in(&allowed));
    let found = all.flat_map(|source| source.with(&words));
    nothing(found.collect(), "SQL belongs into shared/store/src");
}

#[test]
fn the_store_names_its_columns() {
    let found =
        sources("shared/store/src", &[".rs"]).into_iter().flat_map(|source| source.with(&["SELECT *", "RETURNING *"]));
    nothing(found.collect(), "no SELECT *");
}

#[test]
fn spin_is_behind_its_doors() {
    let doors = [
        "shared/store/src/db/spin.rs",
        "shared/store/src/config.rs",
        "shared/store/src/blob.rs",
        "shared/web/src/outbound.rs",
    ];
    let is_entry = |line: &String| {
        line.contains("#[spin_sdk::http_service]") || line.contains("async fn serve(request: spin_sdk::http::Request)")
    };
    let all = sources("shared", &[".rs"]).into_iter().chain(sources("functions", &[".rs"]));
    let found = all
        .filter(|source| !source.is_in(&doors))
        .flat_map(|source| source.with(&["spin_sdk"]).into_iter().filter(|line| !is_entry(line)).collect::<Vec<_>>());
    nothing(found.collect(), "spin_sdk only behind db, config, blob, outbound, and on a component's entry");
}

#[test]
fn status_codes_are_known_to_web_alone() {
    let all = sources("shared", &[".rs"]).into_iter().chain(sources("functions", &[".rs"]));
    let found = all.filter(|source| !source.is_in(&["shared/web/src"])).flat_map(|source| source.with(&["StatusCode"]));
    nothing(found.collect(), "errors are domain words; only shared/web/src knows status codes");
}

#[test]
fn the_domain_is_made_of_pure_functions() {
    let words = ["async ", ".await", "http::", "Db", "SystemTime", "Utc::now", "getrandom", "rand::"];
    let found = sources("shared/domain/src", &[".rs"]).into_iter().flat_map(|source| source.with(&words));
    nothing(found.collect(), "domain: no async, no database, no HTTP, no clock, no randomness");
}

#[test]
fn no_component_depends_on_another() {
    let manifests = sources("functions", &["Cargo.toml"]);
    let names: BTreeSet<String> = manifests.iter().map(|source| component(&source.path).to_owned()).collect();
    for source in &manifests {
        let manifest: toml::Table = source.text.parse().unwrap();
        for dependency in manifest["dependencies"].as_table().unwrap().keys() {
            assert!(!names.contains(dependency), "{} depends on the component {dependency}", source.path);
        }
        assert!(!manifest.contains_key("features"), "{}: a component has one shape", source.path);
    }
}

#[test]
fn every_table_is_strict() {
    for source in sources("shared/migrations", &[".sql"]) {
        let plain: String = source
            .text
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .fold(String::new(), |text, line| text + line.split(" --").next().unwrap_or_default() + "\n");
        for (start, _) in plain.match_indices("CREATE TABLE") {
            let statement = plain[start..].split(';').next().unwrap();
            assert!(
                statement.trim_end().ends_with("STRICT") || statement.contains("STRICT,"),
                "{}: {statement}",
                source.path
            );
        }
    }
}

#[test]
fn each_migration_has_a_number_of_its_own() {
    let mut numbers = BTreeSet::new();
    for source in sources("shared/migrations", &[".sql"]) {
        let name = source.path.trim_start_matches("shared/migrations/");
        let number = name.get(..4).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(name.get(4..5) == Some("_") && numbers.insert(number.map(str::to_owned)), "{name}");
    }
    assert!(!numbers.contains(&None), "four digits");
}

#[test]
fn the_table_of_operations_and_the_routes_are_the_same() {
    let declared: BTreeSet<String> = OPERATIONS.iter().map(|operation| operation.id.to_owned()).collect();
    assert_eq!(declared.len(), OPERATIONS.len(), "an operation is declared twice");
    let mut routed = BTreeSet::new();
    for source in sources("functions", &["lib.rs"]) {
        for (_, line) in source.code() {
            if let Some(id) = line.trim().strip_prefix('"').and_then(|rest| rest.split_once("\" =>")).map(|(id, _)| id)
            {
                let own = format!(" /api/{}", component(&source.path));
                assert!(id.ends_with(&own) || id.contains(&format!("{own}/")), "{}: {line}", source.path);
                assert!(routed.insert(id.to_owned()), "{}: {line} is there twice", source.path);
            }
        }
    }
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!(only(&declared, &routed), Vec::<String>::new(), "declared in web::api::OPERATIONS, not routed");
    assert_eq!(only(&routed, &declared), Vec::<String>::new(), "routed, not declared in web::api::OPERATIONS");
}

#[test]
fn each_component_has_its_own_addresses_and_no_power_that_it_does_not_use() {
    let manifest: toml::Table = fs::read_to_string(root().join("spin.toml")).unwrap().parse().unwrap();
    for (name, component) in manifest["component"].as_table().unwrap() {
        let code_of =
            |folder: &str| sources(folder, &[".rs"]).into_iter().map(|source| source.text).collect::<String>();
        // Two components may run the same source, for other addresses.
        let file = Path::new(component["source"].as_str().unwrap()).file_stem().unwrap().to_string_lossy();
        let mut code = code_of(&format!("functions/{}/src", file.replace('_', "-")));
        if code.contains("asking::") {
            code += &code_of("shared/asking/src");
        }
        let granted = |key: &str| component.get(key).is_some();
        for (key, uses) in [
            ("sqlite_databases", code.contains("Db::open")),
            ("key_value_stores", code.contains("blob::")),
            ("allowed_outbound_hosts", code.contains("outbound::")),
            ("files", code.contains("std::fs")),
        ] {
            assert_eq!(granted(key), uses, "spin.toml, [component.{name}] {key}: granted, or used, but not both");
        }
        let variables = component.get("variables").and_then(toml::Value::as_table);
        for variable in variables.into_iter().flat_map(toml::Table::keys) {
            if provider_of(variable).is_some() {
                continue;
            }
            let is_key = variable == "seal_keys" || variable == "hash_key";
            let uses = match variable.as_str() {
                // What web reads for every component that takes writes from our pages.
                "trusted_request_start" | "public_url" if code.contains(".json()?") => true,
                "trusted_request_start" => code.contains("web::serve") || code.contains("web::call"),
                "hash_key" if code.contains("HashKey::load") => true,
                _ if is_key => code.contains("Keys::load"),
                _ => code.contains(&format!("\"{variable}\"")),
            };
            assert!(uses, "spin.toml, [component.{name}]: {variable} is granted and not used");
        }
    }
}

/// `StatusCode::CONFLICT, "conflict"`
#[test]
fn every_code_of_a_problem_is_documented_and_every_documented_one_is_told() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let tables = [read("shared/web/src/problem.rs"), read("host/src/problem.rs")].concat();
    let code = |after: &str| {
        let (_, rest) = after.split_once(',').filter(|(status, _)| !status.contains(|c: char| c.is_lowercase()))?;
        Some(rest.trim_start().strip_prefix('"')?.split('"').next()?.to_owned())
    };
    let told: BTreeSet<String> = tables.split("StatusCode::").filter_map(code).collect();
    let document = read("docs/API.md");
    let codes = document.split("\n- ").find_map(|item| item.strip_prefix("Codes:")).unwrap();
    // What comes with a code stands between brackets.
    let plain = codes.split('(').map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect::<String>();
    let documented: BTreeSet<String> = plain.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert_eq!(told, documented);
}

/// What differs from one to another is in its folder; `sandbox` plays each one, `demo` has the keys of both sides.
#[test]
fn a_payment_provider_is_known_by_name_in_few_places() {
    let known = [
        "shared/providers/src/",
        // Their names, and the addresses of their notices.
        "shared/domain/src/payment.rs",
        "shared/web/src/api/operations.rs",
    ];
    let names = Provider::ALL.map(|provider| provider.as_str().to_owned());
    let found = ["shared", "functions", "zhaokao/src", "host/src"].iter().flat_map(|folder| sources(folder, &[".rs"]));
    let found = found
        .filter(|source| !source.is_in(&known) && source.path.contains("/src/") && !source.path.contains("tests"))
        .flat_map(|source| {
            let lines: Vec<(usize, String)> = source.code().map(|(n, line)| (n, line.to_lowercase())).collect();
            let named = lines.into_iter().filter(|(_, line)| names.iter().any(|name| line.contains(name)));
            named.map(|(n, line)| format!("{}:{n}: {}", source.path, line.trim())).collect::<Vec<_>>()
        });
    nothing(found.collect(), "ask the table of shared/providers");
}

/// The provider whose variable it is, by its first word.
fn provider_of(variable: &str) -> Option<Provider> {
    variable.split_once('_').and_then(|(name, _)| Provider::parse(name))
}

#[test]
fn each_component_may_read_what_the_table_of_providers_says_that_it_needs_and_ask_whom_it_says() {
    let manifest: toml::Table = fs::read_to_string(root().join("spin.toml")).unwrap().parse().unwrap();
    let (mut asked, mut heard) = (0, 0);
    for (name, component) in manifest["component"].as_table().unwrap() {
        let file = Path::new(component["source"].as_str().unwrap()).file_stem().unwrap().to_string_lossy();
        let mut folders = vec![format!("functions/{}/src", file.replace('_', "-"))];
        let code_of = |folders: &[String]| -> String {
            folders.iter().flat_map(|folder| sources(folder, &[".rs"])).map(|source| source.text).collect()
        };
        if code_of(&folders).contains("asking::") {
            folders.push("shared/asking/src".into());
        }
        let code = code_of(&folders);
        let [asks, hears, merchant] = [".asks", ".hears", ".merchant"]
            .map(|of| code.contains("providers::facts(") && code.contains(&format!("{of})")));
        (asked, heard) = (asked + usize::from(asks), heard + usize::from(hears));
        let (mut needed, mut hosts) = (BTreeSet::new(), BTreeSet::new());
        for facts in Provider::ALL.map(providers::facts) {
            needed.extend(facts.asks.iter().copied().filter(|_| asks));
            needed.extend(facts.hears.iter().copied().filter(|_| hears));
            needed.extend(merchant.then_some(facts.merchant));
            hosts.extend(asks.then(|| format!("{{{{ {} }}}}", facts.address)));
        }
        let variables = component.get("variables").and_then(toml::Value::as_table);
        let granted = variables.into_iter().flat_map(toml::Table::keys).map(String::as_str);
        let granted: BTreeSet<_> = granted.filter(|variable| provider_of(variable).is_some()).collect();
        assert_eq!(granted, needed, "spin.toml, [component.{name}.variables]");
        if asks {
            let allowed = component["allowed_outbound_hosts"].as_array().unwrap().iter();
            let allowed: BTreeSet<_> = allowed.map(|host| host.as_str().unwrap().to_owned()).collect();
            assert_eq!(allowed, hosts, "spin.toml, [component.{name}], allowed_outbound_hosts");
        }
    }
    assert_eq!((asked, heard), (2, 1), "payment and settlement ask, payment-callback hears");
}

#[test]
fn no_file_is_longer_than_one_reads_in_one_go() {
    // Generated from the table of operations.
    let excepted = ["static/src/common/schema.d.ts"];
    let all = sources("", &[".rs", ".sql", ".vue", ".ts"]).into_iter().filter(|source| !source.is_in(&excepted));
    let found = all.filter(|source| source.text.lines().count() > MOST_LINES);
    let found = found.map(|source| format!("{}: {} lines", source.path, source.text.lines().count()));
    nothing(found.collect(), "split it by nouns");
}

#[test]
fn what_runs_speaks_to_the_log_in_lines_of_json_alone() {
    let all = [
        "shared/domain/src",
        "shared/providers/src",
        "shared/store/src",
        "shared/web/src",
        "shared/asking/src",
        "functions",
        "host/src",
        "sandbox/src",
    ];
    let found = all.iter().flat_map(|folder| sources(folder, &[".rs"])).flat_map(|source| {
        let is_test = source.path.ends_with("tests.rs") || source.path.contains("/tests/");
        if is_test { Vec::new() } else { source.with(&["eprintln!", "println!", "eprint!"]) }
    });
    nothing(found.collect(), "store::log and host::log write the log");
}

#[test]
fn nothing_unwraps_outside_tests() {
    let all = ["shared", "functions", "host/src", "demo/src", "xtask/src", "sandbox/src", "zhaokao/src"];
    let found = all.iter().flat_map(|folder| sources(folder, &[".rs"])).flat_map(|source| {
        let is_test = source.path.ends_with("tests.rs") || source.path.contains("/tests/");
        if is_test { Vec::new() } else { source.with(&[".unwrap()", "todo!(", "dbg!("]) }
    });
    nothing(found.collect(), "no unwrap outside tests");
}

/// `functions/payment-callback/src/lib.rs` → `payment-callback`.
fn component(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}
