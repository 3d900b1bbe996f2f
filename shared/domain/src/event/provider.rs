//! What a provider tells besides payments.

use crate::payment::{Proof, Provider};
use serde::Serialize;

/// Something else than that money came; or something signed that nobody can read, then with the three last fields.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told<'a> {
    pub provider: Provider,
    /// What the provider signed, as it came
    pub proof: &'a Proof,
    /// `unreadable`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<&'a str>,
    /// 商户订单号 that it seems to be about; may be empty
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_no: Option<&'a str>,
    /// The provider's number of the notice
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<&'a str>,
}
