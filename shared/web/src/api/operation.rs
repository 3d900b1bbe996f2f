//! What an operation is.

use super::wire::{self, Body, Shape, Wire};
use domain::role::Permission;

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Without a session
    Anyone,
    /// A candidate, for their own things
    Candidate,
    /// Staff whose role has this permission, inside their subtree
    Staff(Permission),
    /// Likewise, one of two
    Either(Permission, Permission),
    /// Any staff, for their own account
    AnyStaff,
    /// A candidate or staff
    SignedIn,
    /// A payment provider, by its signature
    Provider,
    /// Whatever calls regularly, by a secret
    Scheduler,
}

/// What the same request once more does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It reads, or sets what is so already: it may be repeated as it is; a key means nothing
    Safe,
    /// It does the same once more, or is refused because it was done; a key means nothing
    Anew,
    /// With the same key it is carried out once, and answered with the same status and the same answer
    Same,
    /// As `Same`, and without a key it is refused
    SameKeyed,
    /// With the same key it is carried out once; the answer says how things stand when it is given
    Once,
    /// As `Once`, and without a key it is refused
    OnceKeyed,
}

impl Retry {
    /// Does an `Idempotency-Key` mean something?
    pub fn takes_key(self) -> bool {
        !matches!(self, Self::Safe | Self::Anew)
    }

    /// Is it refused without one?
    pub fn needs_key(self) -> bool {
        matches!(self, Self::SameKeyed | Self::OnceKeyed)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// `PUT /api/volunteer/{batch}/draft`
    pub id: &'static str,
    /// `GET`, `PUT`, `POST`, `DELETE`
    pub method: &'static str,
    /// `/api/volunteer/{batch}/draft`
    pub path: &'static str,
    /// Who may call it
    pub role: Role,
    /// Is it about an exam that the request names (`X-Exam`)?
    pub in_exam: bool,
    /// What it does, in Chinese
    pub summary: &'static str,
    /// The parameters that its address may have
    pub query: Option<Shape>,
    pub reads: Option<Body>,
    /// The largest body it reads, in bytes
    pub limit: usize,
    /// What it answers when all is well
    pub answers: Option<Body>,
    pub status: u16,
    /// What the same request once more does
    pub retry: Retry,
}

/// What an operation reads unless it says more; and all that is read before somebody is known.
pub const SMALL: usize = 64 << 10;
/// A photo in base64.
pub(super) const PHOTO: usize = 320 << 10;
/// A part of a file.
pub(super) const PART: usize = 1 << 20;
/// A file to import.
pub(super) const FILE: usize = 8 << 20;

impl Operation {
    /// Does this address fit the path?
    pub fn fits<S: AsRef<str>>(&self, path: &[S]) -> bool {
        let mut segments = self.path.split('/').skip(1);
        let all = path
            .iter()
            .all(|given| segments.next().is_some_and(|segment| segment.starts_with('{') || segment == given.as_ref()));
        all && segments.next().is_none()
    }

    /// Which segment of the address, from 0, stands for `{name}`.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let mut segments = self.path.split('/').skip(1);
        segments.position(|segment| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name))
    }

    /// The component that serves it: `volunteer`.
    pub fn component(&self) -> &'static str {
        self.path.split('/').nth(2).unwrap_or_default()
    }
}

/// An operation that reads and answers nothing, until more is said.
pub(super) const fn op(id: &'static str, role: Role, summary: &'static str) -> Operation {
    let mut space = 0;
    while id.as_bytes()[space] != b' ' {
        space += 1;
    }
    let ((method, _), (_, path)) = (id.split_at(space), id.split_at(space + 1));
    let retry = if matches!(method.as_bytes(), b"GET") { Retry::Safe } else { Retry::Anew };
    let (query, reads, limit, answers, status) = (None, None, SMALL, None, 204);
    Operation { id, method, path, role, in_exam: false, summary, query, reads, limit, answers, status, retry }
}

impl Operation {
    #[cfg_attr(not(feature = "schema"), expect(clippy::unit_arg, reason = "what they look like is not known here"))]
    pub(super) const fn query<T: Wire>(self) -> Self {
        Self { query: Some(wire::parameters::<T>()), ..self }
    }

    /// An office's, about the exam that `X-Exam` names: [`Request::exam`](crate::Request::exam).
    pub(super) const fn in_exam(self) -> Self {
        Self { in_exam: true, ..self }
    }

    pub(super) const fn reads<T: Wire>(self) -> Self {
        Self { reads: Some(Body::json::<T>()), ..self }
    }

    pub(super) const fn takes(self, content_type: &'static str) -> Self {
        Self { reads: Some(Body::Other(content_type)), ..self }
    }

    pub(super) const fn up_to(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    pub(super) const fn answers<T: Wire>(self) -> Self {
        Self { answers: Some(Body::json::<T>()), status: 200, ..self }
    }

    /// 201.
    pub(super) const fn creates<T: Wire>(self) -> Self {
        Self { status: 201, ..self.answers::<T>() }
    }

    /// 202.
    pub(super) const fn accepts<T: Wire>(self) -> Self {
        Self { status: 202, ..self.answers::<T>() }
    }

    pub(super) const fn gives(self, content_type: &'static str) -> Self {
        Self { answers: Some(Body::Other(content_type)), status: 200, ..self }
    }

    pub(super) const fn on_retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }
}
