//! Who asks: the session of the cookie, and what it is entitled to.

use super::Request;
use crate::api::{self, Retry};
use domain::candidate::Stage;
use domain::error::internal;
use domain::event::{Factor, Role as As};
use domain::exam::Exam;
use domain::staff::Step;
use domain::{Error, Result};
use store::db::Db;
use store::exam;
use store::journal::Author;
use store::session::{self, Candidate, Session, Staff, TokenHash, Who};

impl Request {
    /// The session of the cookie.
    ///
    /// # Errors
    /// `NotSignedIn`, `SessionExpired`.
    pub async fn session(&self, db: &Db) -> Result<Session> {
        let token = self.session_token().ok_or(Error::NotSignedIn)?;
        let session = session::find(db, token, self.now()).await?;
        self.trace().is_of(session.owner().name());
        Ok(session)
    }

    /// The candidate who asks, and the author of what they do. They came by their 登录密码: facts, which classmates
    /// know, are not enough.
    ///
    /// # Errors
    /// `NotSignedIn`, `SessionExpired`, `Forbidden` for staff.
    pub async fn candidate(&self, db: &Db) -> Result<(Candidate, Author)> {
        self.candidate_until(db, Stage::Numbered).await
    }

    /// Likewise, but facts are enough while the candidate has not come to `until`: for the steps before there are
    /// passwords.
    ///
    /// # Errors
    /// As [`Request::candidate`].
    pub async fn candidate_until(&self, db: &Db, until: Stage) -> Result<(Candidate, Author)> {
        let (candidate, author, _) = self.candidate_by_facts(db).await?;
        match author.factor == Factor::Facts && candidate.stage >= until {
            true => Err(Error::NotSignedIn),
            false => Ok((candidate, author)),
        }
    }

    /// Likewise, but facts are enough at any stage: the way to 实人认证 and new passwords, and to nothing else. With
    /// the session, since a 实人认证 belongs to one.
    ///
    /// # Errors
    /// As [`Request::candidate`].
    pub async fn candidate_by_facts(&self, db: &Db) -> Result<(Candidate, Author, TokenHash)> {
        let session = self.session(db).await?;
        let Who::Candidate(candidate) = session.who else { return Err(Error::Forbidden) };
        let author = self.author(format!("candidate:{}", candidate.id), As::Candidate, session.factor)?;
        Ok((candidate, author, session.token_hash))
    }

    /// The member of staff who asks, if the table of operations lets them, and the author of what they do.
    ///
    /// # Errors
    /// `NotSignedIn`, `SessionExpired`, `StepDue`, `Forbidden` for candidates, and whose role has not the permission.
    pub async fn staff(&self, db: &Db) -> Result<(Staff, Author)> {
        let (staff, author) = self.any_staff(db).await?;
        let may = match self.known_operation().map(|operation| operation.role) {
            Some(api::Role::Staff(permission)) => staff.may(permission),
            Some(api::Role::Either(one, other)) => staff.may(one) || staff.may(other),
            _ => false,
        };
        if may { Ok((staff, author)) } else { Err(Error::Forbidden) }
    }

    /// The exam that an office's request is about: the one that `X-Exam` names, or the only one.
    ///
    /// # Errors
    /// Those of [`exam::named`]; `Internal` where the table of operations does not say that it is about one.
    pub async fn exam(&self, db: &Db) -> Result<Exam> {
        if !self.known_operation().is_some_and(|operation| operation.in_exam) {
            return Err(internal(format!("{}: not said to be in_exam", self.operation())));
        }
        exam::named(db, self.header("x-exam")).await
    }

    /// Any member of staff, about their own account.
    ///
    /// # Errors
    /// `NotSignedIn`, `SessionExpired`, `StepDue`, `Forbidden` for candidates.
    pub async fn any_staff(&self, db: &Db) -> Result<(Staff, Author)> {
        let (staff, author, _) = self.staff_about_to(db, None).await?;
        Ok((staff, author))
    }

    /// Likewise, also while this step is what is due. With the session.
    ///
    /// # Errors
    /// As [`Request::any_staff`].
    pub async fn staff_about_to(&self, db: &Db, step: Option<Step>) -> Result<(Staff, Author, TokenHash)> {
        let session = self.session(db).await?;
        let Who::Staff(staff) = session.who else { return Err(Error::Forbidden) };
        if let Some(due) = staff.next.filter(|due| Some(*due) != step) {
            return Err(Error::StepDue(due));
        }
        let author =
            self.author(format!("staff:{}", staff.id), As::of(&staff.role, staff.unit.kind), session.factor)?;
        Ok((staff, author, session.token_hash))
    }

    /// The author of what this request does, with its `Idempotency-Key` where the operation takes one.
    ///
    /// # Errors
    /// `IdempotencyKeyMissing` when the operation needs one, or it is not of the right form.
    pub fn author(&self, actor: String, role: As, factor: Factor) -> Result<Author> {
        let retry = self.known_operation().map_or(Retry::Safe, |operation| operation.retry);
        let request_key = self.idempotency_key()?.filter(|_| retry.takes_key()).map(str::to_owned);
        if retry.needs_key() && request_key.is_none() {
            return Err(Error::IdempotencyKeyMissing);
        }
        let request_hash = request_key.as_ref().map(|_| self.fingerprint());
        Ok(Author { actor, role, factor, ip: self.ip().to_owned(), device: self.device(), request_key, request_hash })
    }
}
