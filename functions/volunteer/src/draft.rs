//! 志愿草稿: not official, saved as often as one likes.

use domain::{Error, Result, volunteer as rules};
use store::catalog;
use store::db::Db;
use store::volunteer::{self, NewDraft};
use web::api::registration::Saved;
use web::api::volunteer::SaveDraft;
use web::{Reply, Request};

pub(crate) async fn save(request: &Request, db: &Db) -> Result<Reply> {
    let code = request.param("batch")?;
    let input: SaveDraft = request.json()?;
    let now = request.now();
    let (who, _) = request.candidate(db).await?;
    let token = request.session_token().ok_or(Error::NotSignedIn)?;
    let position = volunteer::position(db, who.id, code, token, now).await?;
    let chooser = position.chooser()?;
    rules::bounded(&input.choices, &position.batch(code))?;
    let groups = catalog::chosen(db, &who.exam, &input.choices, &position.plans).await?;
    rules::check(&input.choices, &position.batch(code), &groups, &chooser, rules::Stored::Draft)?;
    let stored = rules::canonical(&input.choices)?;
    let draft = NewDraft { batch: code, choices: &stored, version: input.version };
    if let Some(version) = volunteer::save_draft(db, who.id, draft, now).await? {
        return Reply::json(&Saved { version, saved_at: now });
    }
    // The same draft came before, and its answer was lost on the way.
    if let Some(saved_at) = volunteer::draft_saved(db, who.id, draft).await? {
        return Reply::json(&Saved { version: input.version + 1, saved_at });
    }
    let position = volunteer::position(db, who.id, code, token, now).await?;
    position.require_open(db, &who, now).await?;
    Err(Error::StaleVersion(position.draft_version))
}
