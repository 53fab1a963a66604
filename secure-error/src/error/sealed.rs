//! The standard traits of a sealed type: formatting or serializing it shows the public view only.

use crate::error::SecureError;
use crate::error::introduction;
use crate::internal::offer;
use std::fmt;

/// `Display` of a sealed error: the public message, with the requested width and precision.
///
/// # Errors
/// Only what the writer behind `f` reports.
pub fn fmt_display(error: &(impl SecureError + ?Sized), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // This call identifies an error that is only available as `dyn Error`.
    offer::offer(std::ptr::from_ref(error).cast(), || error.report());
    f.pad(&error.public_message())
}

/// The same for a type that asks to be recognised: a framework that keeps only `dyn Any` displays the error first.
///
/// # Errors
/// Only what the writer behind `f` reports.
pub fn fmt_introduced<E: SecureError>(error: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(introduction) = E::__introduction() {
        introduction::introduce(introduction);
    }
    fmt_display(error, f)
}

/// `Debug` of a sealed error: type, status, code and public message, and nothing else.
///
/// # Errors
/// Only what the writer behind `f` reports.
pub fn fmt_debug(error: &(impl SecureError + ?Sized), type_name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let public = error.public();
    f.debug_struct(type_name)
        .field("status", &public.status().as_u16())
        .field("code", &public.code())
        .field("message", &public.message())
        .finish()
}

/// `Serialize` of a sealed error: the public view.
///
/// # Errors
/// Only what the serializer reports.
pub fn serialize<S: serde::Serializer>(error: &(impl SecureError + ?Sized), serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&error.public(), serializer)
}
