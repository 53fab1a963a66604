//! The client of gRPC that Google wrote, in Python.

use crate::desk::{self, Desk, Messages};
use crate::exchange::{LAYER, ONCE, STREAM, talk};
use secure_error::wire::JsonPointer;
use secure_error::{Fault, SecureError, ViolationKind, Violations};
use secure_error_tests_frameworks::foreign::run;
use serde_json::{Value, json};
use std::sync::Arc;
use tonic::transport::Server;
use tonic::{Request, Status};
use tower::Layer;

const MISSING: ViolationKind = ViolationKind::new("MISSING", "This is needed");

#[derive(SecureError)]
#[secure_error(tonic, domain = "desk.example.com")]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no row in hunter2")]
    NoAccount,
    #[public(
        status = 429,
        code = "LIMIT_REACHED",
        message = "At most {most} a minute",
        retry_after = 30
    )]
    Limited {
        #[public]
        most: u32,
    },
    Storage(#[from] std::io::Error),
}

fn fail(kind: &str) -> Status {
    match kind {
        "limited" => DeskError::Limited { most: 7 }.into(),
        "storage" => DeskError::from(std::io::Error::other("hunter2")).into(),
        "foreign" => Status::not_found("hunter2"),
        "form" => {
            let mut violations = Violations::new();
            violations.push(MISSING.at(JsonPointer::root().field("lines").index(0)));
            Fault::from(violations).into()
        }
        "panic" => panic!("hunter2"),
        _ => DeskError::NoAccount.into(),
    }
}

fn failing() -> Desk {
    let mut desk = desk::once(|request: Request<String>| async move {
        match request.get_ref().as_str() {
            "fine" => Ok("fine".to_owned()),
            "slow" => std::future::pending().await,
            kind => Err(fail(kind)),
        }
    });
    desk.stream = Arc::new(|request: Request<String>| {
        let kind = request.into_inner();
        let messages: Messages = Box::pin(tokio_stream::iter([Ok("1".to_owned()), Err(fail(&kind))]));
        Box::pin(async { Ok(messages) })
    });
    desk
}

/// What the client gets, without the ids, which are those of the records.
fn found(calls: &Value) -> (Vec<Value>, Vec<Value>) {
    let (mut found, records) = talk(Server::builder(), LAYER.layer(failing().routes()), async |address| {
        let calls = calls.clone();
        let client = tokio::task::spawn_blocking(move || run("grpc_calls.py", address.port(), &calls));
        client.await.unwrap().as_array().unwrap().clone()
    });
    assert!(!json!(found).to_string().contains("hunter2"), "{found:#?}");
    let errors: Vec<_> = found
        .iter_mut()
        .map(|call| &mut call["error"])
        .filter(|error| !error.is_null())
        .collect();
    assert_eq!(errors.len(), records.len(), "{errors:#?} {records:#?}");
    for (error, record) in errors.into_iter().zip(&records) {
        // A client that gives up makes the status itself.
        if error["code"] == "DEADLINE_EXCEEDED" {
            continue;
        }
        let id = error["request_id"].take();
        assert_eq!(id, record["fields"]["request_id"], "{error} {record}");
        let details = error["details"].as_array_mut().unwrap();
        assert_eq!(details.pop().unwrap(), json!(["RequestInfo", id]));
    }
    (found, records)
}

fn failed(code: &str, message: &str, details: Value) -> Value {
    json!({ "code": code, "message": message, "details": details, "request_id": null })
}

#[test]
fn the_client_of_google_reads_every_status_and_its_details() {
    let calls = [
        (json!({ "method": ONCE, "message": "fine" }), Value::Null),
        (
            json!({ "method": ONCE, "message": "account" }),
            failed(
                "NOT_FOUND",
                "Account not found",
                json!([["ErrorInfo", "ACCOUNT_NOT_FOUND", "desk.example.com", {}]]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "limited" }),
            failed(
                "RESOURCE_EXHAUSTED",
                "At most 7 a minute",
                json!([["ErrorInfo", "LIMIT_REACHED", "desk.example.com", { "most": "7" }], ["RetryInfo", 30]]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "form" }),
            failed(
                "INVALID_ARGUMENT",
                "Unprocessable Content",
                json!([
                    ["ErrorInfo", "UNPROCESSABLE_CONTENT", "", {}],
                    ["BadRequest", [["lines[1]", "MISSING", "This is needed"]]],
                ]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "storage" }),
            failed(
                "INTERNAL",
                "An internal error occurred",
                json!([["ErrorInfo", "INTERNAL_ERROR", "desk.example.com", {}]]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "panic" }),
            failed(
                "INTERNAL",
                "An internal error occurred",
                json!([["ErrorInfo", "INTERNAL_ERROR", "", {}]]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "foreign" }),
            failed("NOT_FOUND", "Not found", json!([["ErrorInfo", "NOT_FOUND", "", {}]])),
        ),
        (
            json!({ "method": "/desk.Desk/Nowhere", "message": "" }),
            failed(
                "UNIMPLEMENTED",
                "Not implemented",
                json!([["ErrorInfo", "UNIMPLEMENTED", "", {}]]),
            ),
        ),
        (
            json!({ "method": ONCE, "message": "x".repeat(2_000) }),
            failed(
                "OUT_OF_RANGE",
                "The message exceeds the maximum message size of this service",
                json!([["ErrorInfo", "MESSAGE_TOO_LARGE", "", {}]]),
            ),
        ),
        (
            json!({ "method": ONCE, "bytes": [255, 255] }),
            failed(
                "INTERNAL",
                "The message could not be read",
                json!([["ErrorInfo", "MALFORMED_MESSAGE", "", {}]]),
            ),
        ),
    ];
    let asked = calls.iter().map(|(call, _)| call).collect::<Vec<_>>();
    let (found, _) = found(&json!(asked));
    for ((call, expected), found) in calls.iter().zip(&found) {
        assert_eq!(&found["error"], expected, "{call}");
    }
    assert_eq!(found[0]["messages"], json!(["fine"]));
}

#[test]
fn the_client_of_google_reads_the_end_of_a_stream() {
    let calls =
        ["account", "storage", "foreign"].map(|kind| json!({ "method": STREAM, "message": kind, "stream": true }));
    let (found, _) = found(&json!(calls));
    for (found, code) in found.iter().zip(["NOT_FOUND", "INTERNAL", "NOT_FOUND"]) {
        assert_eq!(
            (&found["messages"], &found["error"]["code"]),
            (&json!(["1"]), &json!(code))
        );
    }
}

#[test]
fn a_deadline_of_the_client_of_google_is_recorded() {
    // The first one connects, and the last one comes after what the server has to learn of those before.
    let fine = json!({ "method": ONCE, "message": "fine" });
    let slow = json!({ "method": ONCE, "message": "slow", "timeout": 0.3 });
    let (found, records) = found(&json!([fine, slow, slow, slow, fine]));
    assert_eq!(records.len(), 3, "{records:#?}");
    assert!(
        found[1..4]
            .iter()
            .all(|call| call["error"]["code"] == "DEADLINE_EXCEEDED"),
        "{found:#?}"
    );
}
