//! 学籍: 生源高校 hand over whom of their students may register for 专升本; the province says whom it bars.

mod barred;
mod file;
mod list;
mod one;
mod photo;

use domain::exam::Kind;
use domain::organisation::Kind as Place;
use domain::{Error, ExamId, Result};
use store::db::Db;
use store::session::Staff;
use web::{Reply, Request};

/// What each operation does.
///
/// # Errors
/// Those of the operation.
pub async fn handle(request: &Request, db: &Db) -> Result<Reply> {
    match request.operation() {
        "POST /api/student/search" => list::search(request, db).await,
        "GET /api/student/colleges" => list::colleges(request, db).await,
        "GET /api/student/blank.xlsx" => file::blank(request, db).await,
        "POST /api/student/imports" => file::import(request, db).await,
        "POST /api/student/photos" => photo::import(request, db).await,
        "GET /api/student/students/{id}/photo" => photo::show(request, db).await,
        "PUT /api/student/students/{id}" => one::correct(request, db).await,
        "POST /api/student/students/{id}/removal" => one::remove(request, db).await,
        "POST /api/student/barred" => barred::import(request, db).await,
        _ => Err(request.no_route()),
    }
}

/// The exam that it is about: one that takes students from colleges.
async fn exam(request: &Request, db: &Db) -> Result<ExamId> {
    let exam = request.exam(db).await?;
    match exam.kind {
        Kind::Zsb => Ok(exam.id),
        Kind::Gaokao => Err(Error::WrongState(format!("{}不由高校导入学生", exam.name))),
    }
}

/// The college whose students they are: one hands over one's own, and no other's.
fn college(staff: &Staff) -> Result<&str> {
    if staff.unit.kind == Place::College { Ok(&staff.unit.code) } else { Err(Error::Forbidden) }
}
