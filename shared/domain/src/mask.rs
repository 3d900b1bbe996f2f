//! The one masking rule of the whole product, so that masks of different pages can't be put
//! together into the whole.

/// 证件号: the first three and the last two characters; `430*************1X`.
pub fn document(number: &str) -> String {
    keep(number, 3, 2)
}

/// 手机号: the first three and the last two digits; `138******00`.
pub fn phone(number: &str) -> String {
    keep(number, 3, 2)
}

/// 姓名 for strangers (代付 page): only the last character; `*三`, `**明`.
pub fn name(name: &str) -> String {
    let length = name.chars().count();
    keep(name, 0, usize::from(length > 1))
}

/// Any text, without the 证件号 and 手机号 in it: for the log, which may quote what somebody outside answered.
pub fn numbers(text: &str) -> String {
    let mut masked = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let number = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        masked.push_str(&match number.len() {
            18 if number[..17].bytes().all(|byte| byte.is_ascii_digit()) => document(number),
            11 if number.starts_with('1') && number.bytes().all(|byte| byte.is_ascii_digit()) => phone(number),
            _ => number.to_owned(),
        });
        masked.push_str(&word[number.len()..]);
    }
    masked
}

fn keep(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    if length <= first + last {
        return "*".repeat(length);
    }
    let shown = |i: usize| i < first || i + last >= length;
    text.chars().enumerate().map(|(i, c)| if shown(i) { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_only_what_the_rule_says() {
        assert_eq!(document("430102200803150014"), "430*************14");
        assert_eq!(phone("13800000000"), "138******00");
        assert_eq!([name("张三"), name("欧阳小明"), name("李")], ["*三", "***明", "*"]);
        assert_eq!(document("123"), "***");
    }

    #[test]
    fn numbers_of_persons_are_found_in_any_text_and_others_are_kept() {
        let told = "身份证430102200803150014，\"43010220080315001x\" tel:13800000000;";
        assert_eq!(numbers(told), "身份证430*************14，\"430*************1x\" tel:138******00;");
        let kept = "4200002718202706251234567890 20270625100000 at 1800000000000, t=1, 01010042. 余额不足";
        assert_eq!(numbers(kept), kept);
    }
}
