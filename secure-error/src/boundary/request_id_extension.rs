//! The id where the middleware of `tower-http`, and what is written for it, looks for one (feature `tower-http`).

use crate::request::RequestId;
use http::Extensions;

/// Whatever id was there is gone: a `SetRequestIdLayer` takes it from the client as it is.
#[cfg(feature = "tower-http")]
pub(super) fn put(extensions: &mut Extensions, id: &RequestId) {
    use tower_http::request_id::RequestId as Extension;

    extensions.remove::<Extension>();
    if let Ok(value) = http::HeaderValue::from_bytes(id.as_bytes()) {
        extensions.insert(Extension::new(value));
    }
}

/// Without the feature nobody knows the type.
#[cfg(not(feature = "tower-http"))]
pub(super) const fn put(_: &mut Extensions, _: &RequestId) {}
