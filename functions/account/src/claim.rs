//! 专升本注册: a student claims the record that their college handed over, by a code to their own phone; 学信网 says whether it is
//! theirs (湘教考成字〔2024〕1号 二2). It leads where 首次登录 leads: to 实人认证 and passwords. Whoever comes back before, or has
//! forgotten the password, does the same again.

use crate::guess::{Account, Guess, Proof};
use crate::phone::{self, COOL_DOWN, TO_PHONE, wrong_code};
use crate::{outside, session};
use domain::document::DocumentKind;
use domain::event::{Factor, Role};
use domain::registration::is_mobile;
use domain::student::{Outsider, Student};
use domain::text::is_same_name;
use domain::{Error, ExamId, Result, mask, time};
use serde::Deserialize;
use serde_json::json;
use store::candidate::{self, NewPhone, PhoneCode};
use store::db::Db;
use store::rate_limit::Limit;
use store::registration::WINDOW;
use store::seal::Keys;
use store::session::Owner;
use store::student::{self, Claimant, Whose};
use store::window::Whom;
use store::{config, exam, window};
use web::api::account::{Claim, ClaimCode};
use web::{Reply, Request, outbound};

/// Messages for one 证件号 from one network: three, then one in ten minutes.
const FOR_DOCUMENT: Limit = Limit { burst: 3, interval: 10 * time::MINUTE };
/// Messages that one network asks for, for whomever: a college sits behind one.
const OF_NETWORK: Limit = Limit { burst: 300, interval: 10_000 };

/// Says nothing of whether there is such a record: only who holds the phone learns that, with the code.
pub(crate) async fn send_code(request: &Request, db: &Db) -> Result<Reply> {
    let input: ClaimCode = request.json()?;
    let exam = exam::named(db, Some(&input.exam)).await?.id;
    let number = number(input.document_kind, &input.document)?;
    if !is_mobile(&input.phone) {
        return Err(Error::invalid("phone", "请填写 11 位手机号码"));
    }
    let keys = Keys::load().await?;
    let (document, phone) = (keys.hash("document", &number), keys.hash("phone", &input.phone));
    let network = request.network();
    let limits = [
        (format!("sms-pause‖{phone}"), COOL_DOWN),
        (format!("claim‖{document}‖{network}"), FOR_DOCUMENT),
        (format!("claim‖{network}"), OF_NETWORK),
        (format!("sms‖{phone}"), TO_PHONE),
    ];
    let keep = async |code: &str, expires_at| {
        let to = Claimant { exam: &exam, document: &document, phone: &phone };
        student::send_code(db, to, &keys.hash("sms", code), expires_at).await
    };
    phone::send_new_code(request, db, (&input.phone, "专升本注册"), &limits, keep).await
}

pub(crate) async fn claim(request: &Request, db: &Db) -> Result<Reply> {
    let input: Claim = request.json()?;
    let exam = exam::named(db, Some(&input.exam)).await?.id;
    let number = number(input.document_kind, &input.document)?;
    let keys = Keys::load().await?;
    let (document, phone) = (keys.hash("document", &number), keys.hash("phone", &input.phone));
    let of = Claimant { exam: &exam, document: &document, phone: &phone };
    let guess = Guess::take(db, request, Proof::Facts, &Account::Unknown(&document)).await?;
    if !student::try_code(db, of, &keys.hash("sms", &input.code), request.now()).await? {
        return Err(wrong_code());
    }
    let record = student::of_document(db, &exam, &document).await?;
    let (id, is_bound) = match record {
        Some(record) if is_same_name(&record.name, &input.name) => {
            let id = match record.candidate {
                Some(id) => id,
                None => become_candidate(request, db, &keys, (Whose::Imported(&record, &number), of)).await?,
            };
            // A phone that a classmate came with first is nobody's yet; of who is known by 实人认证 it stays.
            (id, record.verified || record.phone_hash.as_deref() == Some(&phone))
        }
        None if input.outside.is_some() => (outsider(request, db, &keys, &input, (&number, of)).await?, false),
        _ => return Err(no_record()),
    };
    guess.was_right(db).await?;
    if !is_bound {
        bind(request, db, &keys, (id, &exam), &input).await?;
    }
    session::begin(request, db, Owner::Candidate(id), Factor::Facts, None).await
}

