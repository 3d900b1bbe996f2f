//! No statement walks through what grows with the number of candidates. Every SQL text of the store is read out of its
//! sources, compiled against the schema of the migrations, and its program looked at, with those of the triggers.

mod texts;

use self::texts::arguments;
use crate::db::Db;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Tables that do not grow with the number of candidates: what an exam year brings, and its offices. Whatever is not here
/// does.
const SMALL: [&str; 36] = [
    "exam",
    "region",
    "code_item",
    "fee_item",
    "batch",
    "college",
    "college_group",
    "major",
    "group_line",
    "findable",
    "narrowing",
    "revision",
    "import",
    "import_block",
    "revision_row",
    "revision_value",
    "revision_work",
    "revision_file",
    "organisation_above",
    "role",
    "role_permission",
    "role_change",
    "control_line",
    "organisation",
    "student_count",
    "form",
    "exam_text",
    "window_change",
    "staff",
    "segment",
    "statement",
    "import_touched",
    "added_fee_item",
    "collection",
    "sqlite_sequence",
    "sqlite_schema",
];

/// Indices of only a few rows of a table that grows, each with its reason.
const OF_FEW: &[(&str, &str)] = &[
    ("payment_order_expiring", "orders that are open: made within the last hours"),
    ("payment_order_open_by_time", "likewise"),
];

/// Statements that may walk through a table that grows, by a part of their text, each with its reason.
const MAY_WALK: &[(&str, &str)] = &[
    ("SELECT id FROM candidate ORDER BY id", "the bench, in a province of its own"),
    ("FROM sign_in_failure", "the newest, by number or by time, never more than the statement's own limit"),
    ("SELECT order_no FROM ledger GROUP BY order_no", "`zhaokao verify`, a command that looks at every entry"),
    ("WITH unproven AS", "likewise, `zhaokao verify`"),
    ("SELECT COUNT(*) FROM import_part", "a thousand at the most, which is why it counts"),
];

/// Tables that a trigger may walk through, each with its reason.
const TRIGGERS_MAY_WALK: &[(&str, &str)] = &[
    ("sign_in_failure", "the newest one's time: one row"),
    ("candidate", "a fee added during the year is owed by everybody at once"),
    ("barred", "the province's list is replaced as a whole, some few times a year"),
    ("score", "a moved control line concerns everybody, some few times a year"),
    ("payment_order", "a provider's statement is compared with all that it has taken, once a day"),
    ("payment_alarm", "likewise, with what is in suspense"),
    ("refund", "likewise, with what was given back"),
];

#[test]
fn no_statement_walks_through_what_grows_with_candidates() {
    let mut db = Db::in_memory().unwrap();
    let connection = db.native();
    // Spin's own, which the demo fills.
    connection.execute(crate::bulk::KEY_VALUE, []).unwrap();
    let statements = statements();
    assert!(statements.len() > 140, "only {} statements found", statements.len());
    let roots = roots(connection);
    let mut found = BTreeSet::new();
    let mut excused = BTreeSet::new();
    for (file, sql) in &statements {
        let walks = walks(connection, &roots, sql).unwrap_or_else(|error| panic!("{file}: {error}\n{sql}"));
        for Walk { table, how, in_trigger } in walks {
            let excuse = match in_trigger {
                true => TRIGGERS_MAY_WALK.iter().find(|(known, _)| *known == table),
                false => MAY_WALK.iter().find(|(part, _)| sql.contains(part)),
            };
            match excuse {
                Some((what, _)) => excused.insert(*what),
                None if in_trigger => found.insert(format!("a trigger: {how} {table}")),
                None => found.insert(format!("{file}: {how} {table}\n    {sql}")),
            };
        }
    }
    assert!(found.is_empty(), "seek instead:\n{}", found.into_iter().collect::<Vec<_>>().join("\n"));
    for (what, _) in MAY_WALK.iter().chain(TRIGGERS_MAY_WALK) {
        assert!(excused.contains(what), "no longer needed as an exception: {what}");
    }
}

