//! Errors of the application behind the layer.

use crate::server::{behind, get, one, within};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::{Fault, RequestId, ResultExt, SecureError, SecureErrorLayer, render};

#[derive(SecureError)]
#[secure_error(axum)]
enum AccountError {
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be transferred"
    )]
    #[internal("account {account} is short")]
    InsufficientFunds {
        #[public]
        available: u64,
        account: u64,
    },
}

fn short() -> AccountError {
    AccountError::InsufficientFunds {
        available: 5,
        account: 42,
    }
}

#[test]
fn an_error_keeps_its_answer_and_has_the_id_of_the_request() {
    let own = |request: axum::extract::Request| async move {
        let seen = request.headers()["x-request-id"].to_str().unwrap().to_owned();
        ([("x-seen", seen)], short())
    };
    let (answer, record) = one(Router::new().route("/", routing::get(own)), get("/"));
    assert_eq!(answer.json()["available"], 5);
    assert_eq!(answer.json()["detail"], "At most 5 cents can be transferred");
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(answer.header("x-seen"), Some(answer.id()));
    assert_eq!(record["request_id"], answer.id());
    assert_eq!(record["exception.message"], "account 42 is short");
}

#[test]
fn an_error_is_logged_in_the_span_in_which_it_became_an_answer() {
    let traced = || async {
        let span = tracing::info_span!("transfer", attempt = 3);
        tracing::Instrument::instrument(async { short().into_response() }, span).await
    };
    let (_, records) = behind(Router::new().route("/", routing::get(traced)), &[get("/")]);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["span"]["name"], "transfer");
}

#[test]
fn an_error_that_was_handled_is_not_logged() {
    let handled = || async {
        let fault: Result<u8, Fault> = "x".parse::<u8>().or_internal();
        drop(Fault::from(short()));
        fault.unwrap_or(7).to_string()
    };
    let (answers, records) = behind(Router::new().route("/", routing::get(handled)), &[get("/")]);
    assert_eq!(answers[0].body, b"7");
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn a_report_that_is_logged_deep_in_a_call_has_the_id_of_its_request() {
    let deep = || async {
        short().report().log();
        "handled, and worth a line"
    };
    let (answer, record) = one(Router::new().route("/", routing::get(deep)), get("/"));
    assert_eq!(answer.status(), 200);
    assert_eq!(record["request_id"], answer.id());
}

#[test]
fn an_answer_that_another_task_made_keeps_its_body_and_its_own_id() {
    let elsewhere = || async { tokio::spawn(async { short().into_response() }).await.unwrap() };
    let (answer, record) = one(Router::new().route("/", routing::get(elsewhere)), get("/"));
    assert_eq!(answer.json()["available"], 5);
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(record["request_id"], answer.id());
}

#[test]
fn a_response_in_another_format_of_another_task_keeps_body_and_id() {
    let elsewhere = || async {
        let make = async { secure_error::respond_with(&short(), &render::PlainText) };
        let answer: Response = tokio::spawn(make).await.unwrap();
        answer
    };
    let (answer, record) = one(Router::new().route("/", routing::get(elsewhere)), get("/"));
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(answer.text().contains("At most 5 cents"), "{answer:?}");
    assert_eq!(record["exception.message"], "account 42 is short");
    assert_eq!(record["request_id"], answer.id());
}

#[test]
fn a_format_that_fails_in_another_task_is_our_response_and_one_record() {
    let elsewhere = || async {
        let make = async { secure_error::respond_with(&short(), &Broken) };
        let answer: Response = tokio::spawn(make).await.unwrap();
        answer
    };
    let (answer, record) = one(Router::new().route("/", routing::get(elsewhere)), get("/"));
    assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(record["request_id"], answer.id());
    assert!(record["fields"].as_str().unwrap().contains("no template"), "{record}");
}

fn rendered(id: &RequestId) -> Response {
    render::respond_with(&short().public(), id, &render::PlainText)
}

#[test]
fn a_response_the_application_renders_keeps_its_format_and_is_one_record() {
    async fn id(request: axum::extract::Request) -> RequestId {
        RequestId::parse_bytes(request.headers()["x-request-id"].as_bytes()).unwrap()
    }
    let logs = |request: axum::extract::Request| async {
        let id = id(request).await;
        short().report().with_request_id(&id).log();
        rendered(&id)
    };
    let forgets = |request: axum::extract::Request| async { rendered(&id(request).await) };
    let router = || {
        Router::new()
            .route("/logs", routing::get(logs))
            .route("/forgets", routing::get(forgets))
    };
    for (path, what) in [
        ("/logs", "AccountError::InsufficientFunds"),
        ("/forgets", "RenderedResponse"),
    ] {
        let (answer, record) = one(router(), get(path));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert!(answer.text().contains("At most 5 cents"), "{answer:?}");
        assert_eq!(record["exception.type"], what);
        assert_eq!(record["request_id"], answer.id());
    }
}

#[test]
fn a_response_rendered_under_its_own_id_is_logged_under_that_id() {
    let own = || async { rendered(&RequestId::generate()) };
    let (answer, record) = one(Router::new().route("/", routing::get(own)), get("/"));
    assert_eq!(record["exception.type"], "RenderedResponse");
    assert_eq!(record["request_id"], answer.id());
    let broken =
        || async { render::respond_with::<axum::body::Body>(&short().public(), &RequestId::generate(), &Broken) };
    let (answer, record) = one(Router::new().route("/", routing::get(broken)), get("/"));
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(record["request_id"], answer.id());
}

/// What a cache of answers does, and a flight of one request for many.
#[test]
fn an_answer_that_is_cloned_for_many_requests_is_logged_for_each() {
    type Cached = http::Response<http_body_util::Full<axum::body::Bytes>>;
    let cache = std::sync::Arc::new(std::sync::OnceLock::new());
    let cached = move || {
        let cache = std::sync::Arc::clone(&cache);
        async move {
            let answer: &Cached = cache.get_or_init(|| secure_error::respond(&short()));
            answer.clone().map(axum::body::Body::new)
        }
    };
    let inner = Router::new().route("/", routing::get(cached));
    let router = inner.layer(SecureErrorLayer::new());
    let (answers, records) = behind(router, &[get("/"), get("/"), get("/")]);
    let types: Vec<_> = records.iter().map(|it| &it["fields"]["exception.type"]).collect();
    assert_eq!(types, ["AccountError::InsufficientFunds"; 3]);
    let made_for = format!("available=5 account=42 made_for={}", answers[0].id());
    assert_eq!(records[1]["fields"]["fields"], made_for);
    for (answer, record) in answers.iter().zip(&records) {
        assert_eq!(answer.json()["available"], 5);
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["fields"]["request_id"], answer.id());
    }
}

