//! 上线未提交保存正式志愿考生名单 (2022 年网上填报志愿实施方案 第五步): to be called, one by one.

use crate::export::{self, PIECE, Rows, Taker, Title};
use crate::overview::batches;
use crate::xlsx::Table;
use domain::organisation::Unit;
use domain::page::Page;
use domain::statistics::{Missing, Outcome};
use domain::{ExamId, Result, Timestamp};
use store::db::Db;
use store::rate_limit::{self, READING};
use store::statistics::{Narrowing, PAGE, Place, Scope};
use store::{statistics, volunteer};
use web::api::statistics::{NotSubmitted, SearchMissing};
use web::{Reply, Request};

const COLUMNS: [(&str, u32); 13] = [
    ("市（州）", 12),
    ("县（市、区）", 12),
    ("报名点", 26),
    ("学校", 22),
    ("班级", 12),
    ("报名流水号", 12),
    ("姓名", 12),
    ("手机号", 14),
    ("有草稿", 8),
    ("未填报原因", 18),
    ("说明", 24),
    ("通知时间", 20),
    ("通知人", 12),
];

fn place(row: &Missing) -> Place {
    (row.path.clone(), row.serial.clone())
}

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let SearchMissing { organisation, batch, draft, unchased, after } = request.query()?;
    let (staff, _) = request.staff(db).await?;
    rate_limit::take(db, &format!("list‖{}", staff.id), READING, request.begun()).await?;
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let (of, only) = (Scope { exam: &exam, unit: &unit, batch: &batch }, Narrowing { draft, unchased });
    let rows = statistics::not_submitted(db, of, only, after.key()?, PAGE + 1).await?;
    let page = Page::of(rows, PAGE, place).out_of(statistics::how_many(db, of, only).await?);
    Reply::json(&NotSubmitted { page, batches: batches(db, &exam).await?, batch })
}

/// The list as a file. That it was taken, and by whom, is in the journal.
pub(crate) async fn download(request: &Request, db: &Db) -> Result<Reply> {
    let SearchMissing { organisation, batch, draft, unchased, .. } = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let batch = volunteer::asked_for(db, &exam, batch, request.now()).await?;
    let (of, only) = (Scope { exam: &exam, unit: &unit, batch: &batch }, Narrowing { draft, unchased });
    let title = Title {
        list: "not-submitted",
        title: match only {
            Narrowing { draft: true, unchased: true } => "上线仅存草稿且未通知考生名单",
            Narrowing { draft: true, .. } => "上线仅存草稿考生名单",
            Narrowing { unchased: true, .. } => "上线未提交且未通知考生名单",
            Narrowing { .. } => "上线未提交保存正式志愿考生名单",
        },
        scope: &unit.name,
        columns: &COLUMNS,
    };
    let rows = statistics::how_many(db, of, only).await?;
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let table = taker.begin(&title, of, rows).await?;
    export::send(
        request,
        &title,
        table,
        Rows::NotSubmitted(Listed { exam: exam.clone(), unit: unit.clone(), batch: batch.clone(), only, after: None }),
    )
    .await
}

/// The rows of the file that are still to come.
pub(crate) struct Listed {
    exam: ExamId,
    unit: Unit,
    batch: String,
    only: Narrowing,
    after: Option<Place>,
}

impl Listed {
    /// The next rows; `false` when those were the last.
    pub(crate) async fn write(&mut self, db: &Db, table: &mut Table) -> Result<bool> {
        let of = Scope { exam: &self.exam, unit: &self.unit, batch: &self.batch };
        let rows = statistics::not_submitted(db, of, self.only, self.after.take(), PIECE).await?;
        for row in &rows {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (school, class, note, by) =
                (text(&row.school), text(&row.class_name), text(&row.note), text(&row.chased_by));
            table.row(&[
                (&row.city_name).into(),
                (&row.county_name).into(),
                (&row.point_name).into(),
                (&school).into(),
                (&class).into(),
                (&row.serial).into(),
                (&row.name).into(),
                row.phone_masked.as_deref().unwrap_or("未绑定").into(),
                if row.draft { "是" } else { "否" }.into(),
                row.outcome.map_or("", Outcome::title).into(),
                (&note).into(),
                (&row.chased_at.map(Timestamp::text).unwrap_or_default()).into(),
                (&by).into(),
            ])?;
        }
        self.after = rows.last().map(place);
        Ok(rows.len() == PIECE)
    }
}
