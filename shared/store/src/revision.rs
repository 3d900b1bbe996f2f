//! 考试年度 as revisions: what a folder says is proposed by one person and put in force by another (0027_revision.sql).

mod rows;

use crate::db::Db;
use crate::journal::InExam;
use crate::proposal::proposals;
use crate::{append, params};
use domain::event::exam::{Dependent, Loaded};
use domain::event::{Event, organisation};
use domain::exam::Revision;
use domain::organisation::{Kind, Path};
use domain::page::{After, Page};
use domain::proposal::Noun;
use domain::{Error, ExamId, Result};
pub use rows::{Elsewhere, elsewhere, file, keep};
use serde::Deserialize;

/// Revisions as `?1` sees them; what follows chooses among them.
macro_rules! revisions {
    ($rest:literal) => {
        proposals!(", r.files, r.content FROM proposal AS m JOIN revision AS r ON r.id = m.id", $rest)
    };
}

pub const PAGE: usize = 20;

/// A page of them as somebody (`staff:3`) sees them, the newest first.
///
/// # Errors
/// `Invalid` for an `after` that is none; `Internal`.
pub async fn page(db: &Db, actor: &str, after: &After) -> Result<Page<Revision>> {
    let before: i64 = after.key()?.unwrap_or(i64::MAX);
    let sql = revisions!("WHERE m.id < ?2 ORDER BY m.id DESC LIMIT ?3");
    Ok(Page::of(db.all(sql, params![actor, before, PAGE + 1]).await?, PAGE, |revision: &Revision| revision.id))
}

/// All of them, the newest first, for a command.
pub async fn all(db: &Db) -> Result<Vec<Revision>> {
    db.all(revisions!("ORDER BY m.id DESC"), params![""]).await
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Db, id: i64) -> Result<Revision> {
    db.first(revisions!("WHERE m.id = ?2"), params!["", id]).await?.ok_or(Error::NotFound(Noun::Revision.title()))
}

/// The one in force, if any ever was.
pub async fn in_force(db: &Db, exam: &ExamId) -> Result<Option<Revision>> {
    db.first(revisions!("WHERE m.exam = ?2 AND m.status = 'published'"), params!["", exam]).await
}

/// Nobody is there whom a revision (`$touches`, a JSON array) must not find.
macro_rules! untouched {
    ($touches:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM JSON_EACH(",
            $touches,
            ") AS t WHERE t.value = 'candidates' AND EXISTS (SELECT 1 FROM candidate AS c WHERE c.exam = ?2 AND c.path > '') \
             OR t.value = 'volunteers' AND EXISTS (SELECT 1 FROM organisation AS o CROSS JOIN progress AS p ON p.exam = ?2 \
             AND p.organisation = o.code WHERE o.kind = 'province' AND (p.metric GLOB 'submitted:*' OR p.metric GLOB 'draft_only:*')))"
        )
    };
}
pub(crate) use untouched;

/// A folder that was loaded, proposed. Its rows are there (`keep`). Its number.
///
/// # Errors
/// `Conflict` when another one is in force than it was compared with, or candidates depend on what it changes.
pub async fn propose(act: &InExam<'_>, new: &Loaded<'_>) -> Result<i64> {
    let guard = append!(where
        "EXISTS (SELECT 1 FROM revision_row WHERE content = ?13) AND ?14 IS (SELECT id FROM revision WHERE exam = ?2 \
         AND status = 'published') AND ",
        untouched!("?15")
    );
    let touches = serde_json::to_string(new.touches)?;
    let appended = act.append(new.written()?, guard, params![new.content, new.basis, touches]).await?;
    appended.ok_or_else(|| Error::Conflict("已有别的版本开始生效，或已有考生用到其中要改的内容。请重新载入".into()))
}

/// The first organisation, to which the first accounts belong: the province's.
///
/// # Errors
/// `Conflict` when there is one.
pub async fn begin(act: &InExam<'_>, code: &str, name: &str) -> Result<()> {
    let guard = append!(where "NOT EXISTS (SELECT 1 FROM organisation)");
    let path = Path::of(None, code);
    let created = organisation::Created { code, name, kind: Kind::Province, path: &path }.written()?;
    act.carry_out(created, guard, vec![], "已有机构：这个数据库已经开始使用").await
}

/// Who is there that depends on what an exam year says.
pub async fn dependents(db: &Db, exam: &ExamId) -> Result<Vec<Dependent>> {
    #[derive(Deserialize)]
    struct There {
        candidates: bool,
        volunteers: bool,
    }
    let sql = concat!(
        "SELECT NOT ",
        untouched!("'[\"candidates\"]'"),
        " AS candidates, NOT ",
        untouched!("'[\"volunteers\"]'"),
        " AS volunteers WHERE ?1 = ?2"
    );
    let there: Option<There> = db.first(sql, params![exam, exam]).await?;
    let there =
        there.map(|there| [(there.candidates, Dependent::Candidates), (there.volunteers, Dependent::Volunteers)]);
    Ok(there.into_iter().flatten().filter(|(is_there, _)| *is_there).map(|(_, who)| who).collect())
}

#[cfg(test)]
mod tests;
