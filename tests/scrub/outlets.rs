//! Where text of others gets into the log: there the secrets of the corpus are, if the feature is off, and are not, if it is
//! on.

use crate::corpus::{INNOCENT, found};
use crate::{SCRUBS, sink};
use axum::Router;
use axum::http::{Request, StatusCode};
use axum::routing;
use secure_error::{Fault, Report, SecureError, SecureErrorLayer};
use std::fmt;
use tower::ServiceExt as _;

const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";
const SCRUBBED: &str = "postgres://[REDACTED]@10.0.0.5/prod";
/// Passes for a card number.
const ORDER: u64 = 4_111_111_111_111_111;

/// An error of a library.
#[derive(Debug)]
struct Driver(String);

impl fmt::Display for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Driver {}

fn driver(text: &str) -> Driver {
    Driver(text.to_owned())
}

#[derive(SecureError)]
#[public(status = 503, message = "Try again later")]
#[internal("cannot reach the store: {reason}")]
struct Store {
    #[internal(with = twice)]
    reason: String,
    #[internal]
    address: &'static str,
    #[internal(raw)]
    order: u64,
    #[internal(raw)]
    vouched: &'static str,
    #[source]
    cause: Driver,
}

fn twice(text: &str) -> String {
    format!("{text} {text}")
}

fn store() -> Store {
    Store {
        reason: format!("to {DSN}"),
        address: DSN,
        order: ORDER,
        vouched: "token=none",
        cause: driver(DSN),
    }
}

#[derive(SecureError)]
#[public(status = 409, message = "Order {order_number} exists")]
#[internal("{0} is there", .order_number)]
struct Exists {
    #[public]
    order_number: u64,
}

fn scrubbed_order() -> String {
    if SCRUBS {
        "[REDACTED]".to_owned()
    } else {
        ORDER.to_string()
    }
}

fn data(report: &Report<'_>) -> serde_json::Value {
    serde_json::to_value(report.expose_internal()).unwrap()
}

#[test]
fn the_log_has_the_secrets_of_the_corpus_exactly_if_the_feature_is_off() {
    for (of, text, _, secrets) in found() {
        let fault = Fault::internal(driver(text));
        let page = fault.report().expose_internal().to_string();
        let (text_log, ()) = sink::text(|| fault.report().log());
        let (json_log, ()) = sink::json(|| fault.report().log());
        for secret in *secrets {
            for shown in [&page, &text_log, &json_log] {
                assert_eq!(shown.contains(secret), !SCRUBS, "{of}: {secret} in {shown}");
            }
        }
    }
}

#[test]
fn text_without_a_secret_is_in_the_log_as_it_is() {
    // Values that somebody typed are not in the log, whatever they are.
    let says_a_value = |text: &&&str| text.contains("integer `5`") || text.contains("unknown field `token`");
    assert_eq!(INNOCENT.iter().filter(says_a_value).count(), 2);
    for text in INNOCENT.iter().filter(|text| !says_a_value(text)) {
        let data = data(&Fault::internal(driver(text)).report());
        assert_eq!(data["message"], *text);
    }
}

#[test]
fn causes_messages_and_fields_are_scrubbed_unless_vouched_for() {
    let store = data(&store().report());
    let dsn = if SCRUBS { SCRUBBED } else { DSN };
    assert_eq!(store["message"], format!("cannot reach the store: to {dsn} to {dsn}"));
    assert_eq!(store["fields"]["reason"], format!("to {dsn} to {dsn}"));
    assert_eq!(store["fields"]["address"], dsn);
    assert_eq!(store["caused_by"][0]["message"], dsn);
    assert_eq!(store["fields"]["order"], ORDER.to_string());
    assert_eq!(store["fields"]["vouched"], "token=none");

    let exists = data(&Exists { order_number: ORDER }.report());
    assert_eq!(exists["fields"]["order_number"], ORDER.to_string());
    assert_eq!(exists["public_message"], format!("Order {ORDER} exists"));
    let order = if SCRUBS {
        "[REDACTED]".to_owned()
    } else {
        ORDER.to_string()
    };
    assert_eq!(exists["message"], format!("{order} is there"));
}

#[derive(SecureError)]
#[public(status = 403)]
#[internal("refused", event = "authz_fail")]
struct Refused {
    #[internal]
    resource_id: &'static str,
    #[internal(raw)]
    user: u64,
}

#[test]
fn the_fields_that_an_error_lends_to_its_security_event_are_scrubbed_too() {
    let refused = Refused {
        resource_id: DSN,
        user: ORDER,
    };
    let (log, ()) = sink::json(|| refused.report().log());
    let dsn = if SCRUBS { SCRUBBED } else { DSN };
    let event = &sink::events(&log)[0]["fields"];
    assert_eq!(
        (&event["resource_id"], &event["user"]),
        (&dsn.into(), &ORDER.to_string().into())
    );
    assert_eq!(log.contains("hunter2"), !SCRUBS, "{log}");
}

#[test]
fn a_secure_error_behind_a_box_is_still_recognised() {
    // The scrubber changes the public message of the second one, by which it is recognised.
    let boxed = |error: anyhow::Error| data(&Fault::internal(error).report());
    let store = boxed(anyhow::Error::new(store()));
    assert_eq!(store["caused_by"][0]["code"], "SERVICE_UNAVAILABLE", "{store}");
    assert_eq!(store.to_string().contains("hunter2"), !SCRUBS, "{store}");
    let exists = boxed(anyhow::Error::new(Exists { order_number: ORDER }));
    assert_eq!(exists["caused_by"][0]["type"], "Exists", "{exists}");
    assert_eq!(exists["message"], format!("{} is there", scrubbed_order()), "{exists}");
}

fn connect() -> Result<(), Driver> {
    Err(driver(DSN))
}

/// What a handler may do with the text of a driver.
fn service() -> Router {
    let answers = routing::get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, format!("cannot connect to {DSN}")) });
    let panics = routing::get(|| async {
        connect().expect("a connection");
    });
    // Long enough for the password to lie across what the boundary takes of an answer.
    let answers_much = routing::get(|| async {
        let text = format!("{} {DSN} {}", "x".repeat(490), "y".repeat(5000));
        (StatusCode::BAD_GATEWAY, text)
    });
    Router::new()
        .route("/answers", answers)
        .route("/panics", panics)
        .route("/answers-much", answers_much)
        .layer(SecureErrorLayer::new())
}

#[test]
fn answers_and_panics_that_the_boundary_replaced_are_scrubbed() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (path, secrets) in [
        ("/answers", ["admin", "hunter2"]),
        ("/panics", ["admin", "hunter2"]),
        ("/answers-much", ["admin", "hun"]),
    ] {
        let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
        let (log, answer) = sink::json(|| runtime.block_on(service().oneshot(request)).unwrap());
        assert!(answer.status().is_server_error());
        let records = sink::records(&log);
        assert_eq!(records.len(), 1, "{log}");
        for secret in secrets {
            assert_eq!(log.contains(secret), !SCRUBS, "{path}: {secret} in {log}");
        }
        let message = records[0]["fields"]["exception.message"].as_str().unwrap();
        assert!(message.contains("postgres"), "{message}");
    }
}
