//! By what a college and its 院校专业组 are found: names and parts of them, 拼音 and its initials, short names, codes.
//!
//! What is typed in characters is looked for in one text, anywhere; what is typed in letters or digits in another, in which
//! a `|` stands before what a word in letters may begin, a `#` before what one of digits may. So one search for a text inside
//! a text answers.

use pinyin::ToPinyin;

/// Words of a search at most.
pub const MOST: usize = 5;
/// Digits that are a part of one code only: they may begin anywhere in it.
const LONG: usize = 6;
/// Parts of a name that short names are made of.
const PARTS: usize = 4;

/// What somebody typed, as it is looked for in what [`of_college`] and [`of_group`] made: all of these must be found.
#[must_use]
pub fn asked(text: &str) -> Vec<String> {
    let plain = plain(text);
    plain.split(|c: char| c.is_whitespace() || "|#,，、;；/()".contains(c)).flat_map(kinds).map(pattern).collect()
}

/// 「湖南大学103」 is a name and a code.
fn kinds(word: &str) -> Vec<&str> {
    let cut = |(at, pair): (usize, (char, char))| (pair.0.is_ascii() != pair.1.is_ascii()).then_some(at);
    let pairs = word.char_indices().skip(1).map(|(at, _)| at).zip(word.chars().zip(word.chars().skip(1)));
    let mut cuts: Vec<usize> = pairs.filter_map(cut).collect();
    cuts.push(word.len());
    let mut from = 0;
    let parts = cuts.into_iter().map(|to| word.get(std::mem::replace(&mut from, to)..to).unwrap_or_default());
    parts.filter(|part| !part.is_empty()).collect()
}

fn pattern(word: &str) -> String {
    match word.chars().next() {
        Some(first) if first.is_ascii_digit() && word.len() < LONG => format!("#{word}"),
        Some(first) if first.is_ascii_alphabetic() => format!("|{word}"),
        _ => word.to_owned(),
    }
}

/// A college, as far as it is found by it.
#[derive(Clone, Copy, Debug)]
pub struct College<'a> {
    /// 院校代号
    pub code: &'a str,
    /// 院校名称
    pub name: &'a str,
    pub city: &'a str,
    pub province: &'a str,
}

/// A college's words: `aliases` are other names that it goes by.
#[must_use]
pub fn of_college<'a>(college: College<'a>, aliases: impl Iterator<Item = &'a str>) -> Words {
    let College { code, name, city, province } = college;
    let full = plain(name);
    let parts = parts(&full, city);
    let mut words = Words::default();
    words.code(code);
    // 院校代号 ends in the college's number in the whole country, by which most know it.
    let national = code.get(code.len().saturating_sub(5)..).unwrap_or_default();
    (0..national.len()).for_each(|from| words.code(national.get(from..).unwrap_or_default()));
    words.names([&full[..], city, province].into_iter());
    words.pinyin(&full);
    // 「nongyedaxue」 too; but 「daxue」 is everybody's.
    for from in 1..parts.len().saturating_sub(1) {
        words.pinyin(&parts.get(from..).unwrap_or_default().concat());
    }
    for short in short(&parts) {
        words.names([&short[..]].into_iter());
        words.latin(&initials(&short));
    }
    for alias in aliases.map(plain) {
        if alias.is_ascii() {
            words.latin(&alias);
        } else {
            words.names([&alias[..]].into_iter());
            words.pinyin(&alias);
        }
    }
    [city, province].iter().for_each(|place| words.latin(&spelling(place)));
    words
}

/// A group's words: its majors by code and name, and the names of the classes that they belong to.
#[must_use]
pub fn of_group<'a>(
    code: &str,
    name: &str,
    majors: impl Iterator<Item = (&'a str, &'a str)>,
    classes: impl Iterator<Item = &'a str>,
) -> Words {
    let mut words = Words::default();
    (0..code.len()).for_each(|from| words.code(code.get(from..).unwrap_or_default()));
    words.names([&plain(name)[..]].into_iter());
    for (code, name) in majors {
        words.code(&code.to_ascii_lowercase());
        let name = plain(name);
        words.names([&name[..]].into_iter());
        words.pinyin(&name);
    }
    words.names(classes);
    words
}

/// By which something is found.
#[derive(Debug, Default)]
pub struct Words {
    /// What is written in characters
    pub names: String,
    /// What is typed in letters and digits
    pub spelled: String,
}

impl Words {
    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names.filter(|name| !name.is_empty()) {
            if !self.names.contains(name) {
                self.names.extend(["|", name]);
            }
        }
    }

    fn code(&mut self, code: &str) {
        self.spelled.extend(["#", code]);
    }

    /// By 拼音, and by its initials.
    fn pinyin(&mut self, name: &str) {
        self.latin(&spelling(name));
        self.latin(&initials(name));
    }

    fn latin(&mut self, word: &str) {
        if !word.is_empty() && !self.spelled.contains(&format!("|{word}")) {
            self.spelled.extend(["|", word]);
        }
    }
}

/// Lower case, and what is as wide as a Chinese character as narrow as it should be.
fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// 湖南|师范|大学, 哈尔滨|工业|大学, 长沙|医|学院: where it is, the kind, and between them two characters each.
fn parts<'a>(name: &'a str, city: &str) -> Vec<&'a str> {
    let name = name.split_once('(').map_or(name, |(before, _)| before);
    let mut parts = Vec::new();
    let mut rest = name;
    if !city.is_empty()
        && let Some(after) = name.strip_prefix(city)
    {
        parts.push(name.get(..city.len()).unwrap_or_default());
        rest = after;
    }
    while !rest.is_empty() {
        let end = ["大学", "学院"].iter().filter_map(|kind| rest.find(kind)).min().unwrap_or(rest.len());
        let kind = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
        let next = if end == 0 { kind } else { kind.min(end) };
        let (part, after) = rest.split_at(next);
        parts.push(part);
        rest = after;
    }
    parts
}

