//! The subcommands, one file each.

pub(crate) mod demo;
pub(crate) mod migrate;
pub(crate) mod rebuild;
pub(crate) mod secrets;
pub(crate) mod up;

/// The cause of a failure, for the person at the terminal.
fn plain(error: shared::Error) -> anyhow::Error {
    match error {
        shared::Error::Internal(cause) => cause,
        other => anyhow::anyhow!("{other:?}"),
    }
}
