//! 首次登录, 登录.

use crate::failure;
use crate::guess::{Account, Guess, Proof};
use crate::session;
use domain::document::ResidentNumber;
use domain::event::Factor;
use domain::event::Role;
use domain::exam::Exam;
use domain::text::is_same_name;
use domain::{Error, Result, time};
use store::candidate::{self, Credentials};
use store::db::Db;
use store::exam;
use store::rate_limit::{self, Limit};
use store::seal::{self, Keys, Proved};
use store::session::Owner;
use web::api::account::{FirstSignIn, SignIn};
use web::{Reply, Request};

/// Sessions that one address may open at one account by facts: thirty, then one a minute.
const BY_FACTS: Limit = Limit { burst: 30, interval: time::MINUTE };

/// 首次登录: number, name and validity of the document must match (2023 年网上报名操作指南 第 3 步).
/// For a candidate with passwords it leads to nothing but 实人认证 and new passwords.
pub(crate) async fn first(request: &Request, db: &Db) -> Result<Reply> {
    failure::noted(request, db, "number", by_facts(request, db)).await
}

async fn by_facts(request: &Request, db: &Db) -> Result<Reply> {
    let input: FirstSignIn = request.json()?;
    let keys = Keys::load().await?;
    let (serial, document) = login_names(&keys, &input.number);
    let found = whose(db, input.exam.as_deref(), &serial, &document).await?;
    if found.is_empty() {
        Guess::take(db, request, Proof::Facts, &Account::Unknown(&document)).await?;
    }
    let is_right = |known: &Credentials| {
        // Whose document nobody has read comes by a claim.
        let is_it = !known.valid_until.is_empty() && known.valid_until == input.valid_until.trim();
        let is_it = is_it && is_same_name(&known.name, &input.name);
        Ok(is_it && takes_part(known, input.exam.as_deref()))
    };
    let known = proved(request, db, Proof::Facts, &found, is_right).await?;
    let opened = format!("by-facts‖{}‖{}", known.id, request.network());
    rate_limit::take(db, &opened, BY_FACTS, request.begun()).await?;
    session::begin(request, db, Owner::Candidate(known.id), Factor::Facts, None).await
}

/// 登录: with the 登录密码.
pub(crate) async fn again(request: &Request, db: &Db) -> Result<Reply> {
    failure::noted(request, db, "login", by_password(request, db)).await
}

async fn by_password(request: &Request, db: &Db) -> Result<Reply> {
    let input: SignIn = request.json()?;
    let keys = Keys::load().await?;
    let (serial, document) = login_names(&keys, &input.login);
    let found = whose(db, input.exam.as_deref(), &serial, &document).await?;
    if found.is_empty() {
        Guess::take(db, request, Proof::Password, &Account::Unknown(&document)).await?;
        seal::waste_time_like_a_password(&input.password);
    }
    let is_right = |known: &Credentials| match known.login_password.as_deref() {
        Some(sealed) if takes_part(known, input.exam.as_deref()) => {
            keys.password_matches(&candidate::place(known.id, "login_password"), sealed, &input.password)
        }
        _ => Ok(seal::waste_time_like_a_password(&input.password)),
    };
    let known = proved(request, db, Proof::Password, &found, is_right).await?;
    let (id, sealed) = (known.id, known.login_password.as_deref().ok_or(Error::WrongCredentials)?);
    let author = request.author(format!("candidate:{id}"), Role::Candidate, Factor::LoginPassword)?;
    let reply = session::begin(request, db, Owner::Candidate(id), Factor::LoginPassword, Some(sealed)).await?;
    let proved = Proved { sealed, password: &input.password };
    candidate::rehash(&author.acts(db, request.now()).about(id), &keys, "login_password", proved).await?;
    Ok(reply)
}

/// Who has what was typed in the exam that was named. If nobody has: whoever has it in another one, for whom no proof is right.
/// So a guess is charged to the same accounts, and nobody learns by an exam's name who is registered.
async fn whose(db: &Db, exam: Option<&str>, serial: &str, document: &str) -> Result<Vec<Credentials>> {
    let mut found = candidate::find(db, exam, serial, document).await?;
    if found.iter().any(|known| takes_part(known, exam)) {
        found.retain(|known| takes_part(known, exam));
    }
    Ok(found)
}

fn takes_part(known: &Credentials, exam: Option<&str>) -> bool {
    exam.is_none_or(|exam| known.exam.as_str() == exam)
}

/// Whose proof it is, of those who have what was typed as their number. An account that takes no more guesses is no reason
/// to refuse another one's owner, nor does a right proof count as a wrong guess at the others.
async fn proved<'a>(
    request: &Request,
    db: &Db,
    proof: Proof,
    found: &'a [Credentials],
    is_right: impl Fn(&Credentials) -> Result<bool>,
) -> Result<&'a Credentials> {
    let (mut taken, mut refused) = (Vec::new(), None);
    for known in found {
        match Guess::take(db, request, proof, &Account::Of(Owner::Candidate(known.id))).await {
            Ok(guess) => taken.push(guess),
            Err(full @ Error::TooManyRequests(_)) => {
                refused = Some(full);
                continue;
            }
            Err(error) => return Err(error),
        }
        if is_right(known)? {
            for guess in taken {
                guess.was_right(db).await?;
            }
            in_one_exam(db, found, known).await?;
            return Ok(known);
        }
    }
    Err(refused.unwrap_or(Error::WrongCredentials))
}

/// Who typed a 证件号 with which they take part in several exams says in which.
async fn in_one_exam(db: &Db, found: &[Credentials], known: &Credentials) -> Result<()> {
    let of_person = |exam: &Exam| found.iter().any(|c| c.exam == exam.id && c.document_hash == known.document_hash);
    if found.len() == 1 {
        return Ok(());
    }
    let mut exams = exam::all(db).await?;
    exams.retain(of_person);
    if exams.len() == 1 { Ok(()) } else { Err(Error::WhichExam(exams)) }
}

/// What was typed, as a 报名流水号 and as the keyed hash of a 证件号.
fn login_names(keys: &Keys, typed: &str) -> (String, String) {
    let document = ResidentNumber::parse(typed).map_or_else(|_| typed.trim().to_uppercase(), |n| n.as_str().to_owned());
    (typed.trim().to_owned(), keys.hash("document", &document))
}
