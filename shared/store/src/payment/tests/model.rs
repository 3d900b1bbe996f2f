//! What a fee and its orders are, as a pure and total function of what happened: (state, event) → state. The
//! triggers of 0006_payment.sql and 0013_payment.sql must come to the same, whatever happens and in whichever order.

use super::{Money, ORDERS, Op, STRANGER};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Open,
    Paid,
    Closed,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    paid: bool,
    orders: [Option<(Status, u8)>; 2],
    refunds: usize,
    alarms: BTreeSet<(&'static str, i64, &'static str, u8)>,
    /// Open or answered
    claims: BTreeMap<(i64, &'static str, u8), bool>,
    /// Money that came; told once more, it is no event
    told: BTreeSet<Money>,
}

impl Money {
    fn told(self) -> (i64, &'static str, u8) {
        (self.amount, ORDERS.get(self.order).copied().unwrap_or(STRANGER), self.transaction)
    }
}

impl Model {
    pub(super) fn after(self, op: Op) -> Self {
        match op {
            Op::Create(n) => self.created(n),
            Op::Close(n) => self.closed(n),
            Op::Noticed(money) | Op::Found(money) if matches!(op, Op::Found(_)) || self.fits(money) => self.came(money),
            Op::Noticed(money) | Op::Found(money) | Op::Claimed(money) => self.claimed(money),
        }
    }

    fn created(mut self, n: usize) -> Self {
        let one_is_open = self.orders.iter().flatten().any(|(status, _)| *status == Status::Open);
        if !self.paid && !one_is_open && self.orders[n].is_none() {
            self.orders[n] = Some((Status::Open, 0));
        }
        self
    }

    fn closed(mut self, n: usize) -> Self {
        if let Some((status @ Status::Open, _)) = &mut self.orders[n] {
            *status = Status::Closed;
        }
        self
    }

    /// Is a notice of it believed? Not one of another amount than we asked for.
    fn fits(&self, money: Money) -> bool {
        money.refunded || money.amount == 4000 || self.orders.get(money.order).copied().flatten().is_none()
    }

    /// Somebody says so: the provider is to be asked, unless its answer is known.
    fn claimed(mut self, money: Money) -> Self {
        let (_, order_no, transaction) = money.told();
        let known = self.alarms.iter().any(|alarm| (alarm.2, alarm.3) == (order_no, transaction));
        match self.orders.get(money.order).copied().flatten() {
            _ if money.refunded => self.alarm("refunded", money),
            None => self.alarm("unconfirmed", money),
            Some((Status::Paid, transaction)) if transaction == money.transaction => self,
            Some(_) if known => self,
            Some(_) => {
                self.claims.entry(money.told()).or_insert(true);
                self
            }
        }
    }

    fn came(mut self, money: Money) -> Self {
        let (_, order_no, transaction) = money.told();
        if self.told.insert(money) {
            let same = self.claims.iter_mut().filter(|(claim, _)| (claim.1, claim.2) == (order_no, transaction));
            same.for_each(|(_, open)| *open = false);
        }
        let order = self.orders.get(money.order).copied().flatten();
        match order {
            _ if money.refunded => self.alarm("refunded", money),
            None => self.alarm("unknown_order", money),
            Some(_) if money.amount != 4000 => self.alarm("wrong_amount", money),
            Some((Status::Paid, transaction)) if transaction == money.transaction => self,
            Some((Status::Paid, _)) => self.alarm("second_payment", money),
            Some(_) => {
                self.orders[money.order] = Some((Status::Paid, money.transaction));
                self.refunds += usize::from(self.paid);
                self.paid = true;
                self
            }
        }
    }

    fn alarm(mut self, reason: &'static str, money: Money) -> Self {
        let (amount, order_no, transaction) = money.told();
        self.alarms.insert((reason, amount, order_no, transaction));
        self
    }

    /// Fee, orders, alarms and refunds in the words of the database.
    pub(super) fn words(&self) -> [String; 5] {
        let status = |(status, _): &(Status, u8)| format!("{status:?}").to_lowercase();
        let orders: Vec<String> = self.orders.iter().flatten().map(status).collect();
        let alarms: Vec<String> = self.alarms.iter().map(|(reason, amount, ..)| format!("{reason}{amount}")).collect();
        let refunds = vec!["requested4000"; self.refunds];
        let mut claims: Vec<(String, i64)> = self
            .claims
            .iter()
            .filter(|(_, open)| **open)
            .map(|((amount, order_no, transaction), _)| (format!("{order_no}-{transaction}"), *amount))
            .collect();
        claims.sort();
        let claims: Vec<String> =
            claims.iter().map(|(transaction, amount)| format!("{transaction}:{amount}")).collect();
        let fee = if self.paid { "paid" } else { "due" };
        [fee.into(), orders.join(" "), alarms.join(" "), refunds.join(" "), claims.join(" ")]
    }
}
