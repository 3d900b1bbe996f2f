//! 正式志愿: submitted with the 信息保存密码; the last one before the window closes is in force.

use domain::event::Factor;
use domain::volunteer::Claimed;
use domain::{Error, Result, volunteer as rules};
use store::db::Db;
use store::journal::{self, Act, OfCandidate};
use store::seal::{HashKey, Keys};
use store::session::Candidate;
use store::volunteer::{BatchRow, Made, Stored};
use store::{candidate, catalog, save_password, volunteer};
use web::api::volunteer::{Receipt, ReceiptCandidate, Submissions, Submit, Submitted};
use web::{Reply, Request};

pub(crate) async fn submit(request: &Request, db: &Db) -> Result<Reply> {
    let code = request.param("batch")?;
    let input: Submit = request.json()?;
    let (who, author) = request.candidate(db).await?;
    // The same request once more fails by its version.
    let act = author.acts(db, request.now()).within(&who.exam).about(who.id);
    let made = append(request, &act, &who, code, &input).await;
    let made = journal::or_again(db, &author, made, async |seq| volunteer::made(db, who.id, seq).await).await?;
    let Made { version, at, hash, .. } = &made;
    let claimed = Claimed { exam: &who.exam, serial: &who.serial, batch: code, version: *version, at: *at, hash };
    Reply::created(&Submitted {
        batch: code.to_owned(),
        version: made.version,
        submitted_at: made.at,
        code: HashKey::load().await?.code("receipt", &claimed.text()),
        hash: made.hash,
        journal_seq: made.seq,
    })
}

async fn append(request: &Request, act: &OfCandidate<'_>, who: &Candidate, code: &str, input: &Submit) -> Result<Made> {
    let (db, now) = (act.db, act.at);
    let token = request.session_token().ok_or(Error::NotSignedIn)?;
    let position = volunteer::position(db, who.id, code, token, now).await?;
    position.require_open(db, who, now).await?;
    let chooser = position.chooser()?;
    if position.version != input.version {
        return Err(Error::StaleVersion(position.version));
    }
    rules::pause((position.version, position.submitted_at), now)?;
    rules::bounded(&input.choices, &position.batch(code))?;
    let groups = catalog::chosen(db, &who.exam, &input.choices, &position.plans).await?;
    rules::check(&input.choices, &position.batch(code), &groups, &chooser, rules::Stored::Formal)?;
    let begun = Act { at: request.begun(), ..*act };
    save_password::check(&begun, Keys::load, token, &position.held(), &input.save_password).await?;
    let canonical = rules::canonical(&input.choices)?;
    let author = act.author.clone().by(Factor::SavePassword);
    match volunteer::submit(&act.by(&author), code, &canonical, input.version).await? {
        Some(made) => Ok(made),
        // Somebody was faster, the window closed, or a fee is due that was not.
        None => {
            let position = volunteer::position(db, who.id, code, token, now).await?;
            position.require_open(db, who, now).await?;
            position.chooser()?;
            Err(Error::StaleVersion(position.version))
        }
    }
}

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let code = request.param("batch")?;
    let (who, _) = request.candidate(db).await?;
    volunteer::batch(db, &who.exam, code).await?;
    Reply::json(&Submissions { submissions: volunteer::submissions(db, who.id, code).await? })
}

pub(crate) async fn show(request: &Request, db: &Db) -> Result<Reply> {
    let code = request.param("batch")?;
    let version = request.param("version")?;
    let version: i64 = version.parse().map_err(|_| Error::NotFound("提交记录"))?;
    let (who, _) = request.candidate(db).await?;
    let batch = volunteer::batch(db, &who.exam, code).await?;
    let stored = volunteer::submission(db, who.id, code, Some(version)).await?.ok_or(Error::NotFound("提交记录"))?;
    Reply::json(&receipt(db, &who, &batch, stored).await?)
}

/// 回执: shown only when the stored bytes still have the hash that was written with them.
pub(crate) async fn receipt(db: &Db, who: &Candidate, batch: &BatchRow, stored: Stored) -> Result<Receipt> {
    if rules::hash(&rules::canonical(&stored.choices)?) != stored.hash {
        return Err(domain::error::internal(format!("journal {}: the choices do not have their hash", stored.seq)));
    }
    let own = candidate::view(db, who.id).await?;
    let Stored { version, at, hash, .. } = &stored;
    let claimed =
        Claimed { exam: &who.exam, serial: &who.serial, batch: &batch.code, version: *version, at: *at, hash };
    let code = HashKey::load().await?.code("receipt", &claimed.text());
    Ok(Receipt {
        batch: batch.code.clone(),
        batch_name: batch.name.clone(),
        exam_name: own.exam_name,
        version: stored.version,
        submitted_at: stored.at,
        candidate: ReceiptCandidate { name: own.name, serial: own.serial, document_masked: own.document_masked },
        choices: catalog::named(db, stored.choices).await?,
        code,
        hash: stored.hash,
        journal_seq: stored.seq,
    })
}
