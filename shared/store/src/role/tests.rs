//! Roles are changed by two people; what an office had in 0012 stays.

use super::*;
use crate::journal::{Answer, Author};
use crate::proposal::decide;
use crate::staff;
use crate::tests::fixture::{NOW, author, happened, province};
use crate::tests::old::Old;
use domain::event::Role as As;
use domain::proposal::{Noun, Status};
use domain::role::Permission;
use serde_json::json;

async fn hired(db: &Db, username: &str, organisation: &str, role: &str) -> Author {
    let body =
        json!({ "username": username, "name": username, "organisation": organisation, "role": role, "password": "x" });
    let id = happened(db, "staff.created", 0, body).await;
    db.run("DELETE FROM staff_ancestor WHERE staff = ?", params![id]).await.unwrap();
    Author { actor: format!("staff:{id}"), role: As::Province, ..author(None) }
}

#[test]
fn a_change_takes_a_second_person_and_the_roles_that_it_was_compared_with() {
    pollster::block_on(async {
        let db = province().await;
        let (one, other) = (hired(&db, "one", "43", "office").await, hired(&db, "other", "43", "office").await);
        let county = hired(&db, "county", "430102", "office").await;
        let before = all(&db).await.unwrap();
        let mut after = before.clone();
        after.retain(|role| (&role.code[..], role.kind) != ("office", Kind::County));
        let propose = async |roles: &[Role]| {
            let basis = in_force(&db).await.unwrap();
            let says = domain::role::changes(&before, roles);
            propose(&one.acts(&db, NOW), &event::Proposed { basis, roles, says: &says, reason: "测试" }).await
        };
        let decide = async |who: &Author, proposal, declined| {
            decide(&who.acts(&db, NOW), Noun::Role, Answer { proposal, declined }, None).await
        };
        let may =
            async |who: &Author| permissions(&db, who.staff().unwrap()).await.unwrap().has(Permission::StaffManage);
        let [first, second] = [propose(&after).await.unwrap(), propose(&before).await.unwrap()];
        assert!(matches!(decide(&one, first, None).await, Err(Error::Conflict(_))), "not by oneself");
        assert!(may(&county).await, "nothing comes of a proposal");
        decide(&other, first, None).await.unwrap();
        assert!(!may(&county).await && may(&one).await);
        assert_eq!(all(&db).await.unwrap(), after);
        assert!(matches!(decide(&other, second, None).await, Err(Error::Conflict(_))), "others are in force since");
        decide(&other, second, Some("另提")).await.unwrap();
        let statuses: Vec<Status> = changes(&db).await.unwrap().iter().map(|change| change.status).collect();
        assert_eq!(statuses, [Status::Declined, Status::Published]);
        assert!(at(&db, "office", Kind::County).await.is_err());
        // Who has a role that there is no more may do nothing, and takes two people.
        let account = staff::get(&db, county.staff().unwrap()).await.unwrap();
        assert!(account.takes_four_eyes() && account.permissions.iter().next().is_none());
    });
}

#[test]
fn no_change_leaves_everybody_outside() {
    pollster::block_on(async {
        let db = province().await;
        let (one, other) = (hired(&db, "one", "43", "office").await, hired(&db, "other", "43", "office").await);
        let before = all(&db).await.unwrap();
        // 复核角色变更 is another role's from now on, which nobody holds.
        let mut after = before.clone();
        let office = after.iter_mut().find(|role| (&role.code[..], role.kind) == ("office", Kind::Province)).unwrap();
        let chief = Role { code: "chief".into(), name: "处长".into(), ..office.clone() };
        office.permissions = office.permissions.iter().filter(|one| *one != Permission::RoleConfirm).collect();
        after.push(chief);
        let publish = async |roles: &[Role]| {
            let basis = in_force(&db).await.unwrap();
            let new = event::Proposed { basis, roles, says: &[], reason: "测试" };
            let proposal = propose(&one.acts(&db, NOW), &new).await.unwrap();
            decide(&other.acts(&db, NOW), Noun::Role, Answer { proposal, declined: None }, None).await
        };
        let refused = publish(&after).await;
        assert!(matches!(&refused, Err(Error::WrongState(why)) if why.contains("复核角色变更")), "{refused:?}");
        assert_eq!(all(&db).await.unwrap(), before);
        let mut both = before.clone();
        both.push(after.last().unwrap().clone());
        publish(&both).await.unwrap();
        hired(&db, "chief", "43", "chief").await;
        publish(&after).await.unwrap();
    });
}

