//! The extractors are those of axum: what they accept, their limits, their media types, and `Option`.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};
use secure_error::frameworks::axum::{Form, Json, Multipart, Path, Query};
use secure_error::input::{InputError, ValidationEvents};
use secure_error::{ResultExt as _, SecureError};
use secure_error_tests::{server, sink};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

#[derive(Debug, Serialize, Deserialize)]
struct Page {
    limit: u8,
    after: Option<String>,
}

struct Fails;

impl Serialize for Fails {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("s3cr3t"))
    }
}

#[derive(SecureError)]
#[secure_error(axum)]
enum OwnError {
    #[public(transparent)]
    #[internal(event = "input_validation_fail")]
    Input(#[from] InputError),
}

async fn upload(mut body: Multipart) -> Result<String, InputError> {
    let mut names = Vec::new();
    while let Some(field) = body.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        names.push(format!("{name}={}", field.bytes().await?.len()));
    }
    Ok(names.join(","))
}

/// The multipart body of axum itself: the status of its error, and a body of ours.
async fn foreign(mut body: axum::extract::Multipart) -> Result<String, secure_error::Fault> {
    use axum::extract::multipart::MultipartError;
    let mut count = 0;
    while let Some(field) = body.next_field().await.or_status(MultipartError::status)? {
        count += field.bytes().await.or_status(MultipartError::status)?.len();
    }
    Ok(count.to_string())
}

fn router() -> Router {
    Router::new()
        .route("/json", post(async |page: Json<Page>| page))
        .route(
            "/optional",
            post(async |page: Option<Json<Page>>| page.map_or("none".into(), |page| page.limit.to_string())),
        )
        .route(
            "/form",
            get(async |page: Form<Page>| page).post(async |page: Form<Page>| page),
        )
        .route("/query", get(async |Query(page): Query<Page>| Json(page)))
        .route("/path/{id}", get(async |Path(id): Path<u8>| id.to_string()))
        .route(
            "/pair/{id}/{name}",
            get(async |Path((id, name)): Path<(u8, String)>| format!("{id}{name}")),
        )
        .route(
            "/wrong/{id}",
            get(async |Path((id, name)): Path<(u8, String)>| format!("{id}{name}")),
        )
        .route("/rest", get(async |id: Option<Path<u8>>| format!("{}", id.is_some())))
        .route("/fails", get(async || Json(Fails)))
        .route(
            "/own",
            post(async |page: Result<Json<Page>, InputError>| -> Result<Json<Page>, OwnError> { Ok(page?) }),
        )
        .route(
            "/event",
            post(async |page: Json<Page>| page).layer(Extension(ValidationEvents)),
        )
        .route("/upload", post(upload))
        .route("/foreign", post(foreign))
        .layer(DefaultBodyLimit::max(500))
}

fn plain() -> Router {
    use axum::extract::{Form, Json, Path, Query};
    Router::new()
        .route("/json", post(async |page: Json<Page>| page))
        .route(
            "/optional",
            post(async |page: Option<Json<Page>>| page.map_or("none".into(), |page| page.limit.to_string())),
        )
        .route(
            "/form",
            get(async |page: Form<Page>| page).post(async |page: Form<Page>| page),
        )
        .route("/query", get(async |Query(page): Query<Page>| Json(page)))
        .route("/path/{id}", get(async |Path(id): Path<u8>| id.to_string()))
        .route(
            "/pair/{id}/{name}",
            get(async |Path((id, name)): Path<(u8, String)>| format!("{id}{name}")),
        )
        .layer(DefaultBodyLimit::max(500))
}

const JSON: &[u8] = b"content-type: application/json";
const FORM: &[u8] = b"content-type: application/x-www-form-urlencoded";
const PARTS: &[u8] = b"content-type: multipart/form-data; boundary=x";

fn body(path: &str, media_type: &[u8], body: &str) -> Vec<u8> {
    server::with_body("POST", path, &[media_type], body.as_bytes())
}

