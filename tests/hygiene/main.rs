//! What the derive writes compiles wherever its user writes it, without a warning, and means the same.
//!
//! `missing_docs` says nothing in a test program; the library in `renamed/` denies it.

#![deny(warnings, missing_docs, clippy::pedantic, rust_2018_idioms)]
#![deny(
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    missing_debug_implementations,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unreachable_pub,
    unused_lifetimes,
    unused_qualifications,
    unused_results
)]
#![forbid(unsafe_code)]

mod generics;
mod lints;
mod macros;
mod names;
mod no_prelude;
mod places;
mod shadowed;
mod shapes;

use secure_error::SecureError;

/// The report of an error, to see that the code not only compiles.
fn page(error: &dyn SecureError) -> String {
    error.report().expose_internal().to_string()
}

/// The first line of the report: type, variant and message.
fn headline(error: &dyn SecureError) -> String {
    page(error).lines().next().unwrap_or_default().to_owned()
}
