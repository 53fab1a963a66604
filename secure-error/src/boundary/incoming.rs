//! Reads the IDs of a request from its headers, and what it asks for, and passes the IDs to the inner services.

use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use crate::request::target::Target;
use crate::request::trace_parent::TraceParent;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request, Response};

static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The scope of a new request, or of the same request in a boundary inside another.
pub(super) fn scope(
    headers: &HeaderMap,
    trust_id: bool,
    own_id: impl FnOnce() -> RequestId,
    target: impl FnOnce() -> Target,
) -> RequestScope {
    match scope::current() {
        Some(outer) if outer.ledger().is_some() => return RequestScope::inside(&outer),
        // In a task that outlives the request this is the outermost boundary.
        Some(task) => return task.continued(),
        None => {}
    }
    let named = only(headers, &X_REQUEST_ID).and_then(|value| RequestId::parse_bytes(value.as_bytes()).ok());
    // W3C Trace Context section 3.3: more than one `traceparent` is invalid.
    let trace = only(headers, &TRACEPARENT).and_then(|value| TraceParent::parse(value.as_bytes()));
    let scope = match named {
        Some(id) if trust_id => RequestScope::new(id, None, trace),
        client_id => RequestScope::new(own_id(), client_id, trace),
    };
    scope.asking_for(target())
}

/// Sets the request ID in a request, for the inner services.
pub(super) fn name_request<B>(request: &mut Request<B>, id: &RequestId) {
    name_headers(request.headers_mut(), id);
    name_extensions(request.extensions_mut(), id);
}

/// Sets the request ID in a response.
pub(super) fn name_response<B>(response: &mut Response<B>, id: &RequestId) {
    name_headers(response.headers_mut(), id);
    name_extensions(response.extensions_mut(), id);
}

/// Sets the request ID in the extensions, where other middleware looks for it.
pub(super) fn name_extensions(extensions: &mut Extensions, id: &RequestId) {
    put(extensions, id);
}

/// Replaces any value that was there.
pub(super) fn name_headers(headers: &mut HeaderMap, id: &RequestId) {
    let named = HeaderValue::from_bytes(id.as_bytes()).map(|value| headers.try_insert(&X_REQUEST_ID, value).is_ok());
    // It fails only if there are more than 30,000 headers.
    if !matches!(named, Ok(true)) {
        headers.remove(&X_REQUEST_ID);
    }
}

/// Sets the ID for each major version of tower-http that has a feature.
#[cfg(any(feature = "tower-http", feature = "tower-http-06"))]
fn put(extensions: &mut Extensions, id: &RequestId) {
    /// Replaces any ID that was there: a `SetRequestIdLayer` copies it from the client.
    fn put_as<T: Clone + Send + Sync + 'static>(
        extensions: &mut Extensions,
        id: &RequestId,
        new: fn(HeaderValue) -> T,
    ) {
        extensions.remove::<T>();
        if let Ok(value) = HeaderValue::from_bytes(id.as_bytes()) {
            extensions.insert(new(value));
        }
    }

    #[cfg(feature = "tower-http")]
    put_as(extensions, id, tower_http::request_id::RequestId::new);
    #[cfg(feature = "tower-http-06")]
    put_as(extensions, id, tower_http_06::request_id::RequestId::new);
}

/// Without the features the type does not exist.
#[cfg(not(any(feature = "tower-http", feature = "tower-http-06")))]
const fn put(_: &mut Extensions, _: &RequestId) {}

/// The path that the client asked for. Inside a nested router of axum the URI has only the rest of it.
#[cfg(feature = "axum")]
pub(super) fn path_of<B>(request: &Request<B>) -> &str {
    let original = request.extensions().get::<axum::extract::OriginalUri>();
    original.map_or(request.uri(), |original| &original.0).path()
}

#[cfg(not(feature = "axum"))]
pub(super) fn path_of<B>(request: &Request<B>) -> &str {
    request.uri().path()
}

/// Notes the route that axum has matched, which the layers of a `Router` see.
#[cfg(feature = "axum")]
pub(super) fn note_route(extensions: &Extensions, target: &Target) {
    if let Some(path) = extensions.get::<axum::extract::MatchedPath>() {
        target.set_route(path.as_str());
    }
}

/// Without the feature nothing is known of axum.
#[cfg(not(feature = "axum"))]
pub(super) const fn note_route(_: &Extensions, _: &Target) {}

/// A repeated header is ignored: proxies disagree about which one counts.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn opened(headers: &HeaderMap, trust_id: bool) -> RequestScope {
        scope(headers, trust_id, RequestId::generate, Target::default)
    }

    #[test]
    fn the_name_that_a_client_gives_a_request_is_kept_apart() {
        let context = opened(&headers(&[("x-request-id", "client-1")]), false);
        assert_eq!(context.names().client_request_id.unwrap().as_str(), "client-1");
        assert_eq!(context.request_id().as_str().len(), 32);
    }

    #[test]
    fn a_trusted_name_is_that_of_the_request() {
        let context = opened(&headers(&[("x-request-id", "proxy-1")]), true);
        assert_eq!(context.request_id().as_str(), "proxy-1");
        assert_eq!(context.names().client_request_id, None);
    }

    #[test]
    fn a_name_that_is_none_or_ambiguous_is_dropped_even_if_trusted() {
        let long = "a".repeat(100_000);
        for pairs in [
            &[][..],
            &[("x-request-id", "")],
            &[("x-request-id", "${jndi:ldap://x}")],
            &[("x-request-id", "é")],
            &[("x-request-id", &long)],
            &[("x-request-id", "one"), ("x-request-id", "two")],
        ] {
            for trust in [false, true] {
                let context = opened(&headers(pairs), trust);
                assert_eq!(context.request_id().as_str().len(), 32);
                assert_eq!(context.names().client_request_id, None);
            }
        }
    }

    #[test]
    fn two_traceparents_are_none() {
        const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let one = opened(&headers(&[("traceparent", PARENT)]), false);
        assert_eq!(
            one.names().trace.unwrap().trace_id(),
            "4bf92f3577b34da6a3ce929d0e0e4736"
        );
        let two = opened(&headers(&[("traceparent", PARENT), ("traceparent", PARENT)]), false);
        assert_eq!(two.names().trace, None);
    }

    #[test]
    fn inner_services_see_one_name_only() {
        let mut headers = headers(&[("x-request-id", "one"), ("x-request-id", "${two}")]);
        name_headers(&mut headers, &RequestId::parse("own").unwrap());
        assert_eq!(headers.get_all("x-request-id").iter().collect::<Vec<_>>(), ["own"]);
    }
}
