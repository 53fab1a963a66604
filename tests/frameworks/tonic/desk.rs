//! A service with one method that answers once and one that answers with a stream. What they do, the test says.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio_stream::Stream;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService};
use tonic::service::Routes;
use tonic::{Code, Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

/// An error with a status for its source.
#[derive(Debug)]
pub struct Behind(pub Status);

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the billing service said")
    }
}

impl std::error::Error for Behind {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

pub type Messages = Pin<Box<dyn Stream<Item = Result<String, Status>> + Send>>;
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Status>> + Send>>;
type Handler<T> = Arc<dyn Fn(Request<String>) -> Answer<T> + Send + Sync>;

#[derive(Clone)]
pub struct Desk {
    pub once: Handler<String>,
    pub stream: Handler<Messages>,
}

/// A desk whose first method does this.
pub fn once<F>(handler: impl Fn(Request<String>) -> F + Send + Sync + 'static) -> Desk
where
    F: Future<Output = Result<String, Status>> + Send + 'static,
{
    Desk {
        once: Arc::new(move |request| Box::pin(handler(request))),
        stream: Arc::new(|_| Box::pin(async { Err(Status::unimplemented("")) })),
    }
}

/// A desk whose second method answers with these messages.
pub fn stream<S>(messages: impl Fn() -> S + Send + Sync + 'static) -> Desk
where
    S: Stream<Item = Result<String, Status>> + Send + 'static,
{
    Desk {
        once: Arc::new(|_| Box::pin(async { Err(Status::unimplemented("")) })),
        stream: Arc::new(move |_| {
            let messages: Messages = Box::pin(messages());
            Box::pin(async { Ok(messages) })
        }),
    }
}

impl Desk {
    /// As tonic serves it.
    pub fn routes(self) -> Routes {
        Routes::new(self)
    }
}

impl NamedService for Desk {
    const NAME: &'static str = "desk.Desk";
}

impl Service<http::Request<Body>> for Desk {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    /// What `tonic-build` would write.
    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let Self { once, stream } = self.clone();
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<String, String>::default())
                .max_decoding_message_size(1024)
                .send_compressed(tonic::codec::CompressionEncoding::Gzip);
            Ok(match request.uri().path() {
                "/desk.Desk/Once" => {
                    let handler = service_fn(move |request| {
                        let answer = once(request);
                        async { answer.await.map(Response::new) }
                    });
                    grpc.unary(handler, request).await
                }
                "/desk.Desk/Stream" => {
                    let handler = service_fn(move |request| {
                        let answer = stream(request);
                        async { answer.await.map(Response::new) }
                    });
                    grpc.server_streaming(handler, request).await
                }
                _ => Status::new(Code::Unimplemented, "").into_http(),
            })
        })
    }
}
