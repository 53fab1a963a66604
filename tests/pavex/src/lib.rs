//! How pavex is sealed: [`boundary`] goes around everything, [`answer`] is in the error handler of each error type of the
//! application, and [`unexpected`] is the handler of all other errors.

pub mod shop;

use bytes::Bytes;
use http_body_util::Full;
use pavex::middleware::Next;
use pavex::request::RequestHead;
use pavex::{Error, Response};
use secure_error::layers::SecureErrorBody;
use secure_error::{SecureError, SecureErrorLayer};
use std::convert::Infallible;
use std::future::IntoFuture;
use tower::{Layer as _, ServiceExt as _, service_fn};

/// The answer to a client, after the report went to the log.
pub fn answer(error: &dyn SecureError) -> Response {
    let answer: http::Response<Full<Bytes>> = secure_error::respond(&error);
    answer.into()
}

/// The error handler of whatever has no error handler of its own: a 500, and the error with its causes in the log. The
/// one of pavex logs nothing.
#[pavex::error_handler]
pub fn unexpected(error: &Error) -> Response {
    answer(&Unexpected(error))
}

#[derive(SecureError)]
struct Unexpected<'a>(#[source] &'a Error);

/// Wraps everything else.
#[pavex::wrap]
pub async fn boundary<C>(head: &RequestHead, next: Next<C>) -> Response
where
    C: IntoFuture<Output = Response>,
{
    let mut request = http::Request::new(());
    *request.method_mut() = head.method.clone();
    *request.headers_mut() = head.headers.clone();
    let mut next = Some(next);
    let inner = service_fn(move |_: http::Request<()>| {
        let next = next.take();
        async move {
            // It is called once.
            let answer = match next {
                Some(next) => next.await,
                None => Response::internal_server_error(),
            };
            Ok::<_, Infallible>(http::Response::from(answer).map(SecureErrorBody::new))
        }
    });
    match SecureErrorLayer::new().layer(inner).oneshot(request).await {
        Ok(answer) => answer.into(),
        Err(never) => match never {},
    }
}
