//! What a spreadsheet has when it is unpacked: a few hundred KB may come to more than there is memory, or time.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of the texts that cells share, which are all in memory at once.
const MOST_SHARED: usize = 16 << 20;
/// Bytes of one text.
const LONGEST: usize = 1 << 20;
/// Four to a cell, and those of rows.
const MOST_TAGS: usize = 28_000_000;

/// Goes through all that will be read of it.
///
/// # Errors
/// Why it won't, in Chinese.
pub(super) fn bounded(bytes: &[u8]) -> Result<(), String> {
    let damaged = |error: &dyn std::fmt::Display| format!("不是 XLSX 文件，或文件已损坏（{error}）");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let (mut tags, mut buffer) = (0, vec![0; 64 << 10]);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let (mut total, mut text) = (0, 0);
        loop {
            let count = entry.read(&mut buffer).map_err(|error| damaged(&error))?;
            let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
            total += count;
            for byte in piece {
                text = if *byte == b'<' { 0 } else { text + 1 };
                tags += usize::from(*byte == b'<');
                if text > LONGEST {
                    return Err("表格里有一格的文字过长".into());
                }
            }
            if tags > MOST_TAGS || name.ends_with("sharedstrings.xml") && total > MOST_SHARED {
                return Err("表格过大，请删去数据区以外的行和列".into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(name: &str, piece: &str, times: usize) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        for _ in 0..times {
            writer.write_all(piece.repeat(1000).as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_unpacks_to_more_than_there_is_room_or_time_for_is_refused() {
        let shared = "xl/sharedStrings.xml";
        let sheet = "xl/worksheets/sheet1.xml";
        assert_eq!(bounded(&packed(sheet, "<c r=\"A1\"><v>1</v></c>", 1000)), Ok(()));
        assert_eq!(bounded(&packed("xl/media/picture.png", "x", 2000)), Ok(()));
        for (name, piece, times) in
            [(shared, "<si><t>一</t></si>", 1000), (sheet, "x", 2000), (sheet, "<row/>", 30_000)]
        {
            assert!(bounded(&packed(name, piece, times)).is_err(), "{piece}");
        }
    }
}
