//! async-graphql over HTTP, with a client on a socket: each error without the extension of this crate, and with it.

mod http;
mod schema;

mod answers;
mod javascript;
mod leaks;
mod queries;
mod requests;
mod sent;
mod subscriptions;
