//! Which format a client gets, for every answer of the layer.

use crate::leaky::{self, DSN};
use crate::server::{Answer, get, request, within};
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::render::{Envelope, Format, FormatError, Html, PlainText};
use secure_error::{Fault, PublicError, RequestId, SecureErrorLayer, problem};

const PROBLEM: &str = "application/problem+json";
const PAGE: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

const BROWSER: &[u8] = b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const CURL: &[u8] = b"Accept: */*";

/// One route for every kind of answer: ours, sealed, a panic, one that was rebuilt, and a path that nobody knows.
const KINDS: [(&str, u16); 5] = [
    ("/own", 409),
    ("/text", 500),
    ("/panic", 500),
    ("/over", 410),
    ("/nowhere", 404),
];

fn conflict() -> Fault {
    Fault::problem_with(&problem::CONFLICT, "row 7 is locked")
}

fn router() -> Router {
    leaky::router()
        .route("/own", routing::get(|| async { conflict() }))
        .route("/over", routing::get(|| async { (StatusCode::GONE, conflict()) }))
}

fn kinds(accept: &[u8]) -> Vec<Vec<u8>> {
    KINDS.iter().map(|(path, _)| request("GET", path, &[accept])).collect()
}

/// The answers of all kinds, each logged once under the id of its client.
#[track_caller]
fn answers_to(layer: SecureErrorLayer, accept: &[u8]) -> Vec<Answer> {
    let (answers, records) = within(router().layer(layer), &kinds(accept));
    assert_eq!(records.len(), answers.len(), "{records:?}");
    for (((_, status), answer), record) in KINDS.iter().zip(&answers).zip(&records) {
        assert_eq!(answer.status(), *status);
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert!(
            String::from_utf8_lossy(&answer.body).contains(answer.id()),
            "{answer:?}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-length"), Some(&*answer.body.len().to_string()));
        assert!(
            !answer.text().contains(DSN) && !answer.text().contains("row 7"),
            "{answer:?}"
        );
    }
    answers
}

#[track_caller]
fn assert_all_are(answers: &[Answer], media_type: &str) {
    for answer in answers {
        assert_eq!(answer.all("content-type"), [media_type], "{answer:?}");
    }
}

#[test]
fn a_layer_that_offers_nothing_answers_everybody_with_problem_details() {
    for accept in [BROWSER, CURL, b"Accept: application/xml", b"Accept: \xFF"] {
        assert_all_are(&answers_to(SecureErrorLayer::new(), accept), PROBLEM);
    }
}

#[test]
fn a_browser_gets_the_page_for_every_kind_of_answer_and_curl_does_not() {
    let layer = SecureErrorLayer::new().offer(Html);
    let pages = answers_to(layer.clone(), BROWSER);
    assert_all_are(&pages, PAGE);
    for page in &pages {
        assert!(page.body.starts_with(b"<!DOCTYPE html>"), "{page:?}");
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .starts_with("default-src 'none'")
        );
    }
    for accept in [CURL, b"Accept: application/json", b"Accept: nonsense", b"X-None: 1"] {
        let answers = answers_to(layer.clone(), accept);
        assert_all_are(&answers, PROBLEM);
        assert!(answers.iter().all(|it| it.header("content-security-policy").is_none()));
    }
}

#[test]
fn nothing_of_the_request_is_in_the_media_type() {
    let layer = SecureErrorLayer::new().offer(Html);
    let accept = b"Accept: text/html;charset=UTF-8;q=1;echo=\"me\", application/vnd.echo-me+json;q=0.1";
    for answer in answers_to(layer, accept) {
        assert_eq!(answer.all("content-type"), [PAGE]);
        assert!(!answer.text().to_lowercase().contains("echo"), "{answer:?}");
    }
}

#[test]
fn another_default_is_for_every_kind_of_answer_and_needs_no_accept() {
    let answers = answers_to(SecureErrorLayer::new().default_format(Envelope), b"X-None: 1");
    assert_all_are(&answers, "application/json");
    assert_eq!(answers[0].json()["error"]["code"], "CONFLICT");
    assert_eq!(answers[1].json()["error"]["code"], "INTERNAL_ERROR");
    let page_or_text = SecureErrorLayer::new().default_format(PlainText).offer(Html);
    assert_all_are(&answers_to(page_or_text.clone(), CURL), TEXT);
    assert_all_are(&answers_to(page_or_text, BROWSER), PAGE);
}

#[test]
fn an_answer_to_head_has_the_headers_and_the_length_of_the_same_get() {
    let layer = || SecureErrorLayer::new().offer(Html);
    for (path, _) in KINDS {
        let requests = [request("HEAD", path, &[BROWSER]), request("GET", path, &[BROWSER])];
        let (answers, _) = within(router().layer(layer()), &requests);
        let [head, get] = &answers[..] else {
            panic!("two answers")
        };
        assert!(head.body.is_empty(), "{head:?}");
        assert_eq!(head.header("content-type"), Some(PAGE));
        for name in ["content-length", "content-type", "content-security-policy"] {
            assert_eq!(head.all(name), get.all(name), "{path} {name}");
        }
    }
}

