//! Bodies that no service of tonic's would send: those of proxies, and broken ones.

use crate::exchange::{Call, LAYER, Raw, STREAM, Seen, call, exchange, grpc, one, raw, talk};
use crate::golden::Golden;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::Value;
use std::convert::Infallible;
use std::io;
use tonic::transport::Server;
use tonic::{Code, Status};
use tower::{Layer, service_fn};

const SECRET: &str = "hunter2";

type Frames = Vec<Result<Frame<Bytes>, io::Error>>;

/// A message of two letters.
fn message() -> Frame<Bytes> {
    Frame::data(Bytes::from_static(b"\0\0\0\0\x04\x0A\x02ab"))
}

fn trailers(pairs: &[(&'static str, &'static str)]) -> Frame<Bytes> {
    let mut trailers = HeaderMap::new();
    for (name, value) in pairs {
        trailers.append(*name, HeaderValue::from_static(value));
    }
    Frame::trailers(trailers)
}

fn answers(with_layer: bool, frames: fn() -> Frames) -> (Seen, Vec<Value>) {
    let service = service_fn(move |_: http::Request<tonic::body::Body>| async move {
        let body = StreamBody::new(tokio_stream::iter(frames()));
        let answer = http::Response::builder().header("content-type", "application/grpc+proto");
        Ok::<_, Infallible>(answer.body(body).unwrap())
    });
    let calls: [Call; 1] = [call(STREAM)];
    let (mut seen, records) = if with_layer {
        exchange(LAYER.layer(service), &calls)
    } else {
        exchange(service, &calls)
    };
    (seen.remove(0), records)
}

#[track_caller]
fn sealed(frames: fn() -> Frames, golden: &Golden<'_>) -> Value {
    let (seen, records) = answers(true, frames);
    let (seen, record) = one(seen, records);
    golden.assert(&seen);
    assert!(!seen.text().contains(SECRET), "{seen:?}");
    assert_eq!(seen.messages, ["ab"]);
    record
}

fn internal() -> Golden<'static> {
    Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR")
}

#[test]
fn the_trailers_of_an_upstream_service_lose_everything_but_their_code() {
    let frames = || {
        let foreign = trailers(&[
            ("grpc-status", "7"),
            ("grpc-message", "policy%20of%20hunter2"),
            ("grpc-status-details-bin", "aHVudGVyMg"),
            ("x-internal-host", "vault-3.hunter2.svc"),
            ("grpc-accept-encoding", "hunter2"),
        ]);
        vec![Ok(message()), Ok(foreign)]
    };
    let (leaky, _) = answers(false, frames);
    assert!(leaky.text().contains(SECRET), "{leaky:?}");
    let golden = Golden::new(Code::PermissionDenied, "Permission denied", "PERMISSION_DENIED");
    let record = sealed(frames, &golden).to_string();
    assert!(
        record.contains("policy of hunter2") && record.contains("x-internal-host"),
        "{record}"
    );
    assert!(record.contains("7 bytes") && !record.contains("vault-3"), "{record}");
}

/// tonic panics if it is asked to decode such details.
#[test]
fn details_that_are_no_base64_do_no_harm() {
    let frames = || {
        let foreign = trailers(&[("grpc-status", "5"), ("grpc-status-details-bin", "%%hunter2%%")]);
        vec![Ok(message()), Ok(foreign)]
    };
    sealed(frames, &Golden::new(Code::NotFound, "Not found", "NOT_FOUND"));
}

#[test]
fn two_statuses_are_an_internal_error() {
    let frames = || {
        let two = trailers(&[("grpc-status", "0"), ("grpc-status", "5"), ("grpc-message", "hunter2")]);
        vec![Ok(message()), Ok(two)]
    };
    sealed(frames, &internal());
}

#[test]
fn a_stream_that_fails_has_a_status() {
    let record = sealed(|| vec![Ok(message()), Err(io::Error::other(SECRET))], &internal());
    assert!(record.to_string().contains(SECRET), "{record}");

    let known = || vec![Ok(message()), Err(io::Error::other(Status::aborted(SECRET)))];
    let record = sealed(known, &internal());
    assert!(record.to_string().contains(SECRET), "{record}");
}

#[test]
fn a_stream_that_does_not_say_how_it_ended_has_failed() {
    let record = sealed(|| vec![Ok(message())], &internal());
    assert_eq!(record["exception.type"], "UnfinishedStream", "{record}");
    sealed(
        || vec![Ok(message()), Ok(trailers(&[("x-checksum", "hunter2")]))],
        &internal(),
    );
}

#[test]
fn the_trailers_of_a_success_are_untouched_but_for_texts_about_an_error() {
    let frames = || {
        let fine = trailers(&[("grpc-status", "0"), ("grpc-message", "hunter2"), ("x-checksum", "7")]);
        vec![Ok(message()), Ok(fine)]
    };
    let (seen, records) = answers(true, frames);
    assert!(
        seen.messages == ["ab"] && seen.status.is_none() && records.is_empty(),
        "{seen:?} {records:?}"
    );
    assert!(!seen.text().contains(SECRET));
}

fn proxied(
    head: http::response::Builder,
    frames: Frames,
) -> http::Response<StreamBody<impl tokio_stream::Stream<Item = Result<Frame<Bytes>, io::Error>>>> {
    head.body(StreamBody::new(tokio_stream::iter(frames))).unwrap()
}

fn foreign() -> Frame<Bytes> {
    trailers(&[
        ("grpc-status", "13"),
        ("grpc-message", "hunter2"),
        ("x-internal-host", "vault-3.hunter2.svc"),
    ])
}

/// What a proxy forwards, as any client of HTTP sees it.
fn forwarded(head: fn() -> http::response::Builder, frames: fn() -> Frames) -> (Raw, Vec<Value>) {
    let service =
        service_fn(
            move |_: http::Request<tonic::body::Body>| async move { Ok::<_, Infallible>(proxied(head(), frames())) },
        );
    talk(Server::builder(), LAYER.layer(service), async |address| {
        let (request, body) = grpc(STREAM);
        raw(address, request, body).await
    })
}

#[test]
fn a_head_that_says_that_all_is_well_does_not_vouch_for_the_trailers() {
    let head = || {
        let head = http::Response::builder().header("content-type", "application/grpc");
        head.header("grpc-status", "0")
    };
    let (seen, records) = forwarded(head, || vec![Ok(message()), Ok(foreign())]);
    assert!(!format!("{seen:?}").contains(SECRET), "{seen:?}");
    assert_eq!(records.len(), 1, "{records:#?}");
    // Nothing is added to one that is complete.
    let (seen, records) = forwarded(head, Vec::new);
    assert!(seen.trailers.is_none() && records.is_empty(), "{seen:?} {records:#?}");
}

#[test]
fn the_trailers_of_a_call_are_sealed_whatever_its_media_type() {
    for head in [
        || http::Response::builder(),
        || http::Response::builder().header("content-type", "application/octet-stream"),
    ] {
        let (seen, records) = forwarded(head, || vec![Ok(message()), Ok(foreign())]);
        assert!(!format!("{seen:?}").contains(SECRET), "{seen:?}");
        assert_eq!(records.len(), 1, "{records:#?}");
    }
}
