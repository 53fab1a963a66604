//! Nothing internal gets out, wherever one looks for it; everything internal gets to the operators.
//!
//! Each shape of error has a canary in every place that is not public. `plain` has the same shapes without this crate:
//! every outlet shows their canaries, which proves that the search finds them.
#![allow(
    clippy::enum_variant_names,
    clippy::result_large_err,
    clippy::type_complexity,
    clippy::unnecessary_literal_unwrap,
    reason = "errors are big, called after their canaries, and made on the spot"
)]

mod canary_site;
mod corpus;
mod escapes;
mod failing_code;
mod hostile;
mod hostile_requests;
mod log;
mod outlets;
mod plain;
mod process;
mod records;
mod sealed;
mod search;
mod security;
mod service_records;
mod shapes;

use secure_error_tests::{server, sink};
