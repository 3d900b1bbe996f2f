//! What a fee and its orders are, as a pure and total function of what happened: (state, event) → state. The
//! triggers of 0006_payment.sql must come to the same, whatever happens and in whichever order.

use super::{Money, ORDERS, Op, STRANGER};
use std::collections::BTreeSet;

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
}

impl Model {
    pub(super) fn after(self, op: Op) -> Self {
        match op {
            Op::Create(n) => self.created(n),
            Op::Close(n) => self.closed(n),
            Op::Noticed(money) | Op::Found(money) => self.came(money),
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

    fn came(mut self, money: Money) -> Self {
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
        let order_no = ORDERS.get(money.order).copied().unwrap_or(STRANGER);
        self.alarms.insert((reason, money.amount, order_no, money.transaction));
        self
    }

    /// Fee, orders, alarms and refunds in the words of the database.
    pub(super) fn words(&self) -> [String; 4] {
        let status = |(status, _): &(Status, u8)| format!("{status:?}").to_lowercase();
        let orders: Vec<String> = self.orders.iter().flatten().map(status).collect();
        let alarms: Vec<String> = self.alarms.iter().map(|(reason, amount, ..)| format!("{reason}{amount}")).collect();
        let refunds = vec!["requested4000"; self.refunds];
        [if self.paid { "paid" } else { "due" }.into(), orders.join(" "), alarms.join(" "), refunds.join(" ")]
    }
}
