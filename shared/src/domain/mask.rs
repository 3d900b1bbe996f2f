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
}
