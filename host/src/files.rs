//! A component's `files`: directories that its instances may read.
//!
//! A directory with a destination is given as it is. Patterns and single files are copied once,
//! at the start, into one directory that the guest sees as `/`.

use crate::manifest::{Component, Located, Manifest, Mount};
use anyhow::{Context, Result};
use std::path::{Component as Part, Path, PathBuf};
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

/// What one component sees: directories of the machine and their places in the guest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Granted(Vec<(PathBuf, String)>);

/// Finds a component's directories and copies what must be copied to below `copies`.
pub(crate) fn configure(manifest: &Manifest, component: &Component, copies: &Path) -> Result<Granted> {
    let mut granted = Granted::default();
    let copies = copies.join(&component.id.value);
    if copies.exists() {
        std::fs::remove_dir_all(&copies).with_context(|| format!("cannot empty {}", copies.display()))?;
    }
    for Located { value: mount, line } in &component.files {
        let mounted = match mount {
            Mount::Pattern(pattern) => copy_matching(&manifest.directory, pattern, &copies),
            Mount::Placed { source, destination } => {
                place(&manifest.directory.join(source), destination, &copies, &mut granted)
            }
        };
        mounted.map_err(|error| manifest.error(*line, format!("{error:#}")))?;
    }
    if copies.exists() {
        if granted.0.iter().any(|(_, destination)| destination == "/") {
            let why = "a directory at \"/\" cannot be combined with patterns or single files";
            return Err(manifest.error(component.id.line, why));
        }
        granted.0.push((copies, "/".into()));
    }
    Ok(granted)
}

/// Gives the directories to an instance, to read only.
pub(crate) fn prepare(granted: &Granted, wasi: &mut WasiCtxBuilder) -> wasmtime::Result<()> {
    for (directory, destination) in &granted.0 {
        wasi.preopened_dir(directory, destination, FsPerms::ReadOnly)?;
    }
    Ok(())
}

fn place(source: &Path, destination: &str, copies: &Path, granted: &mut Granted) -> Result<()> {
    if source.is_dir() {
        granted.0.push((source.to_owned(), destination.to_owned()));
        return Ok(());
    }
    if !source.is_file() {
        anyhow::bail!("there is no file or directory {}", source.display());
    }
    copy(source, &copies.join(destination.trim_start_matches('/')))
}

fn copy_matching(directory: &Path, pattern: &str, copies: &Path) -> Result<()> {
    let escapes = |part| !matches!(part, Part::Normal(_) | Part::CurDir);
    if Path::new(pattern).components().any(escapes) {
        anyhow::bail!("the pattern `{pattern}` must stay below the manifest's directory");
    }
    let pattern: Vec<&str> = pattern.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let mut found = Vec::new();
    collect(directory, &pattern, Path::new(""), &mut found)?;
    found.iter().try_for_each(|path| copy(&directory.join(path), &copies.join(path)))
}

/// Walks only where the pattern leads.
fn collect(root: &Path, pattern: &[&str], at: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let Some((first, rest)) = pattern.split_first() else {
        return Ok(());
    };
    let everything_below = *first == "**";
    if everything_below && !rest.is_empty() {
        collect(root, rest, at, found)?;
    }
    let Ok(entries) = std::fs::read_dir(root.join(at)) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let path = at.join(entry.file_name());
        let matches = everything_below || matches(first, &entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true if everything_below => collect(root, pattern, &path, found)?,
            true if matches => collect(root, rest, &path, found)?,
            false if matches && rest.is_empty() => found.push(path),
            _ => {}
        }
    }
    Ok(())
}

/// Whether a name matches one part of a pattern, in which `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices().map(|(index, _)| index).chain([rest.len()]).any(|index| matches(after, &rest[index..]))
        }),
    }
}

fn copy(source: &Path, target: &Path) -> Result<()> {
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::copy(source, target).with_context(|| format!("cannot copy {}", source.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_at_their_depth() {
        let directory = tempfile::tempdir().unwrap();
        for path in ["a.txt", "b/c.txt", "b/d/e.txt", "b/d/f.css"] {
            copy_text(&directory.path().join(path));
        }
        let found = |pattern: &str| {
            let target = tempfile::tempdir().unwrap();
            copy_matching(directory.path(), pattern, target.path()).unwrap();
            let mut all = Vec::new();
            collect(target.path(), &["**"], Path::new(""), &mut all).unwrap();
            let mut names: Vec<_> = all.iter().map(|path| path.display().to_string()).collect();
            names.sort();
            names.dedup();
            names.join(" ")
        };
        assert_eq!(found("*.txt"), "a.txt");
        assert_eq!(found("b/**/*.txt"), "b/c.txt b/d/e.txt");
        assert_eq!(found("**/*"), "a.txt b/c.txt b/d/e.txt b/d/f.css");
        assert!(copy_matching(directory.path(), "../*", directory.path()).is_err());
    }

    fn copy_text(path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "text").unwrap();
    }
}
