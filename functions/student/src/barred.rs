//! 不得报名的人员: the province's list, whole each time.

use crate::exam;
use crate::file::faults;
use domain::Result;
use store::db::Db;
use store::seal::{Keys, sha256};
use store::{journal, student};
use web::api::student::{FileNamed, Taken};
use web::turn::Turn;
use web::{Reply, Request};

pub(crate) async fn import(request: &Request, db: &Db) -> Result<Reply> {
    let bytes = request.bytes()?;
    let (_, author) = request.staff(db).await?;
    let FileNamed { file } = request.query()?;
    let exam = exam(request, db).await?;
    journal::replayed(db, &author).await?;
    let _turn = Turn::take()?;
    let lines = folder::barred(&file, bytes, &student::lists(db, &exam).await?).map_err(faults)?;
    let act = author.acts(db, request.now()).within(&exam);
    let count = student::bar(&act, &Keys::load().await?, &sha256(bytes), &lines).await?;
    Reply::created(&Taken { count })
}
