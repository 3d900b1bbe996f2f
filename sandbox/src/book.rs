//! The sandbox's own SQL.

use domain::payment::Provider;
use domain::{Error, Fen, Result, Timestamp};
use providers::wechat::TradeState;
use serde::{Deserialize, Serialize};
use store::db::Db;
use store::params;

/// An order at the payment provider.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Trade {
    pub(crate) out_trade_no: String,
    pub(crate) provider: Provider,
    pub(crate) token: String,
    pub(crate) description: String,
    pub(crate) total: Fen,
    pub(crate) notify_url: String,
    pub(crate) return_url: String,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) paid_at: Option<Timestamp>,
    pub(crate) transaction_id: Option<String>,
}

impl Trade {
    pub(crate) fn state(&self, now: Timestamp) -> TradeState {
        match (self.paid_at, self.closed_at) {
            (Some(_), _) => TradeState::Success,
            (None, None) if now < self.expires_at => TradeState::NotPay,
            _ => TradeState::Closed,
        }
    }
}

/// Notes an order; one that is there gets a new code, as long as nothing else about it changes.
/// `false` when it can't be paid any more, or is another.
pub(crate) async fn put_trade(db: &Db, trade: &Trade) -> Result<bool> {
    let sql = "INSERT INTO trade (out_trade_no, provider, token, description, total, notify_url, return_url, created_at, expires_at) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (out_trade_no) DO UPDATE SET token = excluded.token \
               WHERE provider = excluded.provider AND paid_at IS NULL AND closed_at IS NULL AND total = excluded.total \
               AND expires_at > excluded.created_at RETURNING TRUE";
    let Trade {
        out_trade_no, provider, token, description, total, notify_url, return_url, created_at, expires_at, ..
    } = trade;
    let name = provider.as_str();
    let values =
        params![out_trade_no, name, token, description, *total, notify_url, return_url, *created_at, *expires_at];
    Ok(db.first::<bool>(sql, values).await?.is_some())
}

pub(crate) async fn trade(db: &Db, out_trade_no: &str) -> Result<Option<Trade>> {
    let sql = "SELECT out_trade_no, provider, token, description, total, notify_url, return_url, created_at, expires_at, closed_at, paid_at, \
               transaction_id FROM trade WHERE out_trade_no = ?";
    db.first(sql, params![out_trade_no]).await
}

pub(crate) async fn is_opened(db: &Db, out_trade_no: &str) -> Result<bool> {
    Ok(db.first("SELECT opened FROM trade WHERE out_trade_no = ?", params![out_trade_no]).await?.unwrap_or(false))
}

pub(crate) async fn open(db: &Db, out_trade_no: &str) -> Result<()> {
    db.run("UPDATE trade SET opened = 1 WHERE out_trade_no = ?", params![out_trade_no]).await
}

/// WeChat learns only from the browser where it goes back to.
pub(crate) async fn set_return_url(db: &Db, out_trade_no: &str, return_url: &str) -> Result<()> {
    db.run("UPDATE trade SET return_url = ? WHERE out_trade_no = ?", params![return_url, out_trade_no]).await
}

pub(crate) async fn trade_of_transaction(db: &Db, transaction_id: &str) -> Result<Option<Trade>> {
    let sql = "SELECT out_trade_no FROM trade WHERE transaction_id = ?";
    match db.first::<String>(sql, params![transaction_id]).await? {
        Some(number) => trade(db, &number).await,
        None => Ok(None),
    }
}

pub(crate) async fn trade_of_token(db: &Db, token: &str) -> Result<Option<Trade>> {
    let number: Option<String> = db.first("SELECT out_trade_no FROM trade WHERE token = ?", params![token]).await?;
    match number {
        Some(number) => trade(db, &number).await,
        None => Ok(None),
    }
}

/// The newest orders first.
pub(crate) async fn trades(db: &Db) -> Result<Vec<Trade>> {
    let sql = "SELECT out_trade_no, provider, token, description, total, notify_url, return_url, created_at, expires_at, closed_at, paid_at, \
               transaction_id FROM trade ORDER BY created_at DESC, out_trade_no LIMIT 100";
    db.all(sql, vec![]).await
}

