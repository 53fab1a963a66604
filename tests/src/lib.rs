//! What several test suites of secure-error need: servers on sockets, subscribers, and processes.

pub mod process;
pub mod server;
pub mod sink;
