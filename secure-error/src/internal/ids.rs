//! The IDs in a record.

use crate::request::RequestId;
use crate::request::ledger::Sent;
use crate::request::names::Names;
use crate::request::scope::{self, RequestScope};
use crate::request::trace_parent::TraceParent;
use crate::text::node::{Member, Node};

/// The IDs of a request: ours, the client's own, and those of its trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ids {
    request: Option<RequestId>,
    client_request: Option<RequestId>,
    trace: Option<TraceParent>,
}

impl Ids {
    /// The IDs of the current request scope, if there is one; `named` replaces our own ID.
    pub(crate) fn current(named: Option<RequestId>) -> Self {
        let scope = scope::current();
        let scope = scope.as_deref();
        Self::of(
            scope.map(RequestScope::names),
            named.or_else(|| scope.map(RequestScope::request_id)),
        )
    }

    /// The IDs of the request to which a response was sent.
    pub(super) fn of_sent(sent: &Sent<'_>) -> Self {
        Self::of(sent.to, Some(sent.id))
    }

    fn of(names: Option<&Names>, request: Option<RequestId>) -> Self {
        Self {
            request,
            client_request: names.and_then(|names| names.client_request_id),
            trace: names.and_then(|names| names.trace),
        }
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request.as_ref().map(RequestId::as_str)
    }

    pub(crate) fn client_request_id(&self) -> Option<&str> {
        self.client_request.as_ref().map(RequestId::as_str)
    }

    pub(crate) fn trace_id(&self) -> Option<&str> {
        self.trace.as_ref().map(TraceParent::trace_id)
    }

    pub(crate) fn span_id(&self) -> Option<&str> {
        self.trace.as_ref().map(TraceParent::span_id)
    }

    /// The known IDs, as members of a record.
    pub(super) fn members(&self) -> impl Iterator<Item = Member<'_>> {
        let ids = [
            ("request_id", self.request_id()),
            ("client_request_id", self.client_request_id()),
            ("trace_id", self.trace_id()),
            ("span_id", self.span_id()),
        ];
        ids.into_iter().filter_map(|(name, id)| Some((name, Node::Text(id?))))
    }
}
