//! Where the layer goes on a router of axum, and what it reaches from there.

use crate::leaky::DSN;
use crate::server::{Answer, behind, get, request, within};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use secure_error::{Fault, SecureError, SecureErrorLayer, problem};
use serde_json::Value;
use tower::{Layer as _, ServiceBuilder};

fn secret() -> (StatusCode, String) {
    (StatusCode::BAD_GATEWAY, format!("cannot reach {DSN}"))
}

/// A foreign answer and an error of ours at three places each, a fallback of the nest, one of all, a wrong method.
fn routes() -> Router {
    let leaf = || {
        Router::new()
            .route("/text", routing::get(async || secret()))
            .route(
                "/own",
                routing::get(async || Fault::problem_with(&problem::CONFLICT, DSN)),
            )
            .route("/panic", routing::get(async || panic!("cannot reach {DSN}") as ()))
    };
    let nested = leaf().fallback(async || (StatusCode::NOT_FOUND, format!("no route in {DSN}")));
    Router::new()
        .merge(leaf())
        .nest("/nest", nested)
        .nest_service("/service", leaf())
        .fallback(async || (StatusCode::NOT_FOUND, format!("no route in {DSN}")))
        .method_not_allowed_fallback(async || (StatusCode::METHOD_NOT_ALLOWED, format!("not in {DSN}")))
}

fn requests() -> Vec<Vec<u8>> {
    let mut requests = Vec::new();
    for place in ["", "/nest", "/service"] {
        for path in ["/text", "/own", "/panic", "/nowhere"] {
            requests.push(get(&format!("{place}{path}")));
        }
        requests.push(request("PUT", &format!("{place}/text"), &[]));
    }
    requests
}

#[track_caller]
fn assert_safe((answers, records): &(Vec<Answer>, Vec<Value>)) {
    assert_eq!(answers.len(), requests().len());
    assert_eq!(records.len(), answers.len(), "one record a request");
    for (answer, record) in answers.iter().zip(records) {
        assert!(!answer.text().contains(DSN), "{answer:?}");
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["fields"]["request_id"], answer.id());
    }
    let statuses: Vec<u16> = answers.iter().map(Answer::status).collect();
    assert_eq!(statuses, [502, 409, 500, 404, 405].repeat(3));
}

#[test]
fn the_layer_reaches_every_place_on_a_router_in_a_stack_and_around_all() {
    let layer = SecureErrorLayer::new;
    assert_safe(&within(routes().layer(layer()), &requests()));
    assert_safe(&within(
        routes().layer(ServiceBuilder::new().layer(layer())),
        &requests(),
    ));
    assert_safe(&within(layer().layer(routes()), &requests()));
    let service = ServiceBuilder::new().layer(layer()).service(routes());
    assert_safe(&within(service, &requests()));
}

#[test]
fn a_405_has_its_allow_wherever_the_layer_is() {
    let put = [request("PUT", "/text", &[]), request("PUT", "/nest/text", &[])];
    let plain = || Router::new().route("/text", routing::get(async || {}));
    let routes = || plain().nest("/nest", plain());
    let (on, _) = within(routes().layer(SecureErrorLayer::new()), &put);
    let (around, _) = within(SecureErrorLayer::new().layer(routes()), &put);
    for answer in on.iter().chain(&around) {
        assert_eq!(
            (answer.status(), answer.all("allow").as_slice()),
            (405, &["GET,HEAD"][..])
        );
    }
}

#[derive(SecureError)]
#[secure_error(axum)]
enum NotAllowed {
    #[public(status = 405, allow = inherit)]
    Inherited,
    #[public(status = 405, code = "READ_ONLY", allow = "GET")]
    Named,
    #[public(status = 405, code = "LOCKED", allow = "")]
    Nothing,
}

#[test]
fn an_own_405_inherits_the_allow_of_the_router_unless_it_names_it() {
    let put = [request("PUT", "/text", &[]), request("PUT", "/nest/text", &[])];
    let allow = |fallback: fn() -> Response| {
        let plain = || Router::new().route("/text", routing::get(async || {}).post(async || {}));
        let routes = || {
            plain()
                .nest("/nest", plain())
                .method_not_allowed_fallback(async move || fallback())
        };
        let layer = SecureErrorLayer::new;
        let (on, _) = within(routes().layer(layer()), &put);
        let (around, _) = within(layer().layer(routes()), &put);
        let (twice, _) = within(layer().layer(routes().layer(layer())), &put);
        let (bare, _) = within(routes(), &put);
        let answers: Vec<Answer> = [on, around, twice, bare].concat();
        for answer in &answers {
            assert_eq!(answer.status(), 405);
            assert_eq!(answer.all("allow"), answers[0].all("allow"), "{answer:?}");
        }
        answers[0].all("allow").join("|")
    };
    assert_eq!(allow(|| NotAllowed::Inherited.into_response()), "GET,HEAD,POST");
    assert_eq!(
        allow(|| Fault::problem(&problem::METHOD_NOT_ALLOWED).into_response()),
        "GET,HEAD,POST"
    );
    assert_eq!(allow(|| NotAllowed::Named.into_response()), "GET");
    assert_eq!(allow(|| NotAllowed::Nothing.into_response()), "");
}

/// axum adds routes after a layer outside of it, and `route_layer` leaves the fallback alone.
#[test]
fn what_is_not_inside_of_the_layer_is_out_of_its_reach() {
    let router = Router::new()
        .layer(SecureErrorLayer::new())
        .route("/late", routing::get(async || secret()));
    let (answers, records) = within(router, &[get("/late")]);
    assert!(answers[0].text().contains(DSN) && records.is_empty());

    let router = Router::new()
        .route("/text", routing::get(async || secret()))
        .fallback(async || secret())
        .route_layer(SecureErrorLayer::new());
    let (answers, records) = within(router, &[get("/text"), get("/nowhere")]);
    assert!(!answers[0].text().contains(DSN) && answers[1].text().contains(DSN));
    assert_eq!(records.len(), 1);
}

#[test]
fn middleware_outside_the_layer_has_the_last_word_and_inside_has_not() {
    async fn overwrite(request: Request, next: Next) -> Response {
        let id = next.run(request).await.headers().get("x-request-id").cloned();
        let id = id.map(|id| [("x-seen", id)]);
        (StatusCode::BAD_GATEWAY, id, format!("cannot reach {DSN}")).into_response()
    }
    let router = || Router::new().route("/", routing::get(async || Fault::problem(&problem::CONFLICT)));
    let overwrite = middleware::from_fn(overwrite);
    let (inside, records) = behind(router().layer(overwrite.clone()), &[get("/")]);
    assert!(!inside[0].text().contains(DSN));
    assert_eq!(
        (inside[0].json()["code"].clone(), records.len()),
        ("BAD_GATEWAY".into(), 1)
    );

    let (around, records) = within(router().layer(SecureErrorLayer::new()).layer(overwrite), &[get("/")]);
    assert!(around[0].text().contains(DSN), "documented: the layer goes outermost");
    assert_eq!(records[0]["fields"]["request_id"], around[0].header("x-seen").unwrap());
}
