//! 缴费订单 and 收缴统计 as files.

use crate::export::{self, PIECE, Rows, Taker, Title};
use crate::xlsx::Table;
use domain::finance::{Collected, CollectedBy, Days, OrderRow};
use domain::organisation::{Kind, Unit};
use domain::page::{COUNTED, Total};
use domain::payment::{OrderStatus, Provider, RefundStatus};
use domain::{Error, ExamId, Result, Timestamp};
use store::collection;
use store::db::Db;
use store::finance::{self, Place, Wanted};
use store::statistics::Scope;
use web::api::finance::{FileOfOrders, SearchCollections};
use web::{Reply, Request};

const ORDERS: [(&str, u32); 12] = [
    ("市（州）", 12),
    ("县（市、区）", 12),
    ("姓名", 12),
    ("报名流水号", 12),
    ("缴费项目", 22),
    ("金额（元）", 12),
    ("支付机构", 10),
    ("状态", 10),
    ("退款", 12),
    ("下单时间", 20),
    ("支付时间", 20),
    ("商户订单号", 30),
];
const SUMS: [(&str, u32); 6] =
    [("", 24), ("收款笔数", 12), ("收款（元）", 16), ("退款笔数", 12), ("退款（元）", 16), ("净额（元）", 16)];

pub(crate) async fn orders(request: &Request, db: &Db) -> Result<Reply> {
    let FileOfOrders { organisation, status, provider, first, last } = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let days = Days::read(&first, &last)?;
    let narrowed = [
        Some(unit.name.clone()),
        Some(days.text()),
        status.map(|s| s.title().into()),
        provider.map(|p| p.title().into()),
    ];
    let scope = narrowed.into_iter().flatten().collect::<Vec<String>>().join("-");
    let what = Title { list: "orders", title: "缴费订单", scope: &scope, columns: &ORDERS };
    let mut listed = Listed { exam: exam.clone(), unit: unit.clone(), status, provider, days, read: None, after: None };
    let first = finance::next_orders(db, listed.wanted(), None, COUNTED as usize + 1).await?;
    let rows = Total::counted(first.len() as i64);
    listed.read = Some(first);
    let of = Scope { exam: &exam, unit: &unit, batch: &scope };
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let table = taker.begin(&what, of, rows).await?;
    export::send(request, &what, table, Rows::Orders(listed)).await
}

/// The rows of the file that are still to come.
pub(crate) struct Listed {
    exam: ExamId,
    unit: Unit,
    status: Option<OrderStatus>,
    provider: Option<Provider>,
    days: Days,
    /// The first of them, that were read to count them
    read: Option<Vec<OrderRow>>,
    after: Option<Place>,
}

impl Listed {
    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            exam: &self.exam,
            unit: &self.unit,
            text: "",
            status: self.status,
            provider: self.provider,
            from: self.days.from(),
            until: self.days.until(),
        }
    }

    /// The next rows; `false` when those were the last.
    pub(crate) async fn write(&mut self, db: &Db, table: &mut Table) -> Result<bool> {
        let (read, after) = (self.read.take(), self.after.take());
        let rows = match read {
            Some(read) => read,
            None => finance::next_orders(db, self.wanted(), after, PIECE).await?,
        };
        for row in &rows {
            let order = &row.order;
            table.row(&[
                (&row.city_name).into(),
                (&row.county_name).into(),
                (&row.name).into(),
                (&row.serial).into(),
                (&order.item_name).into(),
                order.amount.into(),
                order.provider.title().into(),
                order.status.title().into(),
                order.refund.map_or("", RefundStatus::title).into(),
                (&order.created_at.text()).into(),
                (&order.paid_at.map(Timestamp::text).unwrap_or_default()).into(),
                (&order.order_no).into(),
            ])?;
        }
        self.after = rows.last().map(|row| (row.order.created_at.0, row.order.order_no.clone()));
        Ok(rows.len() >= PIECE)
    }
}

pub(crate) async fn collections(request: &Request, db: &Db) -> Result<Reply> {
    let asked: SearchCollections = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let unit = staff.within(db, asked.organisation.as_deref()).await?;
    if unit.kind == Kind::Point {
        return Err(Error::invalid("organisation", "收缴统计到县（市、区）为止"));
    }
    let (by, exam) = (asked.by, request.exam(db).await?.id);
    let days = Days::read(&asked.first, &asked.last)?;
    let (first, last) = (days.first(), days.last());
    let of = collection::Scope { exam: &exam, unit: &unit, first: &first, last: &last };
    let rows = collection::sums(db, of, by).await?;
    let scope = format!("{}-{}", unit.name, days.text());
    let (title, key) = match by {
        CollectedBy::Day => ("收缴统计（按日）", "日期"),
        CollectedBy::Provider => ("收缴统计（按支付机构）", "支付机构"),
        CollectedBy::Item => ("收缴统计（按项目）", "缴费项目"),
        CollectedBy::County => ("收缴统计（按县市区）", "县（市、区）"),
    };
    let mut columns = SUMS;
    columns[0].0 = key;
    let what = Title { list: "collections", title, scope: &scope, columns: &columns };
    let of = Scope { exam: &exam, unit: &unit, batch: &scope };
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let mut table = taker.begin(&what, of, Total::exactly(rows.len() as i64)).await?;
    for row in rows.iter().chain([&Collected::sum(&rows)]) {
        let net = domain::Fen(row.paid.0 - row.refunded.0);
        let (payments, refunds) = (row.payments.into(), row.refunds.into());
        table.row(&[(&row.name).into(), payments, row.paid.into(), refunds, row.refunded.into(), net.into()])?;
    }
    export::whole(request, &what, table)
}
