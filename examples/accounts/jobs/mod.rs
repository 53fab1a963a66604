//! What happens after the response: mails, and payouts through the gateway.

mod gateway;
mod mail;
pub mod sandbox;
mod worker;

pub use gateway::Gateway;
pub use mail::Mailbox;
pub use worker::Worker;
