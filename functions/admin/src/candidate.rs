//! 考生: admitted by a registration point, found and shown masked. Never the choices.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::admission::{Admission, CandidateDetail, Kept};
use domain::organisation::Unit;
use domain::page::{All, Page};
use domain::text::looked_for;
use domain::{Error, Result, event, mask, photo, time};
use store::db::Db;
use store::journal::InExam;
use store::rate_limit::{self, Limit, READING};
use store::seal::Keys;
use store::session::Staff;
use store::staff::hands;
use store::window::Whom;
use store::{admission, blob, candidate, exam, journal, organisation, recapture, registration, seal, window};
use web::api::candidate::{NewCandidate, Recapture, SearchCandidates, TitledEntry};
use web::api::common::Because;
use web::reason::reason;
use web::{Reply, Request};

/// Candidates whom one member of staff signs out: those who call, not everybody.
const SIGNING_OUT: Limit = Limit { burst: 20, interval: 3 * time::MINUTE };
/// How often one candidate is signed out by an office, whoever asks.
const SIGNED_OUT: Limit = Limit { burst: 3, interval: 20 * time::MINUTE };

/// One account captures so many people: each leaves a photo.
const CAPTURES: Limit = Limit { burst: 200, interval: 10_000 };

/// 采集: what the reader gives is checked, the photo kept, the next free 报名流水号 bound.
pub(crate) async fn admit(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewCandidate = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let Unit { code: point, path, .. } = staff.within(db, Some(&input.point)).await?;
    let exam = request.exam(db).await?.id;
    let act = author.acts(db, request.now()).within(&exam);
    let admit = async || {
        let admission = domain::admission::check(&input, path.province(), act.at)?;
        let document = take(&act, &point, &admission, &input.photo).await?;
        match admission::admit(&act, &point, &admission.captured, &document).await? {
            Some(seq) => Ok(seq),
            None => Err(refused(&act, &staff, &point, &document.document_hash).await?),
        }
    };
    let seq = journal::once(db, &author, admit).await?;
    Reply::created(&admission::admitted(db, seq).await?)
}

/// The 证件号 sealed and the photo kept of somebody who stands there while the window is open. Of whoever is registered already,
/// which stays so and is refused by the statement that follows, nothing is kept.
pub(crate) async fn take(act: &InExam<'_>, point: &str, admission: &Admission, photo: &str) -> Result<Kept> {
    let picture = picture(photo, &exam::photo(act.db, act.exam).await?)?;
    rate_limit::take(act.db, &format!("capture‖{}", act.author.actor), CAPTURES, act.at).await?;
    let window = window::of(act.db, Whom::at(act.exam, point), registration::WINDOW, act.at).await?;
    if !window.as_ref().is_some_and(|window| window.open) {
        return Err(window::closed("采集考生信息", window.as_ref()));
    }
    let keys = Keys::load().await?;
    let document_hash = keys.hash("document", &admission.number);
    let is_registered = admission::serial_of(act.db, act.exam, &document_hash).await?.is_some();
    let photo = if is_registered { seal::sha256(&picture) } else { blob::put("photo", &picture).await? };
    Ok(Kept {
        document_kind: admission.document_kind,
        document: keys.seal(&candidate::document_place(act.exam, &document_hash), &admission.number)?,
        document_hash,
        document_mask: mask::document(&admission.number),
        photo,
    })
}

fn picture(base64: &str, rule: &photo::Rule) -> Result<Vec<u8>> {
    let bytes = BASE64.decode(base64).map_err(|_| Error::invalid("photo", "照片应为 base64 编码"))?;
    photo::clean(&bytes, rule).map_err(|message| Error::invalid("photo", message))
}