#[test]
fn a_layer_inside_a_layer_changes_nothing() {
    let inner = Router::new()
        .route(
            "/text",
            routing::get(|| async { (axum::http::StatusCode::BAD_GATEWAY, "secret") }),
        )
        .route("/own", routing::get(|| async { short() }))
        .route("/panic", routing::get(|| async { panic!("secret") as () }));
    let inner = inner.layer(SecureErrorLayer::new());
    let router = Router::new().nest("/in", inner).layer(SecureErrorLayer::new());
    let requests = [get("/in/text"), get("/in/own"), get("/in/panic"), get("/out")];
    let (answers, records) = within(router, &requests);
    assert_eq!(records.len(), requests.len());
    for (answer, record) in answers.iter().zip(&records) {
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert_eq!(answer.json()["request_id"], answer.id());
    }
}

#[test]
fn a_status_that_is_put_over_an_answer_is_in_the_body_too() {
    let over = || async { (axum::http::StatusCode::GONE, short()) };
    let (answer, record) = one(Router::new().route("/", routing::get(over)), get("/"));
    assert_eq!((answer.status(), &answer.json()["code"]), (410, &"GONE".into()));
    assert_eq!(record["exception.message"], "account 42 is short");
}

/// A format without a template.
struct Broken;
impl render::Format for Broken {
    fn content_type(&self) -> axum::http::HeaderValue {
        axum::http::HeaderValue::from_static("text/broken")
    }

    fn render(
        &self,
        _: &secure_error::PublicError<'_>,
        _: &RequestId,
        _: &mut Vec<u8>,
    ) -> Result<(), render::FormatError> {
        Err(render::FormatError::new("no template"))
    }
}
#[test]
fn a_format_that_fails_is_in_the_log_once() {
    let broken = || async {
        let answer: Response = render::respond_with(&short().public(), &RequestId::generate(), &Broken);
        answer
    };
    let router = Router::new()
        .route("/", routing::get(broken))
        .layer(SecureErrorLayer::new());
    let (answer, record) = one(router, get("/"));
    assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
    assert_eq!(record["exception.message"], "no template");
}
