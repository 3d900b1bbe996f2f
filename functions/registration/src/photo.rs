//! The photo that the registration point took, from the key-value store, by its SHA-256.

use shared::db::Db;
use shared::store::registration;
use shared::web::{Reply, Request};
use shared::{Error, Result, blob};

pub(crate) async fn show(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    let (_, photo) = registration::identity(&db, who.id).await?;
    let bytes = blob::get("photo", &photo).await?.ok_or(Error::NotFound("照片"))?;
    Ok(Reply::bytes("image/jpeg", bytes))
}