#[test]
fn a_walk_is_seen() {
    let mut db = Db::in_memory().unwrap();
    let connection = db.native();
    let roots = roots(connection);
    for (sql, expected) in [
        ("SELECT id FROM candidate WHERE serial = ? OR document_hash = ?", true),
        ("SELECT id FROM candidate WHERE exam = ? ORDER BY registered_at", true),
        ("SELECT COUNT(*) FROM candidate", true),
        ("SELECT id FROM candidate WHERE name LIKE ?", true),
        ("DELETE FROM session WHERE expires_at + 1 < ?", true),
        ("SELECT id FROM candidate WHERE exam = ? AND serial = ?", false),
        ("SELECT id FROM candidate WHERE exam = ? AND path >= ? AND path < ? ORDER BY path, serial LIMIT 50", false),
        ("SELECT code FROM organisation", false),
    ] {
        assert_eq!(!walks(connection, &roots, sql).unwrap().is_empty(), expected, "{sql}");
    }
}

/// A program goes through a table from its one end.
struct Walk {
    table: String,
    how: &'static str,
    in_trigger: bool,
}

fn walks(connection: &Connection, roots: &BTreeMap<i64, String>, sql: &str) -> rusqlite::Result<Vec<Walk>> {
    let mut walks = Vec::new();
    let mut statement = connection.prepare(&format!("EXPLAIN {sql}"))?;
    let (mut cursors, mut programs) = (BTreeMap::new(), 0);
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let (address, operation): (i64, String) = (row.get(0)?, row.get(1)?);
        let (p1, p2): (i64, i64) = (row.get(2)?, row.get(3)?);
        if address == 0 {
            programs += 1;
            cursors.clear();
        }
        match operation.as_str() {
            "OpenRead" | "OpenWrite" | "ReopenIdx" => {
                match roots.get(&p2) {
                    Some(table) => cursors.insert(p1, table.clone()),
                    None => cursors.remove(&p1),
                };
            }
            "OpenEphemeral" | "OpenPseudo" | "SorterOpen" | "VOpen" | "OpenDup" | "OpenAutoindex" => {
                cursors.remove(&p1);
            }
            "Rewind" | "Last" | "Count" => {
                let table = cursors.get(&p1).filter(|table| !SMALL.contains(&table.as_str()));
                let how = if operation == "Count" { "counts" } else { "walks through" };
                walks.extend(table.map(|table| Walk { table: table.clone(), how, in_trigger: programs > 1 }));
            }
            _ => {}
        }
    }
    // What is there only with the triggers' plans is theirs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, false)?;
    let own = weak_seeks(connection, sql, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP, true)?;
    let all = weak_seeks(connection, sql, true)?;
    walks.extend(all.into_iter().filter(|walk| own.iter().all(|own| own.table != walk.table)));
    walks.extend(own);
    Ok(walks)
}

/// Seeks by nothing but the exam: all of it.
fn weak_seeks(connection: &Connection, sql: &str, in_trigger: bool) -> rusqlite::Result<Vec<Walk>> {
    let tables: BTreeMap<String, String> =
        pairs(connection, "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'")?;
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut walks = Vec::new();
    while let Some(row) = rows.next()? {
        let detail: String = row.get(3)?;
        let Some((head, "exam=?)")) = detail.split_once('(') else { continue };
        let index = head.split_whitespace().last().unwrap_or_default();
        // A key of the table itself is no index.
        let own = head.strip_prefix("SEARCH ").and_then(|rest| rest.split(' ').next()).map(str::to_owned);
        let table = tables.get(index).cloned().or(own).unwrap_or_else(|| head.to_owned());
        if !SMALL.contains(&table.as_str()) {
            walks.push(Walk { table, how: "reads a whole exam of", in_trigger });
        }
    }
    Ok(walks)
}

