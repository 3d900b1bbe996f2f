//! However candidates are searched: all pages together are what a walk through everybody would find, in one order.

use super::*;
use crate::tests::fixture::{EXAM, happened, province, unit};
use proptest::prelude::*;
use serde_json::json;

const POINTS: [&str; 4] = ["430102001", "430102002", "430103001", "430201001"];
const NAMES: [&str; 6] = ["王小明", "王王", "小明", "欧阳明", "明", "李小明"];

async fn filled(people: &[(usize, usize, bool)]) -> Db {
    let db = province().await;
    for (index, (point, name, verified)) in people.iter().enumerate() {
        let body = json!({
            "serial": format!("01{:02}{:04}", point, index + 1), "point": POINTS[*point], "name": NAMES[*name], "sex": "male",
            "ethnicity": "01", "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:x",
            "document_hash": format!("hash {index}"), "document_mask": "430", "valid_until": "长期", "capture": "reader",
            "photo": "x"
        });
        let id = happened(&db, "candidate.admitted", 0, body).await;
        if *verified {
            happened(&db, "candidate.verified", id, json!({})).await;
        }
    }
    db
}

async fn found(db: &Db, search: &Search<'_>) -> (Vec<String>, Total) {
    let (mut serials, mut after, mut pages) = (Vec::new(), After::default(), 0);
    loop {
        let page = super::search(db, search, &after).await.unwrap();
        assert!(page.rows.len() <= PAGE);
        serials.extend(page.rows.into_iter().map(|row| row.serial));
        pages += 1;
        after = page.next.into();
        if after.is_first() {
            assert!(pages == 1 || serials.len() > PAGE, "a page more than needed");
            return (serials, count(db, search).await.unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn pages_together_are_whoever_fits(people in proptest::collection::vec((0usize..4, 0usize..6, any::<bool>()), 0..240)) {
        pollster::block_on(async {
            let db = filled(&people).await;
            for organisation in ["43", "4301", "430102", "430102002"] {
                for text in ["", "王", "小", "小明", "明", "欧阳明", "无", "0", "0102", "01000007"] {
                    for stage in [None, Some(Stage::Verified), Some(Stage::Paid)] {
                        let unit = &unit(organisation);
                        let search = Search { exam: EXAM, unit, stage, to_read: false, wanted: Wanted::of(text) };
                        let (mut serials, total) = found(&db, &search).await;
                        let everywhere = organisation.len() > 2;
                        let named = |name: &str| match everywhere {
                            true => name.contains(text),
                            false => name.starts_with(text) || name.chars().skip(1).collect::<String>().starts_with(text),
                        };
                        let mut expected: Vec<String> = people.iter().enumerate().filter_map(|(index, (point, name, verified))| {
                            let serial = format!("01{point:02}{:04}", index + 1);
                            let fits = POINTS[*point].starts_with(organisation)
                                && stage.is_none_or(|stage| (stage == Stage::Verified) == *verified)
                                && (named(NAMES[*name]) || serial.starts_with(text));
                            fits.then_some(serial)
                        }).collect();
                        serials.sort_unstable();
                        expected.sort_unstable();
                        assert_eq!(serials, expected, "{organisation} {text} {stage:?}");
                        assert_eq!(total, Total::exactly(serials.len() as i64), "{organisation} {text} {stage:?}");
                    }
                }
            }
        });
    }
}

#[test]
fn a_document_finds_its_candidate_in_the_own_subtree_only() {
    pollster::block_on(async {
        let db = filled(&[(0, 0, false), (2, 1, false)]).await;
        assert_eq!(of_document(&db, (EXAM, &unit("430102").path), "hash 0").await.unwrap().unwrap().serial, "01000001");
        assert!(of_document(&db, (EXAM, &unit("430103").path), "hash 0").await.unwrap().is_none());
        assert!(matches!(
            super::search(
                &db,
                &Search { exam: EXAM, unit: &unit("43"), stage: None, to_read: false, wanted: Wanted::Anybody },
                &Some("x".to_owned()).into()
            )
            .await,
            Err(Error::Invalid(_))
        ));
    });
}

#[test]
fn a_page_that_somebody_has_begin_elsewhere_shows_their_own_alone() {
    pollster::block_on(async {
        let db = filled(&[(0, 0, false), (2, 0, false)]).await;
        let (unit, text) = (&unit("430103"), NAMES[0]);
        for (way, stage, wanted) in [
            (Way::Place, None, Wanted::Anybody),
            (Way::Stage, Some(Stage::Paid), Wanted::Anybody),
            (Way::Part, None, Wanted::Name(text)),
        ] {
            let search = Search { exam: EXAM, unit, stage, to_read: false, wanted };
            let nowhere = (String::new(), String::new(), String::new());
            let after = Page::<()>::cut(Vec::new(), Some((way, nowhere))).next.into();
            let rows = super::search(&db, &search, &after).await.unwrap().rows;
            assert_eq!(rows.iter().map(|row| &row.serial[..]).collect::<Vec<_>>(), ["01020002"], "{way:?}");
        }
    });
}
