//! 待审核: whom a registration point can't admit by itself. The city decides about 其他证件, the county about 外省户籍.

use crate::candidate::take;
use domain::application::{Status, check};
use domain::event::application::Made;
use domain::organisation::Unit;
use domain::{Error, Result};
use store::application::{self, Wanted};
use store::db::Db;
use store::journal::InExam;
use store::rate_limit::{self, READING};
use store::{admission, blob, journal};
use web::api::application::{ApplicationMade, SearchApplications};
use web::api::candidate::NewCandidate;
use web::api::common::Decision;
use web::reason::{answer_at_once, require_seen};
use web::{Reply, Request};

pub(crate) async fn make(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewCandidate = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let Unit { code: point, path, .. } = staff.within(db, Some(&input.point)).await?;
    let exam = request.exam(db).await?.id;
    let (ground, admission) = check(&input, path.province(), request.now())?;
    let act = author.acts(db, request.now()).within(&exam);
    let make = async || {
        let document = take(&act, &point, &admission, &input.photo).await?;
        let (level, captured) = (ground.level().as_str(), &admission.captured);
        let made = Made { ground: ground.as_str(), level, point: &point, captured, document: &document };
        match application::make(&act, &made).await? {
            Some(id) => Ok(id),
            None => Err(refused(&act, &document.document_hash).await?),
        }
    };
    Reply::created(&ApplicationMade { id: journal::once(db, &author, make).await?, ground })
}

async fn refused(act: &InExam<'_>, document_hash: &str) -> Result<Error> {
    let why = if application::waits(act.db, act.exam, document_hash).await? {
        "该证件号已提交审核，正在等待处理"
    } else if admission::serial_of(act.db, act.exam, document_hash).await?.is_some() {
        "该证件号已报名，不能重复报名"
    } else {
        "没有这个报名点，或已停用，或报名时间已过，不能提交审核"
    };
    Ok(Error::Conflict(why.into()))
}

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchApplications = request.query()?;
    let (staff, author) = request.staff(db).await?;
    rate_limit::take(db, &format!("applications‖{}", staff.id), READING, request.begun()).await?;
    let within = staff.within(db, wanted.organisation.as_deref()).await?.path;
    let exam = request.exam(db).await?.id;
    let status = wanted.status.unwrap_or(Status::Pending);
    let of = Wanted { exam: &exam, within: &within, status, actor: &author.actor };
    Reply::json(&application::list(db, of, &wanted.after).await?)
}

pub(crate) async fn photo(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("photo‖{}", staff.id), READING, request.begun()).await?;
    let exam = request.exam(db).await?.id;
    let waiting = application::find(db, &exam, request.id("待审核的申请")?, &staff.unit.path).await?;
    let bytes = blob::get("photo", &waiting.document.photo).await?.ok_or(Error::NotFound("照片"))?;
    Ok(Reply::bytes("image/jpeg", bytes))
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let decision: Decision = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let id = request.id("待审核的申请")?;
    let waiting = application::find(db, &exam, id, &staff.unit.path).await?;
    if !staff.may(waiting.permission()) {
        return Err(Error::Forbidden);
    }
    let answer = answer_at_once(&decision)?;
    require_seen(id, answer)?;
    let act = author.acts(db, request.now()).within(&exam);
    let decide = async || match (waiting.status, answer.declined) {
        (Status::Pending, None) => application::agree(&act, &waiting).await,
        (Status::Pending, Some(why)) => application::decline(&act, id, why).await,
        _ => Err(Error::Conflict("这份申请已经处理过".into())),
    };
    Reply::once(db, &author, decide).await
}
