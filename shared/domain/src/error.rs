//! What can go wrong, in the words of the domain. Only `web` turns it into HTTP.

use crate::Timestamp;
use crate::exam::Exam;
use crate::staff::Step;

/// Result of everything that a request can fail at.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not carried out.
#[derive(Debug)]
pub enum Error {
    /// The body is not JSON, or not of the expected shape; the text says where.
    Malformed(String),
    /// The body has a field that nobody reads; its name.
    UnknownField(String),
    /// Values break a rule: each field with its reason.
    Invalid(Vec<FieldError>),
    /// The content type is not the one this address reads.
    UnsupportedMediaType(&'static str),
    /// The body is longer than so many bytes, the most that is read here.
    BodyTooLarge(usize),
    /// Nobody is signed in.
    NotSignedIn,
    /// The session was idle too long, ran out, or was ended elsewhere.
    SessionExpired,
    /// Signed in, but not entitled.
    Forbidden,
    /// Signed in, but a step of signing in is still due.
    StepDue(Step),
    /// A write that another site caused (`Origin` differs).
    WrongOrigin,
    /// There is no such thing, or it is somebody else's; its name in Chinese.
    NotFound(&'static str),
    /// No exam has this id.
    UnknownExam(String),
    /// No such address.
    NoRoute,
    /// The address exists, the method does not; the methods that do.
    MethodNotAllowed(String),
    /// The window is not open now.
    WindowClosed {
        /// What would have been done, in Chinese.
        what: String,
        /// When it opens or opened, if a window is set.
        opens: Option<Timestamp>,
        /// When it closes or closed (exclusive).
        closes: Option<Timestamp>,
        /// Why it is not as it was published, in Chinese.
        note: Option<String>,
    },
    /// The step before this one is missing, or this one is done; what to do, in Chinese.
    WrongState(String),
    /// Somebody (another device) was faster; the version that is there now.
    StaleVersion(i64),
    /// Who signs in takes part in several exams: these.
    WhichExam(Vec<Exam>),
    /// There are several exams, and the request names none of them.
    ExamMissing,
    /// `Idempotency-Key` is required here.
    IdempotencyKeyMissing,
    /// The same `Idempotency-Key` came with another body.
    IdempotencyKeyReused,
    /// Too many attempts; seconds to wait.
    TooManyRequests(i64),
    /// The sign-in facts do not match. Never says which.
    WrongCredentials,
    /// The 信息保存密码 is wrong; how often it may be tried at once again, when that is known.
    WrongPassword(Option<i64>),
    /// It collides with what is there; how, in Chinese.
    Conflict(String),
    /// Somebody decides about a proposal that they saw, and it waits no more: decided, withdrawn, or made anew.
    ProposalChanged,
    /// A service outside (payment, identity) did not answer as it should; for the log.
    Unavailable(String),
    /// The database has no room left; nothing was written.
    StorageFull,
    /// A fault of ours; for the log only.
    Internal(anyhow::Error),
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// Path of the field: `form.address.detail`, `choices[3].majors[1]`.
    pub field: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// Line of an imported file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column (field number) of an imported file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl FieldError {
    /// A field and its fault.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), line: None, column: None }
    }

    /// A fault at a place of an imported file.
    pub fn at(line: usize, column: usize, field: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), line: Some(line), column: Some(column) }
    }
}

impl Error {
    /// One invalid field.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

impl<E: Into<anyhow::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Internal(error.into())
    }
}

/// Collects every fault instead of stopping at the first, so that a person corrects a form once.
#[derive(Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// Notes a fault when `wrong`.
    pub fn add_if(&mut self, wrong: bool, field: impl Into<String>, message: impl Into<String>) {
        if wrong {
            self.add(field, message);
        }
    }

    /// Takes the value, or notes its fault under `field`.
    pub fn take<T>(&mut self, field: &str, value: std::result::Result<T, &'static str>) -> Option<T> {
        value.map_err(|message| self.add(field, message)).ok()
    }

    /// Notes a fault at a place of an imported file.
    pub fn push(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// The first so many faults of a file, by line.
    #[must_use]
    pub fn at_most(mut self, count: usize) -> Self {
        self.0.sort_by_key(|fault| (fault.line, fault.column));
        self.0.truncate(count);
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Nothing found?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All faults, or `value` when there is none.
    pub fn or<T>(self, value: T) -> Result<T> {
        if self.0.is_empty() { Ok(value) } else { Err(Error::Invalid(self.0)) }
    }
}

/// A fault of ours, in words for the log.
pub fn internal(what: impl Into<String>) -> Error {
    Error::Internal(anyhow::Error::msg(what.into()))
}
