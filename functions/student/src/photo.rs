//! 照片: a zip file of a college's, each picture named by its 证件号; all of them or none.

use crate::{college, exam};
use domain::error::Faults;
use domain::{Error, Result, photo};
use std::collections::HashSet;
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::seal::{Keys, sha256};
use store::{blob, journal, student};
use web::api::student::Taken;
use web::turn::Turn;
use web::{Reply, Request};

/// Files of one account: each leaves some hundred photos.
const FILES: Limit = Limit { burst: 60, interval: 60_000 };
/// Faults that are told at once.
const SHOWN: usize = 100;

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let exam = exam(request, db).await?;
    let photo = student::photo(db, &exam, &staff.unit.path, request.id("学生")?).await?;
    Ok(Reply::bytes("image/jpeg", blob::get("photo", &photo).await?.ok_or(Error::NotFound("照片"))?))
}

pub(crate) async fn import(request: &Request, db: &Db) -> Result<Reply> {
    let bytes = request.bytes()?;
    let (staff, author) = request.staff(db).await?;
    let (college, exam) = (college(&staff)?, exam(request, db).await?);
    let act = author.acts(db, request.now()).within(&exam);
    if journal::replayed(db, &author).await?.is_none() {
        student::require_open(&act, college).await?;
        rate_limit::take(db, &format!("student-photos‖{}", staff.id), FILES, request.begun()).await?;
    }
    let _turn = Turn::take()?;
    let pictures = pictures(bytes, &Keys::load().await?, &store::exam::photo(db, &exam).await?)?;
    let hashes: Vec<&str> = pictures.iter().map(|picture| picture.document_hash.as_str()).collect();
    let numbers = student::numbers(db, &exam, college, &hashes).await?;
    let (mut faults, mut photos) = (Faults::default(), Vec::with_capacity(pictures.len()));
    for picture in &pictures {
        match numbers.get(&picture.document_hash) {
            Some(number) => photos.push((*number, sha256(&picture.bytes))),
            None => faults.add(&picture.name, "本校导入的学生中没有这个证件号"),
        }
    }
    faults.at_most(SHOWN).or(())?;
    for picture in &pictures {
        blob::put("photo", &picture.bytes).await?;
    }
    student::photograph(&act, college, &sha256(bytes), &photos).await?;
    Reply::created(&Taken { count: photos.len() })
}

/// A picture that is as it should be, and whose it is.
struct Picture {
    /// Of its file
    name: String,
    document_hash: String,
    bytes: Vec<u8>,
}

fn pictures(zip: &[u8], keys: &Keys, rule: &photo::Rule) -> Result<Vec<Picture>> {
    let files = folder::photos(zip).map_err(|message| Error::invalid("file", message))?;
    let (mut faults, mut pictures, mut seen) = (Faults::default(), Vec::new(), HashSet::new());
    for (name, bytes) in files {
        match named(&name).map(|number| (keys.hash("document", &number), photo::clean(&bytes, rule))) {
            None => faults.add(&name, "文件名应为“证件号.jpg”"),
            Some((hash, _)) if !seen.insert(hash.clone()) => faults.add(&name, "这个证件号有两张照片"),
            Some((_, Err(message))) => faults.add(&name, message),
            Some((document_hash, Ok(bytes))) => pictures.push(Picture { name, document_hash, bytes }),
        }
    }
    faults.add_if(pictures.is_empty() && faults.is_empty(), "file", "里面没有照片");
    faults.at_most(SHOWN).or(pictures)
}

/// The 证件号 that a file is named by.
fn named(name: &str) -> Option<String> {
    let (number, ending) = name.rsplit_once('.')?;
    let is_picture = ["jpg", "jpeg"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    is_picture.then(|| number.trim().to_ascii_uppercase()).filter(|number| !number.is_empty())
}
