//! Files come in parts, each named by its content: what has arrived need not be sent again.

use domain::{Error, Result};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::{import, seal};
use web::api::import::{MissingParts, Parts};
use web::{Reply, Request};

/// Parts of a file that fits into an instance's memory, of 1 MiB each as the pages cut them.
const MOST: usize = 40;
/// Parts that one member of staff may send: two whole files, then one a second.
const SENDING: Limit = Limit { burst: 2 * MOST as i64, interval: 1000 };

pub(crate) async fn missing(request: &Request, db: &Db) -> Result<Reply> {
    let Parts { parts } = request.json()?;
    request.staff(db).await?;
    few(&parts)?;
    Reply::json(&MissingParts { missing: import::missing_parts(db, &parts).await? })
}

pub(crate) async fn keep(request: &Request, db: &Db) -> Result<Reply> {
    let bytes = request.bytes()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("part‖{}", staff.id), SENDING, request.begun()).await?;
    let hash = request.param("hash")?;
    if seal::sha256(bytes) != hash {
        return Err(Error::invalid("hash", "与内容的 SHA-256 不符，请重新传这一部分"));
    }
    import::keep_part(db, hash, bytes, request.now()).await?;
    Ok(Reply::no_content())
}

/// A file whose parts are there.
///
/// # Errors
/// `Invalid` when there are too many; `Conflict` when one is missing.
pub(crate) async fn all(db: &Db, hashes: &[String]) -> Result<Vec<Vec<u8>>> {
    few(hashes)?;
    let mut parts = Vec::new();
    for hash in hashes {
        parts.push(import::part(db, hash).await?);
    }
    Ok(parts)
}

fn few(parts: &[String]) -> Result<()> {
    match parts.len() {
        0 => Err(Error::invalid("parts", "文件是空的")),
        1..=MOST => Ok(()),
        _ => Err(Error::invalid("parts", format!("文件超过 {MOST} MB，请在服务器上用 zhaokao 命令导入"))),
    }
}
