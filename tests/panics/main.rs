//! Panics are in the log, with their location, and on standard error only as far as somebody wants them there.
//!
//! A hook belongs to a whole process, so the tests of it play their parts in processes of their own.

mod abort;
mod child;
mod hook;
mod parts;
mod quiet;
mod request;
mod tasks;

use secure_error_tests::{server, sink};
