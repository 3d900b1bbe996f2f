//! What a text may consist of.

/// Can this character be shown, stored and put into any file? Control characters (but for line ends and tabs) and
/// Unicode's noncharacters can't: a name with one makes a file that no program opens.
pub fn is_storable(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe;
    !is_noncharacter && (!c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_shown_is_stored() {
        for c in ['a', '张', '𬀩', '·', ' ', '\n', '\t', '\u{fffd}', '\u{e000}', '\u{200d}'] {
            assert!(is_storable(c), "{:x}", c as u32);
        }
        for c in
            ['\0', '\u{8}', '\u{1f}', '\u{7f}', '\u{85}', '\u{fdd0}', '\u{fffe}', '\u{ffff}', '\u{1fffe}', '\u{10ffff}']
        {
            assert!(!is_storable(c), "{:x}", c as u32);
        }
    }
}
