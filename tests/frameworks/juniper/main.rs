//! juniper over HTTP, with a client on a socket: each error without the execution of this crate, and with it.

mod http;
mod schema;

mod answers;
mod leaks;
mod requests;
mod sent;
mod subscriptions;
