//! 登录密码 and 信息保存密码 (2025 年报名: 含字母和数字; 两者应不同), and the passwords of staff.

use crate::error::Faults;
use pinyin::ToPinyin;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// So short a password may be at the least (2025 年报名), and so long (NIST SP 800-63B-4 §3.1.1.2 asks for 64 at least).
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;
/// Two passwords are 不相似 when so many characters have to be put in, taken out or replaced.
const DISTANCE: usize = 4;

/// Facts about the person that a password must not contain. An unknown one is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// 证件号
    pub document: &'a str,
    /// 报名流水号, or the name of a 管理账号
    pub serial: &'a str,
    /// 手机号
    pub phone: &'a str,
    /// 姓名
    pub name: &'a str,
    /// The exam: `gaokao-2027`
    pub exam: &'a str,
    /// Characters that it asks for, if more than everywhere
    pub least: usize,
}

/// What is wrong with a password, if anything.
pub fn fault(password: &str, known: &Known<'_>) -> Option<Cow<'static, str>> {
    let (least, length) = (known.least.max(*LENGTH.start()), password.chars().count());
    if length < least || !LENGTH.contains(&length) {
        return Some(format!("密码应为 {least}–{} 位", LENGTH.end()).into());
    }
    guessed(password, known).map(Cow::from)
}

fn guessed(password: &str, known: &Known<'_>) -> Option<&'static str> {
    let lower = password.to_lowercase();
    match () {
        () if password.chars().any(|c| c.is_whitespace() || c.is_control()) => Some("密码不能含空格"),
        () if !password.chars().any(char::is_alphabetic) => Some("密码应含字母"),
        () if !password.chars().any(|c| c.is_ascii_digit()) => Some("密码应含数字"),
        () => personal(&lower, known).or_else(|| is_common(&lower).then_some("这个密码太常见，容易被猜到，请换一个")),
    }
}

/// Which fact about the person a password has in it.
fn personal(lower: &str, known: &Known<'_>) -> Option<&'static str> {
    let holds = |fact: &str, least: usize| fact.len() >= least && lower.contains(&fact.to_lowercase());
    let tail = |fact: &'_ str, length: usize| {
        let start = fact.len().checked_sub(length);
        start.and_then(|start| fact.get(start..)).is_some_and(|end| holds(end, length))
    };
    let birth = |from: usize| known.document.get(from..14).is_some_and(|birth| holds(birth, 6));
    let (first, rest) = spelled(known.name);
    let (kind, year) = known.exam.split_once('-').unwrap_or((known.exam, ""));
    match () {
        () if tail(known.document, 6) || birth(6) || birth(8) => Some("密码不能含证件号后六位或出生日期"),
        () if holds(known.serial, 4) => Some("密码不能含报名流水号或账号"),
        () if tail(known.phone, 6) => Some("密码不能含手机号后六位"),
        () if holds(known.name, 2) || holds(&format!("{first}{rest}"), 4) || holds(&format!("{rest}{first}"), 4) => {
            Some("密码不能含姓名或姓名拼音")
        }
        () if holds(kind, 6) || holds(&format!("{kind}{year}"), 6) => Some("密码不能含考试名称"),
        () => None,
    }
}

/// A name in Latin letters: its first character, and the others.
fn spelled(name: &str) -> (String, String) {
    let mut syllables = name.to_pinyin().flatten().map(pinyin::Pinyin::plain);
    (syllables.next().unwrap_or_default().to_owned(), syllables.collect())
}

/// Is it one of 100,000 that are tried first, with or without something at its end, or one letter over and over?
fn is_common(lower: &str) -> bool {
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_punctuation());
    let mut kinds: Vec<char> = lower.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() <= 3 || is_listed(lower) || is_listed(bare)
}

fn is_listed(lower: &str) -> bool {
    /// Sorted fingerprints; examples/common_passwords.rs makes them.
    static LISTED: &[u8] = include_bytes!("common-passwords.bin");
    let (fingerprints, _) = LISTED.as_chunks::<4>();
    fingerprints.binary_search(&fingerprint(lower)).is_ok()
}

/// How the list of common passwords knows one: among four thousand million, a hundred thousand are taken, so that one in
/// 43,000 good passwords is refused by mistake.
pub fn fingerprint(lower: &str) -> [u8; 4] {
    let digest = Sha256::digest(lower);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// Is one the other with little done to it?
fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    strsim::levenshtein(&one, &other) < DISTANCE || one.contains(&other) || other.contains(&one)
}

/// Notes what is wrong with a member of staff's new password.
pub fn check_new(password: &str, current: &str, username: &str, faults: &mut Faults) {
    let message = match fault(password, &Known { serial: username, ..Known::default() }) {
        None if are_alike(password, current) => Some("新密码与当前密码太相似，至少要有 4 处不同".into()),
        found => found,
    };
    faults.add_if(message.is_some(), "password", message.unwrap_or_default());
}

/// Notes what is wrong with the pair.
pub fn check_pair(login: &str, save: &str, known: &Known<'_>, faults: &mut Faults) {
    for (field, password) in [("login_password", login), ("save_password", save)] {
        if let Some(message) = fault(password, known) {
            faults.add(field, message);
        }
    }
    let alike = are_alike(login, save);
    faults.add_if(alike, "save_password", "信息保存密码与登录密码太相似，至少要有 4 处不同");
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known<'_> = Known {
        document: "430102200803150014",
        serial: "01020001",
        phone: "13800001234",
        name: "欧阳示例",
        exam: "gaokao-2027",
        least: 8,
    };

    #[test]
    fn each_rule_has_its_own_message() {
        let table = [
            ("kite7", "密码应为 8–128 位"),
            (&"kite7blue9".repeat(13), "密码应为 8–128 位"),
            ("kite 7kite", "密码不能含空格"),
            ("1928374655", "密码应含字母"),
            ("kitekitekite", "密码应含数字"),
            ("ab150014", "密码不能含证件号后六位或出生日期"),
            ("ab20080315", "密码不能含证件号后六位或出生日期"),
            ("kite080315", "密码不能含证件号后六位或出生日期"),
            ("k01020001", "密码不能含报名流水号或账号"),
            ("kite001234", "密码不能含手机号后六位"),
            ("OuYangShiLi7", "密码不能含姓名或姓名拼音"),
            ("yangshiliou77", "密码不能含姓名或姓名拼音"),
            ("欧阳示例7kites", "密码不能含姓名或姓名拼音"),
            ("7GaoKao7blue", "密码不能含考试名称"),
            ("Abc12345", "这个密码太常见，容易被猜到，请换一个"),
            ("woaini1314", "这个密码太常见，容易被猜到，请换一个"),
            ("Password123!!", "这个密码太常见，容易被猜到，请换一个"),
            ("aaaaaaa1", "这个密码太常见，容易被猜到，请换一个"),
        ];
        for (password, message) in table {
            assert_eq!(fault(password, &KNOWN).as_deref(), Some(message), "{password}");
        }
        for good in ["kite7blue9", "Tide7harbor", "kite7blue9".repeat(12).as_str()] {
            assert_eq!(fault(good, &KNOWN), None, "{good}");
        }
        assert_eq!(fault("kite7blue9", &Known::default()), None);
        let longer = Known { least: 11, ..KNOWN };
        assert_eq!(fault("kite7blue9", &longer).as_deref(), Some("密码应为 11–128 位"));
        assert_eq!(fault("kite7bluer9", &longer), None);
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        let all: Vec<&[u8]> = include_bytes!("common-passwords.bin").chunks(4).collect();
        assert!(all.len() > 99_000 && all.is_sorted() && all.iter().all(|one| one.len() == 4));
    }

    #[test]
    fn the_two_passwords_are_not_alike() {
        let alike = |login: &str, save: &str| {
            let mut faults = Faults::default();
            check_pair(login, save, &KNOWN, &mut faults);
            !faults.is_empty()
        };
        for (login, save) in [
            ("kite7blue9", "kite7blue9"),
            ("kite7blue9", "KITE7blue9"),
            ("kite7blue9", "kite7blue8"),
            ("kite7blue9", "kite8blue12"),
            ("kite7blue9", "kite7blue9harbour"),
        ] {
            assert!(alike(login, save), "{login} {save}");
        }
        assert!(!alike("kite7blue9", "maple4lantern"));
        assert!(!alike("kite7blue9", "kite7lamps22"));
    }

    #[test]
    fn a_new_password_of_staff_is_not_the_old_one_again() {
        let fault = |password: &str| {
            let mut faults = Faults::default();
            check_new(password, "kite7blue9", "changsha", &mut faults);
            !faults.is_empty()
        };
        assert!(fault("kite7blue9") && fault("kite7blue10") && fault("changsha77x") && fault("short1"));
        assert!(!fault("maple4lantern"));
    }
}
