//! What documents and commands say is so.

use super::{nothing, sources};
use crate::support::root;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

#[test]
fn the_tests_of_every_crate_are_run() {
    let command = fs::read_to_string(root().join("xtask/src/test.rs")).unwrap();
    let run: BTreeSet<&str> = command.split(['"', ' ', '\n']).collect();
    let folders = ["shared", "functions", "demo", "host", "sandbox", "xtask", "zhaokao"];
    let tested =
        folders.iter().flat_map(|folder| sources(folder, &[".rs"])).filter(|source| source.text.contains("#[test]"));
    let names = tested.filter_map(|source| {
        let (folder, _) = source.path.split_once("/src/")?;
        folder.rsplit('/').next().map(str::to_owned)
    });
    let left_out: BTreeSet<String> = names.filter(|name| !run.contains(&name[..])).collect();
    nothing(left_out.into_iter().collect(), "`cargo xtask test` runs the tests of every crate");
}

/// A field says by its name what it is; what has a unit, or a source, says that.
#[test]
fn what_strangers_find_in_the_rules_says_what_it_is() {
    const ITEMS: [&str; 6] = ["fn ", "struct ", "enum ", "trait ", "const ", "type "];
    let mut silent = Vec::new();
    for source in sources("shared/domain/src", &[".rs"]) {
        let mut said = false;
        for (number, line) in source.text.lines().enumerate() {
            let line = line.trim_start();
            let is_item = line.strip_prefix("pub ").is_some_and(|rest| ITEMS.iter().any(|item| rest.starts_with(item)));
            // What a macro makes is said where it is called.
            let is_item = is_item && !line.contains('$');
            if is_item && !said {
                silent.push(format!("{}:{}: {line}", source.path, number + 1));
            }
            // Attributes, of several lines too, stand between what is said and what it is said of.
            said = line.starts_with("///") || said && (line.starts_with(['#', ')']) || line.ends_with(','));
        }
    }
    nothing(silent, "say what it is");
}

#[test]
fn tests_that_documents_name_exist() {
    let folders = ["shared", "host", "tests", "zhaokao", "demo"];
    let code: Vec<_> = folders.iter().flat_map(|folder| sources(folder, &[".rs"])).collect();
    let is_name = |word: &&str| {
        let is_plain = word.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit());
        is_plain && word.matches('_').count() >= 4
    };
    let mut missing = Vec::new();
    for document in sources("docs", &[".md"]) {
        for name in document.text.split('`').skip(1).step_by(2).filter(is_name) {
            if !code.iter().any(|source| source.text.contains(&format!("fn {name}("))) {
                missing.push(format!("{}: {name}", document.path));
            }
        }
    }
    nothing(missing, "a test that a document names is there");
}

#[test]
fn the_documents_that_are_made_from_the_code_are_current() {
    let folder = tempfile::tempdir().unwrap();
    for (package, example) in [("web", "openapi"), ("store", "journal"), ("domain", "terms")] {
        let generator =
            ["run", "--release", "--quiet", "-p", package, "--features", "schema", "--example", example, "--"];
        let generated =
            Command::new(env!("CARGO")).args(generator).arg(folder.path()).current_dir(root()).output().unwrap();
        assert!(generated.status.success(), "{}", String::from_utf8_lossy(&generated.stderr));
    }
    for (place, name) in
        [("docs", "openapi.json"), ("docs", "API.md"), ("docs", "JOURNAL.md"), ("static/src/common", "terms.json")]
    {
        let [written, current] =
            [root().join(place), folder.path().to_owned()].map(|folder| fs::read_to_string(folder.join(name)).unwrap());
        assert!(written == current, "{place}/{name} is old: run `cargo xtask docs`");
    }
}

#[test]
fn commands_that_the_readme_shows_exist() {
    let help = fs::read_to_string(root().join("xtask/src/main.rs")).unwrap();
    for name in ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap_or_else(|_| panic!("{name} is missing"));
        for (start, _) in text.match_indices("cargo xtask ") {
            let word: String = text[start + 12..].chars().take_while(char::is_ascii_lowercase).collect();
            assert!(word.is_empty() || help.contains(&format!("cargo xtask {word}")), "{name}: cargo xtask {word}");
        }
        for (start, _) in text.match_indices("](") {
            let target: &str = text[start + 2..].split([')', '#']).next().unwrap();
            if !target.is_empty() && !target.contains("://") {
                assert!(root().join(target).exists(), "{name} points to {target}, which is not there");
            }
        }
    }
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run is missing");
    assert!(ci.contains("cargo xtask test"), ".ci/run runs what the README says");
}
