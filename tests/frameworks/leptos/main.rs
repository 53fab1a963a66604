//! Server functions of leptos: what they answer over a socket, and what their typed client reads of it.

#![allow(clippy::unwrap_used)]

mod functions;
mod typed;

use axum::Router;
use axum::routing::{get, post};
use base64ct::{Base64Url, Encoding as _};
use functions::{DIRECTORY, MIDDLEWARE, PANIC};
use secure_error::frameworks::leptos::ServerFnFault;
use secure_error::{PanicHook, SecureErrorLayer};
use secure_error_tests::server::{self, Answer, with_body};
use secure_error_tests::sink;
use secure_error_tests_frameworks::process::is_alone;
use serde_json::Value;

/// As a leptos application mounts them.
fn router() -> Router {
    Router::new().route("/api/{*name}", post(leptos_axum::handle_server_fns))
}

fn form(name: &str, arguments: &str) -> Vec<u8> {
    let path = format!("/api/{name}");
    let headers: [&[u8]; 1] = [b"Content-Type: application/x-www-form-urlencoded"];
    with_body("POST", &path, &headers, arguments.as_bytes())
}

/// As a browser without JavaScript sends it.
fn html_form(name: &str, arguments: &str) -> Vec<u8> {
    let headers: [&[u8]; 3] = [
        b"Content-Type: application/x-www-form-urlencoded",
        b"Accept: text/html",
        b"Referer: http://localhost/desk",
    ];
    with_body("POST", &format!("/api/{name}"), &headers, arguments.as_bytes())
}

fn without(requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    let (log, answers) = sink::json(|| server::without(router(), requests));
    (answers, sink::records(&log))
}

#[track_caller]
fn one_without(request: Vec<u8>) -> (Answer, Value) {
    let (mut answers, mut records) = without(&[request]);
    assert_eq!(records.len(), 1, "{records:?}");
    (answers.remove(0).unwrap(), records.remove(0)["fields"].take())
}

/// One request, one answer, one record, under the same id everywhere.
#[track_caller]
fn one_behind(request: Vec<u8>) -> (Answer, Value) {
    let (answer, fields) = server::one(router(), request);
    assert_eq!(fields["request_id"], answer.id());
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(fields["http.response.status_code"], answer.status());
    (answer, fields)
}

