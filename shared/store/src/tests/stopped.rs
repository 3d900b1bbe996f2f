//! Somebody of staff whose account was stopped while their request was on its way writes nothing.

use super::fixture::EXAM;
use super::fixture::{NOW, author};
use super::story::Teller;
use super::walks::statements;
use crate::db::Db;
use crate::journal::Author;
use crate::{append, author_in_use, params};
use domain::Error;
use domain::event::{Kind, Role};
use std::collections::BTreeSet;

fn is_staff(role: &Role) -> bool {
    !matches!(role, Role::Candidate | Role::Payer | Role::Provider | Role::System)
}

#[test]
fn nothing_of_what_staff_write_is_written_by_who_was_stopped() {
    let mut db = Db::in_memory().unwrap();
    let samples = Teller::tell(db.native()).unwrap().samples;
    let account = |id: i64, status: &str| {
        let sql = "INSERT INTO staff (id, username, name, organisation, password, created_by, login, status) \
                   VALUES (?1, 's' || ?1, '示例', '43', '', 'system', 's' || ?1, ?2)";
        pollster::block_on(db.run(sql, params![id, status])).unwrap();
    };
    account(9_001, "disabled");
    account(9_002, "proposed");
    account(9_003, "active");
    let append = |id: i64, kind: Kind, role: Role| {
        let author = Author { actor: format!("staff:{id}"), role, ..author(None) };
        let act = author.acts(&db, NOW).within(EXAM);
        pollster::block_on(act.append(samples[&kind].clone(), append!(where "TRUE"), vec![]))
    };
    let mut kinds = 0;
    for kind in Kind::all() {
        for role in kind.writers().iter().copied().filter(is_staff) {
            for stopped in [9_001, 9_002, 9_999] {
                let refused = append(stopped, kind, role);
                assert!(
                    matches!(refused, Err(Error::SessionExpired)),
                    "{kind:?} as {role:?} by {stopped}: {refused:?}"
                );
            }
            kinds += 1;
        }
    }
    assert!(kinds > 60, "only {kinds} kinds and roles");
    assert!(append(9_003, Kind::ListExported, Role::Province).unwrap().is_some());
}

/// So the guards of all of them end in it, but for what is no request's of staff.
#[test]
fn every_statement_asks_whether_its_author_is_in_use() {
    let end = concat!(") AND ", author_in_use!(), " ON CONFLICT DO NOTHING RETURNING seq");
    let appending = statements().into_iter().filter(|(_, sql)| sql.starts_with("INSERT INTO journal "));
    let without = appending.filter(|(_, sql)| !sql.ends_with(end)).map(|(file, _)| file);
    let without: BTreeSet<String> =
        without.map(|file| file.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    // What is loaded has happened; what providers say, they say.
    assert_eq!(without, ["bulk.rs", "payment.rs"].map(str::to_owned).into());
}
