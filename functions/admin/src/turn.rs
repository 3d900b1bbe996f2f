//! What becomes of a large file on the way to the database fills much of an instance: one at a time.

use domain::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// How many rows of a statement an instance has memory for, and how many lines stand beside them. The command has no such bound.
const STATEMENT: (usize, usize) = (100_000, 3);

/// Is a file being taken in?
static BUSY: AtomicBool = AtomicBool::new(false);

/// A file's turn, until it is dropped.
pub(crate) struct Turn(());

impl Turn {
    /// # Errors
    /// `Conflict` while another one is taken in here.
    pub(crate) fn take() -> Result<Self> {
        match BUSY.swap(true, Relaxed) {
            true => Err(Error::Conflict("另一个文件正在导入，请稍后再试".into())),
            false => Ok(Self(())),
        }
    }

    /// For a statement that fits into memory.
    ///
    /// # Errors
    /// `Invalid` when it has more rows.
    pub(crate) fn of_statement(text: &str) -> Result<Self> {
        let (most, beside) = STATEMENT;
        if text.lines().count() > most + beside {
            let message = format!("一个文件最多 {most} 行，更大的文件请在服务器上用 zhaokao import 导入");
            return Err(Error::invalid("file", message));
        }
        Self::take()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        BUSY.store(false, Relaxed);
    }
}
