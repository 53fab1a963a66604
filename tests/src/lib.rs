//! What several test suites of secure-error need: servers on sockets, subscribers, a reader of logfmt, and processes.

/// Compiles the examples of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/input.md")]
struct InputGuide;

pub mod logfmt;
pub mod process;
pub mod server;
pub mod sink;

/// Compiles and runs the recipes of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/recipes.md")]
struct Recipes;
