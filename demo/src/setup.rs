//! The exam year comes as a folder, by the same steps as an office's: the database begins with its province, one person loads
//! it, another one puts it in force.

use crate::journal::Journal;
use crate::places::{ACCOUNTS, Accounts, DEPUTY};
use crate::{EXAM, EXAM_ID};
use anyhow::anyhow;
use domain::event::{Factor, Role};
use domain::proposal::Noun;
use domain::{Result, Timestamp};
use folder::{Files, Year};
use pollster::block_on;
use revision::Folder;
use store::db::Db;
use store::journal::{Answer, Author};
use store::proposal;

/// Reads the folder.
pub(crate) fn read(files: &Files) -> Result<Year> {
    Ok(folder::read(files).map_err(|faults| anyhow!("the demo's folder: {faults:?}"))?)
}

/// Puts it in force; how many events that took.
pub(crate) fn publish(
    db: &mut Db,
    accounts: &mut Accounts<'_>,
    (files, year): (&Files, &Year),
    at: Timestamp,
) -> Result<u64> {
    let [(province, code), ..] = ACCOUNTS;
    let system = author("system".into(), Role::System);
    block_on(revision::begin(&system.acts(db, at).within(EXAM_ID), code, &year.exam.authority.name))?;
    let mut journal = Journal::begin(db.native(), EXAM)?;
    let is_first = |row: &&folder::Staff| [province, DEPUTY].contains(&row.username.as_str());
    accounts.create(&mut journal, year.staff.iter().filter(is_first))?;
    let events = journal.finish()?;

    let compared = block_on(revision::compare(db, year))?;
    let revised = compared.revised.map_err(|refused| anyhow!("the demo's folder: {refused:?}"))?;
    let [one, other] = [province, DEPUTY].map(|username| staff(accounts.number(username)));
    let folder = Folder { files, basis: None, revised: &revised };
    let proposed = block_on(revision::propose(&one.acts(db, at).within(EXAM_ID), folder, "年度安排"))?;
    let agreed = Answer { proposal: proposed, declined: None };
    block_on(proposal::decide(&other.acts(db, at).within(EXAM_ID), Noun::Revision, agreed, None))?;
    Ok(events + 3)
}

fn staff(number: i64) -> Author {
    author(format!("staff:{number}"), Role::Province)
}

fn author(actor: String, role: Role) -> Author {
    Author {
        actor,
        role,
        factor: Factor::None,
        ip: "127.0.0.1".into(),
        device: "zhaokao demo".into(),
        request_key: None,
        request_hash: None,
    }
}
