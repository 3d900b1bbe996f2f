//! Several exams side by side.

use super::fixture::{EXAM, happened_in, province};
use crate::candidate::find;
use crate::{bulk, exam, params};
use domain::Error;
use serde_json::json;

const EARLIER: &str = "gaokao-2026";

#[test]
fn a_number_is_one_persons_in_each_exam_and_an_exam_is_named_where_there_are_several() {
    pollster::block_on(async {
        let db = province().await;
        assert_eq!(exam::named(&db, None).await.unwrap().id.as_str(), EXAM.as_str(), "the only one");
        db.run(bulk::EXAM, params![EARLIER, "gaokao", 2026, "高考"]).await.unwrap();
        assert!(matches!(exam::named(&db, None).await, Err(Error::ExamMissing)));
        assert_eq!(exam::named(&db, Some(EARLIER)).await.unwrap().id.as_str(), EARLIER);
        assert!(matches!(exam::named(&db, Some("gaokao-1999")).await, Err(Error::NotFound(_))));

        let admit = async |exam, serial, document_hash| {
            let body = json!({
                "serial": serial, "point": "430102001", "name": "张三", "sex": "male", "ethnicity": "01",
                "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:x",
                "document_hash": document_hash, "document_mask": "430", "valid_until": "长期", "capture": "reader",
                "photo": "x"
            });
            happened_in(&db, exam, "candidate.admitted", 0, body).await
        };
        let last_year = admit(EARLIER, "01020001", "somebody").await;
        let this_year = admit(EXAM.as_str(), "01020001", "somebody else").await;
        let again = admit(EXAM.as_str(), "01020002", "somebody").await;
        let found = async |exam, serial, document_hash| {
            let found = find(&db, exam, serial, document_hash).await.unwrap();
            found.into_iter().map(|known| known.id).collect::<Vec<_>>()
        };
        assert_eq!(found(None, "01020001", "").await, [this_year, last_year], "the newest exam first");
        assert_eq!(found(None, "", "somebody").await, [again, last_year]);
        assert_eq!(found(Some(EARLIER), "01020001", "").await, [last_year]);
        assert_eq!(found(Some("gaokao-1999"), "01020001", "somebody").await, [0_i64; 0]);
    });
}
