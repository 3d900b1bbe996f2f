//! A college's file of students, and the empty one to fill in.

use crate::{college, exam};
use domain::{Error, FieldError, Result};
use folder::{Column, Fault};
use store::db::Db;
use store::seal::{Keys, sha256};
use store::{journal, student};
use web::api::student::{FileNamed, Taken};
use web::turn::Turn;
use web::{Reply, Request};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Faults that are told at once.
const SHOWN: usize = 100;

pub(crate) async fn blank(request: &Request, db: &Db) -> Result<Reply> {
    request.staff(db).await?;
    let exam = exam(request, db).await?;
    Ok(Reply::bytes(XLSX, folder::blank_of_students(&student::lists(db, &exam).await?)?))
}

pub(crate) async fn import(request: &Request, db: &Db) -> Result<Reply> {
    let bytes = request.bytes()?;
    let (staff, author) = request.staff(db).await?;
    let college = college(&staff)?;
    let FileNamed { file } = request.query()?;
    let exam = exam(request, db).await?;
    // Another file with the key of this one is told so, before it is read.
    journal::replayed(db, &author).await?;
    let _turn = Turn::take()?;
    let lines = folder::students(&file, bytes, &student::lists(db, &exam).await?).map_err(faults)?;
    let act = author.acts(db, request.now()).within(&exam);
    let count = student::import(&act, &Keys::load().await?, college, &sha256(bytes), &lines).await?;
    Reply::created(&Taken { count })
}

/// What is wrong with a file, at line and column.
pub(crate) fn faults(faults: Vec<Fault>) -> Error {
    let told = faults.into_iter().take(SHOWN).map(|fault| {
        let (Column::Number(column) | Column::Letter(column)) = fault.column;
        match fault.line {
            0 => FieldError::new("file", fault.message),
            line => FieldError::at(line as usize, column as usize, "file", fault.message),
        }
    });
    Error::Invalid(told.collect())
}
