//! Invented people, besides those of the demo province.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::document::check_character;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Somebody who comes to a registration point.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) document: String,
    birth: String,
    sex: &'static str,
}

impl Person {
    pub(crate) const VALID_UNTIL: &'static str = "2031-08-31";

    /// Somebody new: no other has their number. (The demo province gives out order codes from 900 on.)
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        Self::number(COUNT.fetch_add(1, Ordering::Relaxed))
    }

    /// The same one each time, for a system of one's own.
    pub(crate) fn number(count: usize) -> Self {
        Self::of("430102", count)
    }

    /// Likewise, of another county.
    pub(crate) fn of(county: &str, count: usize) -> Self {
        let (day, order) = (count % 28 + 1, count / 28);
        let first17 = format!("{county}200903{day:02}{order:03}");
        let document = format!("{first17}{}", check_character(&first17).unwrap());
        let sex = if order % 2 == 0 { "female" } else { "male" };
        Self { name: format!("测试{count}"), document, birth: format!("2009-03-{day:02}"), sex }
    }

    /// What the registration point sends.
    pub(crate) fn admission(&self, point: &str) -> Value {
        json!({
            "point": point,
            "capture": "reader",
            "photo": photo(),
            "document": {
                "kind": "resident_card",
                "number": self.document,
                "name": self.name,
                "sex": self.sex,
                "ethnicity": "01",
                "birth": self.birth,
                "address": "示例街道 1 号",
                "valid_from": "2021-08-31",
                "valid_until": Self::VALID_UNTIL,
            },
        })
    }
}

fn photo() -> String {
    BASE64.encode(picture())
}

/// As much as a JPEG has to have of 480 × 640 pixels, different each time.
pub(crate) fn picture() -> Vec<u8> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed) as u32;
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 128, 1, 224, 3, 1, 17, 0, 2, 17, 0, 3, 17, 0];
    bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    bytes.extend(count.to_be_bytes().map(|byte| byte & 0x7F));
    bytes.extend([0xFF, 0xD9]);
    bytes
}

/// A registration form that fits the demo province's code tables.
pub(crate) fn form() -> Value {
    json!({
        "registration_type": "unified",
        "political_status": "13",
        "first_subject": "physics",
        "second_subjects": ["chemistry", "biology"],
        "foreign_language": "1",
        "candidate_category": "1",
        "graduation_category": "1",
        "school_name": "芙蓉区示例第一中学",
        "graduation_year": 2027,
        "household": { "region": "430102001", "detail": "示例街道 1 号", "category": "1" },
        "address": { "region": "430102001", "detail": "示例街道 1 号", "postcode": "410000", "recipient": "测试" },
        "phone": "13800000000",
        "specialty": "none",
        "family": [{ "relation": "mother", "name": "测试家长", "employer": "务农", "phone": "13900000000" }],
        "resume": [
            { "from": "2024-09", "place": "芙蓉区示例第一中学", "witness": "测试老师" },
            { "from": "2021-09", "until": "2024-08", "place": "芙蓉区示例初级中学", "witness": "测试老师" },
        ],
    })
}
