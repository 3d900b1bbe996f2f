//! 行政区划: the provinces (GB/T 2260), by what an address begins with.

/// Code and the beginning of the name.
const PROVINCES: [(&str, &str); 34] = [
    ("11", "北京"),
    ("12", "天津"),
    ("13", "河北"),
    ("14", "山西"),
    ("15", "内蒙古"),
    ("21", "辽宁"),
    ("22", "吉林"),
    ("23", "黑龙江"),
    ("31", "上海"),
    ("32", "江苏"),
    ("33", "浙江"),
    ("34", "安徽"),
    ("35", "福建"),
    ("36", "江西"),
    ("37", "山东"),
    ("41", "河南"),
    ("42", "湖北"),
    ("43", "湖南"),
    ("44", "广东"),
    ("45", "广西"),
    ("46", "海南"),
    ("50", "重庆"),
    ("51", "四川"),
    ("52", "贵州"),
    ("53", "云南"),
    ("54", "西藏"),
    ("61", "陕西"),
    ("62", "甘肃"),
    ("63", "青海"),
    ("64", "宁夏"),
    ("65", "新疆"),
    ("71", "台湾"),
    ("81", "香港"),
    ("82", "澳门"),
];

/// The province of somebody with this 住址 and 居民身份证号: that which the address names (people move), or else the one that
/// the number was given in.
pub fn province<'a>(address: &str, number: &'a str) -> &'a str {
    let named = PROVINCES.iter().find(|(_, name)| address.trim_start().starts_with(name));
    named.map_or_else(|| number.get(..2).unwrap_or_default(), |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_moved_is_of_where_the_address_is() {
        assert_eq!(province("湖南省长沙市芙蓉区", "110101200903150010"), "43");
        assert_eq!(province("长沙市芙蓉区", "430102200903150010"), "43");
        assert_eq!(province(" 广西壮族自治区桂林市", "430102200903150010"), "45");
        assert_eq!(province("", "110101200903150010"), "11");
    }
}
