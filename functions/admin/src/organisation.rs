//! 机构, 报名点, 报名流水号段.

use domain::error::Faults;
use domain::event::segment::Returned;
use domain::organisation::{Kind, Unit};
use domain::serial::{self, Segment, Serial};
use domain::text::is_line;
use domain::{Error, Result};
use store::db::Db;
use store::session::Staff;
use store::{journal, organisation};
use web::api::organisation::{
    Below, NewPoint, NewSegment, Organisations, PointName, PointStatus, SearchPoints, SearchSegments, Segments,
    TakeBack,
};
use web::reason::reason;
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let asked: Below = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let parent = staff.within(db, asked.parent.as_deref()).await?.path;
    Reply::json(&Organisations {
        path: organisation::between(db, &staff.unit.path, &parent).await?,
        organisations: organisation::children(db, &parent).await?,
    })
}

pub(crate) async fn create_point(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewPoint = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let county = staff.within(db, Some(&input.county)).await?;
    let name = input.name.trim();
    let mut faults = Faults::default();
    faults.add_if(county.kind != Kind::County, "county", "请选择县（市、区）");
    faults.add_if(!is_line(name, 2..=40), "name", "报名点名称应为 2–40 个字");
    faults.or(())?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let create = async || organisation::create_point(&act, &county, name).await;
    let seq = journal::once(db, &author, create).await?;
    Reply::created(&organisation::created(db, seq).await?)
}

pub(crate) async fn segments(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchSegments = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let unit = staff.within(db, wanted.organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let page = organisation::segments(db, &exam, &unit.path, &wanted.after).await?;
    let (mut prefix, mut free) = (String::new(), Vec::new());
    if unit.kind == Kind::County {
        prefix = organisation::prefix(db, &unit.code).await?;
        free = serial::free(&prefix, organisation::taken(db, &exam, &prefix).await?);
    }
    Reply::json(&Segments { page, prefix, free })
}

/// 报名点 with their segments.
pub(crate) async fn points(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchPoints = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let unit = staff.within(db, wanted.organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    Reply::json(&organisation::points(db, &exam, &unit.path, &wanted).await?)
}

/// 县(市、区)划分号段 (2023 年网上采集实施方案 第一步).
pub(crate) async fn allot(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewSegment = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let point = staff.within(db, Some(&input.point)).await?;
    let segment = read(db, &point, &input).await?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let allot = async || organisation::allot(&act, &point.code, segment).await;
    let seq = journal::once(db, &author, allot).await?;
    Reply::created(&organisation::allotted(db, seq).await?)
}

/// A point of the asker's subtree.
async fn point_of<'a>(request: &'a Request, db: &Db, staff: &Staff) -> Result<&'a str> {
    let code = request.param("code")?;
    let unit = staff.within(db, Some(code)).await?;
    if unit.kind == Kind::Point { Ok(code) } else { Err(Error::NotFound("报名点")) }
}

pub(crate) async fn rename(request: &Request, db: &Db) -> Result<Reply> {
    let input: PointName = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let code = point_of(request, db, &staff).await?;
    let name = input.name.trim();
    let mut faults = Faults::default();
    faults.add_if(!is_line(name, 2..=40), "name", "报名点名称应为 2–40 个字");
    faults.or(())?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    Reply::once(db, &author, async || organisation::rename(&act, code, name).await).await
}

pub(crate) async fn set_status(request: &Request, db: &Db) -> Result<Reply> {
    let input: PointStatus = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let code = point_of(request, db, &staff).await?;
    reason("reason", &input.reason)?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let close = async || organisation::close(&act, code, input.closed, input.reason.trim()).await;
    Reply::once(db, &author, close).await
}

/// 收回没有用的号: the end of a segment, which the county gives to another point.
pub(crate) async fn take_back(request: &Request, db: &Db) -> Result<Reply> {
    let input: TakeBack = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let id = request.id("号段")?;
    let exam = request.exam(db).await?.id;
    let take_back = async || {
        let unused = organisation::unused(db, &exam, id).await?;
        staff.within(db, Some(&unused.point)).await?;
        let first = Serial::parse(&input.first).map_err(|message| Error::invalid("first", message))?.number();
        if first < unused.next || first > unused.last {
            let message = format!("只能从 {:08} 到 {:08} 中选择：之前的号已经发出", unused.next, unused.last);
            return Err(Error::invalid("first", message));
        }
        let act = author.acts(db, request.now()).within(&exam);
        organisation::take_back(&act, Returned { segment: id, first, last: unused.last }).await
    };
    Reply::once(db, &author, take_back).await
}

async fn read(db: &Db, point: &Unit, input: &NewSegment) -> Result<Segment> {
    let mut faults = Faults::default();
    faults.add_if(point.kind != Kind::Point, "point", "请选择报名点");
    let first = faults.take("first", Serial::parse(&input.first));
    let last = faults.take("last", Serial::parse(&input.last));
    let prefix = if point.kind == Kind::Point { organisation::prefix(db, &point.code).await? } else { String::new() };
    let segment = first.zip(last).and_then(|(first, last)| {
        Segment::new(&prefix, first, last).map_err(|(field, message)| faults.add(field, message)).ok()
    });
    match segment {
        Some(segment) => faults.or(segment),
        None => faults.or(()).and(Err(Error::invalid("first", "号段不正确"))),
    }
}
