//! 报名信息: shown, saved with the 信息保存密码, read-only once the window has closed.

use shared::api::registration::{Pledge, Registration, SaveForm, Saved};
use shared::db::Db;
use shared::domain::candidate::Stage;
use shared::domain::pledge;
use shared::seal::Keys;
use shared::store::session::Candidate;
use shared::store::{candidate, exam, journal, registration};
use shared::web::{Reply, Request};
use shared::{Error, Result};

pub(crate) async fn show(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    let current = registration::current(&db, who.id).await?;
    let (identity, _) = registration::identity(&db, who.id).await?;
    let window = exam::window(&db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    let keys = Keys::load().await?;
    let accepted_at = current.pledged_at.filter(|_| current.pledge.as_deref() == Some(pledge::VERSION));
    Reply::json(&Registration {
        now: request.now(),
        stage: candidate::view(&db, who.id).await?.stage,
        editable: who.stage >= Stage::Active && window.as_ref().is_some_and(|window| window.open),
        window,
        pledge: Pledge { version: pledge::VERSION, title: pledge::TITLE, text: pledge::TEXT, accepted_at },
        version: current.version,
        saved_at: current.saved_at,
        identity,
        form: current.form.map(|form| registration::open(&keys, who.id, &form)).transpose()?,
    })
}

/// 提交保存: needs the 信息保存密码 each time.
pub(crate) async fn save(request: &Request) -> Result<Reply> {
    let input: SaveForm = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.candidate(&db).await?;
    who.stage.require(Stage::Active)?;
    if journal::replayed(&db, &author).await?.is_some() {
        return saved(&db, who.id).await;
    }
    let window = exam::window(&db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    if !window.as_ref().is_some_and(|window| window.open) {
        return Err(exam::closed("填写报名信息", window.as_ref()));
    }
    let current = registration::current(&db, who.id).await?;
    if current.pledge.as_deref() != Some(pledge::VERSION) {
        return Err(Error::WrongState("请先阅读并同意《考生诚信考试承诺书》".into()));
    }
    if current.version != input.version {
        return refused(request, &db, &who, &author).await;
    }
    input.form.check(&registration::codes(&db, &who.exam).await?)?;
    let keys = Keys::load().await?;
    candidate::check_save_password(&db, &keys, who.id, &input.save_password, request.now()).await?;
    let sealed = registration::seal(&keys, who.id, &input.form)?;
    let target = (who.exam.as_str(), who.id);
    let author = author.by("save-password");
    match registration::save(&db, &author, target, (&sealed, input.version), request.now()).await? {
        Some(_) => saved(&db, who.id).await,
        None => refused(request, &db, &who, &author).await,
    }
}

/// The same request came twice at once, somebody was faster, or the window closed in between.
async fn refused(request: &Request, db: &Db, who: &Candidate, author: &journal::Author) -> Result<Reply> {
    if journal::replayed(db, author).await?.is_some() {
        return saved(db, who.id).await;
    }
    let window = exam::window(db, &who.exam, registration::WINDOW, &who.point, request.now()).await?;
    Err(match window.as_ref().is_some_and(|window| window.open) {
        true => Error::StaleVersion(registration::current(db, who.id).await?.version),
        false => exam::closed("填写报名信息", window.as_ref()),
    })
}

async fn saved(db: &Db, candidate: i64) -> Result<Reply> {
    let current = registration::current(db, candidate).await?;
    let saved_at = current.saved_at.unwrap_or_default();
    Reply::json(&Saved { version: current.version, saved_at })
}
