//! 正式志愿: submitted with the 信息保存密码; the last one before the window closes is in force.

use shared::api::volunteer::{Receipt, ReceiptCandidate, Submissions, Submit};
use shared::db::Db;
use shared::domain::payment::Unlocks;
use shared::domain::volunteer as rules;
use shared::seal::Keys;
use shared::store::session::Candidate;
use shared::store::volunteer::{BatchRow, Stored};
use shared::store::{candidate, catalog, exam, fee, journal, volunteer};
use shared::web::{Reply, Request};
use shared::{Error, Result};

pub(crate) async fn submit(request: &Request, code: &str) -> Result<Reply> {
    let input: Submit = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.candidate(&db).await?;
    author.require_key()?;
    let batch = volunteer::batch(&db, &who.exam, code).await?;
    if let Some(seq) = journal::replayed(&db, &author).await? {
        return answer(&db, &who, &batch, seq).await;
    }
    let window = exam::window(&db, &who.exam, &batch.window, &who.point, request.now()).await?;
    if !window.as_ref().is_some_and(|window| window.open) {
        return Err(exam::closed("填报志愿", window.as_ref()));
    }
    fee::require_paid(&db, who.id, Unlocks::Volunteer).await?;
    let standing = volunteer::standing(&db, who.id, code).await?;
    let chooser = standing.chooser()?;
    if standing.version != input.version {
        return refused(request, &db, &who, &author, &batch).await;
    }
    rules::bounded(&input.choices, &batch.rules())?;
    let groups = catalog::rule_groups(&db, &who.exam, &input.choices).await?;
    rules::check(&input.choices, &batch.rules(), &groups, &chooser, true)?;
    candidate::check_save_password(&db, &Keys::load().await?, who.id, &input.save_password, request.now()).await?;
    let (target, author) = ((who.exam.as_str(), who.id), author.by("save-password"));
    match volunteer::submit(&db, &author, target, code, (&input.choices, input.version), request.now()).await? {
        Some(seq) => answer(&db, &who, &batch, seq).await,
        None => refused(request, &db, &who, &author, &batch).await,
    }
}

/// The guard did not hold: the same request came twice at once, somebody was faster, or the window closed.
async fn refused(
    request: &Request,
    db: &Db,
    who: &Candidate,
    author: &journal::Author,
    batch: &BatchRow,
) -> Result<Reply> {
    if let Some(seq) = journal::replayed(db, author).await? {
        return answer(db, who, batch, seq).await;
    }
    let window = exam::window(db, &who.exam, &batch.window, &who.point, request.now()).await?;
    Err(match window.as_ref().is_some_and(|window| window.open) {
        true => Error::StaleVersion(volunteer::standing(db, who.id, &batch.code).await?.version),
        false => exam::closed("填报志愿", window.as_ref()),
    })
}

async fn answer(db: &Db, who: &Candidate, batch: &BatchRow, seq: i64) -> Result<Reply> {
    let stored = volunteer::by_seq(db, who.id, seq).await?;
    Reply::created(&receipt(db, who, batch, stored).await?)
}

pub(crate) async fn list(request: &Request, code: &str) -> Result<Reply> {
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    volunteer::batch(&db, &who.exam, code).await?;
    Reply::json(&Submissions { submissions: volunteer::submissions(&db, who.id, code).await? })
}

pub(crate) async fn show(request: &Request, code: &str, version: &str) -> Result<Reply> {
    let version: i64 = version.parse().map_err(|_| Error::NotFound("提交记录"))?;
    let db = Db::open().await?;
    let (who, _) = request.candidate(&db).await?;
    let batch = volunteer::batch(&db, &who.exam, code).await?;
    let stored = volunteer::submission(&db, who.id, code, Some(version)).await?.ok_or(Error::NotFound("提交记录"))?;
    Reply::json(&receipt(&db, &who, &batch, stored).await?)
}

/// 回执: shown only when the stored bytes still have the hash that was written with them.
pub(crate) async fn receipt(db: &Db, who: &Candidate, batch: &BatchRow, stored: Stored) -> Result<Receipt> {
    if rules::hash(&rules::canonical(&stored.choices)?) != stored.hash {
        return Err(shared::error::internal(format!("journal {}: the choices do not have their hash", stored.seq)));
    }
    let own = candidate::view(db, who.id).await?;
    let text = rules::receipt_text(&who.exam, &who.serial, &batch.code, stored.version, stored.at, &stored.hash);
    Ok(Receipt {
        batch: batch.code.clone(),
        batch_name: batch.name.clone(),
        exam_name: own.exam_name,
        version: stored.version,
        submitted_at: stored.at,
        candidate: ReceiptCandidate { name: own.name, serial: own.serial, document_masked: own.document_masked },
        choices: catalog::named(db, stored.choices).await?,
        code: Keys::load().await?.code("receipt", &text),
        hash: stored.hash,
        journal_seq: stored.seq,
    })
}
