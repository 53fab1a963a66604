//! `PassThroughLayer`: a part of a service speaks a dialect of its own, and the rest stays closed.
//!
//! Each composition is first tried with an ordinary middleware that marks every response: it opens more than its part.

use crate::leaky::DSN;
use crate::server::{Answer, get, post, request, with_body, within};
use axum::extract::{Json, Request};
use axum::handler::Handler as _;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get as on_get, post as on_post};
use axum::{Router, middleware};
use secure_error::layers::{PassThrough, PassThroughLayer};
use secure_error::{Fault, SecureErrorLayer, problem};
use serde_json::Value;
use tower::{Layer as _, ServiceBuilder, service_fn};

const S3: PassThroughLayer = PassThroughLayer::new("application/xml", &[403, 404, 405, 500]);
const DENIED: &str = "<Error><Code>AccessDenied</Code></Error>";

fn xml(status: u16, text: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (
        status,
        [("content-type", "application/xml; charset=utf-8")],
        text.to_owned(),
    )
        .into_response()
}

/// A part that speaks S3, with what its routes and its fallback say that is for operators only.
fn part() -> Router {
    Router::new()
        .route("/denied", on_get(async || xml(403, DENIED)))
        .route("/conflict", on_get(async || xml(409, DSN)))
        .route("/text", on_get(async || (StatusCode::FORBIDDEN, DSN)))
        .route("/own", on_get(async || Fault::problem_with(&problem::CONFLICT, DSN)))
        .route("/upload", on_post(async |Json(_): Json<[u8; 1]>| {}))
        .fallback(async || xml(404, DSN))
        .method_not_allowed_fallback(async || (StatusCode::METHOD_NOT_ALLOWED, DSN))
}

/// The rest of the service.
fn rest() -> Router {
    Router::new().route("/rest", on_get(async || xml(403, DSN)))
}

/// What an ordinary middleware does.
fn naive(part: Router) -> Router {
    part.layer(middleware::map_response(async |mut response: Response| {
        response.extensions_mut().insert(PassThrough);
        response
    }))
}

type Vouch = fn(Router) -> Router;
type Compose = fn(Vouch) -> Router;

/// Every way to put a part into a service, and the path of its routes there.
const COMPOSITIONS: [(&str, Compose, &str); 8] = [
    ("the part alone", |vouch| vouch(part()), ""),
    ("merged into the rest", |vouch| rest().merge(vouch(part())), ""),
    ("the rest merged into it", |vouch| vouch(part()).merge(rest()), ""),
    (
        "rest added afterwards",
        |vouch| vouch(part()).route("/rest", on_get(async || xml(403, DSN))),
        "",
    ),
    ("nested", |vouch| rest().nest("/s3", vouch(part())), "/s3"),
    (
        "nested twice",
        |vouch| rest().nest("/a", Router::new().nest("/b", vouch(part()))),
        "/a/b",
    ),
    (
        "nested and merged",
        |vouch| rest().merge(Router::new().nest("/s3", vouch(part()))),
        "/s3",
    ),
    (
        "nested as a service",
        |vouch| rest().nest_service("/s3", vouch(part())),
        "/s3",
    ),
];