/// Root pages of tables and indices, and whose they are.
fn roots(connection: &Connection) -> BTreeMap<i64, String> {
    let mut roots = pairs(connection, "SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0").unwrap();
    let names: BTreeMap<i64, String> =
        pairs(connection, "SELECT rootpage, name FROM sqlite_schema WHERE rootpage > 0").unwrap();
    roots.retain(|root, _| !OF_FEW.iter().any(|(index, _)| names.get(root).is_some_and(|name| name == index)));
    roots
}

fn pairs<K: rusqlite::types::FromSql + Ord>(
    connection: &Connection,
    sql: &str,
) -> rusqlite::Result<BTreeMap<K, String>> {
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Every SQL text of the store with its file. Those of the rebuild, a command that reads everything, are made at run time.
pub(super) fn statements() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    let sources: Vec<(String, TokenStream)> = files
        .iter()
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap().parse().unwrap()))
        .collect();
    // Some are used in other files than their own.
    let everywhere: Macros = sources.iter().flat_map(|(_, tokens)| macros(tokens)).collect();
    let mut all = Vec::new();
    for (path, tokens) in &sources {
        let known = everywhere.iter().chain(&macros(tokens)).map(|(name, arms)| (name.clone(), arms.clone())).collect();
        read(tokens.clone(), &known, &mut |sql| all.push((path.clone(), sql)));
    }
    all
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match path.is_dir() {
            true if !["tests", "rebuild"].contains(&&name[..]) => collect(&path, files),
            false if !["tests.rs", "rebuild.rs"].contains(&&name[..]) => files.push(path),
            _ => {}
        }
    }
}

/// The macros of a file.
type Macros = BTreeMap<String, Vec<Arm>>;

/// One arm of a macro that makes a text of texts.
#[derive(Clone)]
struct Arm {
    /// `where` of `(where $($guard:expr),+)`
    word: Option<String>,
    names: Vec<String>,
    /// Takes any number of them, as the one name it has
    is_list: bool,
    body: Vec<TokenTree>,
}

impl Arm {
    fn of(pattern: &TokenStream, body: TokenStream) -> Self {
        let tokens: Vec<TokenTree> = pattern.clone().into_iter().collect();
        let text = pattern.to_string().replace(' ', "");
        let name = |part: &str| part.split(':').next().map(|name| name.trim_start_matches(['$', '(']).to_owned());
        let is_list = text.contains("$(");
        let names = text.split('$').skip(1).filter(|part| part.contains(':')).filter_map(name);
        Self {
            word: tokens.first().and_then(word),
            names: names.take(if is_list { 1 } else { usize::MAX }).collect(),
            is_list,
            body: body.into_iter().collect(),
        }
    }

    fn takes(&self, word: Option<&String>, arguments: usize) -> bool {
        self.word.as_ref() == word && (self.is_list || self.names.len() == arguments)
    }

    fn given(&self, arguments: Vec<String>) -> BTreeMap<String, String> {
        let arguments = if self.is_list { vec![arguments.concat()] } else { arguments };
        self.names.iter().cloned().zip(arguments).collect()
    }
}

fn word(token: &TokenTree) -> Option<String> {
    if let TokenTree::Ident(word) = token { Some(word.to_string()) } else { None }
}

fn macros(tokens: &TokenStream) -> Macros {
    let all: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Macros::new();
    for window in all.windows(4) {
        let [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Ident(name), TokenTree::Group(body)] = window
        else {
            continue;
        };
        if word == "macro_rules" {
            let groups: Vec<TokenStream> = body.stream().into_iter().filter_map(group).collect();
            let arms = groups.chunks(2).filter_map(|arm| Some(Arm::of(arm.first()?, arm.get(1)?.clone())));
            found.insert(name.to_string(), arms.collect());
        }
    }
    found
}

