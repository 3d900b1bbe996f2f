//! 日程: what is in force; changes, proposed by one person and decided by another.

use crate::number;
use crate::reason::{decided, require_seen};
use domain::error::Faults;
use domain::organisation::contains;
use domain::page::All;
use domain::window::{self as rules, Action, Judged, NewChange, Scope, ScopeKind, Warning};
use domain::{Error, ExamId, Result, Timestamp};
use store::db::Db;
use store::session::Staff;
use store::window::{Found, Viewer, Whom};
use store::{journal, window};
use web::api::common::{Created, Empty};
use web::api::window::{WindowPreview, Windows};
use web::{Reply, Request};

/// Most scopes of one change.
const SCOPES: usize = 2_000;
/// Most candidates that are named in one change.
const CANDIDATES: usize = 500;

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, author) = request.staff(db).await?;
    let (exam, organisation) = (request.exam(db).await?.id, &staff.organisation);
    let viewer = Viewer { actor: &author.actor, organisation };
    Reply::json(&Windows {
        now: request.now(),
        windows: window::rows(db, &exam, organisation, None).await?,
        targeted: window::targeted(db, &exam, organisation).await?,
        proposals: window::waiting(db, &exam, viewer).await?,
    })
}

pub(crate) async fn history(request: &Request, db: &Db) -> Result<Reply> {
    let (name, wanted): (_, All) = (request.param("name")?, request.query()?);
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let viewer = Viewer { actor: &author.actor, organisation: &staff.organisation };
    Reply::json(&window::history(db, &exam, viewer, (name, &wanted.after)).await?)
}

pub(crate) async fn preview(request: &Request, db: &Db) -> Result<Reply> {
    let change: NewChange = request.json()?;
    let (staff, _) = request.staff(db).await?;
    let (_, _, Judged { says, warnings, .. }) = judged(request, db, &staff, &change).await?;
    Reply::json(&WindowPreview { says, warnings })
}

