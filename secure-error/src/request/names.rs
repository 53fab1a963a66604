//! What a request is called: by us, by the client, and in a trace.

use super::id::RequestId;
use super::trace_parent::TraceParent;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    /// Ours, unless the application trusts the sender's.
    pub(crate) request_id: RequestId,
    pub(crate) client_request_id: Option<RequestId>,
    pub(crate) trace: Option<TraceParent>,
}
