//! 招生计划 and 历年分数.

#[cfg(not(target_arch = "wasm32"))]
mod index;
mod kept;
mod offer;
mod search;

use crate::db::{Db, Value};
use crate::params;
use domain::catalog::{Group, Line, Major, Narrowing, Requirement, Tuition};
use domain::subject::{self, Track};
use domain::volunteer::{self, Choice, NamedChoice, NamedMajor};
use domain::{Error, ExamId, Result};
#[cfg(not(target_arch = "wasm32"))]
pub use index::{index, index_if_missing};
pub use kept::chosen;
pub use offer::offers;
pub use search::{PAGE, Search, Span, search};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Row {
    id: i64,
    college: String,
    college_name: String,
    college_city: String,
    college_tags: Vec<String>,
    code: String,
    name: String,
    plan_type: String,
    plan_type_name: String,
    track: Track,
    requirement: String,
    plan: i64,
    last_year: Option<i64>,
    last_line: Option<i64>,
    last_rank: Option<i64>,
    least_tuition: Option<i64>,
    most_tuition: Option<i64>,
    total: i64,
}

impl Row {
    fn group(self) -> Group {
        let last_line = self.last_line.zip(self.last_year).zip(self.last_rank);
        Group {
            id: self.id,
            college: self.college,
            college_name: self.college_name,
            college_city: self.college_city,
            college_tags: self.college_tags,
            code: self.code,
            name: self.name,
            plan_type: self.plan_type,
            plan_type_name: self.plan_type_name,
            track: self.track,
            requirement: requirement(&self.requirement),
            plan: self.plan,
            last_line: last_line.map(|((line, year), rank)| Line { year, line, rank }),
            tuition: self.least_tuition.zip(self.most_tuition).map(|(least, most)| Tuition { least, most }),
        }
    }
}

fn requirement(text: &str) -> Requirement {
    match subject::Requirement::parse(text) {
        None => Requirement { text: text.to_owned(), all_of: vec![], any_of: vec![] },
        Some(parsed) => {
            let text = parsed.title();
            match parsed {
                subject::Requirement::All(all_of) => Requirement { text, all_of, any_of: vec![] },
                subject::Requirement::Any(any_of) => Requirement { text, all_of: vec![], any_of },
            }
        }
    }
}

/// Groups by number, in no particular order.
pub async fn groups(db: &Db, ids: &[i64]) -> Result<HashMap<i64, Group>> {
    let sql = "SELECT g.id, g.college, c.name AS college_name, c.city AS college_city, c.tags AS college_tags, g.code, g.name, \
               g.plan_type, COALESCE(p.name, g.plan_type) AS plan_type_name, g.track, g.requirement, g.plan, \
               g.last_year, g.last_line, g.last_rank, f.least_tuition, f.most_tuition, 0 AS total \
               FROM JSON_EACH(?) AS j CROSS JOIN college_group AS g ON g.id = j.value AND g.track <> '' \
               JOIN college AS c ON c.code = g.college LEFT JOIN findable AS f ON f.college_group = g.id \
               LEFT JOIN code_item AS p ON p.exam = g.exam AND p.list = 'plan_type' AND p.code = g.plan_type";
    let rows: Vec<Row> = db.all(sql, vec![id_list(ids)?]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.group())).collect())
}

/// What a search in a track can be narrowed to, by list; cities by how much they have, the others by their codes.
pub async fn narrowings(db: &Db, exam: &ExamId, batch: &str, track: Track) -> Result<HashMap<String, Vec<Narrowing>>> {
    #[derive(Deserialize)]
    struct Row {
        list: String,
        #[serde(flatten)]
        narrowing: Narrowing,
    }
    let sql = "SELECT list, value, name, count FROM narrowing WHERE exam = ? AND batch = ? AND track = ? \
               ORDER BY list, IIF(list = 'city', -count, 0), value";
    let mut lists: HashMap<String, Vec<Narrowing>> = HashMap::new();
    for Row { list, narrowing } in db.all(sql, params![exam, batch, track.as_str()]).await? {
        lists.entry(list).or_default().push(narrowing);
    }
    Ok(lists)
}

/// One group.
///
/// # Errors
/// `NotFound`.
pub async fn group(db: &Db, id: i64) -> Result<Group> {
    groups(db, &[id]).await?.remove(&id).ok_or(Error::NotFound("院校专业组"))
}

pub async fn majors(db: &Db, group: i64) -> Result<Vec<Major>> {
    let sql = "SELECT code, name, plan, tuition, years, note FROM major WHERE college_group = ? ORDER BY code";
    db.all(sql, params![group]).await
}

/// Its lines, the newest first.
pub async fn lines(db: &Db, group: i64) -> Result<Vec<Line>> {
    let sql = "SELECT year, line, rank FROM group_line WHERE college_group = ? ORDER BY year DESC";
    db.all(sql, params![group]).await
}

/// Groups as the rules see them.
pub async fn rule_groups(db: &Db, exam: &ExamId, ids: &[i64]) -> Result<Vec<volunteer::Group>> {
    // All of them as one text: what crosses into a component is copied value by value.
    let sql = "SELECT '[' || GROUP_CONCAT('{\"id\":' || g.id || ',\"batch\":' || JSON_QUOTE(g.batch) \
               || ',\"plan_type\":' || JSON_QUOTE(g.plan_type) || ',\"track\":' \
               || JSON_QUOTE(g.track) || ',\"requirement\":' || JSON_QUOTE(g.requirement) || ',\"majors\":' || g.majors || '}') \
               || ']' FROM JSON_EACH(?) AS j CROSS JOIN college_group AS g ON g.id = j.value WHERE g.exam = ?";
    let groups: Option<Option<Vec<volunteer::Group>>> = db.first(sql, vec![id_list(ids)?, Value::from(exam)]).await?;
    Ok(groups.flatten().unwrap_or_default())
}

/// Names of the majors of these groups: group → code → name. One row a group: what crosses into a component is
/// copied value by value.
async fn major_names(db: &Db, ids: &[i64]) -> Result<HashMap<i64, HashMap<String, String>>> {
    #[derive(Deserialize)]
    struct Row {
        college_group: i64,
        names: HashMap<String, String>,
    }
    let sql = "SELECT m.college_group, JSON_GROUP_OBJECT(m.code, m.name) AS names FROM JSON_EACH(?) AS j \
               CROSS JOIN major AS m ON m.college_group = j.value GROUP BY m.college_group";
    let rows: Vec<Row> = db.all(sql, vec![id_list(ids)?]).await?;
    Ok(rows.into_iter().map(|row| (row.college_group, row.names)).collect())
}

/// Choices with the names that people read.
pub async fn named(db: &Db, choices: Vec<Choice>) -> Result<Vec<NamedChoice>> {
    let ids = groups_of(&choices);
    let (groups, majors) = (groups(db, &ids).await?, major_names(db, &ids).await?);
    let name = |group: i64, code: String| {
        let known = majors.get(&group).and_then(|names| names.get(&code));
        NamedMajor { name: known.unwrap_or(&code).clone(), code }
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

fn groups_of(choices: &[Choice]) -> Vec<i64> {
    choices.iter().map(|choice| choice.group).collect()
}

/// The list stands first in a `CROSS JOIN`, which SQLite keeps in this order: a lookup for each number, not a walk
/// through all groups.
fn id_list(ids: &[i64]) -> Result<Value> {
    Ok(Value::Text(serde_json::to_string(ids)?))
}
