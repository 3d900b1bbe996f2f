//! 机构, 报名点, 报名流水号段.

use domain::error::Faults;
use domain::organisation::Level;
use domain::serial::{self, Segment, Serial};
use domain::text::is_line;
use domain::{Error, Result};
use store::db::Db;
use store::{exam, journal, organisation};
use web::api::admin::{NewPoint, NewSegment, Organisations, Points, Segments};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let parent = staff.within(request.query("parent"))?;
    Reply::json(&Organisations { organisations: organisation::children(db, &parent).await? })
}

pub(crate) async fn create_point(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewPoint = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let county = staff.within(Some(&input.county))?;
    let name = input.name.trim();
    let mut faults = Faults::default();
    faults.add_if(Level::of(&county) != Some(Level::County), "county", "请选择县（市、区）");
    faults.add_if(!is_line(name, 2..=40), "name", "报名点名称应为 2–40 个字");
    faults.or(())?;
    let exam = exam::current(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let create = async || organisation::create_point(&act, &county, name).await;
    let seq = journal::once(db, &author, create).await?;
    Reply::created(&organisation::created(db, seq).await?)
}

pub(crate) async fn segments(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let organisation = staff.within(request.query("organisation"))?;
    let exam = exam::current(db).await?.id;
    let after = request.query("after").and_then(|first| first.parse().ok()).unwrap_or_default();
    let (more, segments) = organisation::segments(db, &exam, &organisation, after).await?;
    let free = match Level::of(&organisation) {
        Some(Level::County) => serial::free(&organisation, organisation::taken(db, &exam, &organisation).await?),
        _ => Vec::new(),
    };
    let next = segments.last().filter(|_| more).map(|segment| segment.first.clone());
    Reply::json(&Segments { segments, free, next })
}

/// 报名点 with their segments.
pub(crate) async fn points(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let organisation = staff.within(request.query("organisation"))?;
    let exam = exam::current(db).await?.id;
    let of = |name: &str| request.query(name).unwrap_or_default().trim();
    let (more, points) = organisation::points(db, &exam, &organisation, (of("text"), of("after"))).await?;
    Reply::json(&Points { next: points.last().filter(|_| more).map(|point| point.code.clone()), points })
}

/// 县(市、区)划分号段 (2023 年网上采集实施方案 第一步).
pub(crate) async fn allot(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewSegment = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let point = staff.within(Some(&input.point))?;
    let segment = read(&point, &input)?;
    let exam = exam::current(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let allot = async || organisation::allot(&act, &point, segment).await;
    let seq = journal::once(db, &author, allot).await?;
    Reply::created(&organisation::allotted(db, seq).await?)
}

fn read(point: &str, input: &NewSegment) -> Result<Segment> {
    let mut faults = Faults::default();
    faults.add_if(Level::of(point) != Some(Level::Point), "point", "请选择报名点");
    let first = faults.take("first", Serial::parse(&input.first));
    let last = faults.take("last", Serial::parse(&input.last));
    let county = point.get(..6).unwrap_or_default();
    let segment = first.zip(last).and_then(|(first, last)| {
        Segment::new(county, first, last).map_err(|(field, message)| faults.add(field, message)).ok()
    });
    match segment {
        Some(segment) => faults.or(segment),
        None => faults.or(()).and(Err(Error::invalid("first", "号段不正确"))),
    }
}
