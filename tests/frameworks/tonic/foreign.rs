//! Statuses that no error of the application made.

use crate::desk::{self, Desk};
use crate::exchange::{Call, LAYER, ONCE, STREAM, behind, call, channel, exchange, one, talk, without};
use crate::golden::Golden;
use crate::upstream::telling;
use secure_error::SecureError;
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use tonic::codec::CompressionEncoding;
use tonic::transport::Server;
use tonic::{Code, Request, Status};
use tower::{Layer, ServiceExt as _};

const SECRET: &str = "postgres://admin:hunter2@10.0.0.5/prod";

/// The client sees the secret without us and not with us, and the operators have one record.
#[track_caller]
fn sealed(desk: &Desk, call: &Call, secret: &str, golden: &Golden<'_>) -> Value {
    let (leaky, _) = without(desk.clone(), call.clone());
    assert!(leaky.text().contains(secret), "{leaky:?}");
    let (seen, records) = behind(desk.clone(), call.clone());
    let (seen, record) = one(seen, records);
    golden.assert(&seen);
    assert!(!seen.text().contains(secret), "{seen:?}");
    record
}

#[test]
fn a_status_made_by_a_handler_keeps_its_code_and_nothing_else() {
    let golden = Golden::new(Code::PermissionDenied, "Permission denied", "PERMISSION_DENIED");
    let desk = desk::once(|_| async { Err(telling()) });
    let record = sealed(&desk, &call(ONCE), "hunter2", &golden);
    let text = record.to_string();
    assert!(text.contains("vault policy kv/prod/hunter2 denied"), "{record}");
    assert!(
        text.contains("x-internal-host") && !text.contains("vault-3"),
        "{record}"
    );
    let length = telling().details().len();
    assert!(text.contains(&format!("{length} bytes")), "{record}");

    let desk = desk::stream(|| tokio_stream::iter([Ok("1".to_owned()), Err(telling())]));
    let record = sealed(&desk, &call(STREAM), "hunter2", &golden);
    assert!(record.to_string().contains("vault policy"), "{record}");
}

#[test]
fn errors_of_other_crates_show_their_code_only() {
    let broken = "An internal error occurred";
    let missing = || io::Error::new(io::ErrorKind::NotFound, SECRET);
    let question_mark = desk::once(move |_| async move {
        Err(missing())?;
        Ok(String::new())
    });
    let golden = Golden::new(Code::NotFound, "Not found", "NOT_FOUND");
    let record = sealed(&question_mark, &call(ONCE), "hunter2", &golden);
    assert!(record.to_string().contains("hunter2"), "{record}");

    let from_error = desk::once(move |_| async move { Err(Status::from_error(missing().into())) });
    let golden = Golden::new(Code::Unknown, broken, "UNKNOWN");
    let record = sealed(&from_error, &call(ONCE), "hunter2", &golden);
    assert!(record.to_string().contains("hunter2"), "{record}");

    let by_hand = desk::once(move |_| async move { Err(Status::internal(SECRET)) });
    let golden = Golden::new(Code::Internal, broken, "INTERNAL_ERROR");
    let record = sealed(&by_hand, &call(ONCE), "hunter2", &golden);
    assert!(record.to_string().contains("hunter2"), "{record}");
}

#[test]
fn every_code_is_kept_and_says_what_it_says_alone() {
    let desk = desk::once(|request: Request<String>| async move {
        let code = Code::from_i32(request.into_inner().parse().unwrap());
        Err(Status::new(code, SECRET))
    });
    let calls: Vec<_> = (1..=16).map(|code| call(ONCE).message(code.to_string())).collect();
    let (seen, records) = exchange(LAYER.layer(desk.routes()), &calls);
    assert_eq!(records.len(), 16);
    for (number, seen) in (1..=16).zip(&seen) {
        assert_eq!(seen.failed().code, Code::from_i32(number));
        assert!(!seen.text().contains("hunter2"), "{seen:?}");
    }
}

/// `Err(Status::ok(…))` is a mistake, and tonic sends its text.
#[test]
fn an_error_that_says_ok_says_nothing_else() {
    for (desk, method) in [
        (desk::once(|_| async { Err(Status::ok(SECRET)) }), ONCE),
        (desk::stream(|| tokio_stream::iter([Err(Status::ok(SECRET))])), STREAM),
    ] {
        let (seen, _) = behind(desk, call(method));
        assert!(!seen.text().contains("hunter2"), "{seen:?}");
    }
}

#[test]
fn what_tonic_itself_answers_is_sealed() {
    let desk = desk::once(|_| async { Ok("fine".to_owned()) });
    let large = call(ONCE).message("x".repeat(2000));
    let text = "The message exceeds the maximum message size of this service";
    let golden = Golden::new(Code::OutOfRange, text, "MESSAGE_TOO_LARGE");
    let record = sealed(&desk, &large, "the limit is: 1024 bytes", &golden);
    assert!(record.to_string().contains("1024"), "{record}");

    for method in ["/desk.Desk/Nowhere", "/no.Service/AtAll"] {
        let (seen, records) = behind(desk.clone(), call(method));
        let (seen, record) = one(seen, records);
        Golden::new(Code::Unimplemented, "Not implemented", "UNIMPLEMENTED").assert(&seen);
        assert_eq!(record["error.type"], "UNIMPLEMENTED", "{record}");
    }
}

