//! The photo that the registration point took, from the key-value store, by its SHA-256.

use domain::{Error, Result};
use store::db::Db;
use store::{blob, registration};
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    let (_, photo) = registration::identity(db, who.id).await?;
    let bytes = blob::get("photo", &photo).await?.ok_or(Error::NotFound("照片"))?;
    Ok(Reply::bytes("image/jpeg", bytes))
}
