//! 院校专业组: searched and shown.

use domain::{Error, Result};
use store::catalog::{self, PAGE, Search};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::{exam, seal};
use web::api::catalog::{GroupDetail, Groups};
use web::{Reply, Request};

/// Seconds that a page of plans may be kept.
const PLANS: u32 = 60;

pub(crate) async fn search(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    pace(&db, request).await?;
    let exam = match request.query("exam") {
        Some(exam) => exam.to_owned(),
        None => exam::current(&db).await?.id,
    };
    let text = |name| request.query(name).unwrap_or_default();
    let search = Search {
        exam: &exam,
        batch: request.query("batch").unwrap_or("undergraduate"),
        track: text("track"),
        text: text("q").trim(),
        subjects: text("subjects"),
        plan_type: text("plan_type"),
        city: text("city"),
        min_line: number(request, "min_line")?,
        max_line: number(request, "max_line")?,
        page: request.page(),
    };
    let (total, groups) = catalog::search(&db, &search).await?;
    Ok(Reply::json(&Groups { total, page: search.page, page_size: PAGE, groups })?.cached(PLANS))
}

/// Searches from one address: 3,000, then a hundred a second, so that a whole school behind it goes on and a program that
/// asks without end does not.
const SEARCHES: Limit = Limit { burst: 3_000 / NOTED, interval: 10 * NOTED };
/// One in so many is noted, for all of them: who reads should hardly ever have to write.
const NOTED: i64 = 8;

async fn pace(db: &Db, request: &Request) -> Result<()> {
    let key = format!("groups‖{}", request.network());
    rate_limit::check(db, &key, SEARCHES, request.begun()).await?;
    let [dice] = seal::random::<1>()?;
    if i64::from(dice) % NOTED != 0 {
        return Ok(());
    }
    match rate_limit::take(db, &key, SEARCHES, request.begun()).await {
        // A disk that takes nothing keeps nobody from reading.
        Err(Error::StorageFull) => Ok(()),
        taken => taken,
    }
}

pub(crate) async fn show(id: &str) -> Result<Reply> {
    let id: i64 = id.parse().map_err(|_| Error::NotFound("院校专业组"))?;
    let db = Db::open().await?;
    let group = catalog::group(&db, id).await?;
    let (majors, lines) = (catalog::majors(&db, id).await?, catalog::lines(&db, id).await?);
    Ok(Reply::json(&GroupDetail { group, majors, lines })?.cached(PLANS))
}

fn number(request: &Request, name: &str) -> Result<Option<i64>> {
    let parsed = request.query(name).map(str::parse).transpose();
    parsed.map_err(|_| Error::invalid(name, "应为整数"))
}
