//! What takes two people, and what comes of it for those who owe.

use super::*;
use crate::fee;
use crate::journal::Author;
use crate::payment::{self, NewOrder, Source};
use crate::tests::fixture::{EXAM, NOW, author, candidate, happened, proof, province, window};
use domain::fee_item::FeeItemStatus::{Agreed, Declined, Proposed, Withdrawing, Withdrawn};
use domain::payment::{Channel, FeeStatus, OrderStatus, OwedBy, Payment, Provider, Unlocks};
use domain::{Error, Fen};
use serde_json::json;

/// Two of the province's staff, and an account that the first one made.
const STAFF: [i64; 3] = [1, 2, 3];

fn staff(id: i64) -> Author {
    Author { actor: format!("staff:{id}"), role: domain::event::Role::Province, ..author(None) }
}

/// An exam with a window for the fee, one candidate, and the staff.
async fn exam() -> (Db, i64) {
    let db = province().await;
    for id in STAFF {
        let account = "INSERT INTO staff (id, username, name, organisation, password, created_by, login) \
                       VALUES (?1, 's' || ?1, '示例' || ?1, '43', '', 'system', 's' || ?1)";
        db.run(account, params![id]).await.unwrap();
    }
    db.run("INSERT INTO staff_ancestor (staff, ancestor) VALUES (3, 1)", vec![]).await.unwrap();
    let id = candidate(&db).await;
    window(&db, "fee", "43", 0, 1_000).await;
    (db, id)
}

fn new<'a>(item: &'a str, window: &'a str, unlocks: Unlocks) -> NewFeeItem<'a> {
    let (amount, owed_by) = (Fen(500), OwedBy::Everybody);
    let (name, notice, reason) = ("邮寄费", "一旦缴纳不退", "省发改委批复");
    let added = event::Added { item, name, amount, detail: "", notice, window, owed_by, unlocks, one_of: "" };
    NewFeeItem { added, reason }
}

async fn propose_posting(db: &Db) -> Result<i64> {
    propose(&staff(1).acts(db, NOW).within(EXAM), &new("posting", "fee", Unlocks::Ticket)).await?;
    Ok(row(db, 2).await.id.unwrap())
}

/// As this member of staff sees the newest one.
async fn row(db: &Db, who: i64) -> FeeItem {
    let rows = all(db, EXAM, &staff(who).actor).await.unwrap();
    rows.into_iter().max_by_key(|row| row.id).unwrap()
}

async fn owed(db: &Db, candidate: i64) -> Vec<(String, FeeStatus)> {
    let fees = fee::of_candidate(db, candidate).await.unwrap();
    fees.into_iter().map(|fee| (fee.item, fee.status)).collect()
}

async fn another_candidate(db: &Db) -> i64 {
    let body = json!({
        "serial": "01020002", "point": "430102001", "name": "李四", "sex": "female", "ethnicity": "01",
        "birth": "2009-03-15", "document_kind": "resident_card", "document": "k1:y", "document_hash": "y",
        "document_mask": "430", "valid_until": "长期", "capture": "reader", "photo": "x"
    });
    happened(db, "candidate.admitted", 0, body).await
}

fn is_conflict(done: Result<()>) -> bool {
    matches!(done, Err(Error::Conflict(_) | Error::ProposalChanged))
}

fn yes_to(proposal: i64) -> Answer<'static> {
    Answer { proposal, declined: None }
}

/// To the proposal to withdraw it that waits, if there is one.
async fn answered(db: &Db, who: i64, id: i64, declined: Option<&str>) -> Result<()> {
    let proposal = row(db, who).await.proposal.unwrap_or(-1);
    decide_withdrawal(&staff(who).acts(db, NOW).within(EXAM), id, Answer { proposal, declined }).await
}

