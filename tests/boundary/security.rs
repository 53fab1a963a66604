//! Security events behind the layer: they name the request that they belong to.

use crate::server::{get, without};
use crate::sink;
use axum::{Router, routing};
use secure_error::log::SecurityEvent;
use secure_error::{SecureError, SecureErrorLayer};
use std::net::Ipv4Addr;

#[derive(SecureError)]
#[secure_error(axum)]
#[public(status = 403)]
#[internal("account {account} is not of user {user}", event = "authz_fail")]
struct NotYours {
    account: u64,
    user: u64,
}

fn service() -> Router {
    let log_in = || async {
        tokio::task::yield_now().await;
        SecurityEvent::authn_login_success()
            .user(7)
            .source_ip(Ipv4Addr::LOCALHOST.into())
            .log();
        "welcome"
    };
    let account = || async { NotYours { account: 42, user: 7 } };
    // In another task nobody knows the request, unless somebody says it.
    let elsewhere = |request: axum::extract::Request| async move {
        let id = request.headers()["x-request-id"].as_bytes().to_vec();
        let id = secure_error::RequestId::parse_bytes(&id).unwrap();
        tokio::spawn(async move {
            SecurityEvent::session_created().log();
            SecurityEvent::session_expired().with_request_id(&id).log();
        })
        .await
        .unwrap();
    };
    Router::new()
        .route("/login", routing::get(log_in))
        .route("/account", routing::get(account))
        .route("/elsewhere", routing::get(elsewhere))
        .layer(SecureErrorLayer::new())
}

#[test]
fn an_event_has_the_id_that_the_client_has() {
    let requests = [get("/login"), get("/account")];
    let (log, answers) = sink::json(|| without(service(), &requests));
    let (events, records) = (sink::events(&log), sink::records(&log));
    assert_eq!((events.len(), records.len()), (2, 1), "{log}");
    for ((event, answer), name) in events.iter().zip(&answers).zip(["authn_login_success", "authz_fail"]) {
        let (fields, answer) = (&event["fields"], answer.as_ref().unwrap());
        assert_eq!(fields["event"], name);
        assert_eq!(fields["user"], "7");
        assert_eq!(fields["request_id"], answer.id());
    }
    assert_eq!(
        (&events[0]["level"], &events[1]["level"]),
        (&"INFO".into(), &"ERROR".into())
    );
    assert_eq!(records[0]["fields"]["request_id"], answers[1].as_ref().unwrap().id());
}

#[test]
fn an_event_of_another_task_has_the_id_that_it_was_told() {
    let (log, answers) = sink::json(|| without(service(), &[get("/elsewhere")]));
    let events = sink::events(&log);
    assert_eq!(events.len(), 2, "{log}");
    assert_eq!(events[0]["fields"]["request_id"], serde_json::Value::Null);
    assert_eq!(events[1]["fields"]["request_id"], answers[0].as_ref().unwrap().id());
}
