//! 志愿草稿: not official, saved as often as one likes.

use shared::api::registration::Saved;
use shared::api::volunteer::SaveDraft;
use shared::db::Db;
use shared::domain::payment::Unlocks;
use shared::domain::volunteer as rules;
use shared::store::{catalog, exam, fee, volunteer};
use shared::web::{Reply, Request};
use shared::{Error, Result};

pub(crate) async fn save(request: &Request, code: &str) -> Result<Reply> {
    let input: SaveDraft = request.json()?;
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    let batch = volunteer::batch(&db, &who.exam, code).await?;
    let standing = volunteer::standing(&db, who.id, code).await?;
    let chooser = standing.chooser()?;
    rules::bounded(&input.choices, &batch.rules())?;
    fee::require_paid(&db, who.id, Unlocks::Volunteer).await?;
    let groups = catalog::rule_groups(&db, &who.exam, &input.choices).await?;
    rules::check(&input.choices, &batch.rules(), &groups, &chooser, false)?;
    let stored = rules::canonical(&input.choices)?;
    match volunteer::save_draft(&db, who.id, code, (&stored, input.version), request.now()).await? {
        Some(version) => Reply::json(&Saved { version, saved_at: request.now() }),
        None => {
            let window = exam::window(&db, &who.exam, &batch.window, &who.point, request.now()).await?;
            Err(match window.as_ref().is_some_and(|window| window.open) {
                true => Error::StaleVersion(volunteer::standing(&db, who.id, code).await?.draft_version),
                false => exam::closed("填报志愿", window.as_ref()),
            })
        }
    }
}
