//! What waits for whoever begins their day.

use domain::Result;
use domain::proposal::Noun;
use domain::role::Permission::{
    ApplicationDecide, ApplicationDecideDocument, CandidateAdmit, FinanceConfirm, FinanceView, StaffDecide,
    WindowConfirm,
};
use store::db::Db;
use store::pending;
use web::api::pending::Waiting;
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let (actor, path) = (&author.actor, &staff.unit.path);
    let mut waiting = Vec::new();
    if staff.may(FinanceConfirm) {
        waiting.extend(pending::money(db, actor).await?);
    }
    if staff.may(FinanceView) {
        waiting.extend(pending::unseen(db).await?);
    }
    if staff.may(WindowConfirm) {
        waiting.extend(pending::windows(db, &exam, actor).await?);
    }
    for noun in [Noun::Revision, Noun::Import] {
        if staff.may(noun.decides()) {
            waiting.extend(pending::proposals(db, noun, &exam, actor).await?);
        }
    }
    if staff.may(StaffDecide) {
        waiting.extend(pending::accounts(db, staff.id).await?);
    }
    if staff.may(ApplicationDecide) {
        let documents = staff.may(ApplicationDecideDocument);
        waiting.extend(pending::applications(db, &exam, (path, documents), actor).await?);
    }
    if staff.may(CandidateAdmit) {
        waiting.push(pending::to_read(db, &exam, path).await?);
    }
    waiting.retain(|one| one.count > 0);
    Reply::json(&Waiting { waiting })
}
