//! 补读身份证: who may say that somebody is called otherwise.

use super::{Admission, CandidateDetail, Captured};
use crate::document::DocumentKind;
use crate::role::Permission;
use crate::text::is_same_name;

/// What it takes to capture this again. What was typed is put right by the card, when it is read at last; who was
/// captured from a document stays the same person, unless those say otherwise who are responsible for such documents
/// (domain: S2, 五种特殊情况). So does a photo, once nobody is captured any more.
pub fn who_recaptures(known: &CandidateDetail, again: &Admission, photo_is_late: bool) -> Permission {
    let Captured { name, sex, birth, .. } = &again.captured;
    let is_same = is_same_name(&known.name, name) && known.sex == *sex && known.birth == *birth;
    match again.document_kind {
        _ if photo_is_late => Permission::ApplicationDecide,
        _ if is_same || known.to_read => Permission::CandidateAdmit,
        DocumentKind::ResidentCard => Permission::ApplicationDecide,
        _ => Permission::ApplicationDecideDocument,
    }
}
