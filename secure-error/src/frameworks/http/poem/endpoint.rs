//! The boundary as a middleware of poem.

use super::rendered::Rendered;
use super::response::response;
use crate::boundary::{PassThrough, Passage, SecureErrorBody, SecureErrorLayer};
use crate::request::unwind::contained;
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};
use std::error::Error;
use std::fmt;
use std::io;

/// An endpoint behind a [`SecureErrorLayer`].
#[derive(Clone)]
pub struct SecureErrorEndpoint<E> {
    endpoint: E,
    layer: SecureErrorLayer,
}

/// ```
/// # use secure_error::{Fault, SecureErrorLayer, problem};
/// use poem::{Endpoint, EndpointExt, Route, get, handler};
///
/// #[handler]
/// async fn account() -> Result<&'static str, Fault> {
///     Err(Fault::problem(&problem::NOT_FOUND))
/// }
///
/// fn app() -> impl Endpoint {
///     Route::new().at("/account", get(account)).with(SecureErrorLayer::new())
/// }
/// # drop(app());
/// ```
impl<E: Endpoint> Middleware<E> for SecureErrorLayer {
    type Output = SecureErrorEndpoint<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        SecureErrorEndpoint {
            endpoint,
            layer: self.clone(),
        }
    }
}

impl<E: Endpoint> Endpoint for SecureErrorEndpoint<E> {
    type Output = Response;

    /// An error of poem ends here: the outcome is always an answer.
    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let rendered = Rendered::default();
        let passage = Passage::open_with(&self.layer, request.method(), request.headers(), |context| {
            context.insert(rendered.clone());
        });
        passage.name_headers(request.headers_mut());
        passage.name_extensions(request.extensions_mut());
        // The answer is made in there too: `Display` and `Serialize` are code of the application.
        let work = passage.run(|| async {
            match self.endpoint.call(request).await {
                Ok(output) => output.into_response(),
                Err(error) => answer_of(error, &passage, &rendered),
            }
        });
        let answer = match work.await {
            Ok(answer) => {
                let mut answer = http::Response::<BoxBody<Bytes, io::Error>>::from(answer).map(SecureErrorBody::new);
                rendered.recognise(&mut answer);
                passage.answer(answer)
            }
            Err(panic) => passage.panicked(&panic),
        };
        let (head, body) = answer.into_parts();
        let body = body.into_parts().map_or_else(Body::from_vec, Body::from);
        Ok(response(head, body))
    }
}

/// The answer that poem makes of an error.
///
/// An error of others is logged with its causes, because the answer says less. One that was made from an answer says
/// nothing but its status, and the text of that answer is logged instead.
fn answer_of(error: poem::Error, passage: &Passage, rendered: &Rendered) -> Response {
    let is_told = error.is_from_response() || error.data::<PassThrough>().is_some() || rendered.is_own(&error);
    let status = error.status();
    if is_told || !Passage::is_failure(status.as_u16()) {
        return error.into_response();
    }
    passage.foreign(status, &error, error.source());
    // If it panics now, it is logged already.
    contained(|| error.into_response()).unwrap_or_else(|| status.into_response())
}

impl<E: fmt::Debug> fmt::Debug for SecureErrorEndpoint<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorEndpoint")
            .field("endpoint", &self.endpoint)
            .field("layer", &self.layer)
            .finish()
    }
}
