//! Files that come as one, as a person packs them with a right click: a folder, alone or inside of a folder of its own; photos.

use crate::files::{EXAM, Files, is_hidden};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of a folder, unpacked, which are in memory at once: a real one has a third of it.
const MOST: u64 = 24 << 20;
/// Bytes of its exam.toml: a real one has 20,000.
const MOST_SETTINGS: usize = 1 << 20;
/// Bytes of photos, unpacked: a picture hardly gets smaller by packing, and as many come as a request takes.
const MOST_OF_PHOTOS: u64 = 16 << 20;

/// All files of a zip file, unpacked to no more than so many bytes.
fn unpacked(bytes: &[u8], most: u64) -> Result<Vec<(String, Vec<u8>)>, String> {
    let damaged = |error: &dyn std::fmt::Display| format!("不是 ZIP 文件，或文件已损坏（{error}）");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let (mut found, mut left) = (Vec::new(), most);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        if entry.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content).map_err(|error| damaged(&error))?;
        left = left.checked_sub(content.len() as u64).ok_or("文件过大，请删去不用的文件，或分几次上传")?;
        found.push((name, content));
    }
    Ok(found)
}

impl Files {
    /// Takes a zip file apart.
    ///
    /// # Errors
    /// Why it can't be, in Chinese.
    pub fn unzipped(bytes: &[u8]) -> Result<Self, String> {
        let found = unpacked(bytes, MOST)?;
        if found.iter().any(|(name, content)| name.ends_with(EXAM) && content.len() > MOST_SETTINGS) {
            return Err(format!("{EXAM} 过大"));
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

/// The files of a zip file of photos, whatever folder they are in: names without it, and bytes.
///
/// # Errors
/// Why it can't be, in Chinese.
pub fn photos(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let found = unpacked(bytes, MOST_OF_PHOTOS)?.into_iter().filter(|(name, _)| !is_hidden(name));
    let photos = found.map(|(name, content)| (name.rsplit('/').next().unwrap_or_default().to_owned(), content));
    Ok(photos.collect())
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
    fn photos_come_out_of_any_folder_without_what_systems_leave_there() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["照片/1.jpg", "__MACOSX/照片/._1.jpg", "照片/Thumbs.db", "2.JPG"] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(name.as_bytes()).unwrap();
        }
        let zip = writer.finish().unwrap().into_inner();
        let names: Vec<String> = photos(&zip).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["1.jpg", "2.JPG"]);
        assert!(photos(b"PK").unwrap_err().contains("ZIP"));
    }

    #[test]
    fn no_more_is_unpacked_than_a_folder_can_have() {
        let mut files = good();
        files.insert("plans.csv", vec![b'0'; MOST as usize]);
        assert!(Files::unzipped(&zipped(&files, "")).unwrap_err().contains("文件过大"));
        let mut files = good();
        files.insert(EXAM, vec![b'#'; MOST_SETTINGS + 1]);
        assert!(Files::unzipped(&zipped(&files, "")).unwrap_err().contains("exam.toml 过大"));
    }
}
