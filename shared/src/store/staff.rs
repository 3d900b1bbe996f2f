//! 管理账号: one account, one person.

use super::journal::{self, Author, Event};
use crate::api::admin;
use crate::db::Db;
use crate::domain::Timestamp;
use crate::seal::Keys;
use crate::{Error, Result, append, params};
use serde::Deserialize;
use serde_json::json;

/// What sign-in needs to know.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    /// Number
    pub id: i64,
    /// Organisation
    pub organisation: String,
    /// Argon2id, sealed for [`place`]
    pub password: String,
}

/// The place that an account's password is sealed for.
pub fn place(username: &str) -> String {
    format!("staff‖{username}‖password")
}

/// The account of a name.
///
/// # Errors
/// `Internal`.
pub async fn find(db: &Db, username: &str) -> Result<Option<Credentials>> {
    db.first("SELECT id, organisation, password FROM staff WHERE username = ?", params![username]).await
}

/// Accounts of a subtree.
///
/// # Errors
/// `Internal`.
pub async fn below(db: &Db, organisation: &str) -> Result<Vec<admin::StaffRow>> {
    let sql = "SELECT s.id, s.username, s.name, s.organisation, o.name AS organisation_name FROM staff AS s \
               JOIN organisation AS o ON o.code = s.organisation \
               WHERE SUBSTR(s.organisation, 1, LENGTH(?1)) = ?1 ORDER BY s.organisation, s.username";
    db.all(sql, params![organisation]).await
}

/// Replaces a sealed password by another.
///
/// # Errors
/// `Conflict` when it was replaced meanwhile.
pub async fn set_password(db: &Db, author: &Author, id: i64, old: &str, new: &str, at: Timestamp) -> Result<()> {
    let event = Event { at, exam: "", kind: "staff.password_set", subject: id, body: json!({ "password": new }) };
    let statement = append!("WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    match journal::append(db, author, event, statement, params![old]).await? {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("密码刚刚在另一台设备上改过，请刷新后再试".into())),
    }
}

/// Hashes a password that was just proved anew, if its stored hash is of parameters that are no longer used.
///
/// # Errors
/// `Internal`.
pub async fn rehash(
    db: &Db,
    keys: &Keys,
    author: &Author,
    (id, username): (i64, &str),
    (sealed, password): (&str, &str),
    at: Timestamp,
) -> Result<()> {
    let Some(newer) = keys.rehash(&place(username), sealed, password)? else { return Ok(()) };
    let event =
        Event { at, exam: "", kind: "staff.password_rehashed", subject: id, body: json!({ "password": newer }) };
    let statement = append!("WHERE EXISTS (SELECT 1 FROM staff WHERE id = ?11 AND password = ?13)");
    journal::append(db, &author.without_key(), event, statement, params![sealed]).await.map(drop)
}

/// A new account with its sealed password.
///
/// # Errors
/// `Conflict` when the name is taken or the organisation unknown.
pub async fn create(db: &Db, author: &Author, new: &admin::NewStaff, password: &str, at: Timestamp) -> Result<i64> {
    let body =
        json!({ "username": new.username, "name": new.name, "organisation": new.organisation, "password": password });
    let event = Event { at, exam: "", kind: "staff.created", subject: 0, body };
    let statement = append!(
        "WHERE NOT EXISTS (SELECT 1 FROM staff WHERE username = ?13) AND EXISTS (SELECT 1 FROM organisation WHERE code = ?14)"
    );
    let guard = params![&new.username, &new.organisation];
    match journal::append(db, author, event, statement, guard).await? {
        Some(seq) => Ok(seq),
        None => Err(Error::Conflict("账号已存在，或机构代码不对".into())),
    }
}

#[cfg(test)]
mod tests;
