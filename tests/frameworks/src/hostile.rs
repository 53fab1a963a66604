//! Code of an application that does harm.

use http::HeaderValue;
use secure_error::render::{Format, FormatError};
use secure_error::{PublicError, RequestId};

/// For the extensions of a response.
#[derive(Clone)]
pub struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("hunter2 cannot be dropped");
    }
}

/// A format that cannot write any error.
#[derive(Debug, Clone, Copy)]
pub struct BrokenFormat;

impl BrokenFormat {
    /// For operators.
    pub const REASON: &'static str = "no template";
}

impl Format for BrokenFormat {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/broken")
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Err(FormatError::new(Self::REASON))
    }
}
