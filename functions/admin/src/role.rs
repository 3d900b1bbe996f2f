//! 角色: which ones there are. They are changed by `zhaokao role`.

use domain::Result;
use domain::role::Permission;
use store::db::Db;
use store::role;
use web::api::staff::{Roles, TitledPermission};
use web::{Reply, Request};

pub(crate) async fn list(request: &Request, db: &Db) -> Result<Reply> {
    request.staff(db).await?;
    let permissions = Permission::all().map(|permission| TitledPermission { permission, title: permission.title() });
    Reply::json(&Roles { roles: role::all(db).await?, permissions: permissions.collect() })
}
