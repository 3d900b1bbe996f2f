//! 日程: windows, and their extension for part of the province.

use domain::error::Faults;
use domain::{Result, Timestamp};
use store::db::Db;
use store::{exam, journal};
use web::api::admin::{Created, NewWindow, Windows};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, _) = request.staff(db).await?;
    let exam = exam::current(db).await?.id;
    let windows = exam::window_rows(db, &exam, &staff.organisation).await?;
    Reply::json(&Windows { now: request.now(), windows })
}

pub(crate) async fn set(request: &Request, db: &Db) -> Result<Reply> {
    let input: NewWindow = request.json()?;
    let (staff, author) = request.staff(db).await?;
    staff.within(Some(&input.organisation))?;
    let exam = exam::current(db).await?.id;
    let set = async || {
        check(&input, request.now())?;
        exam::set_window(&author.acts(db, request.now()).within(&exam), &input).await
    };
    Reply::created(&Created { id: journal::once(db, &author, set).await? })
}

fn check(input: &NewWindow, now: Timestamp) -> Result<()> {
    let mut faults = Faults::default();
    faults.add_if(input.opens >= input.closes, "closes", "结束时间应晚于开始时间");
    faults.add_if(input.closes <= now, "closes", "结束时间应晚于现在");
    faults.add_if(!(2..=200).contains(&input.reason.trim().chars().count()), "reason", "请写明理由（2–200 个字）");
    faults.or(())
}