pub(crate) async fn propose(request: &Request, db: &Db) -> Result<Reply> {
    let change: NewChange = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let now = request.now();
    let propose = async || {
        let (exam, title, judged) = judged(request, db, &staff, &change).await?;
        let unconfirmed = |warning: &&Warning| !change.confirmed.contains(&warning.code);
        let mut faults = Faults::default();
        judged.warnings.iter().filter(unconfirmed).for_each(|warning| faults.add("confirmed", &warning.text));
        faults.or(())?;
        let warnings: Vec<String> = judged.warnings.into_iter().map(|warning| warning.text).collect();
        let event = domain::event::window::Proposed {
            name: &change.name,
            title: &title,
            action: change.action,
            reason: change.reason.trim(),
            says: &judged.says,
            warnings: &warnings,
            settings: &judged.parts,
        };
        window::propose(&author.acts(db, now).within(&exam), &event).await
    };
    Reply::created(&Created { id: journal::once(db, &author, propose).await? })
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    decided(request, db, async |act, answer| {
        let id = number(id, "申请")?;
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
    let id = number(request.param("id")?, "申请")?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    Reply::once(db, &author, async || window::withdraw(&act, id).await).await
}

/// What a change comes to: of which exam, the window's title, and what is to be confirmed.
async fn judged(request: &Request, db: &Db, staff: &Staff, change: &NewChange) -> Result<(ExamId, String, Judged)> {
    let (exam, now) = (request.exam(db).await?, request.now());
    let title = window::title(db, &exam.id, &change.name).await?;
    let named = named(db, staff, (&exam.id, change)).await?;
    let (mut scopes, mut left) = (Vec::new(), Vec::new());
    for (kind, found, below) in named {
        match below && !change.narrower {
            true => left.push((kind, found)),
            false => scopes.push(scope(db, (&exam.id, &change.name), (kind, found, below)).await?),
        }
    }
    let mut judged = rules::judge(change, (&title, exam.year), &scopes, now)?;
    let of = |wanted| left.iter().filter(move |(kind, _)| *kind == wanted);
    let offices: Vec<&str> = of(ScopeKind::Organisation).map(|(_, found)| &found.name[..]).collect();
    judged.warnings.extend(rules::unaffected(&offices, of(ScopeKind::Candidate).count()));
    judged.warnings.extend(fees(db, (&exam.id, &change.name), &judged, now).await?);
    Ok((exam.id, title, judged))
}

/// Whom a change names, and whoever below them has times of their own (`true`).
async fn named(db: &Db, staff: &Staff, (exam, change): (&ExamId, &NewChange)) -> Result<Vec<(ScopeKind, Found, bool)>> {
    let mut faults = Faults::default();
    faults.add_if(change.candidates.len() > CANDIDATES, "candidates", "一次最多 500 名考生");
    faults.add_if(change.organisations.len() > CANDIDATES, "organisations", "一次最多 500 个机构");
    faults.or(())?;
    for organisation in &change.organisations {
        staff.within(Some(organisation))?;
    }
    let mut faults = Faults::default();
    let offices = window::organisations(db, &change.organisations).await?;
    for code in change.organisations.iter().filter(|code| !offices.iter().any(|found| found.scope == **code)) {
        faults.add("organisations", format!("没有机构 {code}"));
    }
    let people = window::candidates(db, exam, &change.candidates).await?;
    let own = |found: &&Found| contains(&staff.organisation, &found.organisation);
    for serial in &change.candidates {
        let found = people.iter().filter(own).any(|found| found.name == *serial);
        faults.add_if(!found, "candidates", format!("没有报名流水号为 {serial} 的考生"));
    }
    faults.at_most(20).or(())?;
    let mut all: Vec<(ScopeKind, Found, bool)> = Vec::new();
    let is_there = |all: &[(ScopeKind, Found, bool)], kind, scope: &str| {
        all.iter().any(|(known, found, _)| *known == kind && found.scope == scope)
    };
    all.extend(offices.into_iter().map(|found| (ScopeKind::Organisation, found, false)));
    all.extend(people.into_iter().map(|found| (ScopeKind::Candidate, found, false)));
    for code in &change.organisations {
        for (kind, found) in window::narrower(db, exam, (&change.name, code), SCOPES).await? {
            if !is_there(&all, kind, &found.scope) {
                all.push((kind, found, true));
            }
        }
    }
    match all.len() > SCOPES {
        true => Err(Error::invalid("organisations", "涉及的范围太多，请分几次提出")),
        false => Ok(all),
    }
}

async fn scope(
    db: &Db,
    (exam, name): (&ExamId, &str),
    (kind, found, below): (ScopeKind, Found, bool),
) -> Result<Scope> {
    let candidate = if kind == ScopeKind::Candidate { Some(number(&found.scope, "考生")?) } else { None };
    let whom = Whom { organisation: &found.organisation, candidate };
    let above = window::above(db, exam, whom, Some(name)).await?;
    Ok(Scope { kind, scope: found.scope, name: found.name, above, below })
}

/// Fees that could not be paid any more by whoever still does what they are for.
async fn fees(db: &Db, (exam, name): (&ExamId, &str), judged: &Judged, now: Timestamp) -> Result<Option<Warning>> {
    let (pairs, title) = (window::fees(db, exam, name).await?, window::title(db, exam, name).await?);
    for (organisation, after) in &judged.after {
        for pair in &pairs {
            let other = if pair.fee == name { &pair.other } else { &pair.fee };
            let above = window::above(db, exam, organisation[..].into(), Some(other)).await?;
            let Some(other) = above.last() else { continue };
            let (changed, stays) = ((&title[..], &after[..]), (&other.title[..], &other.intervals[..]));
            let warning = match pair.fee == name {
                true => rules::ends_before(changed, stays, now),
                false => rules::ends_before(stays, changed, now),
            };
            if warning.is_some() {
                return Ok(warning);
            }
        }
    }
    Ok(None)
}
