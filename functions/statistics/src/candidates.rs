//! 考生名单 as a file: of a subtree, and of one stage where that is asked for.

use crate::export::{self, PIECE, Rows, Taker, Title};
use crate::xlsx::Table;
use domain::candidate::Stage;
use domain::organisation::Unit;
use domain::{ExamId, Result};
use store::admission::{self, Place, Search, Wanted};
use store::db::Db;
use store::statistics::Scope;
use web::api::candidate::FileOfCandidates;
use web::{Reply, Request};

const COLUMNS: [(&str, u32); 10] = [
    ("市（州）", 12),
    ("县（市、区）", 12),
    ("报名点", 26),
    ("报名流水号", 12),
    ("姓名", 12),
    ("证件号", 22),
    ("进度", 16),
    ("缴费", 8),
    ("志愿", 8),
    ("须补读身份证", 12),
];

pub(crate) async fn download(request: &Request, db: &Db) -> Result<Reply> {
    let FileOfCandidates { organisation, stage } = request.query()?;
    let (staff, author) = request.staff(db).await?;
    let unit = staff.within(db, organisation.as_deref()).await?;
    let exam = request.exam(db).await?.id;
    let name = &unit.name;
    let scope = stage.map_or_else(|| name.clone(), |stage| format!("{name}-{}", stage.title()));
    let title = Title { list: "candidates", title: "考生名单", scope: &scope, columns: &COLUMNS };
    let search = Search { exam: &exam, unit: &unit, stage, to_read: false, wanted: Wanted::Anybody };
    let rows = admission::count(db, &search).await?;
    let of = Scope { exam: &exam, unit: &unit, batch: stage.map_or("", Stage::title) };
    let taker = Taker { request, staff: &staff, act: author.acts(db, request.now()) };
    let table = taker.begin(&title, of, rows).await?;
    let listed = Listed { exam: exam.clone(), unit: unit.clone(), stage, after: None };
    export::send(request, &title, table, Rows::Candidates(listed)).await
}

/// The rows of the file that are still to come.
pub(crate) struct Listed {
    exam: ExamId,
    unit: Unit,
    stage: Option<Stage>,
    after: Option<Place>,
}

impl Listed {
    /// The next rows; `false` when those were the last.
    pub(crate) async fn write(&mut self, db: &Db, table: &mut Table) -> Result<bool> {
        let search =
            Search { exam: &self.exam, unit: &self.unit, stage: self.stage, to_read: false, wanted: Wanted::Anybody };
        let rows = admission::listed(db, &search, self.after.take(), PIECE).await?;
        for row in &rows {
            table.row(&[
                (&row.city_name).into(),
                (&row.county_name).into(),
                (&row.point_name).into(),
                (&row.serial).into(),
                (&row.name).into(),
                (&row.document_masked).into(),
                row.stage.title().into(),
                if row.paid { "已缴费" } else { "未缴费" }.into(),
                if row.submitted { "已提交" } else { "" }.into(),
                if row.to_read { "是" } else { "" }.into(),
            ])?;
        }
        self.after = rows.last().map(|row| (row.path.clone(), row.serial.clone()));
        Ok(rows.len() == PIECE)
    }
}