/// 湖大, 湖师大, 湖南师大, 师大: parts that follow one another, each whole or by its first character. Those of a part of
/// the name are inside of those of all of it.
fn short(parts: &[&str]) -> Vec<String> {
    let first = |part: &str| part.chars().take(1).collect::<String>();
    let mut forms = vec![String::new()];
    for part in parts.iter().take(PARTS) {
        forms = forms.iter().flat_map(|form| [format!("{form}{}", first(part)), format!("{form}{part}")]).collect();
    }
    forms.retain(|form| form.chars().count() > 1);
    forms
}

fn spelling(name: &str) -> String {
    syllables(name).concat()
}

fn initials(name: &str) -> String {
    syllables(name).iter().filter_map(|syllable| syllable.chars().next()).collect()
}

/// 拼音 as it is typed: without tones, ü as v. What many words read otherwise than alone is listed.
fn syllables(name: &str) -> Vec<String> {
    static READINGS: &str = include_str!("readings.csv");
    let known = || READINGS.lines().skip(1).filter_map(|line| line.split_once(','));
    let (mut syllables, mut rest) = (Vec::new(), name);
    while let Some(c) = rest.chars().next() {
        match known().find(|(phrase, _)| rest.starts_with(phrase)) {
            Some((phrase, reading)) => {
                syllables.extend(reading.split(' ').map(str::to_owned));
                rest = rest.get(phrase.len()..).unwrap_or_default();
            }
            None => {
                let alone = c.is_ascii_alphanumeric().then(|| c.to_string());
                syllables.extend(c.to_pinyin().map(|syllable| syllable.plain().replace('ü', "v")).or(alone));
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, words: &Words) -> bool {
        let place = |pattern: &str| if pattern.is_ascii() { &words.spelled } else { &words.names };
        asked(text).iter().all(|pattern| place(pattern).contains(pattern.as_str()))
    }

    #[test]
    fn a_college_is_found_by_name_short_name_pinyin_and_any_part_of_its_code() {
        let hunan = of_college(
            College { code: "4143010532", name: "湖南大学", city: "长沙", province: "湖南" },
            ["HNU"].into_iter(),
        );
        for text in [
            "湖南大学",
            "南大",
            "湖大",
            "HNU",
            "hnu",
            "hunandaxue",
            "Hunan",
            "hndx",
            "hnd",
            "hd",
            "长沙",
            "changsha",
            "10532",
            "0532",
            "532",
            "4143",
            "143010532",
            "湖南 大学",
            "湖大,10532",
            "湖大10532",
            "１０５３２",
        ] {
            assert!(finds(text, &hunan), "{text}: {hunan:?}");
        }
        for text in ["湖北", "湖师大", "nandaxuexue", "10533", "dx", "%", "湖_大"] {
            assert!(!finds(text, &hunan), "{text}");
        }
    }

    #[test]
    fn short_names_are_those_that_people_use() {
        for (name, city, short) in [
            ("湖南师范大学", "长沙", "湖师大 湖南师大 师大 湖师 shifan hnsd"),
            ("中南大学", "长沙", "中南 中大 zndx"),
            ("中南林业科技大学", "长沙", "中南林科大 林科大 中南林"),
            ("长沙理工大学", "长沙", "长理 长沙理工 cslg changshaligong"),
            ("哈尔滨工业大学", "哈尔滨", "哈工大 hgd"),
            ("北京大学", "北京", "北大 bd"),
            ("北京外国语大学", "北京", "北外"),
            ("中国人民大学", "北京", "人大 renmin"),
            ("南京航空航天大学", "南京", "南航"),
            ("长沙医学院", "长沙", "长医"),
            ("重庆大学", "重庆", "重大 chongqing cqdx"),
            ("厦门大学", "厦门", "厦大 xiamen"),
            ("西藏大学", "拉萨", "xizang"),
            ("中国地质大学（武汉）", "武汉", "地大 中国地大 中国地质大学(武汉) 武汉"),
        ] {
            let words = of_college(College { code: "4100000000", name, city, province: "" }, std::iter::empty());
            for text in short.split(' ') {
                assert!(finds(text, &words), "{text}: {words:?}");
            }
        }
    }

    #[test]
    fn a_group_is_found_by_its_code_and_by_its_majors() {
        let majors = [("080901", "计算机科学与技术"), ("020301K", "金融学"), ("081003", "给排水科学与工程")];
        let words = of_group("103", "第103组(地方专项)", majors.into_iter(), ["计算机类", "金融学类"].into_iter());
        for text in [
            "103",
            "03",
            "计算机",
            "jsj",
            "jisuanji",
            "jinrong",
            "080901",
            "020301k",
            "地方专项",
            "金融学类",
            "jipaishui",
        ] {
            assert!(finds(text, &words), "{text}: {words:?}");
        }
        assert!(!finds("104", &words) && !finds("软件", &words) && !finds("suanji", &words));
    }

    #[test]
    fn whatever_is_typed_comes_apart() {
        assert_eq!(asked(" 湖南  计算机、hnu "), ["湖南", "计算机", "|hnu"]);
        assert_eq!(asked("湖南大学103"), ["湖南大学", "#103"]);
        assert_eq!(asked("|#"), Vec::<String>::new());
    }
}
