//! The layer that vouches for some routes, as a hoop of salvo.

use crate::boundary::PassThroughLayer;
use salvo_core::http::ResBody;
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};

#[async_trait]
impl Handler for PassThroughLayer {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        // salvo sets 404 or 405 before the hoops of the service if the request has no route.
        let has_route = response.status_code.is_none();
        flow.call_next(request, depot, response).await;
        // It writes the text of its own error later.
        let is_written = !matches!(response.body, ResBody::Error(_));
        let status = response.status_code.unwrap_or_default();
        if has_route && is_written && self.vouches_for(status, &response.headers) {
            self.vouch(&mut response.extensions);
        }
    }
}
