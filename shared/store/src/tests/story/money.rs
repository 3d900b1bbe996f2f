//! Money that comes as it should not, and goes back; statements; fee items that come and go.

use super::year::{Cast, money, of, ordered, proof};
use super::{PAYER, PROVIDER, SYSTEM, Teller, Who, no, yes};
use chrono::NaiveDate;
use domain::event::{Event, Millis, alarm, claim, difference, fee_item, order, payment, provider, refund, statement};
use domain::payment::{OwedBy, Provider, Unlocks};
use domain::reconciliation::{Entry, Line};
use domain::{Fen, Timestamp};

pub(super) fn told(t: &mut Teller<'_>, cast: &Cast, (first, second): (i64, i64)) -> anyhow::Result<()> {
    claimed(t, second)?;
    given_back(t, cast, first)?;
    stated(t, cast, second)?;
    added(t, cast, first)
}

fn instant(at: i64) -> Millis {
    Timestamp(at).into()
}

/// An order given up, claimed to be paid, and found to be.
fn claimed(t: &mut Teller<'_>, candidate: i64) -> anyhow::Result<()> {
    let (who, proof) = (of(candidate), proof());
    ordered(t, (PAYER, candidate), "ZKB", "registration", Provider::Wechat)?;
    let closed = order::Closed { order_no: "ZKB", follow_until: Some(instant(t.at)) };
    t.happens(who, candidate, closed.written()?)?;
    t.happens(SYSTEM, candidate, order::Ended { order_no: "ZKB" }.written()?)?;
    for transaction_id in ["4200B", "4200C"] {
        let money = money(t, "ZKB", transaction_id);
        t.happens(PROVIDER, candidate, payment::Claimed { money, proof: &proof }.written()?)?;
        let number = t.one("SELECT MAX(id) FROM payment_claim")?;
        let since = instant(t.at);
        t.happens(who, candidate, claim::Denied { claim: number, order_no: "ZKB", since }.written()?)?;
        if transaction_id == "4200B" {
            t.happens(SYSTEM, candidate, claim::Refuted { claim: number, order_no: "ZKB", since }.written()?)?;
        }
    }
    let money = money(t, "ZKB", "4200C");
    t.happens(PROVIDER, candidate, payment::Found { money, difference: None, proof: Some(&proof) }.written()?)?;
    let provider = Provider::Wechat;
    let told = provider::Told { provider, proof: &proof, fault: None, order_no: None, transaction_id: None };
    t.happens(PROVIDER, 0, told.written()?)?;
    ordered(t, (who, candidate), "ZKU", "music", Provider::Wechat)?;
    let (fault, order_no, transaction_id) = (Some("unreadable"), Some("ZKU"), Some("n"));
    let unreadable = provider::Told { provider, proof: &proof, fault, order_no, transaction_id };
    t.happens(PROVIDER, 0, unreadable.written()?)?;
    Ok(())
}

/// Another payment for what is paid already: its alarm.
fn twice(t: &mut Teller<'_>, candidate: i64, transaction_id: &str) -> anyhow::Result<i64> {
    let (money, proof) = (money(t, "ZKA", transaction_id), proof());
    t.happens(PROVIDER, candidate, payment::Noticed { money, proof: &proof }.written()?)
}

fn proposed(t: &mut Teller<'_>, who: Who, alarm: i64) -> anyhow::Result<i64> {
    let proposed = alarm::RefundProposed { alarm, resolution: "重复缴费", amount: Fen(4000) };
    t.happens(who, 0, proposed.written()?)
}

fn given_back(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let (finance, office) = (cast.finance, cast.province[0]);
    let strange = payment::Noticed { money: money(t, "ZKX", "4200X"), proof: &proof() }.written()?;
    let alarm = t.happens(PROVIDER, 0, strange)?;
    t.happens(finance, 0, alarm::Resolved { alarm, resolution: "已核对" }.written()?)?;
    let mut refunds = Vec::new();
    for transaction_id in ["4200D", "4200E"] {
        let alarm = twice(t, candidate, transaction_id)?;
        let proposal = proposed(t, finance, alarm)?;
        t.happens(office, 0, alarm::RefundDeclined { alarm, answer: no(proposal, "再核对") }.written()?)?;
        let proposal = proposed(t, finance, alarm)?;
        t.happens(office, 0, alarm::RefundAgreed { alarm, answer: yes(proposal) }.written()?)?;
        refunds.push(format!("ZKAR{alarm}"));
    }
    for refund_no in &refunds {
        t.happens(SYSTEM, candidate, refund::Told { refund_no }.written()?)?;
        t.happens(SYSTEM, candidate, refund::Sent { refund_no }.written()?)?;
        t.happens(SYSTEM, candidate, refund::Failed { refund_no, reason: "余额不足" }.written()?)?;
    }
    let [done, abandoned] = &refunds[..] else { anyhow::bail!("two refunds") };
    t.happens(finance, 0, refund::Retried { refund_no: done }.written()?)?;
    t.happens(SYSTEM, candidate, refund::Done { refund_no: done, done_at: instant(t.at) }.written()?)?;
    let refund_no = abandoned;
    let propose = refund::AbandonProposed { refund_no, reason: "已线下退还" }.written()?;
    let proposal = t.happens(finance, 0, propose.clone())?;
    t.happens(office, 0, refund::AbandonDeclined { refund_no, answer: no(proposal, "再核对") }.written()?)?;
    let proposal = t.happens(finance, 0, propose)?;
    t.happens(office, 0, refund::Abandoned { refund_no, answer: yes(proposal) }.written()?)?;
    Ok(())
}

