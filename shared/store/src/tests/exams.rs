//! Several exams side by side.

use super::fixture::{EXAM, NOW, happened_in, province, window};
use super::story::rows;
use crate::candidate::find;
use crate::volunteer::asked_for;
use crate::{exam, params};
use domain::Error;
use serde_json::json;

const EARLIER: &str = "gaokao-2026";

#[test]
fn a_number_is_one_persons_in_each_exam_and_an_exam_is_named_where_there_are_several() {
    pollster::block_on(async {
        let db = province().await;
        assert_eq!(exam::named(&db, None).await.unwrap().id.as_str(), EXAM.as_str(), "the only one");
        db.run(rows::EXAM, params![EARLIER, "gaokao", 2026, "高考"]).await.unwrap();
        assert!(matches!(exam::named(&db, None).await, Err(Error::ExamMissing)));
        assert_eq!(exam::named(&db, Some(EARLIER)).await.unwrap().id.as_str(), EARLIER);
        assert!(
            matches!(exam::named(&db, Some("gaokao-1999")).await, Err(Error::UnknownExam(id)) if id == "gaokao-1999")
        );

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
        assert_eq!(found(Some(EARLIER), "01020001", "").await, [last_year, this_year], "the one that is named first");
        assert_eq!(found(Some("gaokao-1999"), "01020001", "").await, [this_year, last_year]);
    });
}

#[test]
fn a_batch_that_is_not_named_is_the_one_that_is_filled_now_or_comes_next() {
    pollster::block_on(async {
        let db = province().await;
        let asked = async |at| asked_for(&db, EXAM, None, NOW.plus(at)).await.unwrap();
        assert_eq!(asked(0).await, "", "there is none");
        for (position, code) in [(1, "early"), (2, "undergraduate"), (3, "vocational")] {
            let batch = "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?1, ?2, ?2, ?2, 1, 1, ?3)";
            db.run(batch, params![EXAM, code, position]).await.unwrap();
        }
        assert_eq!(asked(0).await, "early", "nobody knows when");
        window(&db, "vocational", "43", 300, 400).await;
        window(&db, "early", "43", 100, 200).await;
        window(&db, "undergraduate", "43", 150, 250).await;
        window(&db, "vocational", "4301", 0, 50).await;
        for (at, code) in
            [(0, "early"), (160, "early"), (220, "undergraduate"), (260, "vocational"), (500, "vocational")]
        {
            assert_eq!(asked(at).await, code, "{at}");
        }
        assert_eq!(asked_for(&db, EXAM, Some("early".into()), NOW).await.unwrap(), "early");
    });
}