#[test]
fn what_an_office_had_changed_before_roles_were_data_stays() {
    let history = |old: &Old<'_>| {
        let change = "INSERT INTO staff_role (role, level, second_factor) VALUES ('finance', 'city', 'optional'); \
                      UPDATE staff_role SET second_factor = 'required' WHERE role = 'office' AND level = 'city'; \
                      DELETE FROM staff_role WHERE role = 'office' AND level = 'point'";
        old.0.execute_batch(change).unwrap();
    };
    Old::comes_to_the_same("0042", history, |old, ()| {
        let of = |code: &str, kind: &str| {
            old.one::<Option<String>>(&format!(
                "SELECT (SELECT r.second_factor || ' ' || r.four_eyes || ' ' || (SELECT COUNT(*) FROM role_permission AS p \
                 WHERE p.role = r.code AND p.kind = r.kind) FROM role AS r WHERE r.code = '{code}' AND r.kind = '{kind}')"
            ))
        };
        assert_eq!(of("finance", "city").as_deref(), Some("0 1 3"));
        assert_eq!(of("office", "city").as_deref(), Some("1 0 19"));
        assert_eq!(of("office", "point"), None);
        assert_eq!(of("office", "province").as_deref(), Some("1 1 37"));
    });
}

#[test]
fn a_province_of_before_is_a_tree_after_its_migration() {
    let history = |old: &Old<'_>| {
        old.happened("organisation.created", "system", 0, json!({ "code": "430102002", "name": "另一中学" }));
        let staff = json!({ "username": "k", "name": "k", "organisation": "430102", "password": "x" });
        let staff = old.happened("staff.created", "system", 0, staff);
        old.happened(
            "segment.allotted",
            &format!("staff:{staff}"),
            0,
            json!({ "point": "430102001", "first": 1_020_001, "last": 1_020_009 }),
        );
        (staff, old.admit("01020001"))
    };
    Old::comes_to_the_same("0041", history, |old, (staff, candidate)| {
        old.happened("candidate.verified", "candidate:1", candidate, json!({}));
        let other = old.admit("01020002");
        old.happened(
            "organisation.renamed",
            &format!("staff:{staff}"),
            0,
            json!({ "code": "430102002", "name": "北校" }),
        );
        let path = |id: i64| old.one::<String>(&format!("SELECT path FROM candidate WHERE id = {id}"));
        assert_eq!([path(candidate), path(other)], ["43/4301/430102/430102001", "43/4301/430102/430102001"]);
        let counted = "SELECT GROUP_CONCAT(organisation || ' ' || count) FROM (SELECT organisation, SUM(count) AS count \
                       FROM progress WHERE metric = 'registered' GROUP BY 1 ORDER BY 1)";
        assert_eq!(old.one::<String>(counted), "43 2,4301 2,430102 2,430102001 2");
        let acts = "SELECT GROUP_CONCAT(path || ' ' || first || ' ' || second) FROM staff_act";
        assert_eq!(old.one::<String>(acts), "43/4301/430102 4301 430102,43/4301/430102 4301 430102");
    });
}

#[test]
fn the_document_says_who_may_do_what() {
    let roles = pollster::block_on(all(&Db::in_memory().unwrap())).unwrap();
    let line = |cells: &mut dyn Iterator<Item = String>| {
        let cells = cells.map(|cell| if cell.is_empty() { " ".to_owned() } else { format!(" {cell} ") });
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    };
    let names = roles.iter().map(|role| role.name.clone());
    let mut table = vec![line(&mut std::iter::once(String::new()).chain(names))];
    for permission in Permission::all() {
        let held = roles.iter().map(|role| if role.permissions.has(permission) { "●" } else { "" }.to_owned());
        let title = format!("{} `{}`", permission.title(), permission.as_str());
        table.push(line(&mut std::iter::once(title).chain(held)));
    }
    let said = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SECURITY.md")).unwrap();
    let missing: Vec<&String> = table.iter().filter(|line| !said.contains(&line[..])).collect();
    assert!(missing.is_empty(), "docs/SECURITY.md lacks:\n{}", table.join("\n"));
    assert!(roles.iter().all(|role| role.fault().is_none()) && domain::role::faults(&roles).is_empty());
}
