//! The measured endpoints, each as its component does it: the same steps in the same order.

use super::App;
use axum::Router;
use axum::extract::{Path, Request as Raw, State};
use axum::routing::{get, post, put};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::error::internal;
use domain::organisation::Level;
use domain::payment::Provider;
use domain::{Error, Result, Timestamp, volunteer as rules};
use providers::wechat::{Notice, Signed, Transaction};
use serde_json::json;
use std::sync::Arc;
use store::catalog::{PAGE, Search};
use store::payment::{Proof, Source};
use store::save_password::{self, Held};
use store::session::{IDLE, Who};
use store::{candidate, catalog, exam, organisation, payment, rate_limit, statistics, volunteer};
use web::api::account::Session;
use web::api::catalog::Groups;
use web::api::registration::Saved;
use web::api::statistics::{Child, Organisation, Overview};
use web::api::volunteer::{SaveDraft, Submit, Submitted};
use web::{Reply, Request, Response};

type Shared = State<Arc<App>>;

pub(super) fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/account/session", get(|State(app): Shared, raw: Raw| serve(raw, app, session)))
        .route("/api/catalog/groups", get(|State(app): Shared, raw: Raw| serve(raw, app, search)))
        .route("/api/statistics/overview", get(|State(app): Shared, raw: Raw| serve(raw, app, overview)))
        .route("/api/payment-callback/wechat", post(|State(app): Shared, raw: Raw| serve(raw, app, notice)))
        .route(
            "/api/volunteer/{batch}/draft",
            put(|State(app): Shared, Path(batch): Path<String>, raw: Raw| save_draft(raw, app, batch)),
        )
        .route(
            "/api/volunteer/{batch}/submissions",
            post(|State(app): Shared, Path(batch): Path<String>, raw: Raw| submit(raw, app, batch)),
        )
        .with_state(app)
}

async fn serve<F>(raw: Raw, app: Arc<App>, handler: impl FnOnce(Arc<App>, Request) -> F) -> Response
where
    F: Future<Output = Result<Reply>>,
{
    web::serve(raw, |request| handler(app, request)).await
}

async fn save_draft(raw: Raw, app: Arc<App>, batch: String) -> Response {
    serve(raw, app, |app, request| async move { draft(&app, &request, &batch).await }).await
}

async fn submit(raw: Raw, app: Arc<App>, batch: String) -> Response {
    serve(raw, app, |app, request| async move { submission(&app, &request, &batch).await }).await
}

async fn session(app: Arc<App>, request: Request) -> Result<Reply> {
    let session = request.session(app.reader()).await?;
    let Who::Candidate(who) = &session.who else { return Err(Error::Forbidden) };
    Reply::json(&Session {
        now: request.now(),
        expires_at: session.expires_at,
        idle_expires_at: request.now().plus(IDLE).min(session.expires_at),
        role: "candidate",
        factor: session.factor.clone(),
        candidate: Some(candidate::view(app.reader(), who.id).await?),
        staff: None,
    })
}

async fn search(app: Arc<App>, request: Request) -> Result<Reply> {
    let db = app.reader();
    let exam = match request.query("exam") {
        Some(exam) => exam.to_owned(),
        None => exam::current(db).await?.id,
    };
    let text = |name| request.query(name).unwrap_or_default();
    let search = Search {
        exam: &exam,
        batch: request.query("batch").unwrap_or("undergraduate"),
        track: text("track"),
        text: text("q").trim(),
        subjects: text("subjects"),
        plan_type: text("plan_type"),
        city: text("city"),
        page: request.page(),
        ..Search::default()
    };
    let (total, groups) = catalog::search(db, &search).await?;
    Ok(Reply::json(&Groups { total, page: search.page, page_size: PAGE, groups })?.cached(60))
}

async fn overview(app: Arc<App>, request: Request) -> Result<Reply> {
    let db = app.reader();
    let (staff, _) = request.staff(db, Level::Point).await?;
    let code = staff.within(request.query("organisation"))?;
    let batch = request.query("batch").unwrap_or("undergraduate");
    let exam = exam::current(db).await?.id;
    let name = organisation::name(db, &code).await?;
    let counters = statistics::counters(db, &exam, &code, batch).await?;
    let of = |code: &str| counters.get(code).copied().unwrap_or_default();
    let children = organisation::children(db, &code).await?.into_iter().map(|child| Child {
        counters: of(&child.code),
        organisation: Organisation { code: child.code, name: child.name, level: child.level },
    });
    Reply::json(&Overview {
        now: request.now(),
        children: children.collect(),
        totals: of(&code),
        hours: statistics::hours(db, &exam, &code, batch).await?,
        organisation: Organisation { level: Level::of(&code), code, name },
    })
}

