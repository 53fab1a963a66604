//! HEAD, which axum answers by itself wherever there is a GET.

use crate::leaky::{self, DSN};
use crate::server::{Answer, get, request, within};
use axum::{Router, routing};
use http_body_util::Full;
use hyper::body::{Body as _, Bytes};
use secure_error::{Fault, SecureErrorLayer, problem};
use serde_json::Value;
use tower::{Layer as _, ServiceExt as _};

const PATHS: [&str; 5] = ["/own", "/text", "/serialize", "/panic", "/nowhere"];

fn routes() -> Router {
    let own = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    leaky::router()
        .route("/own", routing::get(own))
        .route("/post", routing::post(|| async {}))
}

/// Both answers for each path, and the records of both.
fn ask(whole: bool, path: &str) -> ([Answer; 2], [Value; 2]) {
    let layer = SecureErrorLayer::new();
    let requests = [request("HEAD", path, &[]), get(path)];
    let (answers, records) = if whole {
        within(layer.layer(routes()), &requests)
    } else {
        within(routes().layer(layer), &requests)
    };
    (answers.try_into().unwrap(), records.try_into().unwrap())
}

/// All headers but those that differ from answer to answer.
fn headers(answer: &Answer) -> Vec<&str> {
    let changing = |line: &&str| !line.starts_with("date:") && !line.starts_with("x-request-id:");
    let mut lines: Vec<&str> = answer.head.lines().filter(changing).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn an_answer_to_head_is_that_to_get_without_its_body_and_logged_once() {
    for whole in [false, true] {
        for path in PATHS {
            let ([head, get], [of_head, of_get]) = ask(whole, path);
            assert_eq!(headers(&head), headers(&get), "{path}");
            assert!(head.body.is_empty(), "{head:?}");
            assert_eq!(get.header("content-length").unwrap(), get.body.len().to_string());
            assert!(!head.text().contains(DSN) && !get.text().contains(DSN));
            for (answer, record) in [(&head, &of_head), (&get, &of_get)] {
                assert_eq!(record["fields"]["request_id"], answer.id());
            }
            assert_eq!(of_head["fields"]["exception.type"], of_get["fields"]["exception.type"]);
        }
    }
}

#[test]
fn on_a_router_the_record_of_a_foreign_head_response_is_that_of_get() {
    for path in PATHS {
        let (_, [of_head, of_get]) = ask(false, path);
        assert_eq!(
            of_head["fields"]["exception.message"],
            of_get["fields"]["exception.message"]
        );
    }
    // Around the whole router it comes after axum has taken the body away.
    let (_, [of_head, _]) = ask(true, "/text");
    assert_eq!(of_head["fields"]["exception.message"], "<no body>");
}

#[test]
fn a_head_where_only_post_is_allowed_says_what_is_allowed() {
    for whole in [false, true] {
        let ([head, get], _) = ask(whole, "/post");
        for answer in [&head, &get] {
            assert_eq!((answer.status(), answer.header("allow")), (405, Some("POST")));
        }
        assert_eq!(headers(&head), headers(&get));
    }
}

#[tokio::test]
async fn an_answer_to_head_with_as_many_headers_as_there_can_be_is_sealed_too() {
    let full = |_: http::Request<()>| async {
        let mut answer = http::Response::new(Full::<Bytes>::from(DSN));
        *answer.status_mut() = http::StatusCode::BAD_GATEWAY;
        let names = (0..).map(|number| http::HeaderName::try_from(format!("x-{number}")).unwrap());
        for name in names {
            if answer
                .headers_mut()
                .try_insert(name, http::HeaderValue::from_static("1"))
                .is_err()
            {
                break;
            }
        }
        Ok::<_, std::convert::Infallible>(answer)
    };
    let request = http::Request::head("/").body(()).unwrap();
    let answer = SecureErrorLayer::new()
        .layer(tower::service_fn(full))
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.body().size_hint().exact()),
        (502, Some(0))
    );
}