/// What was paid from a time on, and before another.
pub(crate) async fn paid(db: &Db, provider: Provider, from: Timestamp, until: Timestamp) -> Result<Vec<Trade>> {
    let sql = "SELECT out_trade_no, provider, token, description, total, notify_url, return_url, created_at, expires_at, \
               closed_at, paid_at, transaction_id FROM trade WHERE provider = ? AND paid_at >= ? AND paid_at < ? ORDER BY paid_at";
    db.all(sql, params![provider.as_str(), from, until]).await
}

/// What was given back in that time.
pub(crate) async fn given_back(db: &Db, provider: Provider, from: Timestamp, until: Timestamp) -> Result<Vec<Refund>> {
    let sql = "SELECT r.out_refund_no, r.out_trade_no, r.amount, r.done_at, r.failed FROM refund AS r JOIN trade AS t \
               ON t.out_trade_no = r.out_trade_no WHERE t.provider = ? AND r.done_at >= ? AND r.done_at < ? ORDER BY r.done_at";
    db.all(sql, params![provider.as_str(), from, until]).await
}

/// What is wrong with a notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trick {
    /// Nothing
    #[default]
    Honest,
    /// Another has signed it
    Forged,
    /// It tells of one fen more
    WrongAmount,
    /// The bank took one fen more, and so it is told
    OtherAmount,
    /// UnionPay's, of another merchant's payment, cut so that it tells of ours; nobody has paid
    Recut,
    /// Another provider tells of it as its own; nobody has paid
    OtherProvider,
    /// Alipay's, with an amount that nobody can read
    Unreadable,
    /// Another one follows, of a second payment for the same order
    Twice,
}

/// Somebody pays. Only once; only in time, unless a bank is late.
pub(crate) async fn pay(db: &Db, out_trade_no: &str, transaction_id: &str, late: bool, now: Timestamp) -> Result<()> {
    let sql = "UPDATE trade SET paid_at = ?1, transaction_id = ?2 \
               WHERE out_trade_no = ?3 AND paid_at IS NULL AND (?4 OR closed_at IS NULL AND expires_at > ?1)";
    db.run(sql, params![now, transaction_id, out_trade_no, i64::from(late)]).await
}

/// The bank takes one fen more.
pub(crate) async fn take_more(db: &Db, out_trade_no: &str) -> Result<()> {
    db.run("UPDATE trade SET total = total + 1 WHERE out_trade_no = ? AND paid_at IS NULL", params![out_trade_no]).await
}

/// Money given back.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Refund {
    pub(crate) out_refund_no: String,
    pub(crate) out_trade_no: String,
    pub(crate) amount: Fen,
    pub(crate) done_at: Option<Timestamp>,
    /// The payer's account did not take it
    pub(crate) failed: bool,
}

/// Gives a paid trade back, whole or in part, but never more than came. `None` when that would be more.
pub(crate) async fn give_back(db: &Db, refund: &Refund, now: Timestamp) -> Result<Option<Refund>> {
    let sql = "INSERT INTO refund (out_refund_no, out_trade_no, amount, created_at) SELECT ?1, t.out_trade_no, ?3, ?4 \
               FROM trade AS t WHERE t.out_trade_no = ?2 AND t.paid_at IS NOT NULL AND ?3 > 0 AND t.total >= ?3 + \
               (SELECT COALESCE(SUM(r.amount), 0) FROM refund AS r WHERE r.out_trade_no = ?2) \
               ON CONFLICT (out_refund_no) DO NOTHING";
    let Refund { out_refund_no, out_trade_no, amount, .. } = refund;
    db.run(sql, params![out_refund_no, out_trade_no, *amount, now]).await?;
    let tried = "UPDATE refund SET failed = EXISTS (SELECT 1 FROM mood WHERE name = 'failing-refunds') \
                 WHERE out_refund_no = ? AND done_at IS NULL";
    db.run(tried, params![out_refund_no]).await?;
    let kept = self::refund(db, out_refund_no, now).await?;
    Ok(kept.filter(|kept| kept.out_trade_no == *out_trade_no && kept.amount == *amount))
}

/// A refund; done by now, unless refunds are slow.
pub(crate) async fn refund(db: &Db, out_refund_no: &str, now: Timestamp) -> Result<Option<Refund>> {
    let done = "UPDATE refund SET done_at = ? WHERE out_refund_no = ? AND done_at IS NULL AND NOT failed \
                AND NOT EXISTS (SELECT 1 FROM mood WHERE name = 'slow-refunds')";
    db.run(done, params![now, out_refund_no]).await?;
    let sql = "SELECT out_refund_no, out_trade_no, amount, done_at, failed FROM refund WHERE out_refund_no = ?";
    db.first(sql, params![out_refund_no]).await
}

