//! Rows become blocks, each named by its hash, and are kept some at a time.

use crate::db::Db;
use crate::{params, seal};
use domain::Result;

/// Rows to a block.
const ROWS: usize = 1000;
/// Blocks to a statement: whoever writes meanwhile waits for no more than these.
const TOGETHER: usize = 8;

/// Blocks that are being made.
pub struct Blocks<'a> {
    db: &'a Db,
    rows: String,
    count: usize,
    waiting: Vec<(String, String)>,
    hashes: Vec<String>,
}

impl<'a> Blocks<'a> {
    /// None yet.
    pub fn new(db: &'a Db) -> Self {
        Self { db, rows: String::new(), count: 0, waiting: Vec::new(), hashes: Vec::new() }
    }

    /// Takes a row, as JSON.
    pub async fn add(&mut self, row: &str) -> Result<()> {
        self.rows.push(if self.count == 0 { '[' } else { ',' });
        self.rows.push_str(row);
        self.count += 1;
        if self.count == ROWS { self.close().await } else { Ok(()) }
    }

    async fn close(&mut self) -> Result<()> {
        self.rows.push(']');
        self.count = 0;
        let rows = std::mem::take(&mut self.rows);
        let hash = seal::sha256(&rows);
        self.hashes.push(hash.clone());
        self.waiting.push((hash, rows));
        if self.waiting.len() == TOGETHER { self.keep().await } else { Ok(()) }
    }

    /// What is there already stays.
    async fn keep(&mut self) -> Result<()> {
        let sql = "INSERT INTO import_block (hash, rows) SELECT j.value ->> 0, j.value ->> 1 FROM JSON_EACH(?) AS j WHERE TRUE \
                   ON CONFLICT DO NOTHING";
        let blocks = serde_json::to_string(&std::mem::take(&mut self.waiting))?;
        self.db.run(sql, params![blocks]).await
    }

    /// The hashes of all of them, which are there now.
    pub async fn end(mut self) -> Result<Vec<String>> {
        if self.count > 0 {
            self.close().await?;
        }
        self.keep().await?;
        Ok(self.hashes)
    }
}
