//! 管理账号: one person, one account; the first password is random and shown once.

use shared::Result;
use shared::api::admin::{NewStaff, StaffCreated, StaffList};
use shared::db::Db;
use shared::domain::organisation::Level;
use shared::error::Faults;
use shared::seal::{self, Keys};
use shared::store::staff;
use shared::web::{Reply, Request};

pub(crate) async fn list(request: &Request) -> Result<Reply> {
    let db = Db::open().await?;
    let (who, _) = request.staff(&db, Level::Point).await?;
    Reply::json(&StaffList { staff: staff::below(&db, &who.organisation).await? })
}

pub(crate) async fn create(request: &Request) -> Result<Reply> {
    let input: NewStaff = request.json()?;
    let db = Db::open().await?;
    let (who, author) = request.staff(&db, Level::County).await?;
    who.within(Some(&input.organisation))?;
    let mut faults = Faults::default();
    let plain = input.username.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    faults.add_if(!plain || !(3..=32).contains(&input.username.len()), "username", "账号应为 3–32 个字母、数字或 -");
    faults.add_if(!(2..=30).contains(&input.name.trim().chars().count()), "name", "请填写使用人姓名");
    faults.or(())?;
    // 80 random bits, as easy to copy from paper as a 防伪码.
    let initial_password = Keys::load().await?.code("staff-password", &seal::token()?);
    let sealed = Keys::load().await?.hash_password(&staff::place(&input.username), &initial_password)?;
    let id = staff::create(&db, &author, &input, &sealed, request.now()).await?;
    Reply::created(&StaffCreated { id, username: input.username, initial_password })
}
