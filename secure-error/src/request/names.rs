//! What a request is called: by us, by the client, and in a trace; and what it asks for.

use super::id::RequestId;
use super::target::Target;
use super::trace_parent::TraceParent;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub(crate) struct Names {
    /// Ours, unless the application trusts the sender's.
    pub(crate) request_id: RequestId,
    pub(crate) client_request_id: Option<RequestId>,
    pub(crate) trace: Option<TraceParent>,
    pub(crate) target: Arc<Target>,
}
