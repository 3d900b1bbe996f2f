//! 待审核: whom a registration point can't admit by itself. The city decides about 其他证件, the county about 外省户籍.

use crate::candidate::take;
use crate::number;
use crate::reason::reason;
use domain::application::{Status, check};
use domain::{Error, Result};
use store::application::{self, Wanted};
use store::db::Db;
use store::rate_limit::{self, READING};
use store::{admission, blob, journal};
use web::api::application::{ApplicationDecision, ApplicationMade, SearchApplications};
use web::api::candidate::NewCandidate;
use web::{Reply, Request};

pub(crate) async fn make(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewCandidate = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let point = staff.within(Some(&input.point))?;
    let exam = request.exam(db).await?.id;
    let (ground, admission) = check(&input, request.now())?;
    if let Some(id) = journal::replayed(db, &author).await? {
        return Reply::created(&ApplicationMade { id, ground });
    }
    let document = take(request, db, (&exam, &point), &admission, &input.photo).await?;
    let act = author.acts(db, request.now()).within(&exam);
    let made = application::make(&act, &point, ground, (&admission.captured, &document)).await?;
    let made = made.or(journal::replayed(db, &author).await?);
    match made {
        Some(id) => Reply::created(&ApplicationMade { id, ground }),
        None if application::waits(db, &exam, &document.document_hash).await? => {
            Err(Error::Conflict("该证件号已提交审核，正在等待处理".into()))
        }
        None if admission::serial_of(db, &exam, &document.document_hash).await?.is_some() => {
            Err(Error::Conflict("该证件号已报名，不能重复报名".into()))
        }
        None => Err(Error::Conflict("本报名点已停用，或报名时间已过，不能提交审核".into())),
    }
}

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchApplications = request.query()?;
    let (staff, author) = request.staff(db).await?;
    rate_limit::take(db, &format!("applications‖{}", staff.id), READING, request.begun()).await?;
    let organisation = staff.within(wanted.organisation.as_deref())?;
    let exam = request.exam(db).await?.id;
    let status = wanted.status.unwrap_or(Status::Pending);
    let of = Wanted { exam: &exam, organisation: &organisation, status, actor: &author.actor };
    Reply::json(&application::list(db, of, &wanted.after).await?)
}

pub(crate) async fn photo(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("photo‖{}", staff.id), READING, request.begun()).await?;
    let exam = request.exam(db).await?.id;
    let waiting = application::find(db, &exam, number(id, "待审核的申请")?, &staff.organisation).await?;
    let bytes = blob::get("photo", &waiting.document.photo).await?.ok_or(Error::NotFound("照片"))?;
    Ok(Reply::bytes("image/jpeg", bytes))
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let decision: ApplicationDecision = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let waiting = application::find(db, &exam, number(id, "待审核的申请")?, &staff.organisation).await?;
    if staff.level < waiting.level {
        return Err(Error::Forbidden);
    }
    if !decision.approve {
        reason("reason", &decision.reason)?;
    }
    let act = author.acts(db, request.now()).within(&exam);
    journal::once_at_most(db, &author, async || match (waiting.status, decision.approve) {
        (Status::Pending, true) => application::agree(&act, &waiting).await,
        (Status::Pending, false) => application::decline(&act, waiting.id, decision.reason.trim()).await,
        _ => Err(Error::Conflict("这份申请已经处理过".into())),
    })
    .await?;
    Ok(Reply::no_content())
}
