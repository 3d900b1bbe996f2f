//! Lists migrations/ so that a database in memory gets the same schema as the one that ships.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=../migrations");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../migrations");
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    let list: Vec<String> = files.iter().map(|file| format!("include_str!({file:?})")).collect();
    let out = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("migrations.rs");
    fs::write(out, format!("[{}]", list.join(",\n")))
}
