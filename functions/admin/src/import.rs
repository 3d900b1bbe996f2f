//! 导入: a file is taken in whole or not at all; every wrong row is named with line and column.

use domain::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use store::db::Db;
use store::journal::{self, Author};
use store::{score, seal};
use web::api::common::Imported;
use web::{Reply, Request};

/// How many rows an instance has memory for, and how many lines stand beside them. The command has no such bound.
const SCORES: (usize, usize) = (150_000, 1);
pub(crate) const STATEMENT: (usize, usize) = (100_000, 3);

/// Is a file being taken in? What becomes of a large one on the way to the database fills much of an instance.
static BUSY: AtomicBool = AtomicBool::new(false);

/// A file's turn, until it is dropped.
pub(crate) struct Turn(());

impl Turn {
    /// For a file of at most so many rows.
    ///
    /// # Errors
    /// `Invalid` when it has more; `Conflict` while another one is taken in here.
    pub(crate) fn take(text: &str, (most, beside): (usize, usize)) -> Result<Self> {
        if text.lines().count() > most + beside {
            let message = format!("一个文件最多 {most} 行，更大的文件请在服务器上用 zhaokao import 导入");
            return Err(Error::invalid("file", message));
        }
        match BUSY.swap(true, Relaxed) {
            true => Err(Error::Conflict("另一个文件正在导入，请稍后再试".into())),
            false => Ok(Self(())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        BUSY.store(false, Relaxed);
    }
}

pub(crate) async fn scores(request: &Request, db: &Db) -> Result<Reply> {
    let text = request.csv()?;
    let (_, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let import = async || {
        let _turn = Turn::take(&text, SCORES)?;
        score::import(&act, &text, &seal::sha256(request.body()), |_| {}).await
    };
    imported(db, &author, import).await
}

pub(crate) async fn control_lines(request: &Request, db: &Db) -> Result<Reply> {
    let text = request.csv()?;
    let (_, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    imported(db, &author, async || score::import_lines(&act, &text, &seal::sha256(request.body())).await).await
}

async fn imported(db: &Db, author: &Author, import: impl AsyncFnOnce() -> Result<usize>) -> Result<Reply> {
    let again = async |seq| score::imported(db, seq).await;
    Reply::json(&Imported { imported: journal::once_or_again(db, author, import, again).await? })
}
