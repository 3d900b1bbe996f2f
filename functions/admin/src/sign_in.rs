//! 登录失败: who could not get in.

use domain::Result;
use domain::page::Page;
use store::db::Db;
use store::seal::Keys;
use store::sign_in::{self, Wanted};
use web::api::sign_in::{Failures, SearchFailures};
use web::{Reply, Request};

/// A POST although it changes nothing: what somebody types to sign in stays out of addresses.
pub(crate) async fn failures(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchFailures = request.json()?;
    request.staff(db).await?;
    let keys = Keys::load().await?;
    let name = input.name.trim();
    let hashes = match name.is_empty() {
        true => vec![input.account.clone()],
        false => vec![keys.hash("staff", &name.to_ascii_lowercase()), keys.hash("candidate", &name.to_uppercase())],
    };
    let mut page = Page::whole(Vec::new());
    for account in &hashes {
        page = sign_in::failures(db, Wanted { ip: input.ip.trim(), account }, &input.after).await?;
        if !page.rows.is_empty() {
            break;
        }
    }
    let (addresses, accounts) = match input.after.is_first() {
        true => (sign_in::addresses(db, request.now()).await?, sign_in::accounts(db, request.now()).await?),
        false => (Vec::new(), Vec::new()),
    };
    Reply::json(&Failures { page, addresses, accounts })
}
