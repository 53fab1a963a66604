//! The service that the layer creates, and the future of its response.

use super::body::SecureStatusBody;
use super::deadline::Deadline;
use super::layer::SecureStatusLayer;
use super::outgoing;
use super::sent::BoxError;
use crate::boundary::grpc::is_grpc;
use crate::boundary::{Exchange, ExchangeFuture};
use crate::panics::{Panic, caught};
use crate::request::target::Rpc;
use http::{Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

/// A service behind a [`SecureStatusLayer`].
#[derive(Clone)]
pub struct SecureStatusService<S> {
    inner: S,
    layer: SecureStatusLayer,
    /// What happened instead of becoming ready, for the call that comes next.
    panicked: Option<Arc<Panic>>,
}

impl<S> Layer<S> for SecureStatusLayer {
    type Service = SecureStatusService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SecureStatusService {
            inner,
            layer: self.clone(),
            panicked: None,
        }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for SecureStatusService<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    S::Error: Into<BoxError> + Display + 'static,
    ResponseBody: Body<Error: Display + 'static>,
    ResponseBody::Data: From<Vec<u8>>,
{
    type Response = Response<SecureStatusBody<ResponseBody>>;
    type Error = S::Error;
    type Future = SecureStatusFuture<S::Future>;

    /// An error here does not belong to any call. A panic belongs to the call that waits; [`call`](Self::call) responds to it.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.panicked = None;
        caught(|| self.inner.poll_ready(cx)).unwrap_or_else(|panic| {
            self.panicked = Some(panic);
            Poll::Ready(Ok(()))
        })
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let (method, path) = (request.method(), request.uri().path());
        let is_call = is_grpc(request.headers());
        let exchange = Exchange::open_with(&self.layer.http, method, path, request.headers(), |scope| {
            self.layer.prepare(scope);
        });
        if let Some(rpc) = procedure(path).filter(|_| is_call) {
            exchange.scope().target().set_rpc(rpc);
        }
        exchange.name_headers(request.headers_mut());
        exchange.name_extensions(request.extensions_mut());
        let deadline = is_call.then(|| Deadline::of(request.headers(), self.layer.timeout));
        let work = match self.panicked.take() {
            Some(panic) => exchange.run_failed(panic),
            None => exchange.run(|| self.inner.call(request)),
        };
        SecureStatusFuture {
            work: Some(work),
            exchange,
            deadline: deadline.flatten(),
            is_call,
        }
    }
}

/// The procedure of a path `/package.Service/Method`.
fn procedure(path: &str) -> Option<Rpc> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    let is_name = |name: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        !name.is_empty() && name.bytes().all(is_part)
    };
    (is_name(service) && is_name(method)).then(|| Rpc {
        service: Some(service.into()),
        method: method.into(),
    })
}

impl<S: fmt::Debug> fmt::Debug for SecureStatusService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureStatusService")
            .field("inner", &self.inner)
            .field("layer", &self.layer)
            .finish_non_exhaustive()
    }
}

/// What a `tonic` service has beside its calls: its name, by which a server finds it.
impl<S: ::tonic::server::NamedService> ::tonic::server::NamedService for SecureStatusService<S> {
    const NAME: &'static str = S::NAME;
}

pin_project! {
    /// The future of [`SecureStatusService`].
    pub struct SecureStatusFuture<F> {
        // `None` as soon as there is a response.
        #[pin]
        work: Option<ExchangeFuture<F>>,
        exchange: Exchange,
        deadline: Option<Deadline>,
        // Whether the request is one of gRPC.
        is_call: bool,
    }

    impl<F> PinnedDrop for SecureStatusFuture<F> {
        // A client that gives up at its deadline may be faster than we are.
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let Some(work) = this.work.as_mut().as_pin_mut() else { return };
            if this.deadline.as_ref().is_some_and(Deadline::is_near) {
                work.give_up();
                this.work.set(None);
                this.exchange.within(|| outgoing::given_up_at_deadline(this.exchange));
            }
        }
    }
}

impl<F, B, E> Future for SecureStatusFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body<Error: Display + 'static>,
    B::Data: From<Vec<u8>>,
    E: Into<BoxError> + Display + 'static,
{
    type Output = Result<Response<SecureStatusBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let (exchange, is_call) = (&*this.exchange, *this.is_call);
        let Some(mut work) = this.work.as_mut().as_pin_mut() else {
            return Poll::Pending;
        };
        let Poll::Ready(outcome) = work.as_mut().poll(cx) else {
            if !this.deadline.as_mut().is_some_and(|deadline| deadline.is_over(cx)) {
                return Poll::Pending;
            }
            work.give_up();
            // What is left of the work may panic, which is logged.
            this.work.set(None);
            return Poll::Ready(Ok(exchange.within(|| outgoing::of_deadline(exchange))));
        };
        this.work.set(None);
        Poll::Ready(exchange.within(|| match outcome {
            Ok(Ok(response)) => Ok(outgoing::respond(exchange, is_call, response)),
            Ok(Err(error)) if is_call => Ok(outgoing::of_error(exchange, error)),
            Ok(Err(error)) => {
                exchange.failed(&error);
                Err(error)
            }
            Err(panic) if is_call => Ok(outgoing::of_panic(exchange, &panic)),
            Err(panic) => Ok(exchange.panicked(&panic).map(SecureStatusBody::plain)),
        }))
    }
}

impl<F> fmt::Debug for SecureStatusFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureStatusFuture").finish_non_exhaustive()
    }
}
