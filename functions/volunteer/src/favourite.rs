//! 收藏: groups kept in folders.

use domain::text::is_line;
use domain::{Error, Result};
use store::db::Db;
use store::{catalog, favourite};
use web::api::volunteer::{Favourite, Favourites, SaveFavourite};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    let kept = favourite::all(db, who.id).await?;
    let ids: Vec<i64> = kept.iter().map(|favourite| favourite.college_group).collect();
    let mut groups = catalog::groups(db, &ids).await?;
    let favourites = kept.into_iter().filter_map(|favourite| {
        Some(Favourite { group: groups.remove(&favourite.college_group)?, folder: favourite.folder })
    });
    Reply::json(&Favourites { favourites: favourites.collect() })
}

pub(crate) async fn keep(request: &Request, db: &Db) -> Result<Reply> {
    let group = request.param("group")?;
    let input: SaveFavourite = request.json()?;
    let folder = input.folder.trim();
    if !is_line(folder, 0..=20) {
        return Err(Error::invalid("folder", "收藏夹名称最多 20 个字"));
    }
    let (who, _) = request.candidate(db).await?;
    favourite::keep(db, who.id, number(group)?, folder).await?;
    Ok(Reply::no_content())
}

pub(crate) async fn forget(request: &Request, db: &Db) -> Result<Reply> {
    let group = request.param("group")?;
    request.require_own_origin()?;
    let (who, _) = request.candidate(db).await?;
    favourite::forget(db, who.id, number(group)?).await?;
    Ok(Reply::no_content())
}

fn number(group: &str) -> Result<i64> {
    group.parse().map_err(|_| Error::NotFound("院校专业组"))
}
