//! The layer of gRPC and that of HTTP, one around the other, in front of a router that has both.

use crate::desk;
use crate::exchange::{Call, LAYER, ONCE, STREAM, Seen, call, channel, grpc, raw, talk};
use crate::golden::Golden;
use axum::Router;
use axum::routing::get;
use http::StatusCode;
use secure_error::{SecureError, SecureErrorLayer};
use serde_json::Value;
use std::net::SocketAddr;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::{Code, Request, Status};
use tower::Layer;

const SECRET: &str = "hunter2";

#[derive(SecureError)]
#[secure_error(axum, tonic)]
#[public(status = 403, code = "NOT_YOURS", message = "Not yours")]
#[internal("owned by {0}")]
struct NotYours(&'static str);

fn router() -> Router {
    let desk = desk::once(|request: Request<String>| async move {
        match request.into_inner().as_str() {
            "own" => Err(NotYours(SECRET).into()),
            "foreign" => Err(Status::not_found(SECRET)),
            "panic" => panic!("with {SECRET}"),
            _ => Ok(String::new()),
        }
    });
    let text = get(|| async { (StatusCode::BAD_GATEWAY, SECRET) }).post(|| async { (StatusCode::BAD_GATEWAY, SECRET) });
    let routes = Routes::new(desk).into_axum_router().route("/text", text);
    routes
        .route("/own", get(|| async { NotYours(SECRET) }))
        .route(
            "/panic",
            get(|| async {
                if true {
                    panic!("with {SECRET}")
                }
            }),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, format!("no route for {SECRET}")) })
}

async fn calls(address: SocketAddr) -> Vec<Seen> {
    let channel = channel(address).await;
    let say = |message: &str| call(ONCE).message(message);
    let calls: Vec<Call> = vec![
        say("own"),
        say("foreign"),
        say("panic"),
        call("/text"),
        call("/no.Service/Call"),
    ];
    let mut seen = Vec::new();
    for call in calls {
        seen.push(call.make(&channel).await);
    }
    seen
}

fn expected() -> Vec<Golden<'static>> {
    vec![
        Golden::new(Code::PermissionDenied, "Not yours", "NOT_YOURS"),
        Golden::new(Code::NotFound, "Not found", "NOT_FOUND"),
        Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR"),
        Golden::new(Code::Unavailable, "Not available at the moment", "UNAVAILABLE"),
        Golden::new(Code::Unimplemented, "Not implemented", "UNIMPLEMENTED"),
    ]
}

#[track_caller]
fn all_sealed(seen: &[Seen], records: &[Value]) {
    assert_eq!((seen.len(), records.len()), (5, 5), "{records:#?}");
    for ((seen, golden), record) in seen.iter().zip(expected()).zip(records) {
        golden.assert(seen);
        assert!(!seen.text().contains(SECRET), "{seen:?}");
        assert_eq!(record["fields"]["request_id"], seen.failed().id(), "{record}");
        assert!(record.to_string().contains(SECRET), "{record}");
    }
}

#[test]
fn without_them_texts_of_handlers_and_routers_get_to_clients() {
    let (leaky, _) = talk(Server::builder(), router().into_service(), async |address| {
        let mut bodies = Vec::new();
        for path in ["/text", "/nowhere"] {
            let (request, body) = grpc(path);
            bodies.push(raw(address, request, body).await.body);
        }
        bodies
    });
    assert!(leaky.iter().all(|body| body.contains(SECRET)), "{leaky:?}");
}

#[test]
fn alone_it_answers_every_call_in_grpc() {
    let (seen, records) = talk(
        Server::builder(),
        LAYER.layer(router().into_service::<tonic::body::Body>()),
        calls,
    );
    all_sealed(&seen, &records);
}

#[test]
fn inside_the_http_layer_responses_are_the_same_and_logged_once() {
    let service = SecureErrorLayer::new().layer(LAYER.layer(router().into_service::<tonic::body::Body>()));
    let (seen, records) = talk(Server::builder(), service, calls);
    all_sealed(&seen, &records);
}

