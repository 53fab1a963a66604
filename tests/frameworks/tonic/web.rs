//! gRPC-Web by `tonic-web`, and the compression of messages.

use crate::desk;
use crate::exchange::{LAYER, ONCE, STREAM, channel, talk};
use secure_error_tests::server::{ask, with_body};
use std::net::SocketAddr;
use tonic::codec::CompressionEncoding;
use tonic::transport::Server;
use tonic::{Code, Request, Status};
use tonic_web::GrpcWebLayer;
use tower::Layer;

const SECRET: &str = "hunter2";

/// What a browser gets for a call over HTTP/1.1: head, messages, and the status in the body.
async fn browser(address: SocketAddr) -> [String; 2] {
    let mut answers = Vec::new();
    for method in [STREAM, ONCE] {
        let headers: [&[u8]; 1] = [b"Content-Type: application/grpc-web+proto"];
        let request = with_body("POST", method, &headers, &[0; 5]);
        answers.push(ask(address, &request).await.unwrap().text());
    }
    answers.try_into().unwrap()
}

fn desk() -> desk::Desk {
    desk::stream(|| tokio_stream::iter([Ok("ab".to_owned()), Err(Status::not_found(SECRET))]))
}

#[test]
fn behind_the_layer_of_grpc_web_statuses_are_sealed_and_logged_once() {
    let server = || Server::builder().accept_http1(true);
    let (leaky, _) = talk(server(), GrpcWebLayer::new().layer(desk().routes()), browser);
    assert!(leaky[0].contains(SECRET), "{leaky:?}");
    let (seen, records) = talk(
        server(),
        GrpcWebLayer::new().layer(LAYER.layer(desk().routes())),
        browser,
    );
    assert!(
        !seen[0].contains(SECRET) && seen[0].contains("grpc-status:5"),
        "{seen:?}"
    );
    assert!(
        seen[0].contains("ab") && seen[0].contains("grpc-message:Not%20found"),
        "{seen:?}"
    );
    assert!(
        seen[1].contains("grpc-status: 12") || seen[1].contains("grpc-status:12"),
        "{seen:?}"
    );
    assert_eq!(records.len(), 2, "{records:#?}");
}

/// As the documentation says: the errors of streams are in the body there.
#[test]
fn around_the_layer_of_grpc_web_the_errors_of_streams_are_out_of_reach() {
    let service = LAYER.layer(GrpcWebLayer::new().layer(desk().routes()));
    let (seen, _) = talk(Server::builder().accept_http1(true), service, browser);
    assert!(seen[0].contains(SECRET), "{seen:?}");
}

/// But what succeeds has no failure in the log.
#[test]
fn around_the_layer_of_grpc_web_a_success_is_one() {
    let desk = desk::stream(|| tokio_stream::iter([Ok("ab".to_owned())]));
    let service = LAYER.layer(GrpcWebLayer::new().layer(desk.routes()));
    let (seen, records) = talk(Server::builder().accept_http1(true), service, async |address| {
        let headers: [&[u8]; 1] = [b"Content-Type: application/grpc-web+proto"];
        let request = with_body("POST", STREAM, &headers, &[0; 5]);
        ask(address, &request).await.unwrap().text()
    });
    assert!(seen.contains("ab") && seen.contains("grpc-status:0"), "{seen:?}");
    assert!(records.is_empty(), "{records:#?}");
}

#[test]
fn compressed_messages_end_with_a_sealed_status_as_well() {
    let (status, records) = talk(Server::builder(), LAYER.layer(desk().routes()), async |address| {
        let mut grpc = tonic::client::Grpc::new(channel(address).await).accept_compressed(CompressionEncoding::Gzip);
        grpc.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<String, String>::default();
        let answer = grpc.server_streaming(Request::new("1".to_owned()), STREAM.parse().unwrap(), codec);
        let mut messages = answer.await.unwrap().into_inner();
        assert_eq!(messages.message().await.unwrap().unwrap(), "ab");
        messages.message().await.unwrap_err()
    });
    assert_eq!(
        (status.code(), status.message(), records.len()),
        (Code::NotFound, "Not found", 1)
    );
}
