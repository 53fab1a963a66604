//! What passes the layer as it is.

use crate::leaky::{self, DSN};
use crate::server::{self, Answer, behind, get, one};
use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing;
use secure_error::layers::PassThrough;

/// Head lines but for the date and the id.
fn lines(answer: &Answer) -> Vec<String> {
    let changing = |line: &&str| !line.starts_with("date:") && !line.starts_with("x-request-id:");
    answer.head.lines().filter(changing).map(str::to_owned).collect()
}

fn successes() -> Router {
    leaky::router()
        .route("/empty", routing::get(|| async { StatusCode::NO_CONTENT }))
        .route(
            "/moved",
            routing::get(|| async { axum::response::Redirect::to("/fine") }),
        )
        .route(
            "/named",
            routing::get(|| async { ([("x-request-id", "own-idea"), ("etag", "\"1\"")], "text") }),
        )
}

#[test]
fn a_success_is_untouched_but_for_the_id_and_not_logged() {
    for path in ["/fine", "/empty", "/moved", "/named"] {
        let before = server::without(successes(), &[get(path)]).remove(0).unwrap();
        let (answers, records) = behind(successes(), &[get(path)]);
        assert_eq!(lines(&answers[0]), lines(&before));
        assert_eq!(answers[0].body, before.body);
        assert_eq!(answers[0].id().len(), 32);
        assert!(records.is_empty(), "{records:?}");
    }
}

#[test]
fn an_error_that_the_application_vouches_for_passes_and_is_logged_once() {
    let upstream = || async {
        let mut answer = (StatusCode::BAD_GATEWAY, [("etag", "\"1\"")], "what the upstream said").into_response();
        answer.extensions_mut().insert(PassThrough);
        answer
    };
    let (answer, record) = one(Router::new().route("/", routing::get(upstream)), get("/"));
    assert_eq!(answer.body, b"what the upstream said");
    assert_eq!(answer.header("etag"), Some("\"1\""));
    assert_eq!(record["exception.type"], "PassedThrough");
    assert_eq!(record["http.response.status_code"], 502);
    assert_eq!(record["request_id"], answer.id());
}

#[test]
fn grpc_passes_and_what_only_looks_like_it_does_not() {
    let typed = |media_type: &'static str| {
        Router::new().route(
            "/",
            routing::get(move || async move { (StatusCode::SERVICE_UNAVAILABLE, [("content-type", media_type)], DSN) }),
        )
    };
    for media_type in [
        "application/grpc",
        "application/grpc+proto",
        "application/grpc-web+proto",
        "Application/gRPC",
    ] {
        let (answer, _) = one(typed(media_type), get("/"));
        assert_eq!(answer.body, DSN.as_bytes(), "{media_type}");
    }
    for media_type in [
        "application/grpcx",
        "application/json",
        "text/application/grpc",
        "application/grp",
    ] {
        let (answer, _) = one(typed(media_type), get("/"));
        assert!(!answer.text().contains(DSN), "{media_type}");
    }
}