fn line(number: &str, transaction_id: &str, at: i64) -> Line {
    let (number, transaction_id) = (number.to_owned(), transaction_id.to_owned());
    Line { entry: Entry::Payment, number, transaction_id, amount: Fen(4000), at: Timestamp(at) }
}

/// A statement of before, one of now that knows more, and a better one.
fn stated(t: &mut Teller<'_>, cast: &Cast, second: i64) -> anyhow::Result<()> {
    let (finance, office) = (cast.finance, cast.province[0]);
    ordered(t, (of(second), second), "ZKS", "registration", Provider::Alipay)?;
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
    let (provider, refunds, refunded) = (Provider::Alipay, 0, Fen(0));
    let (begins, ends) = (instant(t.at), instant(t.at));
    let (payments, paid) = (1, Fen(4000));
    let lines = [line("ZKP", "2088P", t.at)];
    let (date, file) = (day(1), "f3");
    let imported =
        statement::Imported { provider, date, file, payments, paid, refunds, refunded, begins, ends, lines: &lines };
    t.happens(office, 0, imported.written()?)?;
    let strange = t.one("SELECT MAX(id) FROM difference")?;
    t.happens(finance, 0, difference::Explained { difference: strange, reason: "已核对" }.written()?)?;
    let (date, file) = (day(2), "f4");
    for lines in [vec![line("ZKS", "2088S", t.at)], vec![line("ZKS", "2088S", t.at), line("ZKQ", "2088Q", t.at)]] {
        let payments = lines.len();
        let paid = Fen(4000 * payments as i64);
        let imported = statement::Imported { date, file, payments, paid, lines: &lines, ..imported };
        t.happens(office, 0, statement::Compared { imported, asks_again: true }.written()?)?;
    }
    let missing = t.one("SELECT id FROM difference WHERE number = 'ZKS'")?;
    let propose = difference::Proposed { difference: missing, reason: "账单有" }.written()?;
    let proposal = t.happens(finance, 0, propose.clone())?;
    t.happens(office, 0, difference::Declined { difference: missing, answer: no(proposal, "再核对") }.written()?)?;
    t.happens(finance, 0, propose)?;
    let money = payment::Money { provider, ..money(t, "ZKS", "2088S") };
    t.happens(office, second, payment::Found { money, difference: Some(missing), proof: None }.written()?)?;
    Ok(())
}

/// An item of before, and one that two people add and take away.
fn added(t: &mut Teller<'_>, cast: &Cast, candidate: i64) -> anyhow::Result<()> {
    let (finance, office) = (cast.finance, cast.province[0]);
    let (detail, notice, window, one_of) = ("", "一旦缴纳不退", "registration", "");
    let (amount, owed_by, unlocks) = (Fen(500), OwedBy::Everybody, Unlocks::Ticket);
    let (item, name) = ("posting", "邮寄费");
    let old = fee_item::Added { item, name, amount, detail, notice, window, owed_by, unlocks, one_of };
    t.happens(office, 0, old.written()?)?;
    let (item, name, reason) = ("make-up", "补考费", "湘发改价费〔2026〕1号");
    let new = fee_item::Proposed { added: fee_item::Added { item, name, ..old }, reason };
    let fee_item = t.happens(finance, 0, new.written()?)?;
    t.happens(office, 0, fee_item::Declined { fee_item, answer: no(fee_item, "依据不足") }.written()?)?;
    let fee_item = t.happens(finance, 0, new.written()?)?;
    t.happens(office, 0, fee_item::Agreed { fee_item, answer: yes(fee_item) }.written()?)?;
    ordered(t, (of(candidate), candidate), "ZKM", "make-up", Provider::Wechat)?;
    let withdraw = fee_item::WithdrawalProposed { fee_item, reason: "停止收费" }.written()?;
    let proposal = t.happens(finance, 0, withdraw.clone())?;
    let reason = "仍应收取";
    t.happens(office, 0, fee_item::WithdrawalDeclined { fee_item, answer: no(proposal, reason) }.written()?)?;
    let proposal = t.happens(finance, 0, withdraw)?;
    t.happens(office, 0, fee_item::Withdrawn { fee_item, answer: yes(proposal) }.written()?)?;
    Ok(())
}