/// The answer without its id and its time.
fn golden(answer: &Answer) -> String {
    let id = answer.json()["request_id"].as_str().unwrap().to_owned();
    let text = answer.text().replace(&id, "{id}");
    let lines = text.lines().filter(|line| !line.starts_with("date: "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn behind_the_layer_an_error_keeps_status_and_headers_and_is_one_record() {
    let (answer, fields) = one_behind(form("owner", "account=7"));
    assert_eq!(
        golden(&answer),
        "HTTP/1.1 404 Not Found\n\
         content-type: application/problem+json\n\
         cache-control: no-store\n\
         x-content-type-options: nosniff\n\
         x-request-id: {id}\n\
         serverfnerror: /api/owner\n\
         content-length: 159\n\
         connection: close\n\
         \n\
         {\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"Account not found\",\
         \"code\":\"ACCOUNT_NOT_FOUND\",\"request_id\":\"{id}\"}"
    );
    assert_eq!(fields["exception.message"], "no account 7");

    let (answer, _) = one_behind(form("busy", ""));
    assert_eq!((answer.status(), answer.header("retry-after")), (503, Some("30")));
    let (answer, fields) = one_behind(form("gone", ""));
    assert_eq!((answer.status(), &fields["fields"]), (410, &"0=7".into()));
    let (answer, _) = one_behind(form("problem", ""));
    assert_eq!((answer.status(), &answer.json()["code"]), (410, &"GONE".into()));
    let (answer, _) = one_behind(form("secret_door", ""));
    assert_eq!(
        (answer.status(), answer.header("www-authenticate")),
        (401, Some("Bearer realm=\"api\""))
    );
}

#[test]
fn an_error_that_is_kept_is_recorded_for_each_request() {
    let (first, fields) = one_behind(form("kept", ""));
    assert_eq!(
        (first.status(), &fields["exception.message"]),
        (404, &"no account 7".into())
    );
    let (again, fields) = one_behind(form("kept", ""));
    assert_eq!(
        (again.status(), &again.json()["code"]),
        (404, &"ACCOUNT_NOT_FOUND".into())
    );
    assert_eq!(fields["exception.message"], "no account 7");
    assert_eq!(fields["fields"], format!("account=7 made_for={}", first.id()));

    let router = router().layer(SecureErrorLayer::new());
    let (log, answers) = sink::json(|| server::without(router, &[html_form("kept", "")]));
    assert_eq!(answers[0].as_ref().unwrap().status(), 302);
    assert_eq!(sink::records(&log).len(), 1, "{log}");
}

#[test]
fn public_fields_and_violations_are_in_the_answer() {
    let (answer, fields) = one_behind(form("withdraw", "account=1&cents=5000"));
    let body = answer.json();
    assert_eq!((answer.status(), &body["available"]), (409, &1300.into()));
    assert_eq!(body["detail"], "At most 1300 cents can be withdrawn");
    assert!(!answer.text().contains("account"), "{}", answer.text());
    assert!(fields["fields"].as_str().unwrap().contains("account"));

    let (answer, _) = one_behind(form("check", ""));
    assert_eq!(answer.status(), 422);
    assert_eq!(answer.json()["errors"][0]["pointer"], "/cents");
}

#[test]
fn without_the_layer_the_status_is_that_of_leptos_and_the_body_is_ours() {
    let (answer, fields) = one_without(form("owner", "account=7"));
    assert_eq!(
        (answer.status(), answer.header("content-type")),
        (500, Some("application/problem+json"))
    );
    assert_eq!(
        (&answer.json()["status"], &answer.json()["code"]),
        (&404.into(), &"ACCOUNT_NOT_FOUND".into())
    );
    assert_eq!(fields["request_id"], answer.json()["request_id"]);
}

#[test]
fn an_error_of_another_crate_leaks_without_us_and_is_internal_with_us() {
    let (answers, records) = without(&[form("leaky_statement", "account=1")]);
    let leak = answers[0].as_ref().unwrap();
    assert_eq!((leak.status(), leak.header("content-type")), (500, Some("text/plain")));
    assert_eq!(leak.header("serverfnerror"), Some("/api/leaky_statement"));
    assert!(
        leak.text().contains(&format!("ServerError|{DIRECTORY}")),
        "{}",
        leak.text()
    );
    assert_eq!(records.len(), 0, "nobody has logged it");

    for (answer, fields) in [
        one_without(form("statement", "account=1")),
        one_behind(form("statement", "account=1")),
        // Sealed by the layer.
        one_behind(form("leaky_statement", "account=1")),
    ] {
        assert!(!answer.text().contains(DIRECTORY), "{}", answer.text());
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (500, &"INTERNAL_ERROR".into())
        );
        assert!(fields.to_string().contains(DIRECTORY), "{fields}");
    }
}

#[test]
fn what_leptos_says_of_arguments_is_not_sent() {
    // The names of the arguments, and what the client sent.
    let bad = [
        ("owner", "leaky_owner", "account=seven", "invalid digit found in string"),
        ("owner", "leaky_owner", "x=1", "missing field `account`"),
        (
            "json_owner",
            "leaky_json_owner",
            "{\"account\":\"<seven>\"}",
            "invalid type: string",
        ),
    ];
    for (name, leaky, arguments, text) in bad {
        let (answers, _) = without(&[form(leaky, arguments)]);
        let leak = answers[0].as_ref().unwrap();
        assert_eq!(leak.status(), 500);
        assert!(leak.text().contains(text), "{}", leak.text());
        for (answer, fields) in [
            one_without(form(name, arguments)),
            one_behind(form(name, arguments)),
            one_behind(form(leaky, arguments)),
        ] {
            assert!(!answer.text().contains(text), "{}", answer.text());
            assert!(fields.to_string().contains(text), "{fields}");
            assert!(!fields.to_string().contains("<seven>"), "what was typed: {fields}");
        }
        let (answer, _) = one_behind(form(name, arguments));
        assert_eq!((answer.status(), &answer.json()["code"]), (400, &"BAD_REQUEST".into()));
        assert_eq!(answer.json()["detail"], "Bad Request");
    }
}

#[test]
fn what_middleware_and_extractors_say_is_not_sent() {
    for (name, leaky, text) in [
        ("guarded", "leaky_guarded", MIDDLEWARE),
        ("extracting", "leaky_extracting", "Extension of type"),
    ] {
        let (answers, _) = without(&[form(leaky, "")]);
        let leak = answers[0].as_ref().unwrap().text();
        assert!(leak.contains(text), "{leak}");
        for (answer, fields) in [one_without(form(name, "")), one_behind(form(name, ""))] {
            assert_eq!(
                (answer.status(), &answer.json()["code"]),
                (500, &"INTERNAL_ERROR".into())
            );
            assert!(!answer.text().contains(text), "{}", answer.text());
            assert!(fields.to_string().contains(text), "{fields}");
        }
    }
}

#[test]
fn an_unknown_function_a_method_and_a_panic_are_sealed() {
    let (answers, _) = without(&[form("nowhere", ""), form("panics", "")]);
    assert!(answers[0].as_ref().unwrap().text().contains("register_explicit"));
    assert!(answers[1].is_none(), "a panic closes the connection");

    let (answer, fields) = one_behind(form("nowhere", ""));
    assert_eq!(
        (answer.status(), answer.text().contains("register_explicit")),
        (400, false)
    );
    assert!(fields.to_string().contains("register_explicit"));
    let (answer, _) = one_behind(server::get("/api/owner"));
    assert_eq!((answer.status(), answer.header("allow")), (405, Some("POST")));
    let (answer, fields) = one_behind(form("panics", ""));
    assert_eq!((answer.status(), answer.text().contains(PANIC)), (500, false));
    assert!(fields.to_string().contains(PANIC), "{fields}");
}

/// leptos puts the error of a plain form into the URL of a redirect, which no layer takes for an error.
#[test]
fn the_error_in_the_url_of_a_redirect_is_ours_and_is_logged_once() {
    fn error_in_url(answer: &Answer) -> String {
        let location = answer.header("location").unwrap();
        let (_, error) = location.split_once("__err=").unwrap();
        let error = error.replace("%3D", "=");
        String::from_utf8(Base64Url::decode_vec(&error).unwrap()).unwrap()
    }

    let leaky = router().layer(SecureErrorLayer::new());
    let answers = server::without(leaky, &[html_form("leaky_statement", "account=1")]);
    let leak = answers[0].as_ref().unwrap();
    assert_eq!(leak.status(), 302);
    assert!(error_in_url(leak).contains(DIRECTORY), "the layer cannot see it");

    let (answers, records) = server::behind(router(), &[html_form("statement", "account=1")]);
    assert_eq!((answers[0].status(), records.len()), (302, 1), "{records:?}");
    let error: Value = serde_json::from_str(&error_in_url(&answers[0])).unwrap();
    assert_eq!(
        (&error["code"], &error["request_id"]),
        (&"INTERNAL_ERROR".into(), &answers[0].id().into())
    );
    assert!(!answers[0].text().contains(DIRECTORY) && !error.to_string().contains(DIRECTORY));
}

/// As leptos does with the value of a `Resource`.
#[test]
fn an_error_serialised_into_a_page_is_logged_once_under_the_pages_id() {
    async fn page() -> String {
        let fault = functions::statement(1).await.unwrap_err();
        let page = serde_json::to_string(&[&fault, &fault, &fault.clone()]).unwrap();
        assert_eq!(serde_json::from_str::<[ServerFnFault; 3]>(&page).unwrap()[2], fault);
        page
    }

    let (answers, records) = server::behind(Router::new().route("/", get(page)), &[server::get("/")]);
    assert_eq!((answers[0].status(), records.len()), (200, 1), "{records:?}");
    assert!(records[0].to_string().contains(DIRECTORY) && !answers[0].text().contains(DIRECTORY));
    assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
    assert_eq!(answers[0].json()[1]["request_id"], answers[0].id());
}

#[test]
fn an_error_that_was_handled_is_not_logged() {
    let (answers, records) = server::behind(router(), &[form("handles", "")]);
    assert_eq!((answers[0].status(), records.len()), (200, 0), "{records:?}");
}

#[test]
fn a_response_that_was_made_and_not_sent_leaves_no_record() {
    let (answers, records) = server::behind(router(), &[form("retries", "")]);
    assert_eq!((answers[0].status(), records.len()), (200, 0), "{records:?}");
}

#[test]
fn the_record_is_of_the_failure_that_was_sent() {
    let (answer, fields) = one_behind(form("fails_later", ""));
    assert_eq!(
        (answer.status(), &fields["exception.type"]),
        (500, &"ForeignResponse".into())
    );
    assert_eq!(fields["fields"], "earlier=SERVICE_UNAVAILABLE");
}

#[test]
fn a_panic_is_one_record_with_the_id() {
    if !is_alone("a_panic_is_one_record_with_the_id") {
        return;
    }
    PanicHook::install_quiet();
    let (answer, fields) = one_behind(form("panics", ""));
    assert_eq!((answer.status(), &fields["exception.type"]), (500, &"Panic".into()));
    assert!(fields["location"].is_string(), "{fields}");
}

#[test]
fn a_response_with_an_error_status_does_not_hide_behind_ours() {
    // It has made an answer of an error, and then answers something else.
    let (answers, records) = server::behind(router(), &[form("two_faced", "")]);
    assert!(!answers[0].text().contains(DIRECTORY), "{}", answers[0].text());
    assert_eq!((answers[0].status(), records.len()), (500, 1), "{records:?}");
}

#[test]
fn what_another_service_said_is_not_passed_on() {
    let (answer, fields) = one_behind(form("passes_on", ""));
    assert_eq!((answer.status(), &answer.json()["code"]), (403, &"FORBIDDEN".into()));
    assert!(!answer.text().contains("vault"), "{}", answer.text());
    assert!(
        fields["exception.message"]
            .as_str()
            .unwrap()
            .contains("vault policy kv/prod denied"),
        "{fields}"
    );

    // Nor is it in a page.
    let body = br#"{"status":403,"code":"VAULT_DENIED","detail":"vault policy kv/prod denied","request_id":"other"}"#;
    let received: ServerFnFault = serde_json::from_slice(body).unwrap();
    assert_eq!(received.public_message(), "vault policy kv/prod denied");
    let (log, page) = sink::json(|| serde_json::to_string(&received).unwrap());
    assert!(!page.contains("vault") && log.contains("vault policy"), "{page} {log}");
}

#[test]
fn a_transaction_error_answers_as_what_it_is() {
    let (answer, fields) = one_behind(form("transaction", ""));
    assert_eq!(
        (answer.status(), &answer.json()["code"]),
        (500, &"OUTCOME_UNKNOWN".into())
    );
    assert!(fields.to_string().contains(DIRECTORY), "{fields}");
}
