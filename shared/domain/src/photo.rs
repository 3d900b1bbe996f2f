//! 采集照片: JPEG.

use serde::{Deserialize, Serialize};

/// What an exam asks of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PhotoRule"))]
pub struct Rule {
    /// In pixels
    pub width: u16,
    /// In pixels
    pub height: u16,
    /// KiB of the largest file
    pub most_kb: usize,
    /// Colours that its background may have, for people
    pub backgrounds: Vec<String>,
}

/// 普通高等学校招生图像采集规范; a file has about 20–40 KB.
impl Default for Rule {
    fn default() -> Self {
        let backgrounds = ["浅蓝色", "白色", "浅灰色"].map(str::to_owned).into();
        Self { width: 480, height: 640, most_kb: 200, backgrounds }
    }
}

/// The picture of a JPEG of the right size: without what cameras and programs write beside it (place, owner, comments),
/// and with nothing behind its end.
///
/// # Errors
/// Why not, in Chinese.
pub fn clean(bytes: &[u8], rule: &Rule) -> Result<Vec<u8>, String> {
    let Rule { width, height, most_kb, .. } = rule;
    if bytes.len() > most_kb * 1024 {
        return Err(format!("照片文件过大，应在 {most_kb} KB 以内"));
    }
    match picture(bytes) {
        None => Err("照片应为完整的 JPEG 文件，末尾不能有多余的内容；请重新拍摄或另存为 JPEG".into()),
        Some((size, _)) if size != (*width, *height) => Err(format!("照片应为 {width}×{height} 像素")),
        Some((_, picture)) => Ok(picture),
    }
}

const START: [u8; 2] = [0xFF, 0xD8];
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// Width and height, and the segments that make up the picture (ITU-T T.81, annex B); `None` when it is no whole one.
fn picture(bytes: &[u8]) -> Option<((u16, u16), Vec<u8>)> {
    let mut rest = bytes.strip_prefix(&START)?;
    let mut kept = START.to_vec();
    let (mut size, mut scans) = (None, 0);
    loop {
        let [0xFF, marker, tail @ ..] = rest else { return None };
        match *marker {
            END if tail.is_empty() && scans > 0 => {
                kept.extend([0xFF, END]);
                return Some((size?, kept));
            }
            // A marker may have any number of these in front.
            0xFF => {
                rest = rest.get(1..)?;
                continue;
            }
            // Markers without a length, none of which belongs here.
            0x00..=0x01 | 0xD0..=0xD9 => return None,
            _ => {}
        }
        let (length, _) = tail.split_first_chunk::<2>()?;
        let (segment, behind) = tail.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let content = segment.get(2..)?;
        if is_frame(*marker) {
            let [_, h1, h2, w1, w2, ..] = content else { return None };
            let found = (u16::from_be_bytes([*w1, *w2]), u16::from_be_bytes([*h1, *h2]));
            if size.replace(found).is_some() {
                return None;
            }
        }
        if is_of_the_picture(*marker, content) {
            kept.extend([0xFF, *marker]);
            kept.extend(segment);
        }
        rest = behind;
        if *marker == SCAN {
            let (data, next) = rest.split_at(scan_length(rest)?);
            kept.extend(data);
            (rest, scans) = (next, scans + 1);
        }
    }
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Frames, tables and scans; of what applications write, how the colours are meant: JFIF without its small picture, and
/// Adobe's transform.
fn is_of_the_picture(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xC0..=0xCF | 0xDA..=0xDD => true,
        0xE0 => content.len() == 14 && content.starts_with(b"JFIF\0"),
        0xEE => content.len() == 12 && content.starts_with(b"Adobe"),
        _ => false,
    }
}

/// The coded data of a scan, up to the next marker that does not belong to it.
fn scan_length(rest: &[u8]) -> Option<usize> {
    rest.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(bytes: &[u8]) -> Result<Vec<u8>, String> {
        super::clean(bytes, &Rule::default())
    }
    use proptest::prelude::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    }

    /// With these segments in front of the picture's own.
    fn jpeg(width: u16, height: u16, more: &[u8]) -> Vec<u8> {
        let frame =
            [&[8], &height.to_be_bytes()[..], &width.to_be_bytes(), &[3, 1, 17, 0, 2, 17, 0, 3, 17, 0]].concat();
        let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]].concat();
        [&START, more, &segment(0xC0, &frame), &scan, &segment(0xC4, &[0]), &scan, &[0xFF, 0xD9]].concat()
    }

    #[test]
    fn accepts_the_size_of_the_rule_only() {
        let good = jpeg(480, 640, &segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
        assert_eq!(clean(&good).as_ref(), Ok(&good));
        assert_eq!(clean(&jpeg(640, 480, &[])), Err("照片应为 480×640 像素".to_owned()));
        assert!(clean(b"\x89PNG").is_err());
        let long = [&good[..], &vec![0; 200 * 1024][..]].concat();
        assert_eq!(clean(&long), Err("照片文件过大，应在 200 KB 以内".to_owned()));
        let small = Rule { width: 240, height: 320, ..Rule::default() };
        assert!(super::clean(&jpeg(240, 320, &[]), &small).is_ok() && super::clean(&good, &small).is_err());
    }

    #[test]
    fn what_is_written_beside_the_picture_goes() {
        let place = segment(0xE1, b"Exif\0\0GPS 28.2N 112.9E");
        let beside =
            [place, segment(0xFE, b"<script>"), segment(0xE2, b"ICC"), segment(0xE0, b"JFXX\0thumbnail"), vec![0xFF]];
        assert_eq!(clean(&jpeg(480, 640, &beside.concat())), Ok(jpeg(480, 640, &[])));
        let colours = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01");
        assert_eq!(clean(&jpeg(480, 640, &colours)), Ok(jpeg(480, 640, &colours)));
    }

    #[test]
    fn nothing_stands_behind_its_end_and_no_part_passes_for_the_whole() {
        let whole = jpeg(480, 640, &[]);
        assert!(clean(&[&whole[..], b"<html>"].concat()).is_err());
        assert!(clean(&[&whole[..], &whole[..]].concat()).is_err());
        for end in 0..whole.len() {
            assert!(clean(&whole[..end]).is_err(), "{end}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.splice(0..0, [0xFF, 0xD8, 0xFF]);
            let _ = clean(&bytes);
        }
    }
}
