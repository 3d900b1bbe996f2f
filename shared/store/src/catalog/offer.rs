//! 招生计划 of 专升本: a major of a college and category. A category's group has it behind its code: `01-3`.

use crate::db::Db;
use crate::params;
use domain::exam::zsb::{Offer, SearchOffers};
use domain::{ExamId, Result};

/// All that fit, by college, major and category.
pub async fn offers(db: &Db, exam: &ExamId, wanted: &SearchOffers) -> Result<Vec<Offer>> {
    let SearchOffers { college, category, major, .. } = wanted;
    let sql = "SELECT g.college, c.name AS college_name, c.city, m.code AS major, m.name AS major_name, \
               SUBSTR(g.code, INSTR(g.code, '-') + 1) AS category, m.plan, m.tuition, m.years FROM college_group AS g \
               JOIN college AS c ON c.code = g.college JOIN major AS m ON m.college_group = g.id \
               WHERE g.exam = ?1 AND INSTR(g.code, '-') > 0 AND (?2 = '' OR g.college = ?2) \
               AND (?3 = '' OR SUBSTR(g.code, INSTR(g.code, '-') + 1) = ?3) AND SUBSTR(m.code, 1, LENGTH(?4)) = ?4 \
               ORDER BY g.college, m.code, g.code";
    db.all(sql, params![exam, college, category, major]).await
}
