//! Those who are called because they have not submitted: what came of it, and their phones.

use crate::journal::OfCandidate;
use crate::{append, params};
use domain::Result;
use domain::event::{Event, candidate, chase};
use domain::statistics::Outcome;

/// What came of a call.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    pub batch: &'a str,
    /// 未填报原因
    pub outcome: Outcome,
    /// In words; may be empty
    pub note: &'a str,
}

/// 登记未填报原因, of somebody above the line of the batch.
///
/// # Errors
/// `Conflict` when they are not; `IdempotencyKeyReused`.
pub async fn note(act: &OfCandidate<'_>, called: Called<'_>) -> Result<()> {
    let Called { batch, outcome, note } = called;
    let event = chase::Noted { batch, outcome: outcome.as_str(), note };
    let statement = append!(where "EXISTS (SELECT 1 FROM above_line WHERE candidate = ?11 AND batch = ?13)");
    act.carry_out(event.written()?, statement, params![batch], "这名考生不在该批次的上线考生中").await
}

/// That the whole number of the bound phone is shown to somebody, and what for. `None`: no phone is bound.
pub async fn phone_revealed(act: &OfCandidate<'_>, purpose: &str) -> Result<Option<i64>> {
    let event = candidate::PhoneRevealed { purpose };
    let statement = append!(where "EXISTS (SELECT 1 FROM candidate WHERE id = ?11 AND phone IS NOT NULL)");
    act.append(event.written()?, statement, vec![]).await
}
