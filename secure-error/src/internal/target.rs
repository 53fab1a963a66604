//! What a record says about the request itself, under the names of OpenTelemetry.

use crate::internal::guard;
use crate::internal::typed::Rule;
use crate::request::ledger::Sent;
use crate::request::scope::{self, RequestScope};
use crate::request::target::{Routed, Target};
use crate::text::node::{Member, Node};

/// Method, route or path, and procedure, sanitised. It is read when the record is written: a router may name the route late.
#[derive(Debug, Default)]
pub(super) struct TargetText {
    pub(super) method: Option<&'static str>,
    pub(super) route: Option<String>,
    pub(super) path: Option<String>,
    pub(super) rpc_service: Option<String>,
    pub(super) rpc_method: Option<String>,
}

impl TargetText {
    /// Of the request to which a response was sent, or else of the current request scope.
    pub(super) fn of_sent(sent: Option<&Sent<'_>>) -> Self {
        match sent {
            Some(sent) => Self::of(sent.to.map(|names| &*names.target)),
            None => Self::of(scope::current().as_deref().map(RequestScope::target)),
        }
    }

    /// The path only where no route is known: it is text of the client.
    fn of(target: Option<&Target>) -> Self {
        let Some(target) = target else {
            return Self::default();
        };
        let shown = |text: &str| guard::display(text).text;
        // A client may call a path or a procedure that does not exist.
        let typed = |text: &str| guard::display_scrubbed(Rule::Strict, text).text;
        let Routed { route, rpc } = target.routed();
        // That of gRPC is in the names of the procedure.
        let service = rpc.as_ref().and_then(|rpc| rpc.service.as_deref());
        let is_known = route.is_some() || service.is_some();
        Self {
            method: target.method(),
            route: route.as_deref().map(shown),
            path: target.path().filter(|_| !is_known).map(typed),
            rpc_service: service.map(typed),
            rpc_method: rpc.as_ref().map(|rpc| typed(&rpc.method)),
        }
    }

    /// What does not grow with what the client writes.
    pub(super) fn without_text(self) -> Self {
        Self {
            method: self.method,
            route: self.route,
            ..Self::default()
        }
    }

    /// As members of a record.
    pub(super) fn members(&self) -> impl Iterator<Item = Member<'_>> {
        let texts = [
            ("http.request.method", self.method),
            ("http.route", self.route.as_deref()),
            ("url.path", self.path.as_deref()),
            ("rpc.service", self.rpc_service.as_deref()),
            ("rpc.method", self.rpc_method.as_deref()),
        ];
        texts
            .into_iter()
            .filter_map(|(name, text)| Some((name, Node::Text(text?))))
    }
}
