//! Groups as the rules see them, kept by this instance as long as the plans are the same: a list of 45 of them is saved often.

use super::{groups_of, rule_groups};
use crate::db::Db;
use domain::volunteer::{Choice, Group};
use domain::{ExamId, Result};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// As many as a province has; some 500 bytes each.
const MOST: usize = 20_000;

/// Which plans these are of (`plans`, 0025_plans.sql), and by number: of which exam.
#[derive(Default)]
struct Kept {
    plans: String,
    groups: HashMap<i64, (ExamId, Arc<Group>)>,
}

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// Those of what is kept of these plans.
fn kept(plans: &str) -> MutexGuard<'static, Kept> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.plans != plans || kept.groups.len() > MOST {
        *kept = Kept { plans: plans.to_owned(), groups: HashMap::new() };
    }
    kept
}

/// The groups that are chosen, under these plans (`Position::plans`). What is not kept yet is read.
pub async fn chosen(db: &Db, exam: &ExamId, choices: &[Choice], plans: &str) -> Result<Vec<Arc<Group>>> {
    let (mut found, mut missing) = (Vec::with_capacity(choices.len()), Vec::new());
    {
        let kept = kept(plans);
        for id in groups_of(choices) {
            match kept.groups.get(&id) {
                Some((of, group)) if of == exam => found.push(Arc::clone(group)),
                _ => missing.push(id),
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let read: Vec<_> = rule_groups(db, exam, &missing).await?.into_iter().map(Arc::new).collect();
    let mut kept = kept(plans);
    for group in read {
        kept.groups.insert(group.id, (exam.clone(), Arc::clone(&group)));
        found.push(group);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;
    use domain::volunteer::Choice;
    use domain::{Error, subject::Track};

    async fn database(code: &str) -> Result<Db> {
        let db = Db::in_memory()?;
        for sql in [
            "INSERT INTO exam (id, name, kind, year) VALUES ('x', 'x', 'gaokao', 2027)",
            "INSERT INTO college (code, name, city, tags) VALUES ('1', 'x', 'x', '[]')",
        ] {
            db.run(sql, vec![]).await?;
        }
        let sql = "INSERT INTO college_group (id, exam, batch, college, code, name, plan_type, track, requirement, plan, majors) \
                   VALUES (7, 'x', 'b', '1', '1', 'x', '0', 'physics', '', 1, JSON_ARRAY(?))";
        db.run(sql, params![code]).await?;
        Ok(db)
    }

    async fn majors(db: &Db, exam: &ExamId) -> Result<Vec<String>> {
        let plans: String =
            db.first("SELECT version FROM plans WHERE id = 1", vec![]).await?.ok_or(Error::NotFound("plans"))?;
        let choices = [Choice { group: 7, majors: Vec::new(), accept_adjustment: false }];
        let groups = chosen(db, exam, &choices, &plans).await?;
        assert!(groups.iter().all(|group| group.track == Track::Physics));
        Ok(groups.iter().flat_map(|group| group.majors.clone()).collect())
    }

    #[test]
    fn what_is_kept_is_of_this_database_this_exam_and_these_plans() {
        pollster::block_on(async {
            let (one, other) = (database("01").await.unwrap(), database("02").await.unwrap());
            for _ in 0..2 {
                assert_eq!(majors(&one, &ExamId::known("x")).await.unwrap(), ["01"]);
                assert_eq!(majors(&other, &ExamId::known("x")).await.unwrap(), ["02"]);
            }
            assert_eq!(majors(&one, &ExamId::known("another")).await.unwrap(), [""; 0]);
            one.run("UPDATE college_group SET majors = JSON_ARRAY('03')", vec![]).await.unwrap();
            assert_eq!(majors(&one, &ExamId::known("x")).await.unwrap(), ["03"]);
            one.run("DELETE FROM college_group", vec![]).await.unwrap();
            assert_eq!(majors(&one, &ExamId::known("x")).await.unwrap(), [""; 0]);
        });
    }
}