#[test]
fn around_the_layer_of_http_it_answers_the_same_and_all_is_logged_once() {
    let inner = router().layer(SecureErrorLayer::new());
    let (seen, records) = talk(
        Server::builder(),
        LAYER.layer(inner.into_service::<tonic::body::Body>()),
        calls,
    );
    all_sealed(&seen, &records);
}

#[test]
fn around_itself_it_answers_the_same_and_all_is_logged_once() {
    let service = LAYER.layer(LAYER.layer(router().into_service::<tonic::body::Body>()));
    let (seen, records) = talk(Server::builder(), service, calls);
    all_sealed(&seen, &records);
}

/// What is no gRPC gets what the layer of HTTP would answer, whether that is there or not.
#[test]
fn requests_that_are_no_calls_are_answered_in_http() {
    let http = async |address: SocketAddr| {
        let mut answers = Vec::new();
        for path in ["/text", "/nowhere", "/panic", "/own"] {
            let request = http::Request::get(format!("http://localhost{path}"));
            answers.push(raw(address, request, b"").await);
        }
        answers
    };
    let inner = || router().into_service::<tonic::body::Body>();
    let alone = talk(Server::builder(), LAYER.layer(inner()), http);
    let inside = talk(
        Server::builder(),
        SecureErrorLayer::new().layer(LAYER.layer(inner())),
        http,
    );
    let around = router()
        .layer(SecureErrorLayer::new())
        .into_service::<tonic::body::Body>();
    let around = talk(Server::builder(), LAYER.layer(around), http);
    for (answers, records) in [alone, inside, around] {
        assert_eq!(records.len(), 4, "{records:#?}");
        let codes = ["BAD_GATEWAY", "NOT_FOUND", "INTERNAL_ERROR", "NOT_YOURS"];
        for ((answer, code), (status, record)) in
            answers.iter().zip(codes).zip([502, 404, 500, 403].iter().zip(&records))
        {
            assert_eq!(answer.status, *status, "{answer:?}");
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(
                (&body["code"], answer.body.contains(SECRET)),
                (&Value::from(code), false)
            );
            assert_eq!(answer.headers["x-request-id"], [body["request_id"].as_str().unwrap()]);
            assert_eq!(record["fields"]["request_id"], body["request_id"]);
            assert!(record.to_string().contains(SECRET), "{record}");
        }
    }
}

/// tonic answers in gRPC whatever the content type of the request is.
#[test]
fn a_method_that_is_called_without_grpc_is_sealed_too() {
    let wrong = async |address: SocketAddr| {
        let request = http::Request::post(format!("http://localhost{ONCE}")).header("content-type", "application/json");
        raw(address, request, b"\0\0\0\0\x09\x0A\x07foreign").await
    };
    let (leaky, _) = talk(Server::builder(), router().into_service(), wrong);
    assert_eq!(leaky.headers["grpc-message"], [SECRET], "{leaky:?}");
    let (answer, records) = talk(
        Server::builder(),
        LAYER.layer(router().into_service::<tonic::body::Body>()),
        wrong,
    );
    assert_eq!(answer.headers["grpc-message"], ["Not%20found"], "{answer:?}");
    assert_eq!(records.len(), 1);
}

/// `SecureErrorLayer` needs a body that can be made of bytes, and that of this layer is one.
#[test]
fn a_stream_behind_both_is_sealed_at_its_end() {
    let desk = desk::stream(|| tokio_stream::iter([Ok("1".to_owned()), Err(Status::not_found(SECRET))]));
    let service = SecureErrorLayer::new().layer(LAYER.layer(desk.routes()));
    let (seen, records) = talk(Server::builder(), service, async |address| {
        call(STREAM).make(&channel(address).await).await
    });
    Golden::new(Code::NotFound, "Not found", "NOT_FOUND").assert(&seen);
    assert_eq!((seen.messages.len(), records.len()), (1, 1));
}
