//! The id of a call.

use crate::desk;
use crate::exchange::{LAYER, ONCE, call, exchange};
use secure_error::{RequestId, SecureErrorLayer};
use std::sync::{Arc, Mutex};
use tonic::{Request, Status};
use tower::Layer;

const HOSTILE: [&str; 3] = ["${jndi:ldap://hunter2}", "hunter2'; DROP TABLE calls", ""];

#[test]
fn services_client_and_log_know_a_call_by_one_id_that_is_ours() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let desk = desk::once(move |request: Request<String>| {
        let all = request.metadata().get_all("x-request-id");
        let all: Vec<_> = all.iter().map(|id| id.to_str().unwrap().to_owned()).collect();
        let current = RequestId::current().unwrap().to_string();
        telling.lock().unwrap().push((all, current));
        async { Err(Status::not_found("")) }
    });
    let long = Box::leak("a".repeat(4000).into_boxed_str());
    let hostile = HOSTILE.map(|id| call(ONCE).with("x-request-id", id));
    let mut calls = hostile.to_vec();
    calls.push(call(ONCE).with("x-request-id", long));
    calls.push(
        call(ONCE)
            .with("x-request-id", "hunter2")
            .with("x-request-id", "hunter2"),
    );
    calls.push(call(ONCE).with("x-request-id", "client-1"));
    let (seen, records) = exchange(LAYER.layer(desk.routes()), &calls);
    assert_eq!(records.len(), calls.len());
    for ((seen, record), (all, current)) in seen.iter().zip(&records).zip(told.lock().unwrap().iter()) {
        let id = seen.failed().id();
        assert_eq!((all.as_slice(), current.as_str()), (&[id.to_owned()][..], id));
        assert_eq!(record["fields"]["request_id"], id);
        assert_eq!(id.len(), 32);
        assert!(
            !seen.text().contains("hunter2") && !record.to_string().contains("hunter2"),
            "{record}"
        );
    }
    let of_client = records
        .iter()
        .map(|record| record["fields"]["client_request_id"].as_str());
    assert_eq!(of_client.flatten().collect::<Vec<_>>(), ["client-1"]);
}

#[test]
fn the_id_of_a_proxy_that_the_application_trusts_is_that_of_the_call() {
    let desk = desk::once(|_| async { Err(Status::not_found("")) });
    let trusting = LAYER.http(SecureErrorLayer::new().trust_incoming_request_id());
    let (seen, records) = exchange(
        trusting.layer(desk.routes()),
        &[call(ONCE).with("x-request-id", "proxy-1")],
    );
    assert_eq!(seen[0].failed().id(), "proxy-1");
    assert_eq!(records[0]["fields"]["request_id"], "proxy-1");
}
