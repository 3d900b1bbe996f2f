//! 应缴费用, and what a candidate may sign up for.

use crate::view;
use domain::candidate::Stage;
use domain::payment::FeeStatus;
use domain::{Error, Result};
use store::db::Db;
use store::journal::OfCandidate;
use store::session::Candidate;
use store::{fee, payment, refund, window};
use web::api::payment::{Choice, Fee, Fees, Offer};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let now = request.now();
    let (candidate, _) = request.candidate_until(db, Stage::Verified).await?;
    let windows = window::all_of(db, candidate.whom(), now).await?;
    let all_refunds = refund::of_candidate(db, candidate.id).await?;
    let (mut fees, mut offers) = (Vec::new(), Vec::new());
    for fee in fee::of_candidate(db, candidate.id).await? {
        let refunds: Vec<_> = all_refunds.iter().filter(|refund| refund.item == fee.item).map(view::refund).collect();
        if fee.status == FeeStatus::Dropped && refunds.is_empty() {
            continue;
        }
        let window = windows.get(&fee.window).cloned();
        let order = match &fee.order_no {
            Some(order_no) => Some(view::order(payment::order(db, candidate.id, order_no).await?, now)?),
            None => None,
        };
        let fee::Fee { item, name, amount, status, paid_at, detail, notice, unlocks, chosen, .. } = fee;
        fees.push(Fee { item, name, amount, status, paid_at, detail, notice, unlocks, chosen, window, order, refunds });
    }
    if candidate.stage == Stage::Filled {
        for offer in fee::offers(db, candidate.id).await? {
            let window = windows.get(&offer.window).cloned();
            let fee::Offer { item, name, amount, detail, notice, unlocks, .. } = offer;
            offers.push(Offer { item, name, amount, detail, notice, unlocks, window });
        }
    }
    Reply::json(&Fees { now, fees, offers })
}

pub(crate) async fn choose(request: &Request, db: &Db) -> Result<Reply> {
    let Choice { item } = request.json()?;
    let (candidate, author) = request.candidate(db).await?;
    let act = author.acts(db, request.now()).within(&candidate.exam).about(candidate.id);
    Reply::once(db, &author, async || chosen(&act, &candidate, &item).await).await
}

async fn chosen(act: &OfCandidate<'_>, candidate: &Candidate, item: &str) -> Result<()> {
    if candidate.stage != Stage::Filled {
        return Err(Error::WrongState("请先提交保存报名信息，再选择考试".into()));
    }
    let offers = fee::offers(act.db, candidate.id).await?;
    let Some(offer) = offers.into_iter().find(|offer| offer.item == item) else {
        return not_offered(act, item).await;
    };
    if fee::choose(act, item).await? {
        return Ok(());
    }
    let window = window::of(act.db, candidate.whom(), &offer.window, act.at).await?;
    Err(window::closed(&offer.name, window.as_ref()))
}

async fn not_offered(act: &OfCandidate<'_>, item: &str) -> Result<()> {
    let status = fee::status(act.db, act.subject, item).await;
    // Chosen already, by this request or another: what was wanted is so.
    if let Ok(FeeStatus::Due | FeeStatus::Paid) = status {
        return Ok(());
    }
    if fee::is_withdrawn(act.db, act.exam, item).await? {
        return Err(Error::WrongState("这项费用已经取消，不能再选".into()));
    }
    if let Some(chosen) = fee::excluding(act.db, act.subject, item).await? {
        let how = "只能选择其中一类；没有缴费的可以先取消，再选别的";
        return Err(Error::WrongState(format!("已经选择了{chosen}，{how}")));
    }
    status?;
    Err(Error::WrongState("缴费项目刚刚有变化，请刷新后再试".into()))
}

pub(crate) async fn drop(request: &Request, db: &Db) -> Result<Reply> {
    let item = request.param("item")?;
    request.require_own_origin()?;
    let (candidate, author) = request.candidate(db).await?;
    let act = author.acts(db, request.now()).within(&candidate.exam).about(candidate.id);
    Reply::once(db, &author, async || dropped(&act, item).await).await
}

async fn dropped(act: &OfCandidate<'_>, item: &str) -> Result<()> {
    if fee::drop(act, item).await? {
        return Ok(());
    }
    match fee::status(act.db, act.subject, item).await? {
        FeeStatus::Dropped => Ok(()),
        FeeStatus::Paid => Err(Error::WrongState("已经缴费，不能取消；一旦缴纳不退".into())),
        FeeStatus::Due if payment::attempt(act.db, act.subject, item).await?.is_some() => {
            Err(Error::WrongState("有一笔订单正在支付，请先在缴费页放弃这笔订单，再取消".into()))
        }
        FeeStatus::Due => Err(Error::WrongState("这项费用必须缴纳，不能取消".into())),
    }
}
