//! A folder as one file, as a person makes it with a right click: alone, or inside of a folder of its own.

use crate::files::{EXAM, Files};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of a folder, unpacked, which are in memory at once: a real one has a third of it.
const MOST: u64 = 24 << 20;
/// Bytes of its exam.toml: a real one has 20,000.
const MOST_SETTINGS: usize = 1 << 20;

impl Files {
    /// Takes a zip file apart.
    ///
    /// # Errors
    /// Why it can't be, in Chinese.
    pub fn unzipped(bytes: &[u8]) -> Result<Self, String> {
        let damaged = |error: &dyn std::fmt::Display| format!("不是 ZIP 文件，或文件已损坏（{error}）");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let (mut found, mut left) = (Vec::new(), MOST);
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
            if entry.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            let mut content = Vec::new();
            entry.take(left + 1).read_to_end(&mut content).map_err(|error| damaged(&error))?;
            left = left.checked_sub(content.len() as u64).ok_or("文件夹过大，请删去不用的文件")?;
            if name.ends_with(EXAM) && content.len() > MOST_SETTINGS {
                return Err(format!("{EXAM} 过大"));
            }
            found.push((name, content));
        }
        let exam = found.iter().map(|(name, _)| name).find(|name| name.rsplit('/').next() == Some(EXAM));
        let folder = exam.and_then(|name| name.strip_suffix(EXAM)).ok_or("里面没有 exam.toml")?.to_owned();
        let mut files = Self::default();
        for (name, content) in found {
            if let Some(name) = name.strip_prefix(&folder) {
                files.insert(name, content);
            }
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::good;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zipped(files: &Files, folder: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files.iter() {
            writer.start_file(format!("{folder}{name}"), SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.start_file(format!("__MACOSX/{folder}._exam"), SimpleFileOptions::default()).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_folder_comes_out_as_it_went_in() {
        let files = good();
        assert_eq!(Files::unzipped(&zipped(&files, "gaokao-2027/")).unwrap(), files);
        assert!(Files::unzipped(b"PK").unwrap_err().contains("ZIP"));
        assert_eq!(Files::unzipped(&zipped(&Files::default(), "")).unwrap_err(), "里面没有 exam.toml");
    }

    #[test]
    fn no_more_is_unpacked_than_a_folder_can_have() {
        let mut files = good();
        files.insert("plans.csv", vec![b'0'; MOST as usize]);
        assert!(Files::unzipped(&zipped(&files, "")).unwrap_err().contains("文件夹过大"));
        let mut files = good();
        files.insert(EXAM, vec![b'#'; MOST_SETTINGS + 1]);
        assert!(Files::unzipped(&zipped(&files, "")).unwrap_err().contains("exam.toml 过大"));
    }
}
