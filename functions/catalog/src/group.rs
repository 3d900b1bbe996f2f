//! 院校专业组: searched and shown.

use domain::exam::Kind;
use domain::{Error, ExamId, Result};
use store::catalog::{self, PAGE, Search, Span};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::{exam, seal, volunteer};
use web::api::catalog::{GroupDetail, Groups, NarrowTo, Narrowings, Offers, SearchGroups, SearchOffers};
use web::{Reply, Request};

/// Seconds that a page of plans may be kept.
const PLANS: u32 = 60;

pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    pace(db, request).await?;
    let asked: SearchGroups = request.query()?;
    let exam = in_groups(db, asked.exam.as_ref()).await?;
    let batch = volunteer::asked_for(db, &exam, asked.batch, request.now()).await?;
    let search = Search {
        exam: exam.as_str(),
        batch: &batch,
        track: asked.track,
        text: asked.q.trim(),
        subjects: &asked.subjects,
        plan_type: &asked.plan_type,
        city: &asked.city,
        tag: &asked.tag,
        major_class: &asked.major_class,
        line: Span { min: asked.min_line, max: asked.max_line },
        rank: Span { min: asked.min_rank, max: asked.max_rank },
        tuition: Span { min: asked.min_tuition, max: asked.max_tuition },
        order: asked.order,
        page: asked.page,
    };
    let (total, groups) = catalog::search(db, &search).await?;
    Ok(Reply::json(&Groups { total, page: search.page.get(), page_size: PAGE, groups })?.cached(PLANS))
}

/// The exam, which offers 院校专业组.
async fn in_groups(db: &Db, named: Option<&ExamId>) -> Result<ExamId> {
    let exam = exam::named(db, named.map(ExamId::as_str)).await?;
    match exam.kind {
        Kind::Gaokao => Ok(exam.id),
        Kind::Zsb => Err(Error::WrongState(format!("{}不分院校专业组，请查询招生计划", exam.name))),
    }
}

pub(crate) async fn offers(request: &Request, db: &Db) -> Result<Reply> {
    pace(db, request).await?;
    let wanted: SearchOffers = request.query()?;
    let exam = exam::named(db, wanted.exam.as_ref().map(ExamId::as_str)).await?.id;
    Ok(Reply::json(&Offers { offers: catalog::offers(db, &exam, &wanted).await? })?.cached(PLANS))
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
    let NarrowTo { exam, batch, track } = request.query()?;
    let exam = in_groups(db, exam.as_ref()).await?;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let mut lists = catalog::narrowings(db, &exam, &batch, track).await?;
    let mut list = |name| lists.remove(name).unwrap_or_default();
    let narrowings = Narrowings {
        cities: list("city"),
        tags: list("tag"),
        major_classes: list("major_class"),
        plan_types: list("plan_type"),
    };
    Ok(Reply::json(&narrowings)?.cached(PLANS))
}
