//! The layer that vouches for some routes, as a middleware of poem.

use crate::boundary::PassThroughLayer;
use poem::{Endpoint, IntoResponse, Middleware, PathPattern, Request, Response};
use std::fmt;

/// An endpoint behind a [`PassThroughLayer`](crate::layers::PassThroughLayer).
#[derive(Clone)]
pub struct PassThroughEndpoint<E> {
    endpoint: E,
    layer: PassThroughLayer,
}

impl<E: Endpoint> Middleware<E> for PassThroughLayer {
    type Output = PassThroughEndpoint<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        PassThroughEndpoint { endpoint, layer: *self }
    }
}

impl<E: Endpoint> Endpoint for PassThroughEndpoint<E> {
    type Output = Response;

    /// An error of poem is not a response yet, and never passes.
    async fn call(&self, request: Request) -> poem::Result<Self::Output> {
        // The pattern is in the request inside of a route, and in the response around one.
        let is_inside = request.data::<PathPattern>().is_some();
        let mut response = self.endpoint.call(request).await?.into_response();
        let has_route = is_inside || response.data::<PathPattern>().is_some();
        if has_route && self.layer.vouches_for(response.status(), response.headers()) {
            self.layer.vouch(response.extensions_mut());
        }
        Ok(response)
    }
}

impl<E: fmt::Debug> fmt::Debug for PassThroughEndpoint<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassThroughEndpoint")
            .field("endpoint", &self.endpoint)
            .field("layer", &self.layer)
            .finish()
    }
}
