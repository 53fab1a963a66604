//! `CompressionLayer` of tower-http, around the layer and inside of it.

use crate::leaky::{self, DSN};
use crate::server::{self, Answer, within};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing;
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use http::Response;
use secure_error::layers::SecureErrorBody;
use secure_error::{Fault, SecureErrorLayer, problem};
use std::convert::Infallible;
use std::io::Read as _;
use tower::{ServiceBuilder, service_fn};
use tower_http::compression::{CompressionBody, CompressionLayer};

fn routes() -> Router {
    let own = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    leaky::router().route("/own", routing::get(own))
}

/// In HTTP/1.0, where a body of unknown length is not cut into chunks.
fn ask(method: &str, path: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n").into_bytes()
}

fn unpacked(answer: &Answer) -> String {
    assert_eq!(answer.all("content-encoding"), ["gzip"], "{answer:?}");
    let mut text = String::new();
    GzDecoder::new(answer.body.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn without_the_layer_a_secret_travels_compressed() {
    let (answers, _) = within(routes().layer(CompressionLayer::new()), &[ask("GET", "/text")]);
    assert!(unpacked(&answers[0]).contains(DSN));
}

#[test]
fn around_the_layer_it_packs_every_answer_and_the_log_has_the_text() {
    let router = routes().layer(SecureErrorLayer::new()).layer(CompressionLayer::new());
    let paths = ["/own", "/text", "/panic", "/nowhere"];
    let (answers, records) = within(router, &paths.map(|path| ask("GET", path)));
    assert_eq!(records.len(), paths.len());
    let messages = ["row 7 is locked", DSN, DSN, "<no body>"];
    for ((answer, record), message) in answers.iter().zip(&records).zip(messages) {
        let text = unpacked(answer);
        let body: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&body["request_id"], &record["fields"]["request_id"]),
            (&answer.id().into(), &answer.id().into())
        );
        assert!(!text.contains(DSN));
        assert!(
            record["fields"]["exception.message"]
                .as_str()
                .unwrap()
                .contains(message),
            "{record}"
        );
    }
}

#[test]
fn inside_the_layer_what_it_packs_of_ours_is_issued_again_unpacked() {
    let router = routes().layer(CompressionLayer::new()).layer(SecureErrorLayer::new());
    let (answers, records) = within(router, &[ask("GET", "/own")]);
    assert_eq!(answers[0].all("content-encoding"), [""; 0]);
    assert_eq!(answers[0].json()["code"], "CONFLICT");
    assert_eq!(answers[0].json()["request_id"], answers[0].id());
    let length = answers[0].body.len().to_string();
    assert_eq!(answers[0].header("content-length"), Some(length.as_str()));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "row 7 is locked");
}

#[test]
fn what_a_middleware_packs_as_a_whole_is_issued_again_unpacked() {
    async fn pack(request: Request, next: Next) -> Response<Body> {
        let (mut head, body) = next.run(request).await.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let mut packed = Vec::new();
        GzEncoder::new(bytes.as_ref(), Compression::default())
            .read_to_end(&mut packed)
            .unwrap();
        head.headers.remove("content-length");
        head.headers.insert("content-encoding", "gzip".parse().unwrap());
        Response::from_parts(head, Body::from(packed))
    }
    let router = routes().layer(middleware::from_fn(pack)).layer(SecureErrorLayer::new());
    let (answers, records) = within(router, &[ask("GET", "/own")]);
    assert_eq!(answers[0].all("content-encoding"), [""; 0]);
    assert_eq!(answers[0].json()["code"], "CONFLICT");
    assert_eq!(records.len(), 1, "{records:?}");
}

#[test]
fn inside_the_layer_a_compressed_foreign_body_is_sealed_uncompressed() {
    let router = routes().layer(CompressionLayer::new()).layer(SecureErrorLayer::new());
    let (answers, records) = within(router, &[ask("GET", "/text")]);
    assert_eq!(answers[0].all("content-encoding"), [""; 0]);
    assert_eq!(answers[0].json()["request_id"], answers[0].id());
    assert_eq!(
        answers[0].header("content-length").unwrap(),
        answers[0].body.len().to_string()
    );
    assert_eq!(records.len(), 1, "{records:?}");
    // The price of this order.
    assert_eq!(records[0]["fields"]["exception.message"], "<the body is encoded>");
}

#[test]
fn a_response_to_head_has_the_length_that_get_has() {
    let own = |_| async { Ok::<_, Infallible>(secure_error::respond::<Body>(&Fault::problem(&problem::CONFLICT))) };
    let service = ServiceBuilder::new()
        .layer(SecureErrorLayer::new())
        .map_response(|answer: Response<CompressionBody<Body>>| answer.map(SecureErrorBody::new))
        .layer(CompressionLayer::new())
        .service(service_fn(own));
    let (answers, _) = server::hyper(service, &[ask("HEAD", "/"), ask("GET", "/")]);
    let [Some(head), Some(get)] = &answers[..] else {
        panic!("both are answered")
    };
    assert_eq!(get.json()["code"], "CONFLICT");
    assert!(head.body.is_empty());
    let length = get.body.len().to_string();
    assert_eq!(
        (head.header("content-encoding"), head.header("content-length")),
        (None, Some(length.as_str()))
    );
}
