//! Whether a route matched a request.

use http::Extensions;

/// Whether a router was asked and had no route: its fallback responds. axum keeps the URI when a router begins, and the
/// path of the route when one is found.
#[cfg(feature = "axum")]
pub(super) fn is_fallback(extensions: &Extensions) -> bool {
    use axum::extract::{MatchedPath, OriginalUri};

    extensions.get::<OriginalUri>().is_some() && extensions.get::<MatchedPath>().is_none()
}

/// Other services have routes of their own kinds.
#[cfg(not(feature = "axum"))]
pub(super) const fn is_fallback(_: &Extensions) -> bool {
    false
}
