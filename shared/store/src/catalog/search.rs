//! 院校专业组 looked for.

use super::Row;
use crate::db::Db;
use crate::params;
use domain::catalog::{Group, Order, words};
use domain::page::Number;
use domain::subject::{self, Track};
use domain::{Error, Result};

pub const PAGE: i64 = 20;

/// What to look for; empty means anything.
#[derive(Debug, Default)]
pub struct Search<'a> {
    pub exam: &'a str,
    pub batch: &'a str,
    /// 首选科目
    pub track: Option<Track>,
    /// Names, 拼音, codes of college, group and majors: some words
    pub text: &'a str,
    /// 再选科目 that the candidate has, by comma
    pub subjects: &'a str,
    /// 计划类别
    pub plan_type: &'a str,
    /// City of the college
    pub city: &'a str,
    /// 985, 211, 双一流
    pub tag: &'a str,
    /// Beginning of a major's code: of its 专业类
    pub major_class: &'a str,
    /// Last year's line
    pub line: Span,
    /// Last year's rank
    pub rank: Span,
    /// Yuan a year
    pub tuition: Span,
    /// What comes first
    pub order: Order,
    pub page: Number,
}

/// From, and to, both with their ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// At least
    pub min: Option<i64>,
    /// At most
    pub max: Option<i64>,
}

/// One word is there.
macro_rules! has_word {
    ($word:literal) => {
        concat!(
            "AND (",
            $word,
            " = '' OR INSTR(IIF(UNICODE(",
            $word,
            ") < 128, f.spelled, f.names), ",
            $word,
            ") > 0) "
        )
    };
}

/// A page of groups; how many there are in all.
///
/// # Errors
/// `Invalid` for more words than are looked for.
pub async fn search(db: &Db, search: &Search<'_>) -> Result<(i64, Vec<Group>)> {
    let words = words(search.text)?;
    // Only numbers are kept and sorted; then come the names of those on the page.
    let sql = concat!(
        "WITH hit AS MATERIALIZED (SELECT f.id, CASE ?1 WHEN 1 THEN f.line WHEN 2 THEN f.rank WHEN 3 THEN -f.plan \
         WHEN 4 THEN f.least_tuition WHEN 5 THEN 0 ELSE -f.line END AS place, f.college, f.code \
         FROM findable AS f WHERE f.exam = ?2 AND f.batch = ?3 AND (?4 = '' OR f.track = ?4) AND (?5 = '' OR f.plan_type = ?5) \
         AND (?6 = '' OR f.city = ?6) AND (?7 = '' OR INSTR(f.tags, ?7) > 0) AND (?8 = '' OR INSTR(f.majors, ?8) > 0) \
         AND (?9 = '' OR f.requirement IN (SELECT value FROM JSON_EACH(?10))) \
         AND (?11 IS NULL OR f.line >= ?11) AND (?12 IS NULL OR f.line <= ?12) \
         AND (?13 IS NULL OR f.rank >= ?13) AND (?14 IS NULL OR f.rank <= ?14) \
         AND (?15 IS NULL OR f.most_tuition >= ?15) AND (?16 IS NULL OR f.least_tuition <= ?16) ",
        has_word!("?17"),
        has_word!("?18"),
        has_word!("?19"),
        has_word!("?20"),
        has_word!("?21"),
        ") SELECT g.id, g.college, c.name AS college_name, c.city AS college_city, c.tags AS college_tags, g.code, g.name, \
         g.plan_type, COALESCE(p.name, g.plan_type) AS plan_type_name, g.track, g.requirement, g.plan, g.last_year, \
         g.last_line, g.last_rank, f.least_tuition, f.most_tuition, (SELECT COUNT(*) FROM hit) AS total \
         FROM (SELECT id, place FROM hit ORDER BY place IS NULL, place, college, code, id LIMIT ?22 OFFSET ?23) AS h \
         CROSS JOIN findable AS f ON f.id = h.id JOIN college_group AS g ON g.id = f.college_group \
         JOIN college AS c ON c.code = g.college \
         LEFT JOIN code_item AS p ON p.exam = g.exam AND p.list = 'plan_type' AND p.code = g.plan_type \
         ORDER BY h.place IS NULL, h.place, g.college, g.code, f.id",
    );
    let met = serde_json::to_string(&met_requirements(search.subjects))?;
    let [one, two, three, four, five] = words;
    // As they stand in JSON arrays: a whole tag, the beginning of a code.
    let tag = if search.tag.is_empty() { String::new() } else { format!("\"{}\"", search.tag) };
    let class = if search.major_class.is_empty() { String::new() } else { format!("\"{}", search.major_class) };
    let values = params![
        search.order as i64,
        search.exam,
        search.batch,
        search.track.map_or("", Track::as_str),
        search.plan_type,
        search.city,
        tag,
        class,
        search.subjects,
        met,
        search.line.min,
        search.line.max,
        search.rank.min,
        search.rank.max,
        search.tuition.min,
        search.tuition.max,
        one,
        two,
        three,
        four,
        five,
        PAGE,
        (search.page.get() - 1) * PAGE,
    ];
    let rows: Vec<Row> = db.all(sql, values).await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((total, rows.into_iter().map(Row::group).collect()))
}

fn words(text: &str) -> Result<[String; words::MOST]> {
    let mut asked = words::asked(text);
    asked.resize(asked.len().max(words::MOST), String::new());
    asked.try_into().map_err(|_| Error::invalid("q", "最多同时查找 5 个词"))
}

/// The requirements that someone with these 再选科目 meets, as stored.
fn met_requirements(subjects: &str) -> Vec<String> {
    let have: Vec<subject::Second> =
        subject::Second::ALL.into_iter().filter(|s| subjects.split(',').any(|text| text == s.as_str())).collect();
    let mut all = vec![String::new()];
    for a in subject::Second::ALL {
        all.push(a.as_str().into());
        for b in subject::Second::ALL.into_iter().filter(|b| a < *b) {
            all.push(format!("{}+{}", a.as_str(), b.as_str()));
            all.push(format!("{}/{}", a.as_str(), b.as_str()));
        }
    }
    all.retain(|text| subject::Requirement::parse(text).is_some_and(|requirement| requirement.is_met_by(&have)));
    all
}