/// Who is of a college of another province brings their own record.
async fn outsider(
    request: &Request,
    db: &Db,
    keys: &Keys,
    input: &Claim,
    (number, of): (&str, Claimant<'_>),
) -> Result<i64> {
    let (Some(said), Some(outside)) = (&input.outside, student::outside(db, of.exam).await?) else {
        return Err(no_record());
    };
    let Outsider { household, major, major_name } = said.clone();
    let student = Student {
        name: input.name.clone(),
        document_kind: input.document_kind,
        document: number.to_owned(),
        graduate: outside.graduate,
        household,
        major,
        major_name,
    };
    let student = student.checked(&student::lists(db, of.exam).await?)?;
    become_candidate(request, db, keys, (Whose::Outside(&student, &outside.organisation), of)).await
}

fn number(kind: DocumentKind, typed: &str) -> Result<String> {
    kind.number(typed).map_err(|message| Error::invalid("document", message))
}

fn no_record() -> Error {
    Error::WrongState("没有找到您的学籍：就读高校还没有导入，或者姓名、证件号与导入的不一致，请联系就读高校".into())
}

async fn become_candidate(
    request: &Request,
    db: &Db,
    keys: &Keys,
    (whose, of): (Whose<'_>, Claimant<'_>),
) -> Result<i64> {
    let (name, number, college) = match whose {
        Whose::Imported(record, number) => (&record.name[..], number, &record.college[..]),
        Whose::Outside(student, organisation) => (&student.name[..], &student.document[..], organisation),
    };
    require_open(request, db, college, of).await?;
    require_free(db, of).await?;
    if let Some(reason) = student::barred(db, of).await? {
        return Err(Error::Conflict(format!("不得报名：{reason}。如有疑问请联系就读高校")));
    }
    let is_outside = matches!(whose, Whose::Outside(..));
    outside::seated(db, request, "chsi", async || require_enrolled(name, number, is_outside).await).await?;
    let author = request.author("student".into(), Role::Candidate, Factor::Sms)?;
    let act = author.acts(db, request.now()).within(of.exam);
    if let Some(id) = student::claim(&act, keys, whose, of).await? {
        return Ok(id);
    }
    // Why not? The same request may have come twice.
    require_open(request, db, college, of).await?;
    require_free(db, of).await?;
    let now = student::of_document(db, of.exam, of.document).await?;
    now.and_then(|record| record.candidate).ok_or_else(no_record)
}

async fn require_open(request: &Request, db: &Db, college: &str, of: Claimant<'_>) -> Result<()> {
    let window = window::of(db, Whom::at(of.exam, college), WINDOW, request.now()).await?;
    if window.as_ref().is_some_and(|window| window.open) {
        Ok(())
    } else {
        Err(window::closed("注册报名", window.as_ref()))
    }
}

async fn require_free(db: &Db, of: Claimant<'_>) -> Result<()> {
    match student::phone_is_taken(db, of.exam, of.phone).await? {
        true => Err(taken()),
        false => Ok(()),
    }
}

fn taken() -> Error {
    Error::Conflict("这个手机号已被其他考生绑定，请换一个本人的手机号；有疑问请联系就读高校".into())
}

/// The phone that got the code is theirs from now on.
async fn bind(request: &Request, db: &Db, keys: &Keys, of: (i64, &ExamId), input: &Claim) -> Result<()> {
    let (id, exam) = of;
    let (phone_hash, code_hash) = (keys.hash("phone", &input.phone), keys.hash("sms", &input.code));
    let proved = PhoneCode { phone: &phone_hash, code: &code_hash };
    candidate::phone_code(db, id, proved, request.now().plus(time::MINUTE)).await?;
    let sealed = keys.seal(&candidate::place(id, "phone"), &input.phone)?;
    let phone = NewPhone { sealed: &sealed, mask: &mask::phone(&input.phone), proved };
    let author = request.author(format!("candidate:{id}"), Role::Candidate, Factor::Sms)?;
    let act = author.acts(db, request.now()).within(exam).about(id);
    match candidate::bind_phone(&act, None, phone).await? {
        true => Ok(()),
        false => Err(taken()),
    }
}

/// What 学信网 says of a name and a number.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Found {
    Match,
    Mismatch,
    Unknown,
}

#[derive(Deserialize)]
struct Answer {
    result: Found,
    /// Is the college one of another province?
    #[serde(default)]
    outside: bool,
}

/// Insists on that 学信网 has this student, at a college of another province where that is what they say.
async fn require_enrolled(name: &str, number: &str, is_outside: bool) -> Result<()> {
    let url = format!("{}/chsi/v1/students", config::get("chsi_url").await?);
    let authorization = format!("Bearer {}", config::get("chsi_secret").await?);
    let asked = json!({ "name": name, "document_number": number });
    let answer: Answer = outbound::post_json(&url, &[("authorization", &authorization)], &asked).await?.json()?;
    Err(Error::WrongState(match answer.result {
        Found::Match if is_outside && !answer.outside => {
            "学信网显示您就读的高校在本省，请由就读高校导入学籍后再注册".into()
        }
        Found::Match => return Ok(()),
        Found::Mismatch => "姓名、证件号与学信网的学籍信息不一致，请联系就读高校更正后再注册".into(),
        Found::Unknown => "学信网没有您的学籍信息，请联系就读高校核实后再注册".into(),
    }))
}
