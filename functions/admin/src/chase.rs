//! Those who are called because they have not submitted.

use domain::admission::CandidateDetail;
use domain::error::Faults;
use domain::text::is_line;
use domain::{Error, Result, time};
use store::db::Db;
use store::rate_limit::{self, Limit};
use store::seal::Keys;
use store::{admission, candidate, chase};
use web::api::chase::{Called, PhoneNumber, Purpose};
use web::reason::reason;
use web::{Reply, Request};

/// Phones that one member of staff looks at: as many as somebody calls, one after the other.
const REVEALING: Limit = Limit { burst: 30, interval: time::MINUTE };

/// The whole number of the bound phone: that it was looked at, and what for, is in the journal before it is shown.
pub(crate) async fn phone(request: &Request, db: &Db) -> Result<Reply> {
    let Purpose { purpose } = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let CandidateDetail { id, exam, .. } = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    reason("purpose", &purpose)?;
    rate_limit::take(db, &format!("phone-shown‖{}", staff.id), REVEALING, request.begun()).await?;
    let author = author.without_key();
    let act = author.acts(db, request.now()).within(&exam).about(id);
    let none = || Error::WrongState("这名考生还没有绑定手机".into());
    chase::phone_revealed(&act, purpose.trim()).await?.ok_or_else(none)?;
    let sealed = candidate::secrets(db, id).await?.phone.ok_or_else(none)?;
    Reply::json(&PhoneNumber { phone: Keys::load().await?.open(&candidate::place(id, "phone"), &sealed)? })
}

/// 登记未填报原因.
pub(crate) async fn call(request: &Request, db: &Db) -> Result<Reply> {
    let input: Called = request.json()?;
    let (staff, author) = request.staff(db).await?;
    let CandidateDetail { id, exam, .. } = admission::detail(db, request.id("考生")?, &staff.unit.path).await?;
    let mut faults = Faults::default();
    faults.add_if(!is_line(&input.note, 0..=200), "note", "说明最多 200 个字");
    faults.or(())?;
    let act = author.acts(db, request.now()).within(&exam).about(id);
    let called = chase::Called { batch: &input.batch, outcome: input.outcome, note: input.note.trim() };
    Reply::once(db, &author, async || chase::note(&act, called).await).await
}
