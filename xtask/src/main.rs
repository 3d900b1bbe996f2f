//! Everything one does with the project: `cargo xtask up | test | check | build | bench | docs`.

mod bench;
mod browser;
mod build;
mod check;
mod docs;
mod shell;
mod test;
mod up;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask up [--candidates N] [--fresh]   build, load the demo province, serve on http://127.0.0.1:3000
cargo xtask test                            every test there is, those in a browser too
cargo xtask check                           formatting, lints, docs, dependencies, page checks
cargo xtask build                           the components, the pages and the host
cargo xtask bench                           measure against the native baseline, write docs/PERFORMANCE.md
cargo xtask docs                            write docs/openapi.json, API.md, JOURNAL.md and the pages' types from the code";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let shell = shell::at_root()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["up", ref options @ ..] => up::up(&shell, options),
        ["test"] => test::test(&shell),
        ["check"] => check::check(&shell),
        ["build"] => build::all(&shell),
        ["bench", ref options @ ..] => bench::bench(&shell, options),
        ["docs"] => docs::write(&shell),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("unknown command\n{HELP}"),
    }
}