/// 银联 takes what has this number and time. `false` when it has taken it before.
pub(crate) async fn send(db: &Db, order_id: &str, txn_time: &str) -> Result<bool> {
    let sql = "INSERT INTO sent (order_id, txn_time) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING TRUE";
    Ok(db.first::<bool>(sql, params![order_id, txn_time]).await?.is_some())
}

pub(crate) async fn is_sent(db: &Db, order_id: &str, txn_time: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM sent WHERE order_id = ? AND txn_time = ?";
    Ok(db.first::<i64>(sql, params![order_id, txn_time]).await?.is_some())
}

/// Holds a notice back.
pub(crate) async fn hold(db: &Db, out_trade_no: &str) -> Result<()> {
    db.run("INSERT INTO held (out_trade_no) VALUES (?)", params![out_trade_no]).await
}

/// The notices that were held back, the last one first; they are held no longer.
pub(crate) async fn let_go(db: &Db) -> Result<Vec<String>> {
    let held = db.all("SELECT out_trade_no FROM held ORDER BY id DESC", vec![]).await?;
    db.run("DELETE FROM held", vec![]).await?;
    Ok(held)
}

/// Is the provider in this mood: `down`, `slow-refunds`, `failing-refunds`, `lost-refunds` (银联 takes them and does not answer), `hold-notices`, `unsigned-errors`; 银联's queries: `in-process`, `declined`, `busy`?
pub(crate) async fn mood(db: &Db, name: &str) -> Result<bool> {
    Ok(db.first::<i64>("SELECT 1 FROM mood WHERE name = ?", params![name]).await?.is_some())
}

/// Puts the provider into a mood, or out of it.
pub(crate) async fn set_mood(db: &Db, name: &str, on: bool) -> Result<()> {
    let sql = if on {
        "INSERT INTO mood (name) VALUES (?) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM mood WHERE name = ?"
    };
    db.run(sql, params![name]).await
}

pub(crate) async fn close(db: &Db, out_trade_no: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE trade SET closed_at = COALESCE(closed_at, ?) WHERE out_trade_no = ? AND paid_at IS NULL";
    db.run(sql, params![now, out_trade_no]).await
}

/// An identity verification.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Verification {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) document_mask: String,
    pub(crate) return_url: String,
    pub(crate) status: String,
}

pub(crate) async fn put_verification(db: &Db, verification: &Verification, now: Timestamp) -> Result<()> {
    let sql =
        "INSERT INTO verification (id, name, document_mask, return_url, created_at, status) VALUES (?, ?, ?, ?, ?, ?)";
    let Verification { id, name, document_mask, return_url, status } = verification;
    db.run(sql, params![id, name, document_mask, return_url, now, status]).await
}

pub(crate) async fn verification(db: &Db, id: &str) -> Result<Verification> {
    let sql = "SELECT id, name, document_mask, return_url, status FROM verification WHERE id = ?";
    db.first(sql, params![id]).await?.ok_or(Error::NotFound("实人认证"))
}

/// The newest verifications first.
pub(crate) async fn verifications(db: &Db) -> Result<Vec<Verification>> {
    let sql =
        "SELECT id, name, document_mask, return_url, status FROM verification ORDER BY created_at DESC, id LIMIT 20";
    db.all(sql, vec![]).await
}

/// Decides a verification, once.
pub(crate) async fn decide(db: &Db, id: &str, passed: bool) -> Result<()> {
    let status = if passed { "passed" } else { "failed" };
    db.run("UPDATE verification SET status = ? WHERE id = ? AND status = 'pending'", params![status, id]).await
}

/// A message that a phone got.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) phone: String,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

pub(crate) async fn put_message(db: &Db, phone: &str, text: &str, now: Timestamp) -> Result<()> {
    db.run("INSERT INTO message (phone, text, at) VALUES (?, ?, ?)", params![phone, text, now]).await
}

/// The newest messages first.
pub(crate) async fn messages(db: &Db) -> Result<Vec<Message>> {
    db.all("SELECT phone, text, at FROM message ORDER BY id DESC LIMIT 100", vec![]).await
}
