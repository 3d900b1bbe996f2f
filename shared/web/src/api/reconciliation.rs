//! 对账 on the wire. Amounts are whole fen.

pub use domain::difference::{Action, Difference, Handling, Kind, Statement, StatementOf, Status};
