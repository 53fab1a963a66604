//! Development details in a response, where its format has written them.

use super::html;
use crate::public::PublicError;
use crate::public::development::Development;
use http::{HeaderMap, HeaderName, HeaderValue};

/// Marks every response that shows a report, so that it is not mistaken for what clients see.
static MARKER: HeaderName = HeaderName::from_static("x-secure-error-development");

/// Says that a report is shown, and lets a browser use the style sheet of its part of the page.
pub(super) fn add_headers(headers: &mut HeaderMap, error: &PublicError<'_>) {
    if error.development().is_some_and(Development::is_shown) {
        headers.insert(&MARKER, HeaderValue::from_static("1"));
        html::allow_details(headers);
    }
}
