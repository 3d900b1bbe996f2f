//! What a text may consist of.

use std::ops::RangeInclusive;

/// Can this character be shown, stored and put into any file? Control characters (but for line ends and tabs) and
/// Unicode's noncharacters can't: a name with one makes a file that no program opens. Nor can those that turn the
/// direction of what follows, or end its line: on a list of names they would write on somebody else's row.
pub fn is_storable(c: char) -> bool {
    let is_noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe;
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let ends_line = matches!(c, '\u{2028}' | '\u{2029}');
    !is_noncharacter && !turns && !ends_line && (!c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

/// Is it a name, or any text of one line, of so many characters? Nobody sees some of those that it must not have: two
/// names that look the same would differ.
pub fn is_line(text: &str, length: RangeInclusive<usize>) -> bool {
    length.contains(&text.trim().chars().count()) && text.chars().all(is_in_line)
}

fn is_in_line(c: char) -> bool {
    let is_invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    is_storable(c) && !c.is_control() && !is_invisible
}

/// Is it the same name, however it was typed? Keyboards have several dots for 阿依·古丽, and full-width letters for a passport's.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let dotted = name.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
            '•' | '・' | '‧' | '∙' | '⋅' | '･' | '．' | '.' | '●' => '·',
            'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        });
        dotted.flat_map(char::to_uppercase).collect()
    };
    plain(one) == plain(other)
}

/// What somebody typed to look for: a number that is grouped as on paper (`0102 0034`), or has full-width digits, is read as the
/// number; anything else loses the spaces around it.
pub fn looked_for(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(narrow).collect();
    let is_number = plain.chars().any(|c| c.is_ascii_digit()) && plain.chars().all(|c| c.is_ascii_alphanumeric());
    if is_number { plain } else { text.trim().to_owned() }
}

/// As a cell of a sheet holds it (ISO 29500-1): escaped, and without what XML can't hold, whatever the database holds.
pub fn in_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices().filter(|(_, c)| is_storable(*c)) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // `_x0041_` would be read as the character itself (ST_Xstring).
            '_' if is_code(&text[at..]) => out.push_str("_x005F_"),
            other => out.push(other),
        }
    }
    out
}

fn is_code(text: &str) -> bool {
    let code = text.strip_prefix("_x").and_then(|rest| rest.as_bytes().first_chunk::<5>());
    matches!(code, Some([digits @ .., b'_']) if digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_the_same_with_any_dot() {
        for typed in ["阿依·古丽", " 阿依•古丽 ", "阿依．古丽", "阿依・ 古丽"] {
            assert!(super::is_same_name("阿依·古丽", typed), "{typed}");
        }
        assert!(super::is_same_name("Li Ming", "ＬＩＭＩＮＧ"));
        assert!(!super::is_same_name("阿依·古丽", "阿依古丽"));
    }

    use super::*;

    #[test]
    fn only_what_can_be_shown_is_stored() {
        for c in ['a', '张', '𬀩', '·', ' ', '\n', '\t', '\u{fffd}', '\u{e000}', '\u{200d}'] {
            assert!(is_storable(c), "{:x}", c as u32);
        }
        for c in [
            '\0',
            '\u{8}',
            '\u{1f}',
            '\u{7f}',
            '\u{85}',
            '\u{fdd0}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{1fffe}',
            '\u{10ffff}',
            '\u{202e}',
            '\u{2067}',
            '\u{200f}',
            '\u{2028}',
        ] {
            assert!(!is_storable(c), "{:x}", c as u32);
        }
    }

    #[test]
    fn a_number_is_found_as_it_is_printed() {
        assert_eq!(looked_for(" 0102 0034"), "01020034");
        assert_eq!(looked_for("０１０２-0034"), "01020034");
        assert_eq!(looked_for("zk1a 2b"), "zk1a2b");
        assert_eq!(looked_for(" 张 三 "), "张 三");
        assert_eq!(looked_for("anna"), "anna");
    }

    #[test]
    fn a_line_has_no_ends_and_nothing_that_nobody_sees() {
        for name in ["张三", "艾力·买买提", "𬀩", " 张三 ", "\u{e000}"] {
            assert!(is_line(name, 1..=6) && !is_line(name, 7..=9), "{name}");
        }
        for c in ['\n', '\t', '\u{200b}', '\u{feff}', '\u{202e}', '\u{ad}'] {
            assert!(!is_line(&format!("张{c}三"), 1..=40), "{:x}", c as u32);
        }
    }

    #[test]
    fn a_cell_shows_the_very_text() {
        for text in ["=1+1", "@x", "张三", "\t_x", "_x00g1_", "_x0041", "__"] {
            assert_eq!(in_cell(text), text);
        }
        assert_eq!(in_cell("<a>&\u{0}\u{202e}b"), "&lt;a&gt;&amp;b");
        assert_eq!(in_cell("_x0041_ _x_x000D_"), "_x005F_x0041_ _x_x005F_x000D_");
    }
}
