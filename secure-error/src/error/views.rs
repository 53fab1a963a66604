//! Both views of an error that may panic while it makes them.

use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Report;
use crate::public::{PublicError, problem};
use crate::request::unwind::contained;

/// The public view and the report. An error that panics (the `Deref` of a source may panic) has the constant 500, and a
/// report that says so.
pub(crate) fn views(error: &dyn SecureError) -> (PublicError<'_>, Report<'_>) {
    let public = contained(|| error.public()).unwrap_or(PublicError::constant(&problem::INTERNAL_ERROR));
    let report = contained(|| error.report()).unwrap_or_else(|| {
        ReportBuilder::new(Origin::of_type("SecureError"), public.clone())
            .message(|f| f.write_str("the error panicked while it made its report"))
            .build()
    });
    (public, report)
}
