//! One of a college's students, put right or taken back.

use crate::{college, exam};
use domain::Result;
use store::db::Db;
use store::seal::Keys;
use store::student;
use web::api::common::Because;
use web::api::student::Correction;
use web::reason::reason;
use web::{Reply, Request};

pub(crate) async fn correct(request: &Request, db: &Db) -> Result<Reply> {
    let correction: Correction = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let (college, exam) = (college(&staff)?, exam(request, db).await?);
    reason("reason", &correction.reason)?;
    let correct = async || {
        let act = author.acts(db, request.now()).within(&exam);
        student::correct(&act, &Keys::load().await?, college, request.id("学生")?, &correction).await
    };
    Reply::once(db, &author, correct).await
}

pub(crate) async fn remove(request: &Request, db: &Db) -> Result<Reply> {
    let Because { reason: why } = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let (college, exam) = (college(&staff)?, exam(request, db).await?);
    reason("reason", &why)?;
    let remove = async || {
        let act = author.acts(db, request.now()).within(&exam);
        student::remove(&act, college, request.id("学生")?, why.trim()).await
    };
    Reply::once(db, &author, remove).await
}
