//! Counters of an organisation, of those right below it, and by hour.

use crate::export::{self, Taker, Title};
use crate::xlsx::Cell;
use domain::organisation::Kind;
use domain::page::Total;
use domain::statistics::Counters;
use domain::{ExamId, Result};
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
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let of = Scope { exam: &exam, unit: &unit, batch: &batch };
    let counters = statistics::counters(db, of).await?;
    let children = organisation::children(db, &unit.path).await?;
    let what = Title { list: "statistics", title: "报名与志愿统计", scope: &unit.name, columns: &COLUMNS };
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let mut table = taker.begin(&what, of, Total::exactly(children.len() as i64)).await?;
    let above = organisation::between(db, &unit.path.top(), &unit.path).await?;
    let named = |kind| above.iter().find(|one| one.kind == kind).map_or("", |one| &one.name);
    let (city, county) = (named(Kind::City), named(Kind::County));
    for child in &children {
        let (city, county) = match child.kind {
            Kind::City => (&child.name[..], county),
            Kind::County => (city, &child.name[..]),
            _ => (city, county),
        };
        let counts = counters.get(&child.code).copied().unwrap_or_default();
        table.row(&row([city, county, &child.name], &counts))?;
    }
    table.row(&row([city, county, "合计"], &counters.get(&unit.code).copied().unwrap_or_default()))?;
    export::whole(request, &what, table)
}

fn row<'a>(names: [&'a str; 3], counts: &Counters) -> Vec<Cell<'a>> {
    let Counters { registered, paid, verified, active, filled, above_line, draft_only, submitted, missing } = *counts;
    let counts = [registered, paid, verified, active, filled, above_line, draft_only, submitted, missing];
    names.into_iter().map(Cell::from).chain(counts.into_iter().map(Cell::from)).collect()
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let Counted { organisation, batch } = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let scope = Scope { exam: &exam, unit: &unit, batch: &batch };
    let counters = statistics::counters(db, scope).await?;
    let of = |code: &str| counters.get(code).copied().unwrap_or_default();
    let children = organisation::children(db, &unit.path).await?.into_iter().map(|child| Child {
        counters: of(&child.code),
        organisation: Organisation { code: child.code, name: child.name, kind: child.kind },
    });
    Reply::json(&Overview {
        now: request.now(),
        children: children.collect(),
        totals: of(&unit.code),
        hours: statistics::hours(db, scope, request.now()).await?,
        path: organisation::between(db, &staff.unit.path, &unit.path).await?,
        organisation: Organisation { kind: unit.kind, code: unit.code.clone(), name: unit.name.clone() },
        batches: batches(db, &exam).await?,
        batch,
    })
}

/// Those that can be asked for.
pub(crate) async fn batches(db: &Db, exam: &ExamId) -> Result<Vec<Batch>> {
    let all = volunteer::batches(db, exam).await?;
    Ok(all.into_iter().map(|batch| Batch { code: batch.code, name: batch.name }).collect())
}
