//! The clients: many at once, each as fast as it is answered.

mod plan;
mod rude;
mod steady;
mod tally;

pub use plan::{Clients, drive};
pub use tally::Tally;
