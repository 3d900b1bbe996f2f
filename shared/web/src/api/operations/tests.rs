use super::*;
use crate::api::SMALL;
use crate::api::operation::Role::Staff;

#[test]
fn much_is_read_only_where_somebody_is_signed_in() {
    for operation in OPERATIONS.iter().filter(|operation| operation.limit > SMALL) {
        let known = matches!(operation.role, Candidate | Staff(_) | Role::Either(..) | Role::SignedIn);
        assert!(known, "{} {}", operation.method, operation.path);
    }
}

#[test]
fn a_path_fits_segment_by_segment() {
    let draft = op("PUT /api/volunteer/{batch}/draft", Candidate, "");
    assert!(draft.fits(&["api", "volunteer", "x", "draft"]));
    assert!(!draft.fits(&["api", "volunteer", "x"]));
    assert!(!draft.fits(&["api", "volunteer", "x", "draft", "y"]));
}
