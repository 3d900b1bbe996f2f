//! 院校专业组: searched and shown.

use domain::subject::Track;
use domain::{Error, Result};
use store::catalog::{self, Order, PAGE, Search, Span};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::{exam, seal};
use web::api::catalog::{GroupDetail, Groups, Narrowings};
use web::{Reply, Request};

/// Seconds that a page of plans may be kept.
const PLANS: u32 = 60;

pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    pace(db, request).await?;
    let exam = exam_of(db, request).await?;
    let text = |name| request.query(name).unwrap_or_default();
    let search = Search {
        exam: &exam,
        batch: batch_of(request),
        track: text("track"),
        text: text("q").trim(),
        subjects: text("subjects"),
        plan_type: text("plan_type"),
        city: text("city"),
        tag: text("tag"),
        major_class: text("major_class"),
        line: span(request, "min_line", "max_line")?,
        rank: span(request, "min_rank", "max_rank")?,
        tuition: span(request, "min_tuition", "max_tuition")?,
        order: Order::parse(text("order")).ok_or_else(|| Error::invalid("order", "没有这种排序"))?,
        page: request.page(),
    };
    let (total, groups) = catalog::search(db, &search).await?;
    Ok(Reply::json(&Groups { total, page: search.page, page_size: PAGE, groups })?.cached(PLANS))
}

/// Searches from one address: 3,000, then twenty a second, so that a whole school behind it goes on, and a program that asks
/// without end for what takes longest (40 ms) has less than one processor.
const SEARCHES: Limit = Limit { burst: 3_000 / NOTED, interval: 50 * NOTED };
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

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let id: i64 = id.parse().map_err(|_| Error::NotFound("院校专业组"))?;
    let group = catalog::group(db, id).await?;
    let (majors, lines) = (catalog::majors(db, id).await?, catalog::lines(db, id).await?);
    Ok(Reply::json(&GroupDetail { group, majors, lines })?.cached(PLANS))
}

/// What a search can be narrowed to: the same for everybody of a track.
pub(crate) async fn narrowings(request: &Request, db: &Db) -> Result<Reply> {
    let track = request.query("track").and_then(Track::parse);
    let track = track.ok_or_else(|| Error::invalid("track", "请写明首选科目"))?;
    let exam = exam_of(db, request).await?;
    let mut lists = catalog::narrowings(db, &exam, batch_of(request), track).await?;
    let mut list = |name| lists.remove(name).unwrap_or_default();
    let narrowings = Narrowings {
        cities: list("city"),
        tags: list("tag"),
        major_classes: list("major_class"),
        plan_types: list("plan_type"),
    };
    Ok(Reply::json(&narrowings)?.cached(PLANS))
}

async fn exam_of(db: &Db, request: &Request) -> Result<String> {
    match request.query("exam") {
        Some(exam) => Ok(exam.to_owned()),
        None => Ok(exam::current(db).await?.id),
    }
}

fn batch_of(request: &Request) -> &str {
    request.query("batch").unwrap_or("undergraduate")
}

fn span(request: &Request, least: &str, most: &str) -> Result<Span> {
    Ok(Span { min: number(request, least)?, max: number(request, most)? })
}

fn number(request: &Request, name: &str) -> Result<Option<i64>> {
    let parsed = request.query(name).map(str::parse).transpose();
    parsed.map_err(|_| Error::invalid(name, "应为整数"))
}