#[test]
fn what_one_proposes_nobody_owes_before_an_independent_second_person_agrees() {
    pollster::block_on(async {
        let (db, candidate) = exam().await;
        let id = propose_posting(&db).await.unwrap();
        assert_eq!((row(&db, 1).await.status, row(&db, 1).await.may_agree), (Proposed, false));
        assert_eq!((row(&db, 2).await.may_agree, row(&db, 3).await.may_agree), (true, false));
        assert!(propose_posting(&db).await.is_err(), "it is proposed already");
        let decide = async |who: i64, declined| {
            super::decide(&staff(who).acts(&db, NOW).within(EXAM), id, Answer { proposal: id, declined }).await
        };
        for who in [1, 3] {
            assert!(is_conflict(decide(who, None).await) && is_conflict(decide(who, Some("不")).await), "{who}");
        }
        assert!(owed(&db, candidate).await.is_empty(), "nobody owes what is only proposed");
        let early = another_candidate(&db).await;
        assert!(owed(&db, early).await.is_empty(), "nor does who comes now");

        decide(2, Some("依据不足")).await.unwrap();
        let declined = row(&db, 1).await;
        assert_eq!((declined.status, declined.declined_reason.as_deref()), (Declined, Some("依据不足")));
        assert!(is_conflict(decide(2, None).await), "what was declined is not agreed to afterwards");

        let again = propose_posting(&db).await.unwrap();
        assert!(
            again != id && is_conflict(decide(2, None).await),
            "nobody agrees to another proposal than the one they saw"
        );
        super::decide(&staff(2).acts(&db, NOW).within(EXAM), again, yes_to(again)).await.unwrap();
        let agreed = row(&db, 1).await;
        assert_eq!((agreed.status, agreed.agreed_by.as_deref(), agreed.may_agree), (Agreed, Some("示例2"), false));
        for who in [candidate, early] {
            assert_eq!(owed(&db, who).await, [("posting".into(), FeeStatus::Due)]);
        }
        assert!(is_conflict(super::decide(&staff(2).acts(&db, NOW).within(EXAM), again, yes_to(again)).await), "once");
        assert!(propose_posting(&db).await.is_err(), "it is there");
    });
}

#[test]
fn what_two_withdraw_nobody_owes_and_what_was_paid_stays_paid() {
    pollster::block_on(async {
        let (db, candidate) = exam().await;
        let id = propose_posting(&db).await.unwrap();
        let withdraw =
            async |who: i64| propose_withdrawal(&staff(who).acts(&db, NOW).within(EXAM), id, "批复撤回").await;
        assert!(is_conflict(withdraw(1).await), "it is not in force");
        decide(&staff(2).acts(&db, NOW).within(EXAM), id, yes_to(id)).await.unwrap();
        let (payer, latecomer) = (another_candidate(&db).await, candidate);
        for (who, order_no) in [(payer, "ZKA"), (latecomer, "ZKB")] {
            let fees = fee::of_candidate(&db, who).await.unwrap();
            let (provider, channel, expires_at) = (Provider::Wechat, Channel::Qr, NOW.plus(900));
            let new = NewOrder { order_no, fee: &fees[0], provider, channel, page_token: order_no, expires_at };
            payment::create(&author(None).acts(&db, NOW).within(EXAM).about(who), new).await.unwrap().unwrap();
        }
        let pay = async |order_no: &str| {
            let (order_no, transaction_id) = (order_no.to_owned(), order_no.to_owned());
            let money = Payment { order_no, transaction_id, amount: Fen(500), paid_at: NOW, fault: None };
            payment::came(&author(None).acts(&db, NOW), Provider::Wechat, &money, Source::Found(proof()))
                .await
                .unwrap();
        };
        pay("ZKA").await;

        let decide = async |who: i64, declined| answered(&db, who, id, declined).await;
        assert!(is_conflict(decide(2, None).await), "nobody has proposed it");
        withdraw(1).await.unwrap();
        assert_eq!((row(&db, 1).await.status, row(&db, 1).await.may_agree), (Withdrawing, false));
        assert!(row(&db, 2).await.may_agree && is_conflict(withdraw(2).await));
        assert!(is_conflict(decide(1, None).await) && is_conflict(decide(3, None).await));
        assert_eq!(owed(&db, candidate).await, [("posting".into(), FeeStatus::Due)], "it is in force");
        decide(2, Some("仍要收")).await.unwrap();
        assert_eq!((row(&db, 1).await.status, row(&db, 1).await.declined_by.as_deref()), (Agreed, Some("示例2")));
        withdraw(2).await.unwrap();
        assert_eq!((row(&db, 1).await.may_agree, row(&db, 2).await.may_agree), (true, false));
        // Who proposed the fee is not who wants it withdrawn, and its ground stays to be seen.
        let known = |row: FeeItem| {
            assert_eq!(row.reason.as_deref(), Some("省发改委批复"));
            assert_eq!((row.proposed_by.as_deref(), row.agreed_by.as_deref()), (Some("示例1"), Some("示例2")));
            assert_eq!(row.withdrawal_reason.as_deref(), Some("批复撤回"));
            (row.status, row.withdrawal_by.unwrap(), row.withdrawal_agreed_by)
        };
        assert_eq!(known(row(&db, 1).await), (Withdrawing, "示例2".into(), None));
        decide(1, Some("还要收")).await.unwrap();
        assert_eq!(known(row(&db, 1).await), (Agreed, "示例2".into(), None));
        withdraw(2).await.unwrap();
        decide(1, None).await.unwrap();
        assert_eq!(known(row(&db, 1).await), (Withdrawn, "示例2".into(), Some("示例1".into())));

        assert_eq!(owed(&db, payer).await, [("posting".into(), FeeStatus::Paid)]);
        assert_eq!(owed(&db, candidate).await, [("posting".into(), FeeStatus::Dropped)]);
        let order = async || payment::order(&db, candidate, "ZKB").await.unwrap();
        assert_eq!(
            (order().await.status, order().await.expires_at),
            (OrderStatus::Open, NOW),
            "it is ended like any that has expired"
        );
        assert_eq!(payment::order(&db, payer, "ZKA").await.unwrap().expires_at, NOW.plus(900));
        pay("ZKB").await;
        assert_eq!(owed(&db, candidate).await, [("posting".into(), FeeStatus::Dropped)]);
        let refund = "SELECT amount FROM refund WHERE refund_no = 'ZKBR' AND status = 'requested'";
        assert_eq!(db.first::<i64>(refund, vec![]).await.unwrap(), Some(500), "money that came nevertheless goes back");
        let form = json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"] });
        happened(&db, "registration.saved", candidate, json!({ "version": 1, "form": form })).await;
        assert_eq!(owed(&db, candidate).await.len(), 1);
        assert!(propose_posting(&db).await.is_err(), "what it was called stays its own");
    });
}

