//! 报名信息: shown, saved with the 信息保存密码, read-only once the window has closed.

use domain::event::Factor;
use domain::exam::step::Code;
use domain::{Error, Result};
use store::db::Db;
use store::journal::{Act, Author};
use store::seal::Keys;
use store::session::Candidate;
use store::{candidate, exam, journal, registration, save_password, step, window};
use web::api::registration::{Pledge, Registration, SaveForm};
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    let current = registration::current(db, who.id).await?;
    let (identity, _) = registration::identity(db, who.id).await?;
    let window = window::of(db, who.whom(), registration::WINDOW, request.now()).await?;
    let (keys, (_, asked)) = (Keys::load().await?, exam::form(db, &who.exam).await?);
    let pledge = exam::text(db, &who.exam, "pledge").await?;
    let accepted_at = current.pledged_at.filter(|_| current.pledge.as_ref() == Some(&pledge.version));
    let text = pledge.paragraphs();
    Reply::json(&Registration {
        now: request.now(),
        stage: candidate::view(db, who.id).await?.stage,
        // The pledge comes first, in the same window.
        editable: step::require(db, &who, Code::Pledge, request.now()).await.is_ok(),
        window,
        pledge: Pledge { version: pledge.version, title: pledge.title, text, accepted_at },
        version: current.version,
        saved_at: current.saved_at,
        identity,
        missing: current.form.iter().flat_map(|answers| asked.missing(answers)).map(str::to_owned).collect(),
        form: current.form.map(|answers| registration::open(&keys, who.id, &asked, answers)).transpose()?,
        asked,
    })
}

/// 提交保存: needs the 信息保存密码 each time.
pub(crate) async fn save(request: &Request, db: &Db) -> Result<Reply> {
    let input: SaveForm = request.json()?;
    let (who, author) = request.candidate(db).await?;
    let seq = journal::once(db, &author, async || append(request, db, &who, &author, &input).await).await?;
    Reply::json(&registration::saved(db, seq).await?)
}

async fn append(request: &Request, db: &Db, who: &Candidate, author: &Author, input: &SaveForm) -> Result<i64> {
    step::require(db, who, Code::Form, request.now()).await?;
    let current = registration::current(db, who.id).await?;
    if current.version != input.version {
        return Err(Error::StaleVersion(current.version));
    }
    let (form_version, form) = exam::form(db, &who.exam).await?;
    let facts = registration::facts(db, &who.exam, &form.named(&input.form), request.now()).await?;
    let answers = form.check(&input.form, &facts)?;
    let (token, keys) = (request.session_token().ok_or(Error::NotSignedIn)?, Keys::load().await?);
    let held = save_password::held(db, who.id, token).await?;
    let act = author.acts(db, request.begun()).within(&who.exam).about(who.id);
    save_password::check(&act, Keys::load, token, &held, &input.save_password).await?;
    let sealed = registration::seal(&keys, who.id, &form, answers)?;
    let author = author.clone().by(Factor::SavePassword);
    let act = Act { author: &author, at: request.now(), ..act };
    match registration::save(&act, (form_version, &sealed), input.version).await? {
        Some(seq) => Ok(seq),
        None => Err(refused(request, db, who).await?),
    }
}

/// Somebody was faster, or the window closed in between.
async fn refused(request: &Request, db: &Db, who: &Candidate) -> Result<Error> {
    step::require(db, who, Code::Form, request.now()).await?;
    Ok(Error::StaleVersion(registration::current(db, who.id).await?.version))
}
