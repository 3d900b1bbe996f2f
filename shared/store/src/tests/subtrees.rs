//! A subtree is a range of paths, and so a range of an index, whatever the codes look like.

use super::walks::statements;
use crate::db::Db;

#[test]
fn a_page_of_a_subtree_is_a_range_of_an_index() {
    let mut db = Db::in_memory().unwrap();
    let connection = db.native();
    let by_place = |sql: &str| ["ORDER BY c.path", "ORDER BY a.path"].iter().any(|order| sql.contains(order));
    let pages: Vec<(String, String)> = statements().into_iter().filter(|(_, sql)| by_place(sql)).collect();
    assert!(pages.len() >= 8, "only {} found", pages.len());
    for (file, sql) in pages {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps: Vec<String> = plan.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect();
        let range = |step: &String| [">(?,?) AND path<?)", "path>? AND path<?)"].iter().any(|end| step.ends_with(end));
        assert!(range(&steps[0]) && !steps.iter().any(|step| step.contains("TEMP B-TREE")), "{file}: {steps:?}\n{sql}");
    }
}
