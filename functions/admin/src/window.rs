//! 日程: what is in force; changes, proposed by one person and decided by another.

use domain::error::Faults;
use domain::exam::Exam;
use domain::organisation::Path;
use domain::page::All;
use domain::window::{self as rules, Action, Judged, NewChange, Scope, ScopeKind, Warning};
use domain::{Error, Result, Timestamp};
use store::db::Db;
use store::session::Staff;
use store::window::{Found, Part, Viewer, Whom};
use store::{journal, window};
use web::api::common::{Created, Empty};
use web::api::window::{WindowPreview, Windows};
use web::reason::{decided, require_seen};
use web::{Reply, Request};

/// Most scopes of one change.
const SCOPES: usize = 2_000;
/// Changes for candidates that the calendar shows.
const TARGETED: usize = 200;
/// Most candidates that are named in one change.
const CANDIDATES: usize = 500;

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let (exam, path) = (request.exam(db).await?.id, &staff.unit.path);
    let (targeted, more_targeted) = window::targeted(db, &exam, path, TARGETED).await?;
    let windows = window::rows(db, &exam, path, None).await?;
    Reply::json(&Windows { now: request.now(), windows, targeted, more_targeted })
}

pub(crate) async fn waiting(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let viewer = Viewer { exam: &exam, actor: &author.actor, path: &staff.unit.path };
    Reply::json(&window::waiting(db, viewer, &wanted.after).await?)
}

pub(crate) async fn history(request: &Request, db: &Db) -> Result<Reply> {
    let (name, wanted): (_, All) = (request.param("name")?, request.query()?);
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let viewer = Viewer { exam: &exam, actor: &author.actor, path: &staff.unit.path };
    Reply::json(&window::history(db, viewer, name, &wanted.after).await?)
}

pub(crate) async fn preview(request: &Request, db: &Db) -> Result<Reply> {
    let change: NewChange = request.json()?;
    let (staff, _) = request.staff(db).await?;
    let wanted = Wanted::of(request, db, &staff, &change).await?;
    let Judged { says, warnings, .. } = wanted.judged().await?;
    Reply::json(&WindowPreview { says, warnings })
}

pub(crate) async fn propose(request: &Request, db: &Db) -> Result<Reply> {
    let change: NewChange = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let propose = async || {
        let wanted = Wanted::of(request, db, &staff, &change).await?;
        let judged = wanted.judged().await?;
        let unconfirmed = |warning: &&Warning| !change.confirmed.contains(&warning.code);
        let mut faults = Faults::default();
        judged.warnings.iter().filter(unconfirmed).for_each(|warning| faults.add("confirmed", &warning.text));
        faults.or(())?;
        let warnings: Vec<String> = judged.warnings.into_iter().map(|warning| warning.text).collect();
        let event = domain::event::window::Proposed {
            name: &change.name,
            title: &wanted.title,
            action: change.action,
            reason: change.reason.trim(),
            says: &judged.says,
            warnings: &warnings,
            settings: &judged.parts,
        };
        window::propose(&author.acts(db, request.now()).within(&wanted.exam.id), &event).await
    };
    Reply::created(&Created { id: journal::once(db, &author, propose).await? })
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    decided(request, db, async |act, answer| {
        let id = request.id("申请")?;
        require_seen(id, answer)?;
        let exam = request.exam(db).await?.id;
        let (action, intervals) = window::proposed(db, &exam, id).await?;
        let opens =
            matches!(action, Action::Set | Action::Advance | Action::Postpone | Action::Extend | Action::Reopen);
        if opens && answer.declined.is_none() && intervals.iter().all(|interval| interval.closes <= act.at) {
            return Err(Error::Conflict("新的截止时间已过，请退回，由提出人重新提出".into()));
        }
        window::decide(&act.within(&exam), answer).await
    })
    .await
}

pub(crate) async fn withdraw(request: &Request, db: &Db) -> Result<Reply> {
    let (_, author) = request.staff(db).await?;
    let Empty {} = request.json()?;
    let id = request.id("申请")?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    Reply::once(db, &author, async || window::withdraw(&act, id).await).await
}

/// A change that somebody wants.
struct Wanted<'a> {
    db: &'a Db,
    staff: &'a Staff,
    change: &'a NewChange,
    exam: Exam,
    title: String,
    now: Timestamp,
}

/// Whom a change names; or (`below`) whoever below them has times of their own.
struct Named {
    kind: ScopeKind,
    found: Found,
    below: bool,
}

impl<'a> Wanted<'a> {
    async fn of(request: &Request, db: &'a Db, staff: &'a Staff, change: &'a NewChange) -> Result<Self> {
        let exam = request.exam(db).await?;
        let title = window::title(db, &exam.id, &change.name).await?;
        Ok(Self { db, staff, change, exam, title, now: request.now() })
    }

