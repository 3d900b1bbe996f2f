//! What becomes of a large file on the way to the database fills much of an instance: one at a time.

use domain::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Is a file being taken in?
static BUSY: AtomicBool = AtomicBool::new(false);

/// A file's turn, until it is dropped.
pub struct Turn(());

impl Turn {
    /// # Errors
    /// `Conflict` while another one is taken in here.
    pub fn take() -> Result<Self> {
        match BUSY.swap(true, Relaxed) {
            true => Err(Error::Conflict("另一个文件正在导入，请稍后再试".into())),
            false => Ok(Self(())),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        BUSY.store(false, Relaxed);
    }
}
