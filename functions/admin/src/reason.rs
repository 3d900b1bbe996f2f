//! Why somebody does something, and what they say to a proposal.

use domain::Result;
use domain::error::Faults;
use store::db::Db;
use store::journal::{self, Act, Answer};
use web::api::common::Confirmation;
use web::{Reply, Request};

/// What somebody writes who works something off.
pub(crate) fn reason(field: &str, text: &str) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(!(2..=200).contains(&text.trim().chars().count()), field, "请写明原因或处理结果（2–200 个字）");
    faults.or(())
}

/// Who does not agree says why.
pub(crate) fn answer(Confirmation { proposal, approve, reason: why }: &Confirmation) -> Result<Answer<'_>> {
    if !approve {
        reason("reason", why)?;
    }
    Ok(Answer { proposal: *proposal, declined: (!approve).then_some(why.trim()) })
}

/// 复核: what somebody else says is carried out once.
pub(crate) async fn decided(
    request: &Request,
    db: &Db,
    decide: impl AsyncFnOnce(Act<'_>, Answer<'_>) -> Result<()>,
) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let confirmation: Confirmation = request.json()?;
    let answer = answer(&confirmation)?;
    journal::once_at_most(db, &author, async || decide(author.acts(db, request.now()), answer).await).await?;
    Ok(Reply::no_content())
}