#[test]
fn a_format_that_the_application_names_wins() {
    let text = || async {
        let answer: Response = secure_error::respond_with(&conflict(), &PlainText);
        answer
    };
    let rendered = || async {
        let id = RequestId::generate();
        let answer: Response = secure_error::render::respond(&PublicError::constant(&problem::GONE), &id);
        answer
    };
    let router = Router::new()
        .route("/text", routing::get(text))
        .route("/rendered", routing::get(rendered))
        .layer(SecureErrorLayer::new().default_format(Envelope).offer(Html));
    let requests = [
        request("GET", "/text", &[BROWSER]),
        request("GET", "/rendered", &[BROWSER]),
    ];
    let (answers, _) = within(router, &requests);
    assert_eq!(answers[0].header("content-type"), Some(TEXT));
    assert_eq!(answers[1].header("content-type"), Some(PROBLEM));
}

#[test]
fn an_answer_that_another_task_makes_is_problem_details() {
    let elsewhere = || async { tokio::spawn(async { conflict().into_response() }).await.unwrap() };
    let router = Router::new()
        .route("/", routing::get(elsewhere))
        .layer(SecureErrorLayer::new().offer(Html));
    let (answers, _) = within(router, &[request("GET", "/", &[BROWSER])]);
    assert_eq!(answers[0].header("content-type"), Some(PROBLEM));
}

#[test]
fn a_layer_inside_has_the_formats_of_the_outer_one_unless_it_has_its_own() {
    let silent = router().layer(SecureErrorLayer::new());
    let speaking = router().layer(SecureErrorLayer::new().default_format(Envelope));
    let outer = Router::new()
        .nest("/silent", silent)
        .nest("/speaking", speaking)
        .layer(SecureErrorLayer::new().offer(Html));
    let paths = [
        "/silent/own",
        "/silent/text",
        "/silent/panic",
        "/speaking/own",
        "/speaking/text",
        "/out",
    ];
    let requests = paths.map(|path| request("GET", path, &[BROWSER]));
    let (answers, records) = within(outer, &requests);
    assert_eq!(records.len(), paths.len());
    let types: Vec<_> = answers.iter().map(|it| it.header("content-type").unwrap()).collect();
    assert_eq!(types, [PAGE, PAGE, PAGE, "application/json", "application/json", PAGE]);
}

/// A format of the application's own, which does this each time.
struct Own(fn(&mut Vec<u8>) -> Result<(), FormatError>);

impl Format for Own {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/own")
    }

    fn render(&self, _: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend_from_slice(id.as_str().as_bytes());
        (self.0)(out)
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        headers.append("link", HeaderValue::from_static("</style.css>"));
        headers.append("link", HeaderValue::from_static("</logo.svg>"));
    }
}

#[test]
fn a_custom_format_is_offered_like_any_other_with_all_its_headers() {
    let layer = SecureErrorLayer::new().offer(Own(|_| Ok(())));
    for answer in answers_to(layer, b"Accept: text/own") {
        assert_eq!(answer.header("content-type"), Some("text/own"));
        assert_eq!(answer.all("link"), ["</style.css>", "</logo.svg>"]);
    }
}

#[test]
fn a_format_that_fails_or_panics_is_a_constant_500_and_logged_once() {
    let fails = SecureErrorLayer::new().default_format(Own(|_| Err(FormatError::new("no template"))));
    let panics = SecureErrorLayer::new().default_format(Own(|_| panic!("{DSN}")));
    for (layer, reason) in [(fails, "no template"), (panics, "the format panicked")] {
        let (answers, records) = within(router().layer(layer), &kinds(CURL));
        assert_eq!(records.len(), answers.len(), "{records:?}");
        for answer in &answers {
            assert_eq!((answer.status(), answer.header("content-type")), (500, Some(PROBLEM)));
            assert_eq!(answer.json()["code"], "INTERNAL_ERROR");
            assert!(!answer.text().contains(DSN), "{answer:?}");
            let of_it = records.iter().filter(|it| it["fields"]["request_id"] == answer.id());
            let texts: Vec<String> = of_it.map(|it| it["fields"].to_string()).collect();
            assert!(texts.iter().all(|text| text.contains(reason)), "{texts:?}");
            let sent = "\"http.response.status_code\":500";
            assert!(texts.iter().all(|text| text.contains(sent)), "{texts:?}");
        }
    }
}

#[test]
fn a_success_is_the_same_whatever_is_offered() {
    let (answers, records) = within(
        router().layer(SecureErrorLayer::new().default_format(PlainText)),
        &[get("/fine")],
    );
    assert_eq!(answers[0].body, b"[1,2,3]");
    assert!(records.is_empty());
}
