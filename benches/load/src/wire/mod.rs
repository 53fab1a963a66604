//! A client that keeps its connections and sees every byte.

mod answer;
mod connection;

pub use answer::{Answer, Broken};
pub use connection::{Connection, Lost, connect};