async fn draft(app: &App, request: &Request, code: &str) -> Result<Reply> {
    let input: SaveDraft = request.json()?;
    let (db, now) = (app.reader(), request.now());
    let (who, _) = request.candidate(db).await?;
    let token = request.session_token().ok_or(Error::NotSignedIn)?;
    let position = volunteer::position(db, who.id, code, token, now).await?;
    let groups = catalog::rule_groups(db, &who.exam, &input.choices).await?;
    rules::check(&input.choices, &position.batch(code), &groups, &position.chooser()?, false)?;
    let stored = rules::canonical(&input.choices)?;
    let save = async |db: &_| volunteer::save_draft(db, who.id, code, (&stored, input.version), now).await;
    match app.write(save).await? {
        Some(version) => Reply::json(&Saved { version, saved_at: now }),
        None => Err(Error::StaleVersion(position.draft_version)),
    }
}

async fn submission(app: &App, request: &Request, code: &str) -> Result<Reply> {
    let input: Submit = request.json()?;
    let (db, now) = (app.reader(), request.now());
    let (who, author) = request.candidate(db).await?;
    let token = request.session_token().ok_or(Error::NotSignedIn)?;
    let position = volunteer::position(db, who.id, code, token, now).await?;
    position.require_open(now)?;
    let chooser = position.chooser()?;
    if position.version != input.version {
        return Err(Error::StaleVersion(position.version));
    }
    let groups = catalog::rule_groups(db, &who.exam, &input.choices).await?;
    rules::check(&input.choices, &position.batch(code), &groups, &chooser, true)?;
    check_save_password(app, (who.id, token), &position.held(), &input.save_password, now).await?;
    let canonical = rules::canonical(&input.choices)?;
    let (target, author) = ((who.exam.as_str(), who.id), author.by("save-password"));
    let submit = async |db: &_| volunteer::submit(db, &author, target, code, (&canonical, input.version), now).await;
    let made = app.write(submit).await?.ok_or(Error::StaleVersion(position.version))?;
    let text = rules::receipt_text(&who.exam, &who.serial, code, made.version, made.at, &made.hash);
    Reply::created(&Submitted {
        batch: code.to_owned(),
        version: made.version,
        submitted_at: made.at,
        code: app.keys.code("receipt", &text),
        hash: made.hash,
        journal_seq: made.seq,
    })
}

/// What `save_password::check` does for who has made no wrong guess, without the writer as long as it can.
async fn check_save_password(
    app: &App,
    (id, token): (i64, &str),
    held: &Held,
    password: &str,
    now: Timestamp,
) -> Result<()> {
    if held.vouches(token, password, now)? {
        return Ok(());
    }
    let (Some(sealed), None) = (held.sealed.as_deref(), held.tat) else { return Err(Error::WrongPassword(None)) };
    let place = candidate::place(id, "save_password");
    if !tokio::task::block_in_place(|| app.keys.password_matches(&place, sealed, password))? {
        return Err(Error::WrongPassword(None));
    }
    let guesses = format!("save-password‖{id}");
    if rate_limit::check(app.reader(), &guesses, save_password::GUESSES, now).await? {
        return Err(Error::WrongPassword(None));
    }
    app.write(async |db: &_| save_password::keep(db, token, (sealed, password), now).await).await
}

async fn notice(app: Arc<App>, request: Request) -> Result<Reply> {
    let signed = Signed::read(|name| request.header(name)).map_err(|refused| internal(refused.to_string()))?;
    let verified = signed.verify(&app.platform_keys, request.body(), request.now());
    verified.map_err(|refused| internal(refused.to_string()))?;
    let notice: Notice = serde_json::from_slice(request.body())?;
    let proof = Proof {
        key: signed.serial.to_owned(),
        notice: notice.id.clone(),
        event: notice.event_type.clone(),
        headers: BASE64.encode(json!(request.headers()).to_string()),
        body: BASE64.encode(request.body()),
    };
    let author = request.author("provider:wechat".into(), "provider", "signature")?;
    let transaction: Transaction = serde_json::from_slice(&app.apiv3_key.decrypt(&notice.resource)?)?;
    let paid = transaction.payment(&app.mchid, &app.appid, request.now()).ok_or_else(|| internal("no payment"))?;
    let came =
        async |db: &_| payment::came(db, &author, Provider::Wechat, &paid, Source::Noticed(proof), request.now()).await;
    app.write(came).await?;
    Ok(Reply::no_content())
}