/// A client that compresses what the server cannot read must learn what it may send instead.
#[test]
fn the_encodings_of_the_server_are_told() {
    let desk = desk::once(|_| async { Ok("fine".to_owned()) });
    let send = async |address: SocketAddr| {
        let mut grpc = tonic::client::Grpc::new(channel(address).await).send_compressed(CompressionEncoding::Gzip);
        grpc.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<String, String>::default();
        let answer = grpc.unary(Request::new("1".to_owned()), ONCE.parse().unwrap(), codec);
        answer.await.unwrap_err()
    };
    let (plain, _) = talk(Server::builder(), desk.clone().routes(), send);
    let (seen, records) = talk(Server::builder(), LAYER.layer(desk.routes()), send);
    assert_eq!((plain.code(), seen.code()), (Code::Unimplemented, Code::Unimplemented));
    assert!(plain.message().contains("gzip") && seen.message() == "Not implemented");
    assert_eq!(seen.metadata().get("grpc-accept-encoding").unwrap(), "identity");
    assert_eq!(records.len(), 1);
}

#[test]
fn the_status_of_an_interceptor_is_sealed() {
    let desk = desk::once(|_| async { Ok("fine".to_owned()) });
    let refuse = |_: Request<()>| -> Result<Request<()>, Status> { Err(Status::unauthenticated(SECRET)) };
    let service = tonic::service::interceptor::InterceptorLayer::new(refuse).layer(desk.routes());
    let (mut leaky, _) = exchange(service.clone(), &[call(ONCE)]);
    assert!(leaky.remove(0).text().contains("hunter2"));
    let (mut seen, records) = exchange(LAYER.layer(service), &[call(ONCE)]);
    let (seen, _) = one(seen.remove(0), records);
    Golden::new(Code::Unauthenticated, "Authentication required", "UNAUTHENTICATED").assert(&seen);
}

#[derive(SecureError)]
#[secure_error(tonic)]
#[public(status = 403, code = "NOT_YOURS", message = "Not yours")]
struct NotYours;

#[test]
fn an_error_of_the_application_in_an_interceptor_is_its_own() {
    let desk = desk::once(|_| async { Ok("fine".to_owned()) });
    let refuse = |_: Request<()>| -> Result<Request<()>, Status> { Err(NotYours)? };
    let service = tonic::service::interceptor::InterceptorLayer::new(refuse).layer(desk.routes());
    let (mut seen, records) = exchange(LAYER.layer(service), &[call(ONCE)]);
    let (seen, _) = one(seen.remove(0), records);
    Golden::new(Code::PermissionDenied, "Not yours", "NOT_YOURS").assert(&seen);
}

/// A layer inside of ours that fails, such as a timeout.
#[test]
fn an_error_of_a_service_becomes_a_status() {
    let fails = |error: fn() -> tower::BoxError| {
        let failing = tower::service_fn(move |_: http::Request<tonic::body::Body>| async move {
            Err::<http::Response<tonic::body::Body>, _>(error())
        });
        let (mut seen, records) = exchange(LAYER.layer(failing), &[call(ONCE)]);
        one(seen.remove(0), records)
    };
    let (seen, record) = fails(|| io::Error::other(SECRET).into());
    Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR").assert(&seen);
    assert!(record.to_string().contains("hunter2"), "{record}");
    let (seen, _) = fails(|| Status::deadline_exceeded(SECRET).into());
    Golden::new(Code::DeadlineExceeded, "The call took too long", "DEADLINE_EXCEEDED").assert(&seen);
    let (seen, _) = fails(|| Status::from(NotYours).into());
    Golden::new(Code::PermissionDenied, "Not yours", "NOT_YOURS").assert(&seen);

    // A deadline of the application's, inside of the layer, as its documentation says.
    let slow = desk::once(|_| std::future::pending()).routes();
    let late = tower::service_fn(move |request: http::Request<tonic::body::Body>| {
        let answer = slow.clone().oneshot(request);
        async {
            let answer = tokio::time::timeout(std::time::Duration::from_millis(5), answer).await;
            answer.map_err(|_| Status::deadline_exceeded(SECRET))
        }
    });
    let late = late.map_response(|answer| answer.unwrap());
    let (mut seen, records) = exchange(LAYER.layer(late), &[call(ONCE)]);
    let (seen, _) = one(seen.remove(0), records);
    Golden::new(Code::DeadlineExceeded, "The call took too long", "DEADLINE_EXCEEDED").assert(&seen);
}
