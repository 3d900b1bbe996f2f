//! Folders on the disk.

use anyhow::{Context, Result, bail};
use folder::Files;
use std::fs;
use std::path::Path;

/// No file of a folder comes near it: one that does is another one.
const LARGEST: u64 = 256 << 20;

/// The files of a folder, and of the folders in it.
pub(crate) fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::default();
    collect(folder, "", &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let name = format!("{prefix}{}", name.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?);
        if name.starts_with('.') {
            continue;
        }
        // A folder that somebody handed in leads nowhere else on this machine.
        let metadata = fs::symlink_metadata(&path)?;
        if metadata.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if !metadata.is_file() {
            bail!("{} is neither a file nor a folder", path.display());
        } else if metadata.len() > LARGEST {
            bail!("{} is larger than any file of an exam year", path.display());
        } else {
            files.insert(name, fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
        }
    }
    Ok(())
}

/// Writes files into a folder, none of which is there yet.
pub(crate) fn write(folder: &Path, files: &Files) -> Result<()> {
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        bail!("{} is there already; nothing was written", folder.join(name).display());
    }
    for (name, bytes) in files.iter() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_somewhere_else_is_no_file_of_a_folder() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join("exam.toml"), "").unwrap();
        assert!(read(folder.path()).is_ok());
        for target in [other.path().to_owned(), folder.path().join("exam.toml")] {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(target, &link).unwrap();
            assert!(read(folder.path()).unwrap_err().to_string().contains("link is neither"));
            fs::remove_file(link).unwrap();
        }
    }
}