#[test]
fn what_was_withdrawn_is_not_on_offer_any_more() {
    pollster::block_on(async {
        let (db, candidate) = exam().await;
        let form = json!({ "first_subject": "physics", "second_subjects": ["chemistry", "biology"] });
        happened(&db, "registration.saved", candidate, json!({ "version": 1, "form": form })).await;
        let offered = async || fee::offers(&db, candidate).await.unwrap().len();
        let mut choice = new("posting", "fee", Unlocks::Ticket);
        choice.added.owed_by = OwedBy::Chooser;
        propose(&staff(1).acts(&db, NOW).within(EXAM), &choice).await.unwrap();
        assert_eq!(offered().await, 0);
        let id = row(&db, 2).await.id.unwrap();
        decide(&staff(2).acts(&db, NOW).within(EXAM), id, yes_to(id)).await.unwrap();
        assert_eq!(offered().await, 1);
        let choose =
            async || fee::choose(&author(None).acts(&db, NOW).within(EXAM).about(candidate), "posting").await.unwrap();
        assert!(choose().await);
        propose_withdrawal(&staff(2).acts(&db, NOW).within(EXAM), id, "批复撤回").await.unwrap();
        answered(&db, 1, id, None).await.unwrap();
        assert_eq!(owed(&db, candidate).await, [("posting".into(), FeeStatus::Dropped)]);
        assert!(offered().await == 0 && !choose().await);
    });
}

#[test]
fn no_item_shuts_a_batch_that_is_being_filled_or_can_never_be_paid() {
    pollster::block_on(async {
        let (db, _) = exam().await;
        let batch = "INSERT INTO batch (exam, code, name, window, slots, majors, position) VALUES (?, 'b', 'b', 'volunteer-b', 45, 6, 0)";
        db.run(batch, params![EXAM]).await.unwrap();
        window(&db, "volunteer-b", "43", 100, 200).await;
        window(&db, "over", "43", -10, 0).await;
        window(&db, "over", "430102", -10, 1_000).await;
        let add = async |item: &str, window: &str, unlocks: Unlocks, at: i64| {
            propose(&staff(1).acts(&db, NOW.plus(at)).within(EXAM), &new(item, window, unlocks)).await.is_ok()
        };
        assert!(!add("late", "over", Unlocks::Ticket, 0).await, "one county alone could pay it");
        assert!(add("before", "fee", Unlocks::Volunteer, 99).await);
        let before = row(&db, 2).await.id.unwrap();
        assert!(!add("insider", "fee", Unlocks::Volunteer, 100).await, "they are filling it");
        assert!(add("other", "fee", Unlocks::Ticket, 100).await);
        let other = row(&db, 2).await.id.unwrap();
        assert!(add("after", "fee", Unlocks::Volunteer, 200).await);
        // It has to fit when it comes into force.
        let agree =
            async |id: i64, at: i64| decide(&staff(2).acts(&db, NOW.plus(at)).within(EXAM), id, yes_to(id)).await;
        assert!(is_conflict(agree(before, 150).await), "they are filling it");
        assert!(is_conflict(agree(other, 1_000).await), "nobody could pay it");
        agree(other, 150).await.unwrap();
        agree(before, 99).await.unwrap();
    });
}
