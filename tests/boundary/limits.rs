//! Bodies that are too large, for `RequestBodyLimitLayer` of tower-http.

use crate::server::{self, behind, request, with_body};
use axum::Router;
use axum::routing;
use tower_http::limit::RequestBodyLimitLayer;

const LEAK: &str = "length limit exceeded";

fn router() -> Router {
    let echo = |body: String| async { body };
    Router::new()
        .route("/", routing::post(echo))
        .layer(RequestBodyLimitLayer::new(8))
}

/// With a length, and in chunks: the layer learns the size before, or while, the handler reads.
fn too_large() -> [Vec<u8>; 2] {
    let mut chunked = request("POST", "/", &[b"Transfer-Encoding: chunked"]);
    chunked.extend_from_slice(b"c\r\nfar too much\r\n0\r\n\r\n");
    [with_body("POST", "/", &[], b"far too much"), chunked]
}

#[test]
fn a_body_that_is_too_large_is_a_uniform_413_with_and_without_a_length() {
    for request in too_large() {
        let plain = server::without(router(), std::slice::from_ref(&request))
            .remove(0)
            .unwrap();
        assert_eq!(plain.status(), 413);
        assert!(plain.text().contains(LEAK), "{plain:?}");

        let (answers, records) = behind(router(), &[request]);
        assert_eq!(answers[0].json()["code"], "CONTENT_TOO_LARGE");
        assert!(!answers[0].text().contains(LEAK), "{answers:?}");
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
        assert!(
            records[0]["fields"]["exception.message"]
                .as_str()
                .unwrap()
                .contains(LEAK)
        );
    }
}

#[test]
fn a_body_that_is_small_enough_gets_through() {
    let (answers, records) = behind(router(), &[with_body("POST", "/", &[], b"small")]);
    assert_eq!((answers[0].status(), answers[0].body.as_slice()), (200, &b"small"[..]));
    assert!(records.is_empty(), "{records:?}");
}
