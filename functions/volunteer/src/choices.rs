//! Choices with the names that people read.

use shared::Result;
use shared::api::volunteer::{NamedChoice, NamedMajor};
use shared::db::Db;
use shared::domain::volunteer::Choice;
use shared::store::catalog;

pub(crate) fn groups(choices: &[Choice]) -> Vec<i64> {
    choices.iter().map(|choice| choice.group).collect()
}

pub(crate) async fn named(db: &Db, choices: Vec<Choice>) -> Result<Vec<NamedChoice>> {
    let ids = groups(&choices);
    let (groups, majors) = (catalog::groups(db, &ids).await?, catalog::major_names(db, &ids).await?);
    let name = |group: i64, code: String| {
        let known = majors.get(&group).and_then(|majors| majors.iter().find(|major| major.code == code));
        known.cloned().unwrap_or(NamedMajor { name: code.clone(), code })
    };
    let named = choices.into_iter().filter_map(|choice| {
        let group = groups.get(&choice.group)?.clone();
        Some(NamedChoice {
            group: group.id,
            college: group.college,
            college_name: group.college_name,
            college_city: group.college_city,
            code: group.code,
            name: group.name,
            plan_type_name: group.plan_type_name,
            requirement_text: group.requirement.text,
            majors: choice.majors.into_iter().map(|code| name(group.id, code)).collect(),
            accept_adjustment: choice.accept_adjustment,
            last_line: group.last_line,
        })
    });
    Ok(named.collect())
}
