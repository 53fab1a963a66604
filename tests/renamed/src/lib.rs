//! The derive works in a library where secure-error is called something else, and needs neither documentation nor an
//! allowance of its own.

#![deny(warnings, missing_docs, missing_debug_implementations, clippy::pedantic)]
#![forbid(unsafe_code)]

pub use renamed as errors;

/// By the name that the crate has here.
#[derive(renamed::SecureError)]
#[secure_error(crate = renamed, axum, type_base = "https://example.com/")]
#[non_exhaustive]
pub enum ByName<'a, T> {
    /// With everything.
    #[public(status = 409, code = "SHORT", message = "{left} of {plan}", retry_after = wait)]
    #[internal("{name} {} {file}", .name.len(), level = "warn", retry = transient, event = "sys_crash")]
    Full {
        /// Public.
        #[public]
        left: u8,
        /// Public.
        #[public]
        plan: Plan,
        /// Public.
        #[public]
        wait: std::time::Duration,
        /// Internal.
        name: &'a str,
        /// Internal.
        file: std::path::PathBuf,
        /// Masked.
        #[internal(with = renamed::mask::redact)]
        masked: String,
        /// Sealed.
        sealed: T,
    },
    /// A constant.
    #[public(renamed::problem::NOT_FOUND)]
    Borrowed,
    /// Whatever it holds answers.
    #[public(transparent)]
    Inner(#[from] Rooted),
    /// A source.
    Source(#[from] std::fmt::Error),
}

/// By a path from the root.
#[derive(::renamed::SecureError)]
#[secure_error(crate = ::renamed)]
#[internal("rooted {0}")]
pub struct Rooted(pub u8);

/// Through the re-export of this crate.
#[derive(errors::SecureError)]
#[secure_error(crate = crate::errors, axum)]
pub enum Reexported {}

/// Its other impls are written by hand.
#[derive(renamed::SecureError)]
#[secure_error(unsealed, crate = renamed)]
pub struct Unsealed;

impl std::error::Error for Unsealed {}

impl std::fmt::Debug for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unsealed")
    }
}

impl std::fmt::Display for Unsealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("by hand")
    }
}

/// A public value.
#[derive(renamed::PublicValue, Debug, Clone, Copy)]
#[secure_error(crate = renamed)]
#[public(rename_all = "snake_case")]
pub enum Plan {
    /// Nothing to pay.
    FreeOfCharge,
}

/// Declares an error for a crate that need not know of secure-error at all.
#[macro_export]
macro_rules! declare {
    ($name:ident, $field:ident: $ty:ty) => {
        #[derive($crate::errors::SecureError)]
        #[secure_error(crate = $crate::errors, axum)]
        #[public(status = 409, code = "DECLARED", message = "{own} {plan}")]
        #[internal("{own} {} {}", own, .$field)]
        struct $name {
            #[public]
            own: u8,
            #[public]
            plan: Planned,
            $field: $ty,
        }

        #[derive($crate::errors::PublicValue)]
        #[secure_error(crate = $crate::errors)]
        struct Planned($crate::Plan);
    };
}
