//! 报名信息: shown, saved with the 信息保存密码, read-only once the window has closed.

use domain::candidate::Stage;
use domain::{Error, Result, pledge};
use store::db::Db;
use store::journal::{Act, Author};
use store::seal::Keys;
use store::session::Candidate;
use store::{candidate, exam, journal, registration, save_password};
use web::api::registration::{Pledge, Registration, SaveForm};
use web::{Reply, Request};

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.candidate(db).await?;
    let current = registration::current(db, who.id).await?;
    let (identity, _) = registration::identity(db, who.id).await?;
    let window = exam::window(db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    let keys = Keys::load().await?;
    let accepted_at = current.pledged_at.filter(|_| current.pledge.as_deref() == Some(pledge::VERSION));
    Reply::json(&Registration {
        now: request.now(),
        stage: candidate::view(db, who.id).await?.stage,
        editable: who.stage >= Stage::Active && window.as_ref().is_some_and(|window| window.open),
        window,
        pledge: Pledge { version: pledge::VERSION, title: pledge::TITLE, text: pledge::TEXT, accepted_at },
        version: current.version,
        saved_at: current.saved_at,
        identity,
        complete: current.form.as_ref().is_some_and(|form| form.complete().is_some()),
        form: current.form.map(|form| registration::open(&keys, who.id, form)).transpose()?,
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
    who.stage.require(Stage::Active)?;
    let window = exam::window(db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    if !window.as_ref().is_some_and(|window| window.open) {
        return Err(exam::closed("填写报名信息", window.as_ref()));
    }
    let current = registration::current(db, who.id).await?;
    if current.pledge.as_deref() != Some(pledge::VERSION) {
        return Err(Error::WrongState("请先阅读并同意《考生诚信考试承诺书》".into()));
    }
    if current.version != input.version {
        return Err(Error::StaleVersion(current.version));
    }
    input.form.check(&registration::codes(db, &who.exam).await?)?;
    let (token, keys) = (request.session_token().ok_or(Error::NotSignedIn)?, Keys::load().await?);
    let held = save_password::held(db, who.id, token).await?;
    let act = author.acts(db, request.begun()).within(&who.exam).about(who.id);
    save_password::check(&act, Keys::load, token, &held, &input.save_password).await?;
    let sealed = registration::seal(&keys, who.id, &input.form)?;
    let author = author.clone().by("save-password");
    let act = Act { author: &author, at: request.now(), ..act };
    match registration::save(&act, &sealed, input.version).await? {
        Some(seq) => Ok(seq),
        None => Err(refused(request, db, who).await?),
    }
}

/// Somebody was faster, or the window closed in between.
async fn refused(request: &Request, db: &Db, who: &Candidate) -> Result<Error> {
    let window = exam::window(db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    Ok(match window.as_ref().is_some_and(|window| window.open) {
        true => Error::StaleVersion(registration::current(db, who.id).await?.version),
        false => exam::closed("填写报名信息", window.as_ref()),
    })
}
