//! What several test suites of secure-error need: servers on sockets, and subscribers.

pub mod server;
pub mod sink;
