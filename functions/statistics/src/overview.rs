//! Counters of an organisation, of those right below it, and by hour.

use crate::export::{self, Taker, Title};
use crate::xlsx::Cell;
use domain::organisation::Level;
use domain::page::Total;
use domain::statistics::Counters;
use domain::{Error, ExamId, Result};
use store::db::Db;
use store::statistics::Scope;
use store::{organisation, statistics, volunteer};
use web::api::statistics::{Batch, Child, Counted, Organisation, Overview};
use web::{Reply, Request};

const COLUMNS: [(&str, u32); 12] = [
    ("市（州）", 12),
    ("县（市、区）", 14),
    ("机构", 26),
    ("已报名", 10),
    ("已缴费", 10),
    ("已实人认证", 12),
    ("已设密码", 10),
    ("已填报名信息", 14),
    ("上线", 10),
    ("仅草稿", 10),
    ("已提交志愿", 12),
    ("上线未提交", 12),
];

/// The table of those right below, and their sum.
pub(crate) async fn download(request: &Request, db: &Db) -> Result<Reply> {
    let Counted { organisation, batch } = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let code = staff.within(organisation.as_deref())?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let scope = organisation::name(db, &code).await?;
    let of = Scope { exam: &exam, organisation: &code, batch: &batch };
    let counters = statistics::counters(db, of).await?;
    let children = organisation::children(db, &code).await?;
    let what = Title { list: "statistics", title: "报名与志愿统计", scope: &scope, columns: &COLUMNS };
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let mut table = taker.begin(&what, of, Total::exactly(children.len() as i64)).await?;
    let above = |length: usize| code.get(..length).filter(|above| Level::of(above).is_some());
    let (city, county) = (named(db, above(4)).await?, named(db, above(6)).await?);
    for child in &children {
        let (city, county) = match child.level {
            Level::City => (&child.name, &county),
            Level::County => (&city, &child.name),
            _ => (&city, &county),
        };
        let counts = counters.get(&child.code).copied().unwrap_or_default();
        table.row(&row([city, county, &child.name], &counts))?;
    }
    table.row(&row([&city, &county, "合计"], &counters.get(&code).copied().unwrap_or_default()))?;
    export::whole(request, &what, table)
}

/// The name of what is above; not every province has all levels.
async fn named(db: &Db, code: Option<&str>) -> Result<String> {
    let Some(code) = code else { return Ok(String::new()) };
    match organisation::name(db, code).await {
        Err(Error::NotFound(_)) => Ok(String::new()),
        name => name,
    }
}

fn row<'a>(names: [&'a str; 3], counts: &Counters) -> Vec<Cell<'a>> {
    let Counters { registered, paid, verified, active, filled, above_line, draft_only, submitted, missing } = *counts;
    let counts = [registered, paid, verified, active, filled, above_line, draft_only, submitted, missing];
    names.into_iter().map(Cell::from).chain(counts.into_iter().map(Cell::from)).collect()
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let Counted { organisation, batch } = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let code = staff.within(organisation.as_deref())?;
    let level = Level::of(&code).ok_or(Error::NotFound("机构"))?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let name = organisation::name(db, &code).await?;
    let scope = Scope { exam: &exam, organisation: &code, batch: &batch };
    let counters = statistics::counters(db, scope).await?;
    let of = |code: &str| counters.get(code).copied().unwrap_or_default();
    let children = organisation::children(db, &code).await?.into_iter().map(|child| Child {
        counters: of(&child.code),
        organisation: Organisation { code: child.code, name: child.name, level: child.level },
    });
    Reply::json(&Overview {
        now: request.now(),
        children: children.collect(),
        totals: of(&code),
        hours: statistics::hours(db, scope, request.now()).await?,
        organisation: Organisation { level, code, name },
        batches: batches(db, &exam).await?,
        batch,
    })
}

/// Those that can be asked for.
pub(crate) async fn batches(db: &Db, exam: &ExamId) -> Result<Vec<Batch>> {
    let all = volunteer::batches(db, exam).await?;
    Ok(all.into_iter().map(|batch| Batch { code: batch.code, name: batch.name }).collect())
}
