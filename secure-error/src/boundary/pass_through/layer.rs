//! Which responses the layer vouches for.

use super::Vouched;
use http::header::CONTENT_TYPE;
use http::{Extensions, HeaderMap, StatusCode};
use mediatype::MediaType;

/// Vouches for the error responses of some routes that have a dialect of their own, such as OAuth or S3, so that
/// [`SecureErrorLayer`](crate::SecureErrorLayer) sends them unchanged. It cannot open the rest of the service.
///
/// A response passes only if all of this holds:
///
/// - it has one `Content-Type`, and this is the media type of the layer (parameters such as `charset` do not
///   matter);
/// - its status is one of those of the layer;
/// - a route of the framework matched the request: the responses of fallbacks never pass, wherever routers are merged;
/// - no panic was caught while it was created (a [`PanicHook`](crate::PanicHook) must be installed to know that).
///
/// Everything else is treated as without this layer: an extractor's rejection in plain text, a 404 or 405 of the framework,
/// a proxy's HTML page, a panic. An error of the application itself is sent as always. The author of the routes is
/// responsible for every byte of the responses that do pass, including those that their libraries create in the same media
/// type.
///
/// ```
/// # #[derive(Clone)] struct Route;
/// use secure_error::layers::PassThroughLayer;
/// use tower_layer::Layer;
///
/// const OAUTH: PassThroughLayer = PassThroughLayer::new("application/json", &[400, 401]);
///
/// # let token = Route;
/// // In axum: `Router::new().route("/token", post(token)).layer(OAUTH)`, then `nest` or `merge`
/// let token = OAUTH.layer(token);
/// ```
///
/// Several layers on the same routes add up. A response that passes is recorded like any other failure, with the type
/// `PassedThrough`; see [`quiet`](Self::quiet).
///
/// # Where it goes
///
/// Inside `SecureErrorLayer`, on a route, a method or a router. With axum, turn on the feature `axum`: without it this
/// layer cannot know whether a route matched, and a *custom* fallback of the router that it is applied to can pass. The
/// same is true if the layer is put around a whole router from outside, where routing has not happened yet, and in a
/// service without a router. A service that is mounted with `nest_service` or as a fallback has no route for axum: mount it
/// with `route_service("/s3/{*key}", service)` instead. A custom `method_not_allowed_fallback` belongs to a route that
/// matched: it passes if the layer was told the status 405.
///
/// The same layer is also middleware of actix-web (`scope.wrap(layer)`), poem (`endpoint.with(layer)`) and salvo
/// (`router.hoop(layer)`), and on rocket it wraps routes:
/// `frameworks::rocket::passing_through(routes![…], layer)`.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct PassThroughLayer {
    media_type: &'static str,
    statuses: &'static [u16],
    is_quiet: bool,
}

impl PassThroughLayer {
    /// Creates a layer for error responses of this media type (RFC 9110 section 8.3.1), without parameters, and these
    /// statuses, from 400 to 599.
    ///
    /// An invalid media type and an empty list match nothing.
    pub const fn new(media_type: &'static str, statuses: &'static [u16]) -> Self {
        Self {
            media_type,
            statuses,
            is_quiet: false,
        }
    }

    /// Records the responses that pass at level `DEBUG`, for routes whose failures are routine, such as a readiness
    /// probe that is called every second.
    pub const fn quiet(mut self) -> Self {
        self.is_quiet = true;
        self
    }

    pub(crate) const fn is_quiet(self) -> bool {
        self.is_quiet
    }

    /// Whether such a response passes, if a route matched the request.
    pub(crate) fn vouches_for(self, status: StatusCode, headers: &HeaderMap) -> bool {
        let is_error = status.is_client_error() || status.is_server_error();
        is_error && self.statuses.contains(&status.as_u16()) && self.has_media_type(headers)
    }

    fn has_media_type(self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(CONTENT_TYPE).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let sent = value.to_str().ok().and_then(|value| MediaType::parse(value).ok());
        let told = MediaType::parse(self.media_type).ok();
        sent.zip(told).is_some_and(|(sent, told)| sent.essence() == told)
    }

    /// Lets a response pass.
    pub(crate) fn vouch(self, extensions: &mut Extensions) {
        extensions.insert(Vouched(self));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn vouches(layer: PassThroughLayer, status: u16, types: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in types {
            headers.append(CONTENT_TYPE, value.parse().unwrap());
        }
        layer.vouches_for(StatusCode::from_u16(status).unwrap(), &headers)
    }

    #[test]
    fn only_the_media_type_and_the_statuses_that_were_told_pass() {
        let layer = PassThroughLayer::new("application/xml", &[403, 404]);
        for passing in ["application/xml", "Application/XML", "application/xml; charset=utf-8"] {
            assert!(vouches(layer, 404, &[passing]), "{passing}");
        }
        assert!(!vouches(layer, 400, &["application/xml"]));
        assert!(!vouches(layer, 404, &[]));
        assert!(!vouches(layer, 404, &["application/xml", "application/xml"]));
        for other in [
            "text/xml",
            "application/xml+x",
            "application/xhtml+xml",
            "application",
            "*/*",
            "",
            "application/xml,",
        ] {
            assert!(!vouches(layer, 404, &[other]), "{other}");
        }
    }

    #[test]
    fn a_layer_that_was_told_nothing_valid_vouches_for_nothing() {
        for told in ["", "xml", "application/", "application/xml; charset=utf-8"] {
            let layer = PassThroughLayer::new(told, &[404]);
            assert!(!vouches(layer, 404, &["application/xml"]), "{told}");
            assert!(!vouches(layer, 404, &[]), "{told}");
        }
        assert!(!vouches(PassThroughLayer::new("text/plain", &[]), 404, &["text/plain"]));
    }
}
