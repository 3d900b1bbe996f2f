//! Who decides about an application is somebody else than who made it, and could not have been them.

use super::*;
use crate::journal::Author;
use crate::pending;
use crate::tests::fixture::{self, EXAM, NOW, province, unit};
use domain::event::Role;
use domain::event::staff::Created;

fn by(id: i64) -> Author {
    let actor = if id == 0 { "system".into() } else { format!("staff:{id}") };
    Author { actor, role: Role::County, ..fixture::author(None) }
}

async fn account(db: &Db, who: i64, username: &str, organisation: &str) -> i64 {
    let (role, password) = ("office", "k1:p");
    let (name, must_change) = (username, false);
    let created =
        Created { username, name, organisation, role, password, expires_at: None, must_change, proposed: false };
    by(who).acts(db, NOW).append(created.written().unwrap(), append!(where "TRUE"), vec![]).await.unwrap().unwrap()
}

async fn made(db: &Db, who: i64, hash: &str) -> Waiting {
    let text = |text: &str| text.to_owned();
    let captured = Captured {
        name: text("李四"),
        sex: text("female"),
        ethnicity: text("01"),
        birth: text("2009-03-16"),
        valid_until: text("2030-01-01"),
        capture: text("reader"),
    };
    let document = Kept {
        document_kind: domain::document::DocumentKind::ResidentCard,
        document: text("sealed"),
        document_hash: text(hash),
        document_mask: text("440***"),
        photo: text("0b"),
    };
    let (ground, level, point) = ("outside_province", "county", "430102001");
    let made = event::Made { ground, level, point, captured: &captured, document: &document };
    let id = make(&by(who).acts(db, NOW).within(EXAM), &made).await.unwrap().unwrap();
    find(db, EXAM, id, &unit("430102").path).await.unwrap()
}

#[test]
fn who_made_the_account_that_asks_is_not_the_second_person() {
    pollster::block_on(async {
        let db = province().await;
        fixture::window(&db, "registration", "43", -1, 1).await;
        fixture::happened(
            &db,
            "segment.allotted",
            0,
            serde_json::json!({ "point": "430102001", "first": 1_020_001, "last": 1_020_100 }),
        )
        .await;
        let clerk = account(&db, 0, "clerk", "430102").await;
        let other = account(&db, 0, "other", "430102").await;
        let point = account(&db, clerk, "point", "430102001").await;
        let puppet = account(&db, clerk, "puppet", "430102").await;
        let waiting = made(&db, point, "h1").await;
        let path = &unit("430102").path;
        for (who, may) in [(point, false), (clerk, false), (puppet, false), (other, true)] {
            let actor = &by(who).actor;
            let wanted = Wanted { exam: EXAM, within: path, status: Status::Pending, actor };
            assert_eq!(list(&db, wanted, &After::default()).await.unwrap().rows[0].may_agree, may, "{who}");
            let counted = pending::applications(&db, EXAM, (path, false), actor).await.unwrap();
            assert_eq!(counted[0].count, i64::from(may), "{who}");
            if !may {
                let author = by(who);
                let act = author.acts(&db, NOW).within(EXAM);
                assert!(matches!(agree(&act, &waiting).await, Err(Error::Conflict(_))), "{who}");
                assert!(matches!(decline(&act, waiting.id, "不齐").await, Err(Error::Conflict(_))), "{who}");
            }
        }
        // The key of a page comes from outside.
        let (within, before) = (&unit("430103").path, Page::<()>::cut(Vec::new(), Some((&unit("43").path, 0))).next);
        let wanted = Wanted { exam: EXAM, within, status: Status::Pending, actor: "staff:0" };
        assert!(list(&db, wanted, &before.into()).await.unwrap().rows.is_empty());
        agree(&by(other).acts(&db, NOW).within(EXAM), &waiting).await.unwrap();
    });
}
