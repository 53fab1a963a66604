//! A program whose panics end it at once: `aborting <hook> <where it panics>`.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use secure_error::{PanicHook, SecureError, SecureErrorLayer};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use tower_layer::Layer as _;
use tower_service::Service;

const SECRET: &str = "cannot reach admin:hunter2\nERROR forged";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments[0].as_str() {
        "quiet" => PanicHook::install_quiet(),
        "beside" => PanicHook::install(),
        _ => {}
    }
    match arguments[1].as_str() {
        "main" => panic!("{SECRET}"),
        "thread" => drop(std::thread::spawn(|| panic!("{SECRET}")).join()),
        "request" => request(),
        "display" => Trapped { trap: Trap }.report().log(),
        _ => println!("nothing happens"),
    }
}

fn request() {
    let mut service = SecureErrorLayer::new().trust_incoming_request_id().layer(Panics);
    let request = Request::builder().header("x-request-id", "request-7").body(()).unwrap();
    let answer = pin!(service.call(request)).poll(&mut Context::from_waker(Waker::noop()));
    println!("answered: {}", answer.is_ready());
}

struct Panics;

impl Service<Request<()>> for Panics {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        if request.headers().contains_key("x-request-id") {
            panic!("{SECRET}");
        }
        ready(Ok(Response::default()))
    }
}

/// An error that cannot be formatted.
#[derive(SecureError)]
#[internal("trapped by {trap}")]
struct Trapped {
    trap: Trap,
}

struct Trap;

impl fmt::Display for Trap {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("{SECRET}")
    }
}
