//! 角色: what they may do, and how that is changed (0042_role.sql).

use crate::db::Db;
use crate::journal::Act;
use crate::proposal::proposals;
use crate::{append, params};
use domain::event::Event;
use domain::event::role as event;
use domain::organisation::Kind;
use domain::role::{Change, KEYS, Permissions, Role};
use domain::{Error, Result};

/// Those in force, in the order of their file.
pub async fn all(db: &Db) -> Result<Vec<Role>> {
    let sql = "SELECT r.code, r.kind, r.name, r.second_factor, r.four_eyes, (SELECT JSON_GROUP_ARRAY(p.permission) \
               FROM role_permission AS p WHERE p.role = r.code AND p.kind = r.kind) AS permissions FROM role AS r \
               ORDER BY r.position, r.code, r.kind";
    db.all(sql, vec![]).await
}

/// One that may be held at an organisation of this kind.
///
/// # Errors
/// `Invalid` when there is none.
pub async fn at(db: &Db, code: &str, kind: Kind) -> Result<Role> {
    let mut roles = all(db).await?;
    roles.retain(|role| role.code == code && role.kind == kind);
    roles.pop().ok_or_else(|| Error::invalid("role", "这一类机构没有这种角色，请重新选择"))
}

/// What the role of an account lets it do, on the machine that has the database.
pub async fn permissions(db: &Db, staff: i64) -> Result<Permissions> {
    let sql = "SELECT JSON_GROUP_ARRAY(p.permission) AS permissions FROM staff AS s JOIN organisation AS o ON o.code = s.organisation \
               JOIN role_permission AS p ON p.role = s.role AND p.kind = o.kind WHERE s.id = ?";
    Ok(db.first(sql, params![staff]).await?.unwrap_or_default())
}

/// The change in force, if there ever was one.
pub async fn in_force(db: &Db) -> Result<Option<i64>> {
    db.first("SELECT id FROM role_change WHERE status = 'published'", vec![]).await
}

/// Nobody is left outside by a change: of each of [`KEYS`], two independent people would hold one half each.
///
/// # Errors
/// `WrongState`.
pub async fn require_held(db: &Db, change: i64) -> Result<()> {
    let sql = "WITH holder AS (SELECT s.id, p.value AS permission FROM role_change AS c CROSS JOIN JSON_EACH(c.roles) AS r \
               CROSS JOIN JSON_EACH(r.value, '$.permissions') AS p CROSS JOIN organisation AS o CROSS JOIN staff AS s \
               WHERE c.id = ?1 AND r.value ->> 'kind' = 'province' AND o.kind = 'province' \
               AND s.organisation = o.code AND s.role = r.value ->> 'code' AND s.status = 'active') \
               SELECT EXISTS (SELECT 1 FROM holder AS a JOIN independent_staff AS i ON i.a = a.id JOIN holder AS b ON b.id = i.b \
               WHERE a.permission = ?2 AND b.permission = ?3)";
    for (proposes, decides) in KEYS {
        if !db.first(sql, params![change, proposes.as_str(), decides.as_str()]).await?.unwrap_or(false) {
            let (proposes, decides) = (proposes.title(), decides.title());
            return Err(Error::WrongState(format!(
                "这样改了以后，省级没有两位互相独立的人员分别能“{proposes}”和“{decides}”。请先让人担任有此权限的角色，再改"
            )));
        }
    }
    Ok(())
}

/// Changes, the newest first.
pub async fn changes(db: &Db) -> Result<Vec<Change>> {
    let sql = proposals!(" FROM proposal AS m", "WHERE m.noun = 'role' ORDER BY m.id DESC LIMIT 200");
    db.all(sql, params![""]).await
}

/// Proposes all roles as they are to be. The change's number.
///
/// # Errors
/// `Conflict` when others have come into force than they were compared with.
pub async fn propose(act: &Act<'_>, new: &event::Proposed<'_>) -> Result<i64> {
    let guard = append!(where "?13 IS (SELECT id FROM role_change WHERE status = 'published')");
    let appended = act.append(new.written()?, guard, params![new.basis]).await?;
    appended.ok_or_else(|| Error::Conflict("已有别的角色变更生效，请重新提出".into()))
}

#[cfg(test)]
mod tests;
