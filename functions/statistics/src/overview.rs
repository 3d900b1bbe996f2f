//! Counters of an organisation, of those right below it, and by hour.

use domain::organisation::Level;
use domain::{Error, Result};
use store::db::Db;
use store::statistics::Scope;
use store::{exam, organisation, statistics};
use web::api::statistics::{Child, Organisation, Overview};
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let code = staff.within(request.query("organisation"))?;
    let level = Level::of(&code).ok_or(Error::NotFound("机构"))?;
    let batch = request.query("batch").unwrap_or("undergraduate");
    let exam = exam::current(db).await?.id;
    let name = organisation::name(db, &code).await?;
    let scope = Scope { exam: &exam, organisation: &code, batch };
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
        hours: statistics::hours(db, scope).await?,
        organisation: Organisation { level, code, name },
    })
}
