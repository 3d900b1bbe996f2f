//! What searches look at, made from the plans: once after they were loaded, natively.

use anyhow::Context;
use domain::Result;
use domain::catalog::words::{self, College, Words};
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Makes it anew.
///
/// # Errors
/// `Internal` when the database can't be written.
pub fn index(connection: &Connection) -> Result<()> {
    let transaction = connection.unchecked_transaction().context("index the plans")?;
    make(&transaction).context("index the plans")?;
    transaction.commit().context("index the plans")?;
    Ok(())
}

/// Makes it if plans were loaded by something older; whether it did.
///
/// # Errors
/// As [`index`].
pub fn index_if_missing(connection: &Connection) -> Result<bool> {
    // The sandbox has a database of its own, without plans.
    let plans = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'findable')";
    if !connection.query_row(plans, [], |row| row.get(0)).context("look for plans")? {
        return Ok(false);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM college_group AS g LEFT JOIN findable AS f ON f.college_group = g.id WHERE f.id IS NULL)";
    let is_missing: bool =
        connection.query_row(sql, [], |row| row.get(0)).context("look for plans without an index")?;
    if is_missing {
        index(connection)?;
    }
    Ok(is_missing)
}

fn make(connection: &Connection) -> anyhow::Result<()> {
    connection.execute("DELETE FROM findable", [])?;
    let sql = "INSERT INTO findable (college_group, exam, batch, track, plan_type, requirement, plan, line, rank, \
               least_tuition, most_tuition, college, code, city, tags, majors, names, spelled) \
               SELECT g.id, g.exam, g.batch, g.track, g.plan_type, g.requirement, g.plan, g.last_line, g.last_rank, \
               (SELECT MIN(m.tuition) FROM major AS m WHERE m.college_group = g.id), \
               (SELECT MAX(m.tuition) FROM major AS m WHERE m.college_group = g.id), \
               g.college, g.code, c.city, c.tags, g.majors, '', '' \
               FROM college_group AS g JOIN college AS c ON c.code = g.college \
               ORDER BY g.exam, g.batch, g.track, g.last_line DESC, g.id";
    connection.execute(sql, [])?;
    words(connection, &colleges(connection)?)?;
    connection.execute("DELETE FROM narrowing", [])?;
    let sql = "INSERT INTO narrowing (exam, batch, track, list, value, name, count) \
               SELECT g.exam, g.batch, g.track, 'city', c.city, c.city, COUNT(*) \
               FROM college_group AS g JOIN college AS c ON c.code = g.college GROUP BY 1, 2, 3, 5 \
               UNION ALL SELECT g.exam, g.batch, g.track, 'tag', t.value, t.value, COUNT(*) \
               FROM college_group AS g JOIN college AS c ON c.code = g.college JOIN JSON_EACH(c.tags) AS t GROUP BY 1, 2, 3, 5 \
               UNION ALL SELECT g.exam, g.batch, g.track, 'plan_type', g.plan_type, COALESCE(p.name, g.plan_type), COUNT(*) \
               FROM college_group AS g LEFT JOIN code_item AS p \
               ON p.exam = g.exam AND p.list = 'plan_type' AND p.code = g.plan_type GROUP BY 1, 2, 3, 5 \
               UNION ALL SELECT g.exam, g.batch, g.track, 'major_class', p.code, p.name, COUNT(DISTINCT g.id) \
               FROM college_group AS g JOIN JSON_EACH(g.majors) AS m \
               JOIN code_item AS p ON p.exam = g.exam AND p.list = 'major_class' AND p.code = SUBSTR(m.value, 1, 4) \
               GROUP BY 1, 2, 3, 5";
    connection.execute(sql, [])?;
    Ok(())
}

/// Words of the colleges, by code.
fn colleges(connection: &Connection) -> anyhow::Result<HashMap<String, Words>> {
    let sql = "SELECT c.code, c.name, c.city, c.aliases, COALESCE((SELECT p.name FROM code_item AS p \
               WHERE p.list = 'province' AND p.code = SUBSTR(c.code, 3, 2) LIMIT 1), '') FROM college AS c";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut colleges = HashMap::new();
    while let Some(row) = rows.next()? {
        let [code, name, city, aliases, province] = [0, 1, 2, 3, 4].map(|column| row.get::<_, String>(column));
        let (code, aliases): (String, Vec<String>) = (code?, serde_json::from_str(&aliases?)?);
        let words = words::of_college(
            College { code: &code, name: &name?, city: &city?, province: &province? },
            aliases.iter().map(String::as_str),
        );
        colleges.insert(code, words);
    }
    Ok(colleges)
}

fn words(connection: &Connection, colleges: &HashMap<String, Words>) -> anyhow::Result<()> {
    let sql = "SELECT g.id, g.college, g.code, g.name, (SELECT JSON_GROUP_ARRAY(JSON_ARRAY(m.code, m.name)) FROM major AS m \
               WHERE m.college_group = g.id), \
               (SELECT JSON_GROUP_ARRAY(DISTINCT p.name) FROM JSON_EACH(g.majors) AS m JOIN code_item AS p \
               ON p.exam = g.exam AND p.list = 'major_class' AND p.code = SUBSTR(m.value, 1, 4)) FROM college_group AS g";
    let mut update = connection.prepare("UPDATE findable SET names = ?, spelled = ? WHERE college_group = ?")?;
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let [college, code, name, majors, classes] = [1, 2, 3, 4, 5].map(|column| row.get::<_, String>(column));
        let (majors, classes): (Vec<(String, String)>, Vec<String>) =
            (serde_json::from_str(&majors?)?, serde_json::from_str(&classes?)?);
        let majors = majors.iter().map(|(code, name)| (code.as_str(), name.as_str()));
        let of_group = words::of_group(&code?, &name?, majors, classes.iter().map(String::as_str));
        let Some(of_college) = colleges.get(&college?) else { continue };
        let names = format!("{}{}", of_college.names, of_group.names);
        update.execute(params![names, format!("{}{}", of_college.spelled, of_group.spelled), id])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_without_plans_needs_no_index() {
        assert!(!index_if_missing(&Connection::open_in_memory().unwrap()).unwrap(), "the sandbox has one of its own");
    }
}
