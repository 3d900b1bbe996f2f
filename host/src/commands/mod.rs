//! The subcommands, one file each.

pub(crate) mod migrate;
pub(crate) mod up;
