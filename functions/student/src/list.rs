//! A college's students: its own to it, each college's to the province.

use crate::exam;
use domain::Result;
use store::db::Db;
use store::rate_limit::{self, READING};
use store::seal::Keys;
use store::student;
use web::api::student::{Colleges, SearchStudents};
use web::{Reply, Request};

/// A POST although it changes nothing: names and 证件号 stay out of addresses, which are logged everywhere.
pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: SearchStudents = request.json()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("students‖{}", staff.id), READING, request.begun()).await?;
    let college = staff.within(db, wanted.college.as_deref()).await?.code;
    let exam = exam(request, db).await?;
    Reply::json(&student::page(db, &exam, &Keys::load().await?, &college, &wanted).await?)
}

pub(crate) async fn colleges(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let exam = exam(request, db).await?;
    Reply::json(&Colleges { colleges: student::counts(db, &exam, &staff.unit.path).await? })
}
