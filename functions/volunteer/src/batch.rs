//! 批次: where the candidate stands.

use crate::submission;
use domain::Result;
use store::db::Db;
use store::{catalog, score, volunteer, window};
use web::api::volunteer::{BatchStatus, BatchView, Draft, Overview, Rules};
use web::{Reply, Request};

pub(crate) async fn overview(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    let windows = window::all_of(db, who.whom(), request.now()).await?;
    let standings = volunteer::standings(db, who.id).await?;
    let batches = standings.into_iter().map(|standing| {
        let obstacle = standing.obstacle();
        BatchStatus {
            differs: standing.differs,
            window: windows.get(&standing.window).cloned(),
            batch: standing.batch,
            name: standing.name,
            eligible: obstacle.is_none(),
            ineligible_reason: obstacle.map(|obstacle| obstacle.why),
            draft_version: standing.draft_version,
            draft_saved_at: standing.draft_saved_at,
            submission_version: standing.version,
            submitted_at: standing.submitted_at,
            excludes: standing.excludes,
        }
    });
    let batches = batches.collect();
    let score = score::of_candidate(db, who.id).await?;
    let lines = volunteer::control_lines(db, &who.exam).await?;
    Reply::json(&Overview { now: request.now(), batches, score, lines })
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let code = request.param("batch")?;
    let (who, _) = request.candidate(db).await?;
    let batch = volunteer::batch(db, &who.exam, code).await?;
    let standing = volunteer::standing(db, who.id, code).await?;
    let window = window::of(db, who.whom(), &batch.window, request.now()).await?;
    let draft = match (volunteer::draft(db, who.id, code).await?, standing.draft_saved_at) {
        (Some(list), Some(saved_at)) => {
            Some(Draft { version: standing.draft_version, saved_at, choices: catalog::named(db, list).await? })
        }
        _ => None,
    };
    let submission = match volunteer::submission(db, who.id, code, None).await? {
        Some(stored) => Some(submission::receipt(db, &who, &batch, stored).await?),
        None => None,
    };
    let reason = standing.obstacle().map(|obstacle| obstacle.why);
    Reply::json(&BatchView {
        now: request.now(),
        editable: reason.is_none() && window.as_ref().is_some_and(|window| window.open),
        window,
        batch: batch.code,
        name: batch.name,
        rules: Rules {
            slots: batch.slots,
            majors: batch.majors,
            choices: batch.choices,
            adjust: batch.adjust,
            may_be_empty: batch.excludes,
        },
        eligible: reason.is_none(),
        ineligible_reason: reason,
        excludes: standing.excludes,
        draft,
        submission,
    })
}
