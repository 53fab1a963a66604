//! A body that can be created from bytes, around one that cannot.

use super::after_head::AfterHead;
use super::record;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// The body of an inner service, or the bytes of an error response.
    ///
    /// [`SecureErrorLayer`](crate::SecureErrorLayer) needs a body type that can be created from bytes, such as
    /// `axum::body::Body`, `warp`'s body or `http_body_util::Full<Bytes>`. A `BoxBody`, `hyper::body::Incoming` and the
    /// bodies of other layers (`TraceLayer`, `CompressionLayer`) cannot. Wrap them in this type, directly inside the
    /// layer. Their data type must be created from bytes, as `Bytes` is.
    ///
    /// ```
    /// # use http::{Request, Response};
    /// # use http_body_util::{Empty, combinators::BoxBody};
    /// # use secure_error::SecureErrorLayer;
    /// # use secure_error::layers::SecureErrorBody;
    /// # use std::convert::Infallible;
    /// # use tower::{Service, ServiceBuilder, service_fn};
    /// async fn handle(_: Request<()>) -> Result<Response<BoxBody<bytes::Bytes, Infallible>>, Infallible> {
    ///     Ok(Response::new(BoxBody::new(Empty::new())))
    /// }
    ///
    /// let service = ServiceBuilder::new()
    ///     .layer(SecureErrorLayer::new())
    ///     .map_response(|response: Response<_>| response.map(SecureErrorBody::new))
    ///     .service(service_fn(handle));
    /// # fn is_service(_: impl Service<Request<()>>) {}
    /// # is_service(service);
    /// ```
    ///
    /// In axum every `.layer(…)` of a `Router` produces `axum::body::Body`, so only a `ServiceBuilder` with several layers
    /// needs this.
    pub struct SecureErrorBody<B> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<B> {
        Inner {
            #[pin]
            body: B,
            request: AfterHead,
        },
        // `None` once it was sent, or if there is nothing to send.
        Own {
            bytes: Option<Vec<u8>>,
        },
    }
}

/// A body that can be built from the bytes of an error response.
#[diagnostic::on_unimplemented(
    message = "the responses of this service cannot carry an error: `{Self}` is not built from bytes",
    label = "`SecureErrorLayer` needs a body that implements `From<Vec<u8>>`",
    note = "wrap it in `SecureErrorBody` directly inside the layer: in a `ServiceBuilder`, write `.map_response(|response: http::Response<_>| response.map(secure_error::layers::SecureErrorBody::new))` after `.layer(SecureErrorLayer::new())`",
    note = "in axum, `Router::layer` makes every body `axum::body::Body`: add the layers one by one with it"
)]
pub trait ErrorBody: From<Vec<u8>> {}

#[diagnostic::do_not_recommend]
impl<B: From<Vec<u8>>> ErrorBody for B {}

impl<B> SecureErrorBody<B> {
    /// Wraps the body of an inner service. It sends the same, and belongs to the current request: an error that ends it is
    /// logged, unless its length is known.
    pub fn new(body: B) -> Self {
        let request = AfterHead::current();
        Self {
            kind: Kind::Inner { body, request },
        }
    }

    /// The body of the inner service, or the bytes that stand in its place. For frameworks that have no such bodies.
    #[cfg(any(feature = "actix-web", feature = "poem", feature = "rocket"))]
    pub(crate) fn into_parts(self) -> Result<B, Vec<u8>> {
        match self.kind {
            Kind::Inner { body, .. } => Ok(body),
            Kind::Own { bytes } => Err(bytes.unwrap_or_default()),
        }
    }
}

impl<B> From<Vec<u8>> for SecureErrorBody<B> {
    fn from(bytes: Vec<u8>) -> Self {
        let bytes = (!bytes.is_empty()).then_some(bytes);
        Self {
            kind: Kind::Own { bytes },
        }
    }
}

impl<B> Default for SecureErrorBody<B> {
    fn default() -> Self {
        Self {
            kind: Kind::Own { bytes: None },
        }
    }
}

impl<B: Body> Body for SecureErrorBody<B>
where
    B::Data: From<Vec<u8>>,
    B::Error: Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().kind.project() {
            KindProjection::Inner { body, .. } if body.size_hint().exact().is_some() => body.poll_frame(cx),
            KindProjection::Inner { body, request } => request.poll(|| body.poll_frame(cx), record::of_body),
            KindProjection::Own { bytes } => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes.into())))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Inner { body, .. } => body.is_end_stream(),
            Kind::Own { bytes } => bytes.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Inner { body, .. } => body.size_hint(),
            Kind::Own { bytes } => {
                let length = bytes.as_ref().map_or(0, Vec::len);
                u64::try_from(length).map_or_else(|_| SizeHint::default(), SizeHint::with_exact)
            }
        }
    }
}

impl<B> fmt::Debug for SecureErrorBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureErrorBody").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use std::pin::pin;
    use std::task::Waker;

    type Frames = (Vec<String>, SizeHint);

    /// What it sends, and what it said before.
    fn sent(body: SecureErrorBody<String>) -> Frames {
        let mut body = pin!(body);
        let hint = body.size_hint();
        let mut sent = Vec::new();
        while !body.is_end_stream() {
            let Poll::Ready(frame) = body.as_mut().poll_frame(&mut Context::from_waker(Waker::noop())) else {
                break;
            };
            let Some(frame) = frame else { break };
            let data: Bytes = frame.unwrap().into_data().unwrap();
            sent.push(String::from_utf8(data.to_vec()).unwrap());
        }
        (sent, hint)
    }

    #[test]
    fn an_inner_body_is_what_it_was() {
        let (data, hint) = sent(SecureErrorBody::new("inner".to_owned()));
        assert_eq!((data, hint.exact()), (vec!["inner".to_owned()], Some(5)));
    }

    #[test]
    fn bytes_are_sent_once_and_their_number_is_known() {
        let (data, hint) = sent(SecureErrorBody::from(b"own".to_vec()));
        assert_eq!((data, hint.exact()), (vec!["own".to_owned()], Some(3)));
    }

    #[test]
    fn no_bytes_are_an_end() {
        for body in [SecureErrorBody::from(Vec::new()), SecureErrorBody::default()] {
            let (data, hint) = sent(body);
            assert_eq!((data.len(), hint.exact()), (0, Some(0)));
        }
    }
}