/// The response that passes first, then those that are closed.
fn requests(prefix: &str) -> Vec<Vec<u8>> {
    let at = |path: &str| format!("{prefix}{path}");
    let json: &[u8] = b"Content-Type: application/json";
    let mut requests: Vec<_> = ["/denied", "/conflict", "/text", "/own", "/nowhere"]
        .map(|path| get(&at(path)))
        .into();
    requests.push(with_body("POST", &at("/upload"), &[json], br#"["hunter2"]"#));
    requests.push(request("PUT", &at("/denied"), &[]));
    requests.push(get("/somewhere/else"));
    requests.push(get("/rest"));
    requests
}

#[track_caller]
fn assert_closed(answer: &Answer, what: &str) {
    assert!(answer.status() >= 400, "{what}: {answer:?}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{what}: {answer:?}"
    );
    assert_eq!(answer.json()["request_id"], answer.id(), "{what}");
    assert!(!answer.text().contains("hunter2"), "{what}: {answer:?}");
}

/// The open ones among the responses to [`requests`], by index.
fn open(router: Router, prefix: &str) -> (Vec<usize>, Vec<Answer>, Vec<Value>) {
    let (answers, records) = within(router.layer(SecureErrorLayer::new()), &requests(prefix));
    let is_open = |answer: &Answer| answer.header("content-type") != Some("application/problem+json");
    let open = answers.iter().enumerate().filter(|(_, answer)| is_open(answer));
    (open.map(|(index, _)| index).collect(), answers, records)
}

#[test]
fn an_ordinary_middleware_opens_more_than_its_part() {
    for (name, compose, prefix) in COMPOSITIONS {
        let (open, answers, _) = open(compose(naive), prefix);
        // Other statuses, text and what libraries say on its routes.
        for index in [0, 1, 2, 5, 6] {
            assert!(open.contains(&index), "{name}: {open:?}");
        }
        // Its fallback is that of the whole service after a merge. A nest inside of a nest loses it.
        let leaks = |index: usize| answers[index].text().contains(DSN);
        assert_eq!(leaks(4), name != "nested twice", "{name}");
        assert_eq!(leaks(7), prefix.is_empty(), "{name}");
    }
}

#[test]
fn only_what_was_told_passes_in_every_composition() {
    let on_all: Vouch = |part| part.layer(S3);
    let on_routes: Vouch = |part| part.route_layer(S3);
    let in_a_stack: Vouch = |part| {
        part.layer(
            ServiceBuilder::new()
                .layer(S3)
                .map_response(|response: Response| response),
        )
    };
    for (name, compose, prefix) in COMPOSITIONS {
        for vouch in [on_all, on_routes, in_a_stack] {
            let (open, answers, records) = open(compose(vouch), prefix);
            assert_eq!(open, [0], "{name}");
            assert_eq!(
                (answers[0].status(), answers[0].body.as_slice()),
                (403, DENIED.as_bytes()),
                "{name}"
            );
            answers[1..].iter().for_each(|answer| assert_closed(answer, name));
            assert_eq!(records.len(), answers.len(), "{name}: one record a request");
            for (answer, record) in answers.iter().zip(&records) {
                assert_eq!(record["fields"]["request_id"], answer.id(), "{name}");
            }
            assert_eq!(records[0]["fields"]["exception.type"], "PassedThrough", "{name}");
            assert_eq!(records[0]["fields"]["http.response.status_code"], 403, "{name}");
        }
    }
}

#[test]
fn it_covers_one_route_one_method_or_one_handler() {
    let whole = any(async || xml(403, DENIED)).layer(S3);
    let handler = on_get((async || xml(403, DENIED)).layer(S3)).post(async || xml(403, DSN));
    let router = Router::new()
        .route("/whole", whole)
        .route("/handler", handler)
        .merge(rest());
    let requests = [
        get("/whole"),
        get("/handler"),
        post("/handler", b"", b"x"),
        get("/rest"),
        get("/nowhere"),
    ];
    let (answers, _) = within(router.layer(SecureErrorLayer::new()), &requests);
    assert_eq!(
        (answers[0].body.as_slice(), answers[1].body.as_slice()),
        (DENIED.as_bytes(), DENIED.as_bytes())
    );
    answers[2..]
        .iter()
        .for_each(|answer| assert_closed(answer, "beside the layer"));
}

/// A service that is mounted with a wildcard has a route; `nest_service` and `fallback_service` have none.
#[test]
fn a_service_passes_if_a_route_leads_to_it() {
    let service = || service_fn(async |_: axum::extract::Request| Ok::<_, std::convert::Infallible>(xml(403, DENIED)));
    let answer = |router: Router| {
        let (mut answers, _) = within(router.layer(SecureErrorLayer::new()), &[get("/s3/bucket/key")]);
        answers.remove(0)
    };
    let passing = answer(Router::new().route_service("/s3/{*key}", S3.layer(service())));
    assert_eq!(passing.body, DENIED.as_bytes());
    let stripped = Router::new().route_service("/{*key}", service()).layer(S3);
    assert_eq!(answer(Router::new().nest("/s3", stripped)).body, DENIED.as_bytes());
    for closed in [
        Router::new().nest_service("/s3", S3.layer(service())),
        Router::new().fallback_service(S3.layer(service())),
        Router::new().nest("/s3", Router::new().fallback_service(service()).layer(S3)),
        Router::new().merge(Router::new().fallback_service(service()).layer(S3)),
    ] {
        assert_closed(&answer(closed), "no route");
    }
}

#[test]
fn outside_of_the_boundary_it_does_nothing_and_between_two_it_works() {
    let around = part().layer(SecureErrorLayer::new()).layer(S3);
    let (answers, records) = within(around, &requests(""));
    answers[..8].iter().for_each(|answer| assert_closed(answer, "outside"));
    assert_eq!(records.len(), 9);

    // The boundary of the part has sealed its responses before the layer sees them.
    let sealed_inside = part()
        .layer(SecureErrorLayer::new())
        .layer(S3)
        .layer(SecureErrorLayer::new());
    let (answers, _) = within(sealed_inside, &requests(""));
    answers.iter().for_each(|answer| assert_closed(answer, "sealed inside"));

    let between = part()
        .layer(S3)
        .layer(SecureErrorLayer::new())
        .layer(SecureErrorLayer::new());
    let (answers, records) = within(between, &requests(""));
    assert_eq!(answers[0].body, DENIED.as_bytes());
    answers[1..]
        .iter()
        .for_each(|answer| assert_closed(answer, "two boundaries"));
    assert_eq!(records.len(), answers.len());
}

#[test]
fn several_layers_add_up() {
    const OAUTH: PassThroughLayer = PassThroughLayer::new("application/json", &[400]);
    let oauth = || {
        (
            StatusCode::BAD_REQUEST,
            Json(serde_json::json!({"error": "invalid_grant"})),
        )
    };
    let denied = || (StatusCode::FORBIDDEN, Json(serde_json::json!({"error": DSN})));
    let router = Router::new()
        .route("/s3", on_get(async || xml(403, DENIED)))
        .route("/oauth", on_get(async move || oauth()))
        .route("/both", on_get(async move || denied()))
        .layer(S3)
        .layer(OAUTH);
    let (answers, _) = within(
        router.layer(SecureErrorLayer::new()),
        &[get("/s3"), get("/oauth"), get("/both")],
    );
    assert_eq!(answers[0].body, DENIED.as_bytes());
    assert_eq!(answers[1].body, br#"{"error":"invalid_grant"}"#);
    assert_closed(&answers[2], "the status of one and the media type of the other");
}

#[test]
fn a_quiet_layer_records_at_debug_and_only_what_passes() {
    const PROBE: PassThroughLayer = PassThroughLayer::new("application/xml", &[503]).quiet();
    let router = Router::new()
        .route("/ready", on_get(async || xml(503, DENIED)))
        .route("/broken", on_get(async || (StatusCode::SERVICE_UNAVAILABLE, DSN)))
        .layer(PROBE);
    let (answers, records) = within(router.layer(SecureErrorLayer::new()), &[get("/ready"), get("/broken")]);
    assert_eq!(
        (records[0]["level"].as_str(), records[1]["level"].as_str()),
        (Some("DEBUG"), Some("ERROR"))
    );
    assert_eq!(records[0]["fields"]["exception.type"], "PassedThrough");
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
}

#[test]
fn what_other_middleware_makes_of_a_response_does_not_pass() {
    let denied = || on_get(async || xml(403, DENIED));
    let change = async |request: Request, next: Next| {
        let is_status = request.uri().path() == "/status";
        let mut response = next.run(request).await;
        *response.body_mut() = DSN.into();
        if is_status {
            *response.status_mut() = StatusCode::BAD_GATEWAY;
        } else {
            let html = HeaderValue::from_static("text/html");
            response.headers_mut().insert("content-type", html);
        }
        response
    };
    let part = Router::new()
        .route("/status", denied())
        .route("/type", denied())
        .layer(S3);
    let service = part.layer(middleware::from_fn(change)).layer(SecureErrorLayer::new());
    let (answers, _) = within(service, &[get("/status"), get("/type")]);
    for answer in &answers {
        assert_closed(answer, "changed afterwards");
    }
}

#[test]
fn an_own_error_in_a_media_type_that_passes_is_still_ours() {
    const PROBLEMS: PassThroughLayer = PassThroughLayer::new("application/problem+json", &[409]).quiet();
    let router = Router::new()
        .route(
            "/",
            on_get(async || Fault::problem_with(&problem::CONFLICT, "row 7 is there")),
        )
        .layer(PROBLEMS);
    let (answers, records) = within(router.layer(SecureErrorLayer::new()), &[get("/")]);
    assert_closed(&answers[0], "own");
    assert_eq!(records.len(), 1);
    assert_eq!(
        (records[0]["level"].as_str(), &records[0]["fields"]["error.type"]),
        (Some("INFO"), &"CONFLICT".into())
    );
    assert!(records[0].to_string().contains("row 7 is there"));
}
