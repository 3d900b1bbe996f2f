//! The SQL of payments against every order of events: no money is ever lost silently.

mod asking;
mod model;
mod old;
mod proofs;
mod refunds;

use super::*;
use crate::fee;
use crate::tests::fixture::{EXAM, NOW, author, candidate, proof, province, window};
use domain::payment::Fault;
use model::Model;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ORDERS: [&str; 2] = ["ZKA", "ZKB"];
const STRANGER: &str = "ZKX";

fn provider() -> Author {
    Author {
        actor: "provider:wechat".into(),
        role: domain::event::Role::Provider,
        factor: domain::event::Factor::Signature,
        ..author(None)
    }
}

/// A candidate who owes 40.00 yuan.
async fn owing() -> (Db, i64) {
    let db = province().await;
    let item = "INSERT INTO fee_item (exam, item, name, amount, detail, notice, window, owed_by, position, unlocks) \
                VALUES (?, 'registration', '普通高考报名费', 4000, '', '一旦缴纳不退', 'registration', 'everybody', 1, 'identity')";
    db.run(item, params![EXAM]).await.unwrap();
    let candidate = candidate(&db).await;
    (db, candidate)
}

async fn order_of(db: &Db, candidate: i64, order_no: &str, key: Option<&str>) -> Option<i64> {
    let fees = fee::of_candidate(db, candidate).await.unwrap();
    let new = NewOrder {
        order_no,
        fee: &fees[0],
        provider: Provider::Wechat,
        channel: Channel::Qr,
        page_token: order_no,
        expires_at: NOW.plus(1),
    };
    create(&author(key).acts(db, NOW).within(EXAM).about(candidate), new).await.unwrap()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Op {
    /// Tries to make the order of this number.
    Create(usize),
    /// The order was closed at the provider.
    Close(usize),
    /// The provider tells of money.
    Noticed(Money),
    /// Somebody tells of money who is not believed.
    Claimed(Money),
    /// We ask and find money.
    Found(Money),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Money {
    /// Index into ORDERS; beyond it, an order that is not ours
    order: usize,
    transaction: u8,
    amount: i64,
    refunded: bool,
}

impl Money {
    const fn of(order: usize) -> Self {
        Self { order, transaction: 1, amount: 4000, refunded: false }
    }

    fn payment(self) -> Payment {
        let order_no = ORDERS.get(self.order).copied().unwrap_or(STRANGER);
        Payment {
            order_no: order_no.into(),
            transaction_id: format!("{order_no}-{}", self.transaction),
            amount: Fen(self.amount),
            paid_at: NOW,
            fault: self.refunded.then_some(Fault::Refunded),
        }
    }
}

/// What is there in the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct End {
    fee: String,
    candidate_paid: bool,
    counted: i64,
    orders: String,
    alarms: String,
    alarmed: i64,
    /// Amounts on their way back
    refunds: String,
    refunded: i64,
    /// What the provider is still to be asked about
    claims: String,
    /// What the ledger says the provider holds
    held: i64,
    /// Orders whose rows of the ledger do not come to zero
    unbalanced: i64,
}

/// Runs the events, leaving out money for one of our orders that does not exist yet: nobody can pay it.
/// Also tells what came in, and which orders were made and closed.
async fn run(db: &Db, candidate: i64, ops: &[Op]) -> (End, BTreeSet<Money>, BTreeSet<Op>) {
    let (mut exists, mut came_in, mut made) = ([false; 2], BTreeSet::new(), BTreeSet::new());
    let mut model = Model::default();
    for op in ops {
        if !matches!(*op, Op::Noticed(money) | Op::Claimed(money) | Op::Found(money) if exists.get(money.order) == Some(&false))
        {
            model = model.after(*op);
        }
        match *op {
            Op::Create(n) if !exists[n] => {
                exists[n] = order_of(db, candidate, ORDERS[n], None).await.is_some();
                made.extend(exists[n].then_some(*op));
            }
            Op::Close(n) if exists[n] => {
                let order = order(db, candidate, ORDERS[n]).await.unwrap();
                closed(&author(None).acts(db, NOW), &order, None).await.unwrap();
                made.insert(*op);
            }
            Op::Noticed(money) | Op::Claimed(money) | Op::Found(money) if exists.get(money.order) != Some(&false) => {
                let (source, believed) = match op {
                    Op::Found(_) => (Source::Found(proof()), true),
                    Op::Claimed(_) => (Source::Claimed(proof()), false),
                    _ => (Source::Noticed(proof()), money.amount == 4000 || money.order >= ORDERS.len()),
                };
                came(&provider().acts(db, NOW), Provider::Wechat, &money.payment(), source).await.unwrap();
                if believed || money.refunded {
                    came_in.insert(money);
                }
            }
            _ => {}
        }
    }
    let sql = "SELECT f.status AS fee, c.paid_at IS NOT NULL AS candidate_paid, \
               (SELECT COALESCE(SUM(count), 0) FROM progress WHERE metric = 'paid' AND organisation = '43') AS counted, \
               (SELECT COALESCE(GROUP_CONCAT(status, ' '), '') FROM (SELECT status FROM payment_order ORDER BY order_no)) AS orders, \
               (SELECT COALESCE(GROUP_CONCAT(reason || amount, ' '), '') FROM (SELECT reason, amount FROM payment_alarm ORDER BY 1, 2)) AS alarms, \
               (SELECT COALESCE(SUM(amount), 0) FROM payment_alarm WHERE reason <> 'unconfirmed') AS alarmed, \
               (SELECT COALESCE(GROUP_CONCAT(status || amount, ' '), '') FROM refund) AS refunds, \
               (SELECT COALESCE(SUM(amount), 0) FROM refund) AS refunded, \
               (SELECT COALESCE(GROUP_CONCAT(transaction_id || ':' || amount, ' '), '') FROM (SELECT transaction_id, amount \
               FROM payment_claim WHERE answered_at IS NULL ORDER BY 1, 2)) AS claims, \
               (SELECT COALESCE(SUM(amount), 0) FROM ledger WHERE account = 'provider') AS held, \
               (SELECT COUNT(*) FROM (SELECT 1 FROM ledger GROUP BY order_no HAVING SUM(amount) <> 0)) AS unbalanced \
               FROM fee AS f JOIN candidate AS c ON c.id = f.candidate WHERE f.candidate = ?";
    let end: End = db.first(sql, params![candidate]).await.unwrap().unwrap();
    let words = [&end.fee, &end.orders, &end.alarms, &end.refunds, &end.claims].map(String::clone);
    assert_eq!(words, model.words(), "{ops:?}");
    (end, came_in, made)
}

/// Every fen that came settled the fee, goes back, or is in an alarm, and only one of these.
fn accounts(end: &End, came_in: &BTreeSet<Money>, ops: &[Op]) {
    let total: i64 = came_in.iter().map(|money| money.amount).sum();
    let settled = if end.fee == "paid" { 4000 } else { 0 };
    assert_eq!(settled + end.alarmed + end.refunded, total, "{end:?} after {ops:?}");
    let held: i64 = came_in.iter().filter(|money| !money.refunded).map(|money| money.amount).sum();
    assert_eq!((end.held, end.unbalanced), (held, 0), "{end:?} after {ops:?}");
    let good = came_in.iter().any(|money| money.order < 2 && money.amount == 4000 && !money.refunded);
    assert_eq!(end.fee == "paid", good, "{end:?} after {ops:?}");
    assert_eq!((end.candidate_paid, end.counted), (good, i64::from(good)), "{end:?} after {ops:?}");
}

/// All distinct orders of `ops`, one after the other (Heap's algorithm).
fn permutations(mut ops: Vec<Op>) -> BTreeSet<Vec<Op>> {
    fn heap(k: usize, ops: &mut Vec<Op>, out: &mut BTreeSet<Vec<Op>>) {
        if k <= 1 {
            out.insert(ops.clone());
            return;
        }
        for i in 0..k {
            heap(k - 1, ops, out);
            ops.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
        }
    }
    let mut out = BTreeSet::new();
    heap(ops.len(), &mut ops, &mut out);
    out
}

/// Runs every permutation after the first order was made; all that saw the same money and the
/// same orders made and closed must end alike.
async fn converges(ops: &[Op]) {
    let (db, candidate) = owing().await;
    window(&db, "registration", "43", 0, 10).await;
    let mut ends: BTreeMap<_, BTreeSet<End>> = BTreeMap::new();
    for ops in permutations(ops.to_vec()) {
        db.run("SAVEPOINT before", vec![]).await.unwrap();
        let (end, came_in, made) = run(&db, candidate, &[&[Op::Create(0)], &ops[..]].concat()).await;
        accounts(&end, &came_in, &ops);
        ends.entry((came_in, made)).or_default().insert(end);
        db.run("ROLLBACK TO before", vec![]).await.unwrap();
        db.run("RELEASE before", vec![]).await.unwrap();
    }
    for (case, ends) in ends {
        assert_eq!(ends.len(), 1, "{case:?} ends as {ends:?}");
    }
}

const A: Money = Money::of(0);
const B: Money = Money::of(1);

#[test]
fn notices_results_and_closing_converge_in_every_order() {
    pollster::block_on(async {
        use Op::{Claimed, Close, Found, Noticed};
        converges(&[Noticed(A), Noticed(A), Found(A), Found(A), Close(0)]).await;
        let wrong = Money { amount: 1, ..A };
        converges(&[Noticed(A), Noticed(wrong), Found(wrong), Noticed(wrong), Close(0)]).await;
        converges(&[Claimed(A), Claimed(A), Found(A), Close(0)]).await;
        converges(&[Claimed(wrong), Claimed(A), Found(wrong), Noticed(wrong)]).await;
        let again = Money { transaction: 2, ..A };
        converges(&[Noticed(A), Noticed(again), Found(again), Found(A), Close(0)]).await;
        let back = Money { refunded: true, ..A };
        converges(&[Noticed(A), Found(back), Found(back), Noticed(Money::of(2)), Noticed(Money::of(2))]).await;
    });
}

#[test]
fn a_second_order_never_takes_money_twice_without_giving_it_back() {
    pollster::block_on(async {
        use Op::{Close, Create, Found, Noticed};
        converges(&[Close(0), Create(1), Noticed(A), Found(A), Noticed(B), Found(B)]).await;
        converges(&[Close(0), Create(1), Close(1), Noticed(A), Noticed(B), Noticed(B)]).await;
    });
}

fn any_op() -> impl Strategy<Value = Op> {
    let amount = prop_oneof![4 => Just(4000i64), 1 => Just(1i64), 1 => Just(8000i64)];
    let money = (0usize..3, 1u8..3, amount, prop::bool::weighted(0.1));
    let money = money.prop_map(|(order, transaction, amount, refunded)| Money { order, transaction, amount, refunded });
    prop_oneof![
        (0usize..2).prop_map(Op::Create),
        (0usize..2).prop_map(Op::Close),
        money.clone().prop_map(Op::Noticed),
        money.clone().prop_map(Op::Claimed),
        money.prop_map(Op::Found),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn whatever_comes_every_fen_is_accounted_for(ops in prop::collection::vec(any_op(), 0..24)) {
        pollster::block_on(async {
            let (db, candidate) = owing().await;
            window(&db, "registration", "43", 0, 10).await;
            let (end, came_in, _) = run(&db, candidate, &ops).await;
            accounts(&end, &came_in, &ops);
        });
    }
}

#[test]
fn an_order_is_made_once_while_the_window_is_open_where_the_candidate_is() {
    pollster::block_on(async {
        let (db, candidate) = owing().await;
        assert_eq!(order_of(&db, candidate, "ZKA", None).await, None, "no window");
        window(&db, "registration", "43", -10, 0).await;
        window(&db, "registration", "4302", -10, 10).await;
        assert_eq!(order_of(&db, candidate, "ZKA", None).await, None, "closed here, open elsewhere");
        window(&db, "registration", "430102", 0, 1).await;
        let seq = order_of(&db, candidate, "ZKA", Some("key-0001")).await.expect("extended for this county");
        assert_eq!(order_of(&db, candidate, "ZKB", None).await, None, "one attempt at a time");

        let order = attempt(&db, candidate, "registration").await.unwrap().unwrap();
        assert_eq!(
            (order.order_no.as_str(), order.amount, order.item_name.as_str()),
            ("ZKA", Fen(4000), "普通高考报名费")
        );
        assert_eq!(order_of_event(&db, candidate, seq).await.unwrap().order_no, "ZKA");
        closed(&author(None).acts(&db, NOW), &order, None).await.unwrap();
        assert_eq!(order_of(&db, candidate, "ZKC", Some("key-0001")).await, None, "the same request");
        assert!(order_of(&db, candidate, "ZKB", Some("key-0002")).await.is_some());
        came(&provider().acts(&db, NOW), Provider::Wechat, &B.payment(), Source::Noticed(proof())).await.unwrap();
        assert_eq!(order_of(&db, candidate, "ZKC", None).await, None, "paid");
        let fees = fee::of_candidate(&db, candidate).await.unwrap();
        assert_eq!((fees[0].status, fees[0].order_no.as_deref()), (FeeStatus::Paid, Some("ZKB")));
    });
}

#[test]
fn an_order_at_an_old_price_is_not_made() {
    pollster::block_on(async {
        let (db, candidate) = owing().await;
        window(&db, "registration", "43", 0, 10).await;
        let fee = fee::Fee { amount: Fen(1), ..fee::of_candidate(&db, candidate).await.unwrap().remove(0) };
        let new = NewOrder {
            order_no: "ZKA",
            fee: &fee,
            provider: Provider::Wechat,
            channel: Channel::Qr,
            page_token: "t",
            expires_at: NOW,
        };
        assert_eq!(create(&author(None).acts(&db, NOW).within(EXAM).about(candidate), new).await.unwrap(), None);
    });
}

#[test]
fn a_notice_is_filed_under_its_candidate_and_others_orders_are_not_shown() {
    pollster::block_on(async {
        let (db, candidate) = owing().await;
        window(&db, "registration", "43", 0, 10).await;
        order_of(&db, candidate, "ZKA", None).await.unwrap();
        for payment in [A.payment(), A.payment(), Money::of(2).payment()] {
            came(&provider().acts(&db, NOW), Provider::Wechat, &payment, Source::Noticed(proof())).await.unwrap();
        }
        told(&provider().acts(&db, NOW), Provider::Wechat, &proof(), None).await.unwrap();
        let sql = "SELECT subject, exam FROM journal WHERE actor = 'provider:wechat' ORDER BY seq";
        let filed: Vec<(i64, String)> = db.all(sql, vec![]).await.unwrap();
        assert_eq!(filed, [(candidate, EXAM.to_string()), (0, String::new()), (0, String::new())]);
        assert!(matches!(order(&db, candidate + 1, "ZKA").await, Err(Error::NotFound(_))));
        let page = page(&db, "ZKA").await.unwrap();
        assert_eq!((page.status, page.fee, page.amount), (OrderStatus::Paid, FeeStatus::Paid, Fen(4000)));
    });
}
