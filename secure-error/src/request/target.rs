//! What a request asks for, as its records say it.
#![allow(dead_code, reason = "an adapter calls what its framework knows")]

use crate::text::chars::prefix;
use http::Method;
use std::sync::{Arc, Mutex, PoisonError};

/// The methods of RFC 9110 and RFC 5789, and QUERY: a client may invent others.
const METHODS: [&str; 10] = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
];
/// What OpenTelemetry calls all others.
const OTHER: &str = "_OTHER";
/// How much of a path is kept, in bytes: more than a record shows.
const PATH_BYTES: usize = 4096;

/// Method, path and route of a request, and the procedure that it calls. All boundaries of a request share it.
#[derive(Debug, Default)]
pub(crate) struct Target {
    method: Option<&'static str>,
    /// Without the query. The client wrote it.
    path: Option<Box<str>>,
    routed: Mutex<Routed>,
}

/// What an adapter learns from its framework: often from a router inside of the boundary, so after the request was opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Routed {
    /// The template of the route.
    pub(crate) route: Option<Arc<str>>,
    pub(crate) rpc: Option<Rpc>,
}

/// The procedure that a request calls.
#[derive(Debug, Clone)]
pub(crate) struct Rpc {
    pub(crate) service: Option<Arc<str>>,
    pub(crate) method: Arc<str>,
}

impl Target {
    /// `path` without the query. An empty one is not known.
    pub(crate) fn new(method: &Method, path: &str) -> Self {
        let known = METHODS.into_iter().find(|known| *known == method.as_str());
        Self {
            method: Some(known.unwrap_or(OTHER)),
            path: (!path.is_empty()).then(|| prefix(path, PATH_BYTES).into()),
            routed: Mutex::default(),
        }
    }

    /// The same request as one call of this procedure: a batch has several.
    pub(crate) fn calling(&self, rpc: Rpc) -> Self {
        let call = Self {
            method: self.method,
            path: self.path.clone(),
            routed: Mutex::new(self.routed()),
        };
        call.set_rpc(rpc);
        call
    }

    /// One of the known methods, or `_OTHER`.
    pub(crate) const fn method(&self) -> Option<&'static str> {
        self.method
    }

    /// As the client wrote it.
    pub(crate) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Sets the template of the matched route. A later one replaces it: a router inside of another one knows more.
    pub(crate) fn set_route(&self, template: impl Into<Arc<str>>) {
        self.change(|routed| routed.route = Some(template.into()));
    }

    pub(crate) fn set_rpc(&self, rpc: Rpc) {
        self.change(|routed| routed.rpc = Some(rpc));
    }

    fn change(&self, change: impl FnOnce(&mut Routed)) {
        change(&mut self.routed.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What is known by now.
    pub(crate) fn routed(&self) -> Routed {
        self.routed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_a_client_invents_is_not_kept() {
        let method = |name: &str| Target::new(&Method::from_bytes(name.as_bytes()).unwrap(), "/").method();
        assert_eq!(method("PATCH"), Some("PATCH"));
        assert_eq!(method("get"), Some("_OTHER"));
        assert_eq!(method("HUNTER2"), Some("_OTHER"));
    }

    #[test]
    fn the_innermost_router_knows_the_route() {
        let target = Target::new(&Method::GET, "/a/7");
        assert!(target.path() == Some("/a/7") && target.routed().route.is_none());
        target.set_route("/a");
        target.set_route("/a/{id}");
        assert_eq!(target.routed().route.as_deref(), Some("/a/{id}"));
    }

    #[test]
    fn each_call_of_a_request_has_a_procedure_of_its_own() {
        let request = Target::new(&Method::POST, "/rpc");
        request.set_route("/rpc");
        let call = |method: &str| {
            request.calling(Rpc {
                service: None,
                method: method.into(),
            })
        };
        let (one, other) = (call("one"), call("other"));
        let method = |call: &Target| call.routed().rpc.unwrap().method;
        assert_eq!((&*method(&one), &*method(&other)), ("one", "other"));
        assert_eq!(one.routed().route.as_deref(), Some("/rpc"));
        assert!(request.routed().rpc.is_none());
    }

    #[test]
    fn a_path_is_kept_up_to_a_limit() {
        let long = "/é".repeat(1_000_000);
        let target = Target::new(&Method::GET, &long);
        assert!(long.starts_with(target.path().unwrap()));
        assert!(target.path().unwrap().len() <= PATH_BYTES);
        assert_eq!(Target::new(&Method::CONNECT, "").path(), None);
    }
}
