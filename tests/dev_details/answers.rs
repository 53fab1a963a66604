//! What the answers show to whom every lock is open.

use crate::leaky::{self, DSN, KINDS, ask, ask_all, assert_closed, assert_open, open, router};
use crate::server::{Answer, get, request};
use crate::sink;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing;
use secure_error::layers::PassThrough;
use secure_error::render::{Envelope, Format, FormatError, Html, PlainText};
use secure_error::{PublicError, RequestId, SecureError, SecureErrorLayer};
use serde_json::Value;

fn length_fits(answer: &Answer) -> bool {
    answer.all("content-length") == [answer.body.len().to_string()]
}

#[test]
fn the_report_is_the_last_member_of_problem_details() {
    let answer = ask(open(), get("/own"));
    assert_open(&answer);
    assert!(length_fits(&answer));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let body = answer.json();
    assert_eq!(
        (&body["code"], &body["available"]),
        (&"INSUFFICIENT_FUNDS".into(), &5.into())
    );
    let report = &body["development"];
    assert_eq!(report["type"], "AccountError::InsufficientFunds");
    assert_eq!(report["message"], "ledger eu-west is short <&>");
    assert_eq!(report["fields"]["password"], "[REDACTED]");
    assert_eq!(report["request_id"], answer.id());
    assert!(report["caused_by"][0]["message"].as_str().unwrap().contains(DSN));

    let plain = ask(SecureErrorLayer::new(), get("/own"));
    let start = plain.text().replace(plain.id(), answer.id());
    let start = start
        .split_once("\r\n\r\n")
        .unwrap()
        .1
        .strip_suffix('}')
        .unwrap()
        .to_owned();
    let body = String::from_utf8(answer.body).unwrap();
    assert!(body.starts_with(&format!("{start},\"development\":{{")), "{body}");
}

