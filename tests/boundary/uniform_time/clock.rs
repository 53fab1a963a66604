//! A service that does what it is asked to, and a clock that goes on only when everything waits for it.

use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Frame};
use secure_error::layers::SecureTimingLayer;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};
use tower::{Layer as _, Service, ServiceExt as _, service_fn};

pub const QUANTUM: Duration = Duration::from_millis(100);
pub const UNIFORM: SecureTimingLayer = SecureTimingLayer::new(QUANTUM);

/// How a service ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Fine,
    /// With an error of this crate.
    Own,
    /// With an answer that the boundary replaces.
    Foreign,
    Panic,
    PanicInCall,
    /// Without an answer.
    Error,
}

pub const ENDS: [End; 6] = [
    End::Fine,
    End::Own,
    End::Foreign,
    End::Panic,
    End::PanicInCall,
    End::Error,
];

/// So many milliseconds of work, and how it ends.
pub type Asked = (u64, End);

pub type Answer = Result<Response<Full<Bytes>>, io::Error>;

pub fn paused<R>(run: impl Future<Output = R>) -> R {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.unwrap().block_on(run)
}

pub fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

async fn work((time, end): Asked) -> Answer {
    if time > 0 {
        tokio::time::sleep(millis(time)).await;
    }
    let foreign = || Response::builder().status(StatusCode::BAD_GATEWAY);
    match end {
        End::Fine => Ok(Response::new(Full::from("fine"))),
        End::Own => Ok(secure_error::respond(&Fault::problem_with(
            &problem::FORBIDDEN,
            "locked",
        ))),
        End::Foreign => Ok(foreign().body(Full::from("upstream")).unwrap()),
        End::Panic | End::PanicInCall => panic!("panicked after {time} ms"),
        End::Error => Err(io::Error::other("no connection")),
    }
}

pub trait Works: Service<Request<Asked>, Response = Response<Full<Bytes>>, Error = io::Error, Future: Send> {}
impl<S> Works for S where S: Service<Request<Asked>, Response = Response<Full<Bytes>>, Error = io::Error, Future: Send> {}

/// The service without anything around it.
pub fn bare() -> impl Works + Clone + Send + 'static {
    service_fn(|request: Request<Asked>| {
        let asked = request.into_body();
        assert_ne!(asked.1, End::PanicInCall, "panicked in the call");
        work(asked)
    })
}

/// Behind the boundary, but with times of its own.
pub fn unpadded() -> impl Works + Clone + Send + 'static {
    SecureErrorLayer::new().layer(bare())
}

pub fn padded() -> impl Works + Clone + Send + 'static {
    SecureErrorLayer::new().layer(UNIFORM.layer(bare()))
}

/// The answer, and after how many milliseconds it left.
pub async fn ask(service: impl Works, asked: Asked) -> (Answer, u128) {
    let begin = Instant::now();
    let answer = service.oneshot(Request::new(asked)).await;
    (answer, begin.elapsed().as_millis())
}

/// A body of one piece, which comes after a while.
struct Late(Pin<Box<Sleep>>, Option<Bytes>);

impl hyper::body::Body for Late {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        std::task::ready!(self.0.as_mut().poll(cx));
        Poll::Ready(self.1.take().map(|data| Ok(Frame::data(data))))
    }
}

pub fn late(after: Duration, text: &'static str) -> Body {
    Body::new(Late(Box::pin(tokio::time::sleep(after)), Some(Bytes::from(text))))
}
