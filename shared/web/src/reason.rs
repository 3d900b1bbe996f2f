//! Why somebody does something, and what they say to a proposal.

use crate::api::common::Decision;
use crate::{Reply, Request};
use domain::error::Faults;
use domain::{Error, Result};
use store::db::Db;
use store::journal::{Act, Answer};

fn is_reason(text: &str) -> bool {
    (2..=200).contains(&text.trim().chars().count())
}

/// What somebody writes who works something off.
///
/// # Errors
/// `Invalid`.
pub fn reason(field: &str, text: &str) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(!is_reason(text), field, "请写明原因或处理结果（2–200 个字）");
    faults.or(())
}

/// Who does not agree says why.
///
/// # Errors
/// `Invalid`.
pub fn answer(decision: &Decision) -> Result<Answer<'_>> {
    let declined = (!decision.approve).then_some(decision.reason.trim());
    let mut faults = Faults::default();
    faults.add_if(declined.is_some_and(|why| !is_reason(why)), "reason", "请写明不同意的原因（2–200 个字）");
    faults.or(Answer { proposal: decision.proposal, declined })
}

/// Likewise, to what takes effect at once.
///
/// # Errors
/// `Invalid`.
pub fn answer_at_once(decision: &Decision) -> Result<Answer<'_>> {
    match decision.at {
        Some(_) => Err(Error::invalid("at", "同意后立即生效，不能另定时间")),
        None => answer(decision),
    }
}

/// To a proposal that has an address of its own.
///
/// # Errors
/// `ProposalChanged` when it is another one.
pub fn require_seen(proposal: i64, answer: Answer<'_>) -> Result<()> {
    if proposal == answer.proposal { Ok(()) } else { Err(Error::ProposalChanged) }
}

/// 复核: what a second person says is carried out once.
///
/// # Errors
/// `Invalid`, and those of the carrying out.
pub async fn decided(
    request: &Request,
    db: &Db,
    decide: impl AsyncFnOnce(Act<'_>, Answer<'_>) -> Result<()>,
) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let decision: Decision = request.json()?;
    let answer = answer_at_once(&decision)?;
    Reply::once(db, &author, async || decide(author.acts(db, request.now()), answer).await).await
}
