//! Panics, wherever they happen.

use crate::desk;
use crate::exchange::{LAYER, ONCE, STREAM, behind, call, exchange, grpc, one, raw, talk, without};
use crate::golden::Golden;
use bytes::Bytes;
use http_body::Frame;
use http_body_util::StreamBody;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tonic::body::Body;
use tonic::transport::Server;
use tonic::{Code, Status};
use tower::{Layer, Service};

const SECRET: &str = "hunter2";

fn internal() -> Golden<'static> {
    Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR")
}

#[test]
fn a_panic_of_a_handler_is_a_constant_status() {
    let desk = desk::once(|_| async { panic!("with {SECRET}") });
    let (reset, records) = without(desk.clone(), call(ONCE));
    assert!(reset.failed().metadata.is_empty() && records.is_empty(), "{reset:?}");
    let (seen, records) = behind(desk, call(ONCE));
    let (seen, record) = one(seen, records);
    internal().assert(&seen);
    assert!(
        record["exception.type"] == "Panic" && record.to_string().contains(SECRET),
        "{record}"
    );
}

/// "Trailers-Only" in the words of gRPC's protocol: 200, the content type, the status, and the end of the stream.
#[test]
fn its_status_is_all_that_is_sent_and_is_in_the_head() {
    let desk = desk::once(|_| async { panic!("with {SECRET}") });
    let (answer, _) = talk(Server::builder(), LAYER.layer(desk.routes()), async |address| {
        let (request, body) = grpc(ONCE);
        raw(address, request, body).await
    });
    assert!(
        answer.head_only && answer.status == 200 && answer.trailers.is_none(),
        "{answer:?}"
    );
    let names: Vec<_> = answer.headers.keys().collect();
    assert_eq!(
        names,
        [
            "content-type",
            "date",
            "grpc-message",
            "grpc-status",
            "grpc-status-details-bin",
            "x-request-id"
        ]
    );
    assert_eq!(answer.headers["content-type"], ["application/grpc"]);
    assert_eq!(answer.headers["grpc-status"], ["13"]);
    assert_eq!(answer.headers["grpc-message"], ["An%20internal%20error%20occurred"]);
}

#[test]
fn a_panic_in_a_stream_is_its_last_word() {
    // One at a time: what tonic has not sent by then is lost.
    let panicking = || {
        tokio_stream::iter(1..).then(|number| async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert!(number < 3, "with {SECRET}");
            Ok(number.to_string())
        })
    };
    let (reset, records) = without(desk::stream(panicking), call(STREAM));
    assert!(reset.failed().metadata.is_empty() && records.is_empty(), "{reset:?}");
    let (seen, records) = behind(desk::stream(panicking), call(STREAM));
    let (seen, record) = one(seen, records);
    assert_eq!(seen.messages, ["1", "2"]);
    internal().assert(&seen);
    assert!(
        record["exception.type"] == "Panic" && record.to_string().contains(SECRET),
        "{record}"
    );
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("in a drop with {SECRET}");
        }
    }
}

/// The client has its status by then.
#[test]
fn a_panic_of_what_is_left_of_a_stream_is_logged_and_changes_nothing() {
    let service = tower::service_fn(|_: http::Request<Body>| async {
        let left = PanicsInDrop;
        let frames = tokio_stream::iter(1..=2).map(move |number| {
            let _ = &left;
            Ok::<_, Status>(match number {
                1 => Frame::data(Bytes::from_static(b"\0\0\0\0\x04\x0A\x02ab")),
                _ => Frame::trailers([("grpc-status".parse().unwrap(), 0.into())].into_iter().collect()),
            })
        });
        let answer = http::Response::builder().header("content-type", "application/grpc");
        Ok::<_, Infallible>(answer.body(StreamBody::new(frames)).unwrap())
    });
    let (mut seen, records) = exchange(LAYER.layer(service), &[call(STREAM)]);
    let seen = seen.remove(0);
    assert!(seen.messages == ["ab"] && seen.status.is_none(), "{seen:?}");
    assert_eq!(records.len(), 1, "{records:#?}");
    assert!(records[0].to_string().contains("in a drop"), "{records:?}");
}

/// A layer that panics before it is ready, or when it is called.
#[derive(Clone)]
struct Panics {
    when_ready: bool,
}

impl Service<http::Request<Body>> for Panics {
    type Response = http::Response<Body>;
    type Error = Status;
    type Future = std::future::Ready<Result<Self::Response, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        assert!(!self.when_ready, "not ready, with {SECRET}");
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        panic!("called, with {SECRET}");
    }
}

#[test]
fn a_panic_before_there_is_a_future_is_a_constant_status_too() {
    for when_ready in [false, true] {
        let (mut seen, records) = exchange(LAYER.layer(Panics { when_ready }), &[call(ONCE)]);
        let (seen, record) = one(seen.remove(0), records);
        internal().assert(&seen);
        assert!(record.to_string().contains(SECRET), "{record}");
    }
}
