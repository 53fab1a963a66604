//! One service in every framework, to show that its answers are the same in all of them.
//!
//! - [`shop`]: what the service does, and how that fails. No framework has any part in it.
//! - `client`: posts JSON to a server on a socket, for GraphQL.
//! - `desk`: what goes wrong in the suites of JSON-RPC.
//! - `foreign`: the clients in `clients/`, which others wrote.
//! - `guide`: the examples of `docs/frameworks/` compile.
//! - [`headers`]: which headers stay on an error, for every framework.
//! - [`hostile`]: code of an application that does harm.
//! - [`sockets`]: a server of any framework, in the thread whose log is read.
//! - [`process`]: what the programs of `servers/` share: they are run by the test `matrix`, which speaks to them over sockets.

#[cfg(any(feature = "async-graphql", feature = "juniper"))]
pub mod client;
#[cfg(any(feature = "jsonrpsee", feature = "rmcp"))]
pub mod desk;
#[cfg(any(feature = "async-graphql", feature = "rmcp", feature = "tonic"))]
pub mod foreign;
#[cfg(doctest)]
mod guide;
pub mod headers;
pub mod hostile;
pub mod process;
pub mod shop;
pub mod sockets;
