//! Accounts by their roles, which are data.

use super::stops::decide;
use crate::support::{System, text};
use serde_json::json;

#[test]
fn finance_of_a_city_has_its_own_subtree_and_is_made_by_two() {
    let system = System::start();
    let more = "finance,市,市级财务,必须,是,organisation.view|payment.view|collection.view\n";
    system.change_roles(|roles| roles + more);
    let (province, city) = (system.staff("43"), system.staff("4301"));
    let new = json!({ "username": "city-money", "name": "测试员", "organisation": "4301", "role": "finance" });
    let made = city.post("/api/admin/staff", &new).expect(201);
    assert_eq!(made["status"], "proposed");
    decide(&province, &made, true).expect(204);
    let (money, _) = system.first_sign_in("city-money", &text(&made["initial_password"]));
    money.post("/api/admin/payments/search", &json!({})).expect(200);
    for path in ["alarms", "refunds", "statements", "differences", "health"] {
        money.get(&format!("/api/admin/payments/{path}")).problem(403, "forbidden");
    }
}

#[test]
fn who_decides_about_accounts_need_not_look_after_them_and_agrees_to_no_role_that_is_gone() {
    let system = System::start();
    let row = "approver,省,复核员,必须,是,organisation.view|staff.view|staff.decide\n";
    let finance = "finance,市,市级财务,必须,是,organisation.view|payment.view\n";
    system.change_roles(|roles| roles + row + finance);
    let approver = system.new_staff("approver", "43");
    let (province, city) = (system.staff("43"), system.staff("4301"));
    let new = |username: &str, organisation: &str, role: &str| json!({ "username": username, "name": "测试员", "organisation": organisation, "role": role });
    let gone = city.post("/api/admin/staff", &new("city-money", "4301", "finance")).expect(201);
    system.change_roles(|roles| {
        let without = |line: &str| match line.starts_with("office,省") {
            true => line.replace("|staff.decide", ""),
            false => line.to_owned(),
        };
        let others = roles.lines().filter(|line| !line.starts_with("finance,市"));
        others.map(without).collect::<Vec<_>>().join("\n")
    });
    decide(&approver, &gone, true).problem(409, "wrong_state");
    decide(&approver, &gone, false).expect(204);
    let made = system.staff_named("deputy").post("/api/admin/staff", &new("third", "43", "office")).expect(201);
    decide(&province, &made, true).problem(409, "wrong_state");
    decide(&approver, &made, true).expect(204);
    system.stop_and_check();
}
