//! A candidate's whole file, and their photo. Never the choices.

use domain::admission::CandidateDetail;
use domain::{Error, Result};
use store::db::Db;
use store::rate_limit::{self, READING};
use store::window::Whom;
use store::{admission, blob, record};
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("record‖{}", staff.id), READING, request.begun()).await?;
    let CandidateDetail { id, exam, point, .. } = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    let whom = Whom { exam: &exam, organisation: &point, candidate: Some(id) };
    Reply::json(&record::of_candidate(db, id, whom, request.now()).await?)
}

pub(crate) async fn photo(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("photo‖{}", staff.id), READING, request.begun()).await?;
    let photo = record::photo(db, request.id("考生")?, &staff.unit.path).await?;
    let bytes = blob::get("photo", &photo).await?.ok_or(Error::NotFound("照片"))?;
    Ok(Reply::bytes("image/jpeg", bytes))
}
