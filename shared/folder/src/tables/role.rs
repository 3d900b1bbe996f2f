//! roles.csv: a row a role and a kind of organisation.

use crate::fault::{Fault, Faults, Place, meant};
use crate::files::{Files, ROLES};
use crate::table::{self, Cells, Head, Row, Rows, may, must};
use domain::organisation::Kind;
use domain::role::{self, Permission, Role};
use std::collections::HashSet;

impl Row for Role {
    const TABLE: &'static str = ROLES;
    const HEADS: &'static [Head] = &[
        must("code", &["角色代码", "代码"]),
        must("kind", &["机构类型"]),
        must("name", &["角色名称", "名称"]),
        may("second_factor", &["动态口令"]),
        may("four_eyes", &["两人办理"]),
        must("permissions", &["权限"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let kind = cells.text("kind");
        let known = Kind::parse(&kind);
        if known.is_none() && !kind.is_empty() {
            cells.fault("kind", "应为 省、市、县、报名点、高校 或 其他");
        }
        let mut permissions = Vec::new();
        for name in cells.list("permissions") {
            match Permission::parse(&name) {
                Some(permission) => permissions.push(permission),
                None => {
                    let meant = meant(&name, Permission::all().map(Permission::as_str));
                    cells.fault("permissions", format!("没有“{name}”这项权限{meant}"));
                }
            }
        }
        let name = cells.text("name");
        if name.starts_with(['=', '+', '-', '@']) {
            cells.fault("name", "不能以 = + - @ 开头");
        }
        Self {
            code: cells.name("code"),
            kind: known.unwrap_or_default(),
            name,
            second_factor: yes(cells, "second_factor", ["必须", "可选"]),
            four_eyes: yes(cells, "four_eyes", ["是", "否"]),
            permissions: permissions.into_iter().collect(),
        }
    }
}

fn yes(cells: &mut Cells<'_>, column: &str, [yes, no]: [&str; 2]) -> bool {
    match cells.raw(column) {
        text if text == yes || text == "yes" => true,
        text if text == no || text == "no" || text.is_empty() => false,
        _ => {
            cells.fault(column, format!("应为 {yes} 或 {no}"));
            false
        }
    }
}

/// Reads a table of roles.
///
/// # Errors
/// Every fault.
pub fn roles(files: &Files) -> Result<Vec<Role>, Vec<Fault>> {
    let mut faults = Faults::default();
    let rows: Rows<Role> = table::read(files, &mut faults);
    let mut known = HashSet::new();
    for (index, row) in rows.indexed() {
        if !known.insert((&row.code, row.kind)) {
            faults.add(rows.place(index, "code"), format!("{}机构的角色“{}”重复", row.kind.title(), row.code));
        }
        if let Some(fault) = row.fault() {
            faults.add(rows.place(index, "permissions"), fault);
        }
    }
    let roles: Vec<Role> = rows.iter().cloned().collect();
    for fault in role::faults(&roles) {
        faults.add(rows.headings().first().map_or_else(|| Place::file("roles.csv"), table::Heading::top), fault);
    }
    faults.end().map(|_| roles)
}

/// The same as a table, to be changed and loaded again.
pub fn table_of(roles: &[Role]) -> String {
    let mut text = String::from("角色代码,机构类型,角色名称,动态口令,两人办理,权限\n");
    for Role { code, kind, name, second_factor, four_eyes, permissions } in roles {
        let [factor, eyes] = [if *second_factor { "必须" } else { "可选" }, if *four_eyes { "是" } else { "否" }];
        let permissions = permissions.iter().map(Permission::as_str).collect::<Vec<_>>().join("|");
        let name = name.replace('"', "\"\"");
        text += &format!("{code},{},\"{name}\",{factor},{eyes},{permissions}\n", kind.title());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "角色代码,机构类型,角色名称,动态口令,两人办理,权限\n\
        office,省,省级管理员,必须,是,role.propose|role.confirm|staff.manage|staff.decide|candidate.view\n\
        office,县,县级管理员,可选,否,candidate.view|采集考生\n";

    fn read(text: &str) -> Result<Vec<Role>, Vec<String>> {
        let mut files = Files::default();
        files.insert("roles.csv", text.as_bytes().to_vec());
        roles(&files).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_table_is_written_as_it_is_read() {
        let roles = read(&GOOD.replace("省级管理员", "\"省级,“一”\"\"号\"\"管理员\"")).unwrap();
        assert_eq!(
            roles[1].permissions.iter().collect::<Vec<_>>(),
            [Permission::CandidateAdmit, Permission::CandidateView]
        );
        assert_eq!(read(&table_of(&roles)).unwrap(), roles);
    }

    #[test]
    fn every_fault_is_named_where_it_stands() {
        for (from, to, said) in [
            (
                "candidate.view|采集考生",
                "candidate.veiw",
                "roles.csv:3:6: 没有“candidate.veiw”这项权限，是不是“candidate.view”？",
            ),
            (
                "candidate.view|采集考生",
                "finance.confirm",
                "roles.csv:3:6: 只有省级机构的角色可以有这些权限：复核退款、异常、对账",
            ),
            ("office,县", "office,乡", "roles.csv:3:2: 应为 省、市、县、报名点、高校 或 其他"),
            ("office,县,县级管理员,可选,否", "office,省,又一个,必须,是", "roles.csv:3:1: 省机构的角色“office”重复"),
            ("必须,是", "必须,否", "roles.csv:2:6: 省级机构的角色要由两人办理"),
            ("必须", "要", "roles.csv:2:4: 应为 必须 或 可选"),
            ("省级管理员", "=1+1", "roles.csv:2:3: 不能以 = + - @ 开头"),
            (
                "role.confirm|",
                "",
                "roles.csv:1:1: 省级机构要有角色具有“复核角色变更”（role.confirm）权限，否则以后无人能办",
            ),
        ] {
            let faults = read(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(faults.iter().any(|fault| fault == said), "{to}: {faults:?}");
        }
    }
}