fn group(token: TokenTree) -> Option<TokenStream> {
    if let TokenTree::Group(group) = token { Some(group.stream()) } else { None }
}

/// Tells every text that begins as a statement, macros expanded.
fn read(tokens: TokenStream, known: &Macros, tell: &mut impl FnMut(String)) {
    let all: Vec<TokenTree> = tokens.into_iter().collect();
    let mut index = 0;
    while let Some(token) = all.get(index) {
        if matches!(token, TokenTree::Ident(name) if name == "macro_rules") {
            index += 4;
        } else if matches!(&all[index..], [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "mod" && name == "tests")
        {
            index += 3;
        } else if let Some((text, length)) = value(&all[index..], known, &BTreeMap::new()) {
            let begins = is_statement(&text);
            assert!(
                begins || ![" FROM ", "FROM ", "WHERE "].iter().any(|word| text.contains(word)),
                "not read: {text}"
            );
            if begins {
                tell(text);
            }
            index += length;
        } else {
            if let TokenTree::Group(group) = token {
                read(group.stream(), known, tell);
            }
            index += 1;
        }
    }
}

fn is_statement(text: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE "].iter().any(|verb| text.starts_with(verb))
}

/// The text that begins here, and how many tokens it takes: a literal, a parameter, `concat!` or a macro of ours.
fn value(tokens: &[TokenTree], known: &Macros, given: &BTreeMap<String, String>) -> Option<(String, usize)> {
    match tokens {
        [TokenTree::Literal(literal), ..] => {
            Some((syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()?.value(), 1))
        }
        [TokenTree::Punct(dollar), TokenTree::Ident(name), ..] if dollar.as_char() == '$' && name != "crate" => {
            Some((given.get(&name.to_string())?.clone(), 2))
        }
        // `$crate::author_in_use!()`
        [TokenTree::Punct(dollar), TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Punct(_), rest @ ..]
            if dollar.as_char() == '$' && name == "crate" =>
        {
            let (text, length) = value(rest, known, given)?;
            Some((text, length + 4))
        }
        // `window::in_force!(…)`
        [TokenTree::Ident(_), TokenTree::Punct(colon), TokenTree::Punct(_), rest @ ..] if colon.as_char() == ':' => {
            let (text, length) = value(rest, known, given)?;
            Some((text, length + 3))
        }
        // `$($guard,)+`
        [TokenTree::Punct(dollar), TokenTree::Group(each), TokenTree::Punct(_), ..] if dollar.as_char() == '$' => {
            let each: Vec<TokenTree> = each.stream().into_iter().collect();
            Some((value(&each, known, given)?.0, 3))
        }
        [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(group), ..]
            if bang.as_char() == '!' && group.delimiter() != Delimiter::None =>
        {
            Some((called(&name.to_string(), group.stream(), known, given)?, 3))
        }
        _ => None,
    }
}

/// What a macro makes of its arguments.
fn called(name: &str, tokens: TokenStream, known: &Macros, given: &BTreeMap<String, String>) -> Option<String> {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let has_word =
        matches!(tokens.get(1), Some(token) if !matches!(token, TokenTree::Punct(bang) if bang.as_char() == '!'));
    let word = tokens.first().and_then(word).filter(|_| has_word);
    if word.is_some() {
        tokens.remove(0);
    }
    let arguments = arguments(&tokens, known, given)?;
    if name == "concat" {
        return Some(arguments.concat());
    }
    let arm = known.get(name)?.iter().find(|arm| arm.takes(word.as_ref(), arguments.len()))?;
    let begins = |token: &TokenTree| match token {
        TokenTree::Ident(word) => word != "crate",
        TokenTree::Literal(_) => true,
        TokenTree::Group(_) | TokenTree::Punct(_) => false,
    };
    let start = arm.body.iter().position(begins)?;
    Some(value(&arm.body[start..], known, &arm.given(arguments))?.0)
}
