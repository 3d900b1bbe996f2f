//! Compares a projection in use (`live`) with the rebuilt one (`main`), row by row through the
//! primary key, so that nothing has to be sorted or kept.

use super::{Class, Difference, tables};
use domain::Result;
use rusqlite::Connection;

/// Rows of one table, by primary key.
pub(super) struct Part {
    table: &'static str,
    columns: Columns,
    /// Which rows, as a condition on the alias `l`.
    filter: &'static str,
    kind: Kind,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Rows,
    Balance,
}

/// Names of a table's stored columns, quoted; the key's and the others'.
pub(super) struct Columns {
    key: Vec<String>,
    rest: Vec<String>,
}

impl Columns {
    /// All of them, for a statement.
    pub(super) fn all(&self) -> String {
        [&self.key[..], &self.rest[..]].concat().join(", ")
    }
}

/// The columns of a table. Generated ones are not stored, and not listed by SQLite here.
pub(super) fn columns(connection: &Connection, table: &str) -> Result<Columns> {
    let sql = "SELECT name, pk FROM PRAGMA_TABLE_INFO(?) ORDER BY cid";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? > 0)))?;
    let (mut key, mut rest) = (Vec::new(), Vec::new());
    for row in rows {
        let (name, in_key) = row?;
        if in_key { &mut key } else { &mut rest }.push(format!("\"{name}\""));
    }
    Ok(Columns { key, rest })
}

/// What is compared. `draft_only` counters are balances: the hour in which somebody's first draft
/// came is in no journal, so only their sums are. So are those of no hour (上线), where nobody left and no row are one.
pub(super) fn parts(connection: &Connection) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for table in tables(Class::Projection).chain(tables(Class::Published)) {
        let filter = if table == "progress" { "l.metric NOT LIKE 'draft_only:%' AND l.hour <> 0" } else { "TRUE" };
        parts.push(Part { table, columns: columns(connection, table)?, filter, kind: Kind::Rows });
    }
    let columns = columns(connection, "progress")?;
    parts.push(Part {
        table: "progress",
        columns,
        filter: "(l.metric LIKE 'draft_only:%' OR l.hour = 0)",
        kind: Kind::Balance,
    });
    Ok(parts)
}

/// Tables, indices and triggers other than those of the migrations.
pub(super) fn schema(connection: &Connection) -> Result<Option<Difference>> {
    let objects = |schema: &str| {
        format!(
            "SELECT type || ' ' || name, sql FROM {schema}.sqlite_schema \
             WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^' AND name <> 'migration'"
        )
    };
    let mut difference = Difference::of("schema");
    let (live, main) = (objects("live"), objects("main"));
    difference.extra = list(connection, &format!("{live} EXCEPT {main}"), &mut difference, "extra")?;
    difference.missing = list(connection, &format!("{main} EXCEPT {live}"), &mut difference, "missing")?;
    Ok(difference.if_any())
}

impl Part {
    pub(super) fn compare(&self, connection: &Connection) -> Result<Option<Difference>> {
        match self.kind {
            Kind::Rows => self.compare_rows(connection),
            Kind::Balance => self.compare_balances(connection),
        }
    }

    fn compare_rows(&self, connection: &Connection) -> Result<Option<Difference>> {
        let mut difference = Difference::of(self.table);
        difference.extra = list(connection, &self.only_in("live", "main"), &mut difference, "extra")?;
        difference.missing = list(connection, &self.only_in("main", "live"), &mut difference, "missing")?;
        difference.changed = list(connection, &self.changed(), &mut difference, "changed")?;
        Ok(difference.if_any())
    }

    fn compare_balances(&self, connection: &Connection) -> Result<Option<Difference>> {
        let balances = |schema: &str| {
            let filter = self.filter;
            format!(
                "SELECT exam || '/' || organisation || '/' || metric, SUM(count) FROM {schema}.progress AS l \
                 WHERE {filter} GROUP BY exam, organisation, metric HAVING SUM(count) <> 0"
            )
        };
        let (live, main) = (balances("live"), balances("main"));
        let mut difference = Difference::of("progress (balances)");
        difference.extra = list(connection, &format!("{live} EXCEPT {main}"), &mut difference, "extra")?;
        difference.missing = list(connection, &format!("{main} EXCEPT {live}"), &mut difference, "missing")?;
        Ok(difference.if_any())
    }

    fn only_in(&self, one: &str, other: &str) -> String {
        let Self { table, filter, .. } = self;
        let (label, same_key) = (self.label(), self.same_key());
        format!(
            "SELECT {label}, '' FROM {one}.{table} AS l WHERE {filter} \
             AND NOT EXISTS (SELECT 1 FROM {other}.{table} AS r WHERE {same_key})"
        )
    }

    fn changed(&self) -> String {
        let Self { table, filter, .. } = self;
        let (label, same_key) = (self.label(), self.same_key());
        let each = |text: &dyn Fn(&String) -> String, with: &str| {
            let list: Vec<String> = self.columns.rest.iter().map(text).collect();
            if list.is_empty() { "FALSE".to_owned() } else { list.join(with) }
        };
        let names = each(&|c| format!("IIF(l.{c} IS NOT r.{c}, ' ' || '{}', '')", c.replace('"', "")), " || ");
        let differs = each(&|c| format!("l.{c} IS NOT r.{c}"), " OR ");
        format!(
            "SELECT {label}, {names} FROM live.{table} AS l CROSS JOIN main.{table} AS r \
             WHERE {filter} AND {same_key} AND ({differs})"
        )
    }

    fn label(&self) -> String {
        self.columns.key.iter().map(|c| format!("l.{c}")).collect::<Vec<_>>().join(" || '/' || ")
    }

    fn same_key(&self) -> String {
        self.columns.key.iter().map(|c| format!("r.{c} = l.{c}")).collect::<Vec<_>>().join(" AND ")
    }

    /// Puts the rebuilt rows in the place of those in use. Triggers must be off.
    pub(super) fn replace(&self, connection: &Connection) -> Result<()> {
        let Self { table, filter, .. } = self;
        let columns = self.columns.all();
        connection.execute(&format!("DELETE FROM live.{table} AS l WHERE {filter}"), [])?;
        let sql =
            format!("INSERT INTO live.{table} ({columns}) SELECT {columns} FROM main.{table} AS l WHERE {filter}");
        connection.execute(&sql, [])?;
        Ok(())
    }
}

/// Counts the rows of a query (label, more) and keeps the first few as examples.
fn list(connection: &Connection, sql: &str, difference: &mut Difference, how: &str) -> Result<u64> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let label: rusqlite::types::Value = row.get(0)?;
        let more: Option<String> = if how == "changed" { row.get(1)? } else { None };
        difference.example(format!("{how} {}{}", text(label), more.unwrap_or_default()));
    }
    Ok(count)
}

fn text(value: rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}
