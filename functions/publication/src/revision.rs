//! 考试设置: revisions of an exam year.

use crate::part;
use domain::page::All;
use domain::{Error, FieldError, Result};
use folder::{Fault, Files};
use store::db::Db;
use store::{journal, revision};
use web::api::common::Created;
use web::api::import::NewRevision;
use web::reason::reason;
use web::turn::Turn;
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (_, author) = request.staff(db).await?;
    Reply::json(&revision::page(db, &author.actor, &wanted.after).await?)
}

/// A folder, as a zip file, or one table of the folder in force. What is wrong with it is named by file, line and column.
pub(crate) async fn propose(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let new: NewRevision = request.json()?;
    reason("reason", &new.reason)?;
    let propose = async || {
        let _turn = Turn::take()?;
        let files = files(request, db, &new).await?;
        let year = folder::read(&files).map_err(faults)?;
        let compared = ::revision::compare(db, &year).await?;
        if compared.is_same(&files) {
            return Err(Error::Conflict("与现行设置相同，没有改动".into()));
        }
        let revised = compared.revised.map_err(::revision::refused)?;
        let exam = year.exam.id.into();
        let act = author.acts(db, request.now()).within(&exam);
        let folder = ::revision::Folder { files: &files, basis: compared.basis.as_ref(), revised: &revised };
        ::revision::propose(&act, folder, new.reason.trim()).await
    };
    Reply::created(&Created { id: journal::once(db, &author, propose).await? })
}

async fn files(request: &Request, db: &Db, new: &NewRevision) -> Result<Files> {
    let bytes = part::all(db, &new.parts).await?.concat();
    if !Files::is_table(&new.file) {
        return Files::unzipped(&bytes).map_err(|message| Error::invalid("file", message));
    }
    let exam = request.exam(db).await?.id;
    let in_force = revision::in_force(db, &exam).await?;
    let in_force = in_force.ok_or_else(|| Error::Conflict("还没有生效的考试设置，请上传整个文件夹".into()))?;
    let mut files = ::revision::files(db, &in_force).await?;
    files.insert(new.file.clone(), bytes);
    Ok(files)
}

fn faults(faults: Vec<Fault>) -> Error {
    Error::Invalid(faults.into_iter().take(1000).map(|fault| FieldError::new(fault.place(), fault.message)).collect())
}
