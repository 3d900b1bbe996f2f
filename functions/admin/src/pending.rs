//! What waits for whoever begins their day.

use domain::Result;
use domain::organisation::Level;
use domain::staff::Role;
use store::db::Db;
use store::pending;
use web::api::pending::Waiting;
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    let (staff, author) = request.staff(db).await?;
    let exam = request.exam(db).await?.id;
    let mut waiting = Vec::new();
    if staff.level == Level::Province {
        waiting.extend(pending::money(db, &author.actor).await?);
        waiting.extend(pending::unseen(db).await?);
    }
    if staff.role == Role::Office {
        if staff.level == Level::Province {
            waiting.extend(pending::windows(db, &exam, &author.actor).await?);
            waiting.extend(pending::revisions(db, &author.actor).await?);
            waiting.extend(pending::imports(db, &exam, &author.actor).await?);
            waiting.extend(pending::accounts(db, staff.id).await?);
        }
        waiting.extend(pending::applications(db, &exam, &staff.organisation, &author.actor).await?);
        waiting.push(pending::to_read(db, &exam, &staff.organisation).await?);
    }
    waiting.retain(|one| one.count > 0);
    Reply::json(&Waiting { waiting })
}
