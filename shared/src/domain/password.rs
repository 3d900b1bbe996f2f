//! 登录密码 and 信息保存密码 (2025 年报名: 8–16 位, 含字母和数字; 两者应不同).

use crate::error::Faults;

/// Facts about the person that a password must not contain.
pub struct Known<'a> {
    /// 证件号
    pub document: &'a str,
    /// 报名流水号
    pub serial: &'a str,
    /// 手机号, where known
    pub phone: &'a str,
}

const COMMON: &[&str] = &[
    "a1234567",
    "a12345678",
    "a123456789",
    "abc12345",
    "abc123456",
    "abcd1234",
    "aa123456",
    "q1w2e3r4",
    "1q2w3e4r",
    "qwer1234",
    "qwe12345",
    "woaini1314",
    "woaini520",
    "password1",
    "passw0rd",
    "admin123",
    "hunan123",
    "gaokao123",
    "gaokao2026",
    "gaokao2027",
    "zxc12345",
    "asd12345",
    "1qaz2wsx",
    "abc12345678",
    "iloveyou1",
    "x1234567",
];

/// What is wrong with a password, if anything.
pub fn fault(password: &str, known: &Known<'_>) -> Option<&'static str> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let holds = |fact: &str, tail: usize| {
        let start = fact.len().saturating_sub(tail);
        fact.len() >= tail && fact.get(start..).is_some_and(|end| lower.contains(&end.to_lowercase()))
    };
    match () {
        () if !(8..=16).contains(&length) => Some("密码应为 8–16 位"),
        () if password.chars().any(|c| c.is_whitespace() || c.is_control()) => Some("密码不能含空格"),
        () if !password.chars().any(char::is_alphabetic) => Some("密码应含字母"),
        () if !password.chars().any(|c| c.is_ascii_digit()) => Some("密码应含数字"),
        () if holds(known.document, 6) || known.document.get(6..14).is_some_and(|birth| lower.contains(birth)) => {
            Some("密码不能含证件号后六位或出生日期")
        }
        () if holds(known.serial, 8) => Some("密码不能含报名流水号"),
        () if holds(known.phone, 6) => Some("密码不能含手机号后六位"),
        () if COMMON.contains(&lower.as_str()) || is_monotone(&lower) => Some("这个密码太常见，容易被猜到，请换一个"),
        () => None,
    }
}

/// Notes what is wrong with a member of staff's new password.
pub fn check_new(password: &str, current: &str, username: &str, faults: &mut Faults) {
    let known = Known { document: "", serial: username, phone: "" };
    let message = match fault(password, &known) {
        None if password == current => Some("新密码应与当前密码不同"),
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
    faults.add_if(login.eq_ignore_ascii_case(save), "save_password", "信息保存密码不能与登录密码相同");
}

/// One letter or digit over and over: `aaaaaaa1`.
fn is_monotone(lower: &str) -> bool {
    let mut kinds: Vec<char> = lower.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known<'_> = Known { document: "430102200803150014", serial: "01020001", phone: "13800001234" };

    #[test]
    fn each_rule_has_its_own_message() {
        let table = [
            ("kite7", "密码应为 8–16 位"),
            ("kite7kite7kite7kite7", "密码应为 8–16 位"),
            ("kite 7kite", "密码不能含空格"),
            ("1928374655", "密码应含字母"),
            ("kitekitekite", "密码应含数字"),
            ("ab150014", "密码不能含证件号后六位或出生日期"),
            ("ab20080315", "密码不能含证件号后六位或出生日期"),
            ("k01020001", "密码不能含报名流水号"),
            ("kite001234", "密码不能含手机号后六位"),
            ("Abc12345", "这个密码太常见，容易被猜到，请换一个"),
            ("aaaaaaa1", "这个密码太常见，容易被猜到，请换一个"),
        ];
        for (password, message) in table {
            assert_eq!(fault(password, &KNOWN), Some(message), "{password}");
        }
        assert_eq!(fault("kite7blue9", &KNOWN), None);
    }

    #[test]
    fn the_two_passwords_differ() {
        let mut faults = Faults::default();
        check_pair("kite7blue9", "KITE7blue9", &KNOWN, &mut faults);
        assert!(!faults.is_empty());
    }
}
