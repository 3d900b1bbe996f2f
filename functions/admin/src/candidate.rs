//! 考生: admitted by a registration point, found and shown masked. Never the choices.

use crate::finance::reason;
use crate::number;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::page::Total;
use domain::{Error, Result, event, mask, photo, time};
use store::db::Db;
use store::journal::Act;
use store::rate_limit::{self, Limit, READING};
use store::seal::Keys;
use store::session::Staff;
use store::staff::hands;
use store::{admission, blob, candidate, exam, journal};
use web::api::admin::{Candidates, Journal, NewCandidate, SearchCandidates, TitledEntry};
use web::api::staff::Because;
use web::{Reply, Request};

/// Candidates whom one member of staff signs out: those who call, not everybody.
const SIGNING_OUT: Limit = Limit { burst: 20, interval: 3 * time::MINUTE };
/// How often one candidate is signed out by an office, whoever asks.
const SIGNED_OUT: Limit = Limit { burst: 3, interval: 20 * time::MINUTE };

/// 采集: what the reader gives is checked, the photo kept, the next free 报名流水号 bound.
pub(crate) async fn admit(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewCandidate = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let point = staff.within(Some(&input.point))?;
    if let Some(seq) = journal::replayed(db, &author).await? {
        return Reply::created(&admission::admitted(db, seq).await?);
    }
    let exam = exam::current(db).await?.id;
    let admission = domain::admission::check(&input, request.now())?;
    let bytes = BASE64.decode(&input.photo).map_err(|_| Error::invalid("photo", "照片应为 base64 编码"))?;
    let picture = photo::clean(&bytes).map_err(|message| Error::invalid("photo", message))?;
    let window = exam::window(db, &exam, "registration", &point, request.now()).await?;
    if !window.as_ref().is_some_and(|window| window.open) {
        return Err(exam::closed("采集考生信息", window.as_ref()));
    }
    let photo = blob::put("photo", &picture).await?;
    let keys = Keys::load().await?;
    let document_hash = keys.hash("document", &admission.number);
    let taken = admission::Taken {
        document: keys.seal(&candidate::document_place(&exam, &document_hash), &admission.number)?,
        document_hash,
        document_mask: mask::document(&admission.number),
        photo,
    };
    let act = author.acts(db, request.now()).within(&exam);
    match admission::admit(&act, &point, &admission, &taken).await? {
        Some(seq) => Reply::created(&admission::admitted(db, seq).await?),
        None => refused(&act, &staff, &taken.document_hash).await,
    }
}

/// The same request at the same moment, somebody who has a number, or a point that has none left?
async fn refused(act: &Act<'_>, staff: &Staff, document_hash: &str) -> Result<Reply> {
    if let Some(seq) = journal::replayed(act.db, act.author).await? {
        return Reply::created(&admission::admitted(act.db, seq).await?);
    }
    Err(Error::Conflict(match admission::serial_of(act.db, act.exam, document_hash).await? {
        // The number is a login name: only who is responsible for the candidate learns it.
        Some((serial, point)) if staff.within(Some(&point)).is_ok() => {
            format!("该证件号已报名，报名流水号为 {serial}，不能重复报名")
        }
        Some(_) => "该证件号已在其他报名点报名，不能重复报名；请考生向原报名点或上级招考机构核实".into(),
        None => "本报名点的报名流水号已用完，请联系县（市、区）招考机构划分新的号段".into(),
    }))
}

/// A POST although it changes nothing: names and 证件号 stay out of addresses, which are logged everywhere.
pub(crate) async fn search(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchCandidates = request.json()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("search‖{}", staff.id), READING, request.begun()).await?;
    let organisation = staff.within(input.organisation.as_deref())?;
    let (text, exam) = (input.text.trim(), exam::current(db).await?.id);
    if text.chars().any(|c| c.is_ascii_digit()) {
        let hash = Keys::load().await?.hash("document", &text.to_uppercase());
        if let Some(candidate) = admission::of_document(db, (&exam, &organisation), &hash).await? {
            return Reply::json(&Candidates { total: Total::exactly(1), next: None, candidates: vec![candidate] });
        }
    }
    let wanted = admission::Wanted::of(text);
    let search = admission::Search { exam: &exam, organisation: &organisation, stage: &input.stage, wanted };
    let page = admission::search(db, &search, input.after.as_deref()).await?;
    let total = admission::count(db, &search).await?;
    Reply::json(&Candidates { total, next: page.next, candidates: page.rows })
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("candidate‖{}", staff.id), READING, request.begun()).await?;
    Reply::json(&admission::detail(db, number(id, "考生")?, &staff.organisation).await?)
}

pub(crate) async fn journal(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let (staff, _) = request.staff(db).await?;
    let id = admission::detail(db, number(id, "考生")?, &staff.organisation).await?.id;
    rate_limit::take(db, &format!("journal‖{}", staff.id), READING, request.begun()).await?;
    let after = request.query("after").and_then(|seq| seq.parse().ok()).unwrap_or_default();
    let (more, entries) = journal::of_candidate(db, id, after).await?;
    let next = entries.last().filter(|_| more).map(|entry| entry.seq);
    let events = entries.into_iter().map(|entry| TitledEntry { title: event::title(&entry.kind), entry });
    Reply::json(&Journal { events: events.collect(), next })
}

/// A phone was lost, and its owner calls: whoever has it is signed out, everywhere.
pub(crate) async fn sign_out(request: &Request, db: &Db) -> Result<Reply> {
    let id = request.param("id")?;
    let Because { reason: why } = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let id = admission::detail(db, number(id, "考生")?, &staff.organisation).await?.id;
    reason("reason", &why)?;
    if journal::replayed(db, &author).await?.is_some() {
        return Ok(Reply::no_content());
    }
    let taken = hands(db, "sign-out", staff.id, SIGNING_OUT, request.begun().plus(-time::DAY)).await?;
    rate_limit::take_all(db, &taken, request.begun()).await?;
    rate_limit::take(db, &format!("sign-out‖candidate‖{id}"), SIGNED_OUT, request.begun()).await?;
    let exam = exam::current(db).await?.id;
    candidate::end_sessions(&author.acts(db, request.now()).within(&exam).about(id), why.trim()).await?;
    Ok(Reply::no_content())
}
