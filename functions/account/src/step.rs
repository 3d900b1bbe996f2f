//! 办理进度.

use domain::Result;
use domain::event::Factor;
use domain::exam::step::Code;
use store::db::Db;
use store::step;
use store::window::Whom;
use web::api::account::Steps;
use web::{Reply, Request};

/// Who came by facts, which others know, sees the way to the passwords as it is for everybody there, and nothing beyond.
pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (who, author, _) = request.candidate_by_facts(db).await?;
    let by_facts = author.factor == Factor::Facts;
    let whom = if by_facts { Whom::at(&who.exam, &who.point) } else { who.whom() };
    let mut steps = step::of(db, who.id, whom, request.now()).await?;
    if by_facts {
        let way = steps.iter().position(|step| step.code == Code::Passwords).map_or(0, |last| last + 1);
        steps.truncate(way);
    }
    Reply::json(&Steps { now: request.now(), steps })
}