#[test]
fn every_kind_of_error_answer_shows_its_report_in_every_format() {
    let layer = open().offer(Envelope).offer(PlainText).offer(Html);
    for (accept, media_type) in [
        ("application/problem+json", "application/problem+json"),
        ("application/json", "application/json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
    ] {
        for (path, status) in KINDS {
            let accept = format!("Accept: {accept}");
            let answer = ask(layer.clone(), request("GET", path, &[accept.as_bytes()]));
            assert_eq!(
                (answer.status(), answer.header("content-type")),
                (status, Some(media_type))
            );
            assert_open(&answer);
            assert!(length_fits(&answer), "{answer:?}");
            assert!(answer.text().contains(answer.id()));
            if media_type.ends_with("json") {
                // In the envelope, everything is inside of `error`.
                let body = answer.json();
                let inside = body.get("error").unwrap_or(&body);
                assert!(inside["development"]["message"].is_string(), "{answer:?}");
            } else {
                assert!(
                    answer.text().to_lowercase().contains("development details"),
                    "{answer:?}"
                );
            }
        }
    }
}

#[test]
fn the_page_stays_escaped_and_its_policy_strict() {
    let answer = ask(open().default_format(Html), get("/own"));
    let page = String::from_utf8(answer.body.clone()).unwrap();
    assert!(page.contains("ledger eu-west is short &lt;&amp;&gt;"), "{page}");
    assert!(
        page.contains("Code: INSUFFICIENT_FUNDS") && page.ends_with("</html>\n"),
        "{page}"
    );
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
}

#[test]
fn a_success_is_as_it_was_even_if_something_was_logged() {
    for path in ["/fine", "/logs"] {
        let (with, without) = (ask(open(), get(path)), ask(SecureErrorLayer::new(), get(path)));
        assert_eq!(with.status(), 200);
        assert_eq!(with.body, without.body);
        assert_eq!(with.head.replace(with.id(), without.id()), without.head);
    }
}

/// The records of a log, without what is different in every run.
fn records(log: &str, answers: &[Answer]) -> Vec<Value> {
    let mut records = sink::records(log);
    for (record, answer) in records.iter_mut().zip(answers) {
        assert_eq!(record["fields"]["request_id"], answer.id());
        record["fields"]["request_id"] = Value::Null;
        record["timestamp"] = Value::Null;
    }
    records
}

#[test]
fn the_records_in_the_log_are_the_same_with_and_without_them() {
    let requests = KINDS.map(|(path, _)| get(path));
    let [with, without] = [open(), SecureErrorLayer::new()].map(|layer| {
        let (answers, log) = ask_all(router().layer(layer), &requests);
        records(&log, &answers)
    });
    assert_eq!(with.len(), KINDS.len());
    assert_eq!(with, without);
}

#[test]
fn an_answer_to_head_has_no_body_and_the_headers_of_the_same_get() {
    for (path, _) in KINDS {
        let requests = ["HEAD", "GET"].map(|method| request(method, path, &[]));
        let (answers, _) = ask_all(router().layer(open().default_format(Html)), &requests);
        let [head, get] = &answers[..] else {
            panic!("two answers")
        };
        assert!(head.body.is_empty() && length_fits(get), "{head:?}");
        for name in [
            "content-length",
            "content-security-policy",
            "x-secure-error-development",
        ] {
            assert_eq!(head.all(name), get.all(name), "{path} {name}");
        }
    }
}

#[test]
fn a_layer_inside_a_layer_shows_details_once() {
    for (inner, outer) in [
        (open(), open()),
        (open(), SecureErrorLayer::new()),
        (SecureErrorLayer::new(), open()),
    ] {
        let router = Router::new().nest("/in", router().layer(inner)).layer(outer);
        let requests = KINDS.map(|(path, _)| get(&format!("/in{path}")));
        let (answers, log) = ask_all(router, &requests);
        assert_eq!(sink::records(&log).len(), KINDS.len());
        for answer in answers {
            assert_open(&answer);
            assert!(length_fits(&answer));
            assert_eq!(answer.text().matches("\"development\":").count(), 1, "{answer:?}");
            assert!(answer.json()["development"].is_object());
        }
    }
}

#[test]
fn what_the_application_passes_through_stays_as_it_is() {
    let upstream = || async {
        let mut answer = (StatusCode::BAD_GATEWAY, "{}").into_response();
        answer.extensions_mut().insert(PassThrough);
        leaky::short().report().log();
        answer
    };
    let router = Router::new().route("/", routing::get(upstream)).layer(open());
    let (answers, _) = ask_all(router, &[get("/")]);
    assert_eq!(answers[0].body, b"{}");
    assert_eq!(answers[0].header("x-secure-error-development"), None);
}

#[test]
fn an_answer_that_another_task_made_stays_as_it_is() {
    let elsewhere = || async { tokio::spawn(async { leaky::short().into_response() }).await.unwrap() };
    let router = Router::new().route("/", routing::get(elsewhere)).layer(open());
    let (answers, _) = ask_all(router, &[get("/")]);
    assert_closed(&answers[0]);
    assert_eq!(answers[0].json()["available"], 5);
}

#[test]
fn headers_that_describe_another_body_go_and_compression_is_undone() {
    async fn describe(request: Request, next: Next) -> Response {
        let mut answer = next.run(request).await;
        answer.headers_mut().insert("etag", HeaderValue::from_static("\"1\""));
        answer.headers_mut().insert("x-added", HeaderValue::from_static("1"));
        answer
    }
    async fn compress(request: Request, next: Next) -> Response {
        let mut answer = next.run(request).await;
        *answer.body_mut() = Body::from("compressed");
        answer
            .headers_mut()
            .insert("content-encoding", HeaderValue::from_static("gzip"));
        answer
    }
    let described = router().layer(middleware::from_fn(describe)).layer(open());
    let answer = ask_all(described, &[get("/own")]).0.remove(0);
    assert_open(&answer);
    assert_eq!((answer.header("etag"), answer.header("x-added")), (None, Some("1")));
    let compressed = router().layer(middleware::from_fn(compress)).layer(open());
    let (answers, log) = ask_all(compressed, &[get("/own")]);
    assert_open(&answers[0]);
    assert_eq!(answers[0].header("content-encoding"), None);
    assert!(!log.contains("writes none"), "{log}");
}

/// A format of the application's own, which writes all that it is given or nothing of it.
struct Own(&'static str, bool);

impl Format for Own {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static(self.0)
    }

    fn render(&self, error: &PublicError<'_>, _: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        if self.1 {
            out.extend_from_slice(serde_json::to_string(error).unwrap().as_bytes());
        } else {
            out.extend_from_slice(b"<error/>");
        }
        Ok(())
    }
}

#[test]
fn a_format_of_your_own_shows_them_if_it_serialises_the_error() {
    let answer = ask(
        open().default_format(Own("application/vnd.own+json", true)),
        get("/own"),
    );
    assert_open(&answer);
    assert_eq!(answer.json()["development"]["type"], "AccountError::InsufficientFunds");
    let router = router().layer(open().default_format(Own("application/xml", false)));
    let (answers, log) = ask_all(router, &[get("/own")]);
    assert_closed(&answers[0]);
    assert_eq!(answers[0].body, b"<error/>");
    assert!(log.contains("the format of the response writes none"), "{log}");
}

#[test]
fn a_format_that_fails_is_a_constant_500_whose_report_says_so() {
    struct Fails;
    impl Format for Fails {
        fn content_type(&self) -> HeaderValue {
            HeaderValue::from_static("text/fails")
        }

        fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
            Err(FormatError::new("no template"))
        }
    }
    let answer = ask(open().default_format(Fails), get("/own"));
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(answer.json()["development"]["format"], "no template");
}