#[test]
fn what_axum_accepts_is_accepted_byte_for_byte() {
    let accepted = [
        body("/json", JSON, r#"{"limit": 1, "after": "x", "more": [1]}"#),
        body(
            "/json",
            b"content-type: application/vnd.page+json; charset=utf-8",
            r#"{"limit": 1}"#,
        ),
        body("/optional", JSON, r#"{"limit": 7}"#),
        server::request("POST", "/optional", &[]),
        body("/form", FORM, "limit=1&after=a+b%20c"),
        server::get("/form?limit=1"),
        server::get("/query?limit=1&after="),
        server::get("/path/7"),
        server::get("/pair/7/a%20b"),
    ];
    let ours = server::without(router(), &accepted);
    let theirs = server::without(plain(), &accepted);
    for ((ours, theirs), request) in ours.into_iter().zip(theirs).zip(accepted) {
        let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
        assert_eq!(ours.status(), 200, "{}", String::from_utf8_lossy(&request));
        assert_eq!(ours.body, theirs.body);
        assert_eq!(ours.header("content-type"), theirs.header("content-type"));
    }
}

fn told(request: Vec<u8>) -> (u16, Value) {
    let (answer, _) = server::one(router(), request);
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("request_id");
    (answer.status(), body)
}

#[test]
fn what_axum_refuses_is_refused_with_a_status_and_a_code() {
    let long = format!(r#"{{"limit": 1, "after": "{}"}}"#, "x".repeat(600));
    for (request, status, code) in [
        (body("/json", JSON, &long), 413, "CONTENT_TOO_LARGE"),
        (
            body("/json", b"content-type: text/plain", "{}"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (server::request("POST", "/json", &[]), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (
            body("/optional", b"content-type: text/plain", "{}"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (body("/optional", JSON, "{}"), 422, "INVALID_INPUT"),
        (body("/json", JSON, "{"), 400, "MALFORMED_BODY"),
        (body("/form", JSON, "limit=1"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (body("/form", FORM, &"x".repeat(600)), 413, "CONTENT_TOO_LARGE"),
        (body("/form", FORM, "limit=x"), 422, "INVALID_INPUT"),
        (server::get("/form?limit=x"), 422, "INVALID_INPUT"),
        (server::get("/query"), 422, "INVALID_INPUT"),
        (server::get("/path/x"), 422, "INVALID_INPUT"),
        (server::get("/path/%ff"), 422, "INVALID_INPUT"),
        (server::get("/wrong/1"), 500, "INTERNAL_ERROR"),
        (server::get("/fails"), 500, "INTERNAL_ERROR"),
        (
            body("/upload", b"content-type: text/plain", "x"),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (body("/upload", PARTS, "--x\r\nnonsense"), 400, "MALFORMED_BODY"),
        (body("/upload", PARTS, &parts(600)), 413, "CONTENT_TOO_LARGE"),
        (body("/foreign", PARTS, "--x\r\nnonsense"), 400, "BAD_REQUEST"),
        (body("/foreign", PARTS, &parts(600)), 413, "CONTENT_TOO_LARGE"),
    ] {
        let line = String::from_utf8_lossy(&request).lines().next().unwrap().to_owned();
        let (found, body) = told(request);
        assert_eq!((found, &body["code"]), (status, &json!(code)), "{line}: {body}");
    }
}

fn parts(length: usize) -> String {
    format!(
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}\r\n--x--\r\n",
        "y".repeat(length)
    )
}

#[test]
fn parts_within_the_limit_are_read() {
    for path in ["/upload", "/foreign"] {
        let (answers, records) = server::behind(router(), &[body(path, PARTS, &parts(9))]);
        assert_eq!((answers[0].status(), records.len()), (200, 0));
    }
}

#[test]
fn the_parameters_of_a_path_have_the_names_of_the_route() {
    let pointers = |path: &str| {
        let (_, body) = told(server::get(path));
        let errors = body["errors"].as_array().unwrap().clone();
        errors
            .iter()
            .map(|error| error["pointer"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(pointers("/path/x"), ["/id"]);
    assert_eq!(pointers("/path/%ff"), ["/id"]);
    assert_eq!(pointers("/pair/256/a"), ["/id"]);
}

#[test]
fn a_415_says_what_would_be_accepted() {
    let (answers, _) = server::behind(router(), &[body("/json", b"content-type: text/plain", "{}")]);
    assert_eq!(answers[0].header("accept"), Some("application/json"));
}

#[test]
fn a_rejection_is_a_security_event_where_the_application_asks_for_it() {
    for (path, count) in [("/json", 0), ("/event", 1), ("/own", 1)] {
        let service = router().layer(secure_error::SecureErrorLayer::new());
        let (log, answers) = sink::json(|| server::without(service, &[body(path, JSON, r#"{"limit": "x"}"#)]));
        let answer = answers.into_iter().next().flatten().unwrap();
        assert_eq!(answer.json()["errors"][0]["pointer"], "/limit", "{path}");
        let events = sink::events(&log);
        assert_eq!(events.len(), count, "{path}: {events:?}");
        assert!(
            events
                .iter()
                .all(|event| event.to_string().contains("input_validation_fail"))
        );
        let record = sink::records(&log).remove(0).to_string();
        assert!(record.contains("/limit: This value has the wrong type"), "{record}");
    }
}
