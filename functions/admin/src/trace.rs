//! 操作记录 and 登录失败: what staff did, and who could not get in.

use domain::{Error, Result, Timestamp, event};
use store::db::Db;
use store::seal::Keys;
use store::{act, sign_in};
use web::api::staff::{Acts, Failures, Kind, SearchFailures};
use web::{Reply, Request};

pub(crate) async fn acts(request: &Request, db: &Db) -> Result<Reply> {
    let (who, _) = request.staff(db).await?;
    let organisation = who.within(request.query("organisation"))?;
    let number = |name: &'static str| {
        let typed = request.query(name).map(str::parse::<i64>).transpose();
        typed.map(Option::unwrap_or_default).map_err(|_| Error::invalid(name, "应为数字"))
    };
    let instant = |name: &'static str, otherwise: i64| match request.query(name) {
        None => Ok(Timestamp(otherwise)),
        Some(text) => {
            Timestamp::parse(text).ok_or_else(|| Error::invalid(name, "时间应写作 2027-06-25T08:00:00+08:00"))
        }
    };
    let wanted = act::Wanted {
        organisation: &organisation,
        staff: number("staff")?,
        kind: request.query("kind").unwrap_or_default(),
        from: instant("from", 0)?,
        until: instant("until", request.now().plus(act::AHEAD).0)?,
        before: number("before")?,
    };
    let (more, acts) = act::page(db, &wanted).await?;
    let kinds = event::Kind::all().map(|kind| Kind { kind: kind.as_str(), title: kind.title() }).collect();
    Reply::json(&Acts { next: acts.last().filter(|_| more).map(|row| row.seq), acts, kinds })
}

/// A POST although it changes nothing: what somebody types to sign in stays out of addresses.
pub(crate) async fn failures(request: &Request, db: &Db) -> Result<Reply> {
    let input: SearchFailures = request.json()?;
    request.staff(db).await?;
    let keys = Keys::load().await?;
    let name = input.name.trim();
    let (mut hashes, mut found) = (vec![input.account.clone()], (false, Vec::new()));
    if !name.is_empty() {
        hashes = vec![keys.hash("staff", &name.to_ascii_lowercase()), keys.hash("candidate", &name.to_uppercase())];
    }
    for account in &hashes {
        let wanted = sign_in::Wanted { ip: input.ip.trim(), account, before: input.before };
        found = sign_in::failures(db, &wanted).await?;
        if !found.1.is_empty() {
            break;
        }
    }
    let (more, failures) = found;
    let (addresses, accounts) = match input.before {
        0 => (sign_in::addresses(db, request.now()).await?, sign_in::accounts(db, request.now()).await?),
        _ => (Vec::new(), Vec::new()),
    };
    let next = failures.last().filter(|_| more).map(|row| row.id);
    Reply::json(&Failures { failures, next, addresses, accounts })
}
