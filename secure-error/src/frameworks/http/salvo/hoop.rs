//! The boundary as a hoop of salvo.

use super::scribe::add_headers;
use crate::boundary::{PassThrough, Passage, SecureErrorLayer};
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
        let passage = Passage::open(self, request.method(), request.headers());
        passage.name_headers(request.headers_mut());
        passage.name_extensions(request.extensions_mut());
        let headers = response.headers.clone();
        // 404 or 405 if the request has no route.
        let status = response.status_code;
        let outcome = passage.run(|| flow.call_next(request, depot, response)).await;
        let answer = match outcome {
            Ok(_) => passage.answer(taken(&passage, response, status)),
            Err(panic) => {
                // salvo would go on with the other hoops, outside of this one, where no route was found.
                flow.skip_rest();
                // What was half written goes, cookies included. What hoops around this one have written stays.
                let half = replace(response, Response::new());
                contained(|| drop(half));
                let mut answer = passage.panicked(&panic);
                let own = replace(answer.headers_mut(), headers);
                add_headers(answer.headers_mut(), own);
                answer
            }
        };
        let (head, body) = answer.into_parts();
        response.status_code = Some(head.status);
        response.headers = head.headers;
        response.extensions = head.extensions;
        response.body = body;
    }
}

/// The answer of the inner services, taken out of where salvo has it.
fn taken(passage: &Passage, response: &mut Response, before: Option<StatusCode>) -> http::Response<ResBody> {
    let status = response.status_code.or(before);
    let (body, error) = match response.take_body() {
        ResBody::Error(error) => (ResBody::None, Some(error)),
        body => (body, None),
    };
    let mut answer = http::Response::new(body);
    *answer.headers_mut() = take(&mut response.headers);
    *answer.extensions_mut() = take(&mut response.extensions);
    *answer.status_mut() = status.or(error.as_ref().map(|error| error.code)).unwrap_or_default();
    if let Some(error) = error {
        // salvo would write its text into the answer later, so nobody can have vouched for it.
        answer.extensions_mut().remove::<PassThrough>();
        let status = answer.status();
        if Passage::is_failure(status.as_u16()) {
            passage.foreign(status, &error, error.source());
        }
        contained(|| drop(error));
    }
    answer
}
