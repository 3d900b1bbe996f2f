//! A list as a file: what it is of and who took it stand above it and in its name, and that it was taken in the journal.

use crate::xlsx::{self, Table};
use crate::{candidates, not_submitted, payments};
use bytes::Bytes;
use domain::page::Total;
use domain::{Result, time};
use futures_util::stream;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::db::Db;
use store::journal::Act;
use store::rate_limit::{self, Limit};
use store::session::Staff;
use store::statistics::{self, Scope};
use web::{Reply, Request};

/// Files by one member of staff: ten, then one a minute.
const EXPORTS: Limit = Limit { burst: 10, interval: time::MINUTE };
/// Rows of a file that are in memory at a time.
pub(crate) const PIECE: usize = 1000;
/// What a name in a header may have as it is (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// What is taken.
pub(crate) struct Title<'a> {
    /// `not-submitted`: in the journal, and where a name has only letters
    pub(crate) list: &'a str,
    /// 上线未提交保存正式志愿考生名单
    pub(crate) title: &'a str,
    /// Of which organisation, by name, and whatever else it was narrowed by
    pub(crate) scope: &'a str,
    /// Titles and widths in characters
    pub(crate) columns: &'a [(&'a str, u32)],
}

/// Who takes it.
pub(crate) struct Taker<'a> {
    pub(crate) request: &'a Request,
    pub(crate) staff: &'a Staff,
    pub(crate) act: Act<'a>,
}

impl Taker<'_> {
    /// Notes that somebody takes it, so many rows, and begins the file.
    pub(crate) async fn begin(&self, what: &Title<'_>, of: Scope<'_>, rows: Total) -> Result<Table> {
        let Self { request, staff, act } = self;
        rate_limit::take(act.db, &format!("export‖{}", staff.id), EXPORTS, request.begun()).await?;
        statistics::exported(act, what.list, of, rows).await?;
        let line = format!("{} · {} · {} · 导出人 {}", what.title, what.scope, act.at.text(), staff.username);
        Table::begin("名单", &line, what.columns)
    }
}

/// What makes the rows, some at a time.
pub(crate) enum Rows {
    NotSubmitted(not_submitted::Listed),
    Candidates(candidates::Listed),
    Orders(payments::Listed),
}

impl Rows {
    /// Writes the next of them; `false` when those were the last.
    async fn write(&mut self, db: &Db, table: &mut Table) -> Result<bool> {
        match self {
            Self::NotSubmitted(rows) => rows.write(db, table).await,
            Self::Candidates(rows) => rows.write(db, table).await,
            Self::Orders(rows) => rows.write(db, table).await,
        }
    }
}

/// A file on its way.
struct Download {
    db: Db,
    rows: Rows,
    /// Until its end has been sent
    table: Option<Table>,
}

impl Download {
    /// The next rows, as bytes.
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>> {
        let Some(mut table) = self.table.take() else { return Ok(None) };
        if !self.rows.write(&self.db, &mut table).await? {
            return Ok(Some((table.finish()?, self)));
        }
        let bytes = table.ready();
        self.table = Some(table);
        Ok(Some((bytes, self)))
    }
}

/// The answer: the file, made while the client takes it.
pub(crate) async fn send(request: &Request, what: &Title<'_>, table: Table, rows: Rows) -> Result<Reply> {
    // The file goes out after this has been answered, by a connection of its own.
    let download = Download { db: Db::open().await?, rows, table: Some(table) };
    let pieces = Box::pin(stream::try_unfold(download, Download::piece));
    Ok(Reply::pieces(xlsx::TYPE, pieces).header(http::header::CONTENT_DISPOSITION, &disposition(request, what)))
}

/// The same for a table that is whole already.
pub(crate) fn whole(request: &Request, what: &Title<'_>, table: Table) -> Result<Reply> {
    let reply = Reply::bytes(xlsx::TYPE, table.finish()?);
    Ok(reply.header(http::header::CONTENT_DISPOSITION, &disposition(request, what)))
}

fn disposition(request: &Request, what: &Title<'_>) -> String {
    let name = format!("{}-{}-{}.xlsx", what.title, what.scope, request.now().date());
    let plain = utf8_percent_encode(&name, PLAIN);
    format!("attachment; filename=\"{}.xlsx\"; filename*=UTF-8''{plain}", what.list)
}
