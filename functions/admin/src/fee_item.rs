//! 缴费项目: those of the year, and what is added or withdrawn during it, by two people.

use domain::Result;
use domain::error::Faults;
use domain::event::fee_item::Added;
use domain::payment::Unlocks;
use domain::text::is_line;
use store::db::Db;
use store::window::Whom;
use store::{fee_item, window};
use web::api::common::Because;
use web::api::fee_item::{FeeItems, NewFeeItem};
use web::reason::{decided, reason};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let fee_items = fee_item::all(db, &exam, &author.actor).await?;
    let windows = window::all_of(db, Whom::at(&exam, &staff.unit.code), request.now()).await?;
    let mut windows: Vec<_> = windows.into_values().collect();
    windows.sort_by_key(|window| window.opens);
    Reply::json(&FeeItems { fee_items, windows })
}

pub(crate) async fn propose(request: &Request, db: &Db) -> Result<Reply> {
    let new: NewFeeItem = request.json()?;
    let (_, author) = request.staff(db).await?;
    judge(&new)?;
    let exam = request.exam(db).await?.id;
    let added = Added {
        item: &new.item,
        name: new.name.trim(),
        amount: new.amount,
        detail: new.detail.trim(),
        notice: new.notice.trim(),
        window: &new.window,
        owed_by: new.owed_by,
        unlocks: new.unlocks,
        one_of: &new.one_of,
    };
    let new = fee_item::NewFeeItem { added, reason: new.reason.trim() };
    let act = author.acts(db, request.now()).within(&exam);
    Reply::once(db, &author, async || fee_item::propose(&act, &new).await).await
}

fn judge(new: &NewFeeItem) -> Result<()> {
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let mut faults = Faults::default();
    faults.add_if(!plain(&new.item) || !(2..=40).contains(&new.item.len()), "item", "应为 2–40 个小写字母、数字或 -");
    faults.add_if(!is_line(&new.name, 2..=40), "name", "请填写 2–40 个字");
    faults.add_if(!(1..=1_000_000).contains(&new.amount.0), "amount", "应为 0.01–10000 元");
    faults.add_if(!is_line(&new.detail, 0..=200), "detail", "最多 200 个字");
    faults.add_if(!is_line(&new.notice, 2..=40), "notice", "请填写 2–40 个字");
    faults.add_if(!plain(&new.one_of) || new.one_of.len() > 40, "one_of", "应为小写字母、数字或 -");
    faults.add_if(new.unlocks == Unlocks::Identity, "unlocks", "已有考生完成实人认证，不能再设为实人认证之前缴纳");
    faults.add_if(!(2..=200).contains(&new.reason.trim().chars().count()), "reason", "请写明收费依据（2–200 个字）");
    faults.or(())
}

pub(crate) async fn decide(request: &Request, db: &Db) -> Result<Reply> {
    decided(request, db, async |act, answer| {
        let (item, exam) = (request.id("缴费项目")?, request.exam(db).await?.id);
        fee_item::decide(&act.within(&exam), item, answer).await
    })
    .await
}

pub(crate) async fn withdraw(request: &Request, db: &Db) -> Result<Reply> {
    let input: Because = request.json()?;
    let (_, author) = request.staff(db).await?;
    reason("reason", &input.reason)?;
    let (item, exam) = (request.id("缴费项目")?, request.exam(db).await?.id);
    let act = author.acts(db, request.now()).within(&exam);
    let propose = async || fee_item::propose_withdrawal(&act, item, input.reason.trim()).await;
    Reply::once(db, &author, propose).await
}

pub(crate) async fn decide_withdrawal(request: &Request, db: &Db) -> Result<Reply> {
    decided(request, db, async |act, answer| {
        let (item, exam) = (request.id("缴费项目")?, request.exam(db).await?.id);
        fee_item::decide_withdrawal(&act.within(&exam), item, answer).await
    })
    .await
}
