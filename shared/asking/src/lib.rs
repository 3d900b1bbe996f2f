//! Asks the payment providers, and writes down what they say: `payment` begins orders with it, `settlement` follows orders and
//! refunds to their end. Which provider it is, only the table of `providers` knows; what is written down, only `store`.

mod gateway;
mod order;
mod refund;
mod turn;

pub use gateway::Gateway;
pub use order::{attend, finish, leave};
pub use refund::follow;
pub use turn::{attend_in_turn, look_in_turn, opened, pressed, seated};
