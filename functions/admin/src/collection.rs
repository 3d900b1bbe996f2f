//! 收缴统计 and 对账日历.

use domain::finance::{Collected, Days};
use domain::organisation::Kind;
use domain::{Error, Result, time};
use store::collection::{self, Scope};
use store::db::Db;
use store::organisation;
use web::api::finance::{AskedDays, Collections, ReconciledDays, SearchCollections};
use web::{Reply, Request};

pub(crate) async fn sums(request: &Request, db: &Db) -> Result<Reply> {
    let asked: SearchCollections = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let unit = staff.within(db, asked.organisation.as_deref()).await?;
    if unit.kind == Kind::Point {
        return Err(Error::invalid("organisation", "收缴统计到县（市、区）为止"));
    }
    let (days, exam) = (Days::read(&asked.first, &asked.last)?, request.exam(db).await?.id);
    let (first, last) = (days.first(), days.last());
    let of = Scope { exam: &exam, unit: &unit, first: &first, last: &last };
    let rows = collection::sums(db, of, asked.by).await?;
    let known = collection::days(db, &exam, &unit.code).await?.unwrap_or_default();
    let or_known = |asked: String, known: String| if asked.is_empty() { known } else { asked };
    Reply::json(&Collections {
        first: or_known(asked.first, known.0),
        last: or_known(asked.last, known.1),
        total: Collected::sum(&rows),
        rows,
    })
}

pub(crate) async fn days(request: &Request, db: &Db) -> Result<Reply> {
    let asked: AskedDays = request.query()?;
    request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let province = organisation::province(db).await?.ok_or(Error::NotFound("省级招考机构"))?;
    let days = Days::read(&asked.first, &asked.last)?;
    let yesterday = request.now().plus(-time::DAY).date().to_string();
    let known = collection::days(db, &exam, &province.code).await?.map_or_else(|| yesterday.clone(), |days| days.0);
    let first = if asked.first.is_empty() { known } else { asked.first };
    let last = days.last().min(yesterday);
    let of = Scope { exam: &exam, unit: &province, first: &first, last: &last };
    let rows = collection::reconciled(db, of).await?;
    Reply::json(&ReconciledDays { first, last, days: rows })
}