    /// What it comes to, and what is to be confirmed.
    async fn judged(&self) -> Result<Judged> {
        let (left, meant): (Vec<_>, Vec<_>) =
            self.named().await?.into_iter().partition(|named| named.below && !self.change.narrower);
        let mut scopes = Vec::new();
        for named in meant {
            scopes.push(self.scope(named).await?);
        }
        let window = rules::Titled { title: &self.title, year: self.exam.year };
        let mut judged = rules::judge(self.change, window, &scopes, self.now)?;
        let of = |wanted| left.iter().filter(move |named: &&Named| named.kind == wanted);
        let offices: Vec<&str> = of(ScopeKind::Organisation).map(|named| &named.found.name[..]).collect();
        judged.warnings.extend(rules::unaffected(&offices, of(ScopeKind::Candidate).count()));
        judged.warnings.extend(self.unpaid(&judged).await?);
        Ok(judged)
    }

    async fn named(&self) -> Result<Vec<Named>> {
        let change = self.change;
        let mut faults = Faults::default();
        faults.add_if(change.candidates.len() > CANDIDATES, "candidates", "一次最多 500 名考生");
        faults.add_if(change.organisations.len() > CANDIDATES, "organisations", "一次最多 500 个机构");
        faults.or(())?;
        let own = |found: &&Found| self.staff.unit.path.contains(&found.path);
        let offices = window::organisations(self.db, &change.organisations).await?;
        if !offices.iter().all(|found| own(&found)) {
            return Err(Error::Forbidden);
        }
        let mut faults = Faults::default();
        for code in change.organisations.iter().filter(|code| !offices.iter().any(|found| found.scope == **code)) {
            faults.add("organisations", format!("没有机构 {code}"));
        }
        let people = window::candidates(self.db, &self.exam.id, &change.candidates).await?;
        for serial in &change.candidates {
            let found = people.iter().filter(own).any(|found| found.name == *serial);
            faults.add_if(!found, "candidates", format!("没有报名流水号为 {serial} 的考生"));
        }
        faults.at_most(20).or(())?;
        let paths: Vec<Path> = offices.iter().map(|found| found.path.clone()).collect();
        let offices = offices.into_iter().map(|found| Named { kind: ScopeKind::Organisation, found, below: false });
        let people = people.into_iter().map(|found| Named { kind: ScopeKind::Candidate, found, below: false });
        let mut all: Vec<Named> = offices.chain(people).collect();
        for path in &paths {
            let part = Part { name: &change.name, path };
            for (kind, found) in window::narrower(self.db, &self.exam.id, part, SCOPES).await? {
                if !all.iter().any(|known| known.kind == kind && known.found.scope == found.scope) {
                    all.push(Named { kind, found, below: true });
                }
            }
        }
        match all.len() > SCOPES {
            true => Err(Error::invalid("organisations", "涉及的范围太多，请分几次提出")),
            false => Ok(all),
        }
    }

    async fn scope(&self, Named { kind, found, below }: Named) -> Result<Scope> {
        let candidate = if kind == ScopeKind::Candidate {
            Some(found.scope.parse().map_err(|_| Error::NotFound("考生"))?)
        } else {
            None
        };
        let whom = Whom { exam: &self.exam.id, organisation: &found.organisation, candidate };
        let above = window::above(self.db, whom, Some(&self.change.name)).await?;
        let is_all = kind == ScopeKind::Organisation && found.path.codes().count() == 1;
        Ok(Scope { kind, scope: found.scope, name: found.name, is_all, above, below })
    }

    /// Fees that could not be paid any more by whoever still does what they are for.
    async fn unpaid(&self, judged: &Judged) -> Result<Option<Warning>> {
        let (name, exam) = (&self.change.name, &self.exam.id);
        let pairs = window::fees(self.db, exam, name).await?;
        for (organisation, after) in &judged.after {
            for pair in &pairs {
                let other = if pair.fee == *name { &pair.other } else { &pair.fee };
                let above = window::above(self.db, Whom::at(exam, organisation), Some(other)).await?;
                let Some(other) = above.last() else { continue };
                let changed = rules::Times { title: &self.title, intervals: after };
                let stays = rules::Times { title: &other.title, intervals: &other.intervals };
                let warning = match pair.fee == *name {
                    true => rules::ends_before(changed, stays, self.now),
                    false => rules::ends_before(stays, changed, self.now),
                };
                if warning.is_some() {
                    return Ok(warning);
                }
            }
        }
        Ok(None)
    }
}
