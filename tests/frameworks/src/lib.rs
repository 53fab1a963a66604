//! One service in every framework, to show that its answers are the same in all of them.
//!
//! - [`shop`]: what the service does, and how that fails. No framework has any part in it.
//! - `guide`: the examples of `docs/frameworks/` compile.
//! - [`process`]: what the programs of `servers/` share: they are run by the test `matrix`, which speaks to them over sockets.

#[cfg(doctest)]
mod guide;
pub mod process;
pub mod shop;