/// 补读身份证, or whatever was captured wrongly: the very document, and a photo if there is a new one.
pub(crate) async fn recapture(request: &Request, db: &Db) -> Result<Reply> {
    let input: Recapture = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let known = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    let (id, exam) = (known.id, &known.exam);
    let recapture = async || {
        let admission = domain::admission::check_again(&input, request.now())?;
        let document_hash = Keys::load().await?.hash("document", &admission.number);
        if !recapture::held(db, id).await?.is(admission.document_kind, &document_hash) {
            return Err(Error::Conflict("读取的证件不是这名考生的证件，请核对".into()));
        }
        let window = window::of(db, Whom::at(exam, &known.point), registration::WINDOW, request.now()).await?;
        let photo_is_late = input.photo.is_some() && !window.is_some_and(|window| window.open);
        if !staff.may(domain::admission::who_recaptures(&known, &admission, photo_is_late)) {
            let why = match photo_is_late {
                true => "报名时间已过，报名点不能再更换照片，请县（市、区）招考机构办理",
                false => "证件上的姓名、性别或出生日期和采集时不同，报名点不能更改，请上级招考机构核实证件原件后办理",
            };
            return Err(Error::Conflict(why.into()));
        }
        rate_limit::take(db, &format!("capture‖{}", author.actor), CAPTURES, request.begun()).await?;
        let photo = match &input.photo {
            Some(photo) => Some(blob::put("photo", &picture(photo, &exam::photo(db, exam).await?)?).await?),
            None => None,
        };
        let act = author.acts(db, request.now()).within(exam).about(id);
        recapture::take(&act, &admission.captured, &document_hash, photo.as_deref()).await
    };
    Reply::once(db, &author, recapture).await
}

/// Somebody who has a number, or a point that has none left?
async fn refused(act: &InExam<'_>, staff: &Staff, point: &str, document_hash: &str) -> Result<Error> {
    Ok(Error::Conflict(match admission::serial_of(act.db, act.exam, document_hash).await? {
        // The number is a login name: only who is responsible for the candidate learns it.
        Some((serial, point)) if staff.within(act.db, Some(&point)).await.is_ok() => {
            format!("该证件号已报名，报名流水号为 {serial}，不能重复报名")
        }
        None if organisation::closed(act.db, point).await? => {
            "本报名点已停用，不能再采集，请联系县（市、区）招考机构".into()
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
    let unit = staff.within(db, input.organisation.as_deref()).await?;
    let (text, exam) = (looked_for(&input.text), request.exam(db).await?.id);
    if text.chars().any(|c| c.is_ascii_digit()) {
        let hash = Keys::load().await?.hash("document", &text.to_uppercase());
        if let Some(candidate) = admission::of_document(db, (&exam, &unit.path), &hash).await? {
            return Reply::json(&Page::whole(vec![candidate]));
        }
    }
    let wanted = admission::Wanted::of(&text);
    let (stage, to_read) = (input.stage, input.to_read);
    let search = admission::Search { exam: &exam, unit: &unit, stage, to_read, wanted };
    let page = admission::search(db, &search, &input.after).await?;
    Reply::json(&page.out_of(admission::count(db, &search).await?))
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("candidate‖{}", staff.id), READING, request.begun()).await?;
    Reply::json(&admission::detail(db, request.id("考生")?, &staff.unit.path).await?)
}

pub(crate) async fn journal(request: &Request, db: &Db) -> Result<Reply> {
    let wanted: All = request.query()?;
    let (staff, _) = request.staff(db).await?;
    let CandidateDetail { id, exam, .. } = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    rate_limit::take(db, &format!("journal‖{}", staff.id), READING, request.begun()).await?;
    let page = journal::of_candidate(db, id, &wanted.after).await?;
    let names = exam::names(db, &exam).await?;
    Reply::json(&page.map(|(entry, body)| TitledEntry {
        title: event::title(&entry.kind),
        facts: event::facts(&body, &names),
        entry,
    }))
}

/// A phone was lost, and its owner calls: whoever has it is signed out, everywhere.
pub(crate) async fn sign_out(request: &Request, db: &Db) -> Result<Reply> {
    let Because { reason: why } = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let CandidateDetail { id, exam, .. } = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    reason("reason", &why)?;
    let sign_out = async || {
        let taken = hands(db, "sign-out", staff.id, SIGNING_OUT, request.begun().plus(-time::DAY)).await?;
        rate_limit::take_all(db, &taken, request.begun()).await?;
        rate_limit::take(db, &format!("sign-out‖candidate‖{id}"), SIGNED_OUT, request.begun()).await?;
        candidate::end_sessions(&author.acts(db, request.now()).within(&exam).about(id), why.trim()).await
    };
    Reply::once(db, &author, sign_out).await
}
