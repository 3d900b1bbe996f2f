//! 采集照片: 普通高等学校招生图像采集规范: JPEG, 480 × 640.

/// Width and height that the rule asks for, in pixels.
pub const SIZE: (u16, u16) = (480, 640);
/// Largest file accepted, in bytes. The rule speaks of about 20–40 KB.
pub const MAX_BYTES: usize = 200 * 1024;

/// Checks that these bytes are a JPEG of the right size.
pub fn check(bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.len() > MAX_BYTES {
        return Err("照片文件过大，应在 200 KB 以内（规范约 20–40 KB）");
    }
    match jpeg_size(bytes) {
        None => Err("照片应为 JPEG 格式"),
        Some(size) if size != SIZE => Err("照片应为 480×640 像素"),
        Some(_) => Ok(()),
    }
}

/// Width and height from the frame header (ITU-T T.81 §B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u16, u16)> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (marker, tail) = match rest {
            [0xFF, marker, tail @ ..] => (*marker, tail),
            _ => return None,
        };
        let length = usize::from(u16::from_be_bytes([*tail.first()?, *tail.get(1)?]));
        let is_frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if is_frame {
            let at = |i: usize| Some(u16::from_be_bytes([*tail.get(i)?, *tail.get(i + 1)?]));
            return Some((at(5)?, at(3)?));
        }
        rest = tail.get(length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([3, 0, 0, 0]);
        bytes
    }

    #[test]
    fn accepts_the_size_of_the_rule_only() {
        assert_eq!(check(&jpeg(480, 640)), Ok(()));
        assert_eq!(check(&jpeg(640, 480)), Err("照片应为 480×640 像素"));
        assert_eq!(check(b"\x89PNG"), Err("照片应为 JPEG 格式"));
        assert!(check(&vec![0; MAX_BYTES + 1]).is_err());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.splice(0..0, [0xFF, 0xD8, 0xFF]);
            let _ = check(&bytes);
        }
    }
}
