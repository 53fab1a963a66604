//! The boundary as a hoop of salvo.

use super::scribe::add_headers;
use crate::boundary::{Exchange, PassThrough, SecureErrorLayer, Vouched};
use crate::request::ledger::Mark;
use crate::request::unwind::contained;
use http::StatusCode;
use salvo_core::http::ResBody;
use salvo_core::{Depot, FlowCtrl, Handler, Request, Response, async_trait};
use std::error::Error;
use std::mem::{replace, take};

/// ```
/// # use secure_error::{Fault, SecureErrorLayer, problem};
/// use salvo_core::prelude::*;
///
/// #[handler]
/// async fn account() -> Result<&'static str, Fault> {
///     Err(Fault::problem(&problem::NOT_FOUND))
/// }
///
/// fn service() -> Service {
///     Service::new(Router::with_path("account").get(account)).hoop(SecureErrorLayer::new())
/// }
/// # drop(service());
/// ```
#[async_trait]
impl Handler for SecureErrorLayer {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, response: &mut Response, flow: &mut FlowCtrl) {
        let exchange = Exchange::open(self, request.method(), request.uri().path(), request.headers());
        if !request.matched_path().is_empty() {
            exchange
                .scope()
                .target()
                .set_route(format!("/{}", request.matched_path()));
        }
        exchange.name_headers(request.headers_mut());
        exchange.name_extensions(request.extensions_mut());
        let headers = response.headers.clone();
        // 404 or 405 if the request has no route.
        let status = response.status_code;
        let outcome = exchange.run(|| flow.call_next(request, depot, response)).await;
        let sent = match outcome {
            Ok(_) => exchange.respond(taken(&exchange, response, status)),
            Err(panic) => {
                // salvo would go on with the other hoops, outside of this one, where no route was found.
                flow.skip_rest();
                // Partial output is dropped, cookies included. The output of outer hoops stays.
                let half = replace(response, Response::new());
                contained(|| drop(half));
                let mut sent = exchange.panicked(&panic);
                let own = replace(sent.headers_mut(), headers);
                add_headers(sent.headers_mut(), own);
                sent
            }
        };
        let (head, body) = sent.into_parts();
        response.status_code = Some(head.status);
        response.headers = head.headers;
        response.extensions = head.extensions;
        response.body = body;
    }
}

/// The response of the inner services, taken out of where salvo has it.
fn taken(exchange: &Exchange, response: &mut Response, before: Option<StatusCode>) -> http::Response<ResBody> {
    let status = response.status_code.or(before);
    let (body, error) = match response.take_body() {
        ResBody::Error(error) => (ResBody::None, Some(error)),
        body => (body, None),
    };
    let mut taken = http::Response::new(body);
    *taken.headers_mut() = take(&mut response.headers);
    *taken.extensions_mut() = take(&mut response.extensions);
    *taken.status_mut() = status.or(error.as_ref().map(|error| error.code)).unwrap_or_default();
    if let Some(error) = error {
        // salvo would write its text into the response later, so it cannot be marked as passed through, and it is no longer
        // that of an error that was rendered before.
        taken.extensions_mut().remove::<PassThrough>();
        taken.extensions_mut().remove::<Vouched>();
        taken.extensions_mut().remove::<Mark>();
        // It would write it whatever the status.
        if !Exchange::is_failure(taken.status().as_u16()) {
            *taken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        }
        exchange.foreign(taken.status(), &error, error.source());
        contained(|| drop(error));
    }
    taken
}
