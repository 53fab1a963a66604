//! Calls that take too long.

use crate::desk::{self, Desk};
use crate::exchange::{LAYER, ONCE, call, channel, exchange, grpc, one, raw, talk};
use crate::golden::Golden;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tonic::Code;
use tonic::transport::Server;
use tower::Layer;

fn golden() -> Golden<'static> {
    Golden::new(Code::DeadlineExceeded, "The call took too long", "DEADLINE_EXCEEDED")
}

fn slow() -> Desk {
    desk::once(|_| pending())
}

/// A client that does not give up by itself, but says when it would.
async fn patient(address: SocketAddr) -> String {
    let (request, body) = grpc(ONCE);
    let answer = raw(address, request.header("grpc-timeout", "5m"), body).await;
    assert!(answer.head_only, "{answer:?}");
    format!(
        "{:?} {:?}",
        answer.headers["grpc-status"], answer.headers["grpc-message"]
    )
}

/// Without the layer tonic answers, with another code than gRPC has for it, and nobody logs it.
#[test]
fn the_deadline_of_a_client_is_kept_and_logged() {
    let (plain, records) = talk(Server::builder(), slow().routes(), patient);
    assert_eq!((plain.as_str(), records.len()), (r#"["1"] ["Timeout%20expired"]"#, 0));
    let (seen, records) = talk(Server::builder(), LAYER.layer(slow().routes()), patient);
    assert_eq!(seen, r#"["4"] ["The%20call%20took%20too%20long"]"#);
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["fields"]["exception.type"], "Deadline");
}

#[test]
fn the_deadline_of_the_server_ends_a_call_and_the_work_for_it() {
    struct Ended(Arc<AtomicBool>);

    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    let ended = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&ended);
    let desk = desk::once(move |_| {
        let guard = Ended(Arc::clone(&ends));
        async move {
            let _guard = guard;
            pending().await
        }
    });
    let layer = LAYER.timeout(Duration::from_millis(5));
    let (mut seen, records) = exchange(layer.layer(desk.routes()), &[call(ONCE)]);
    let (seen, _) = one(seen.remove(0), records);
    golden().assert(&seen);
    assert!(ended.load(Ordering::Relaxed));
}

#[test]
fn what_is_in_time_is_untouched_and_a_deadline_that_is_none_is_ignored() {
    let desk = desk::once(|_| async { Ok("fine".to_owned()) });
    let service = LAYER.timeout(Duration::from_secs(600)).layer(desk.routes());
    let calls = ["1H", "hunter2", ""].map(|time| call(ONCE).with("grpc-timeout", time));
    let (seen, records) = exchange(service, &calls);
    assert!(
        seen.iter().all(|seen| seen.messages == ["fine"]) && records.is_empty(),
        "{seen:?}"
    );
}

/// The real client gives up by itself at the same time; whichever is first, it is told nothing else, and there is a record.
#[test]
fn each_call_that_misses_its_deadline_has_one_record() {
    const CALLS: usize = 100;
    let (seen, records) = talk(
        Server::builder(),
        LAYER.layer(slow_or_fast().routes()),
        async |address| {
            let channel = channel(address).await;
            let mut seen = Vec::new();
            for _ in 0..CALLS {
                seen.push(call(ONCE).with("grpc-timeout", "20m").make(&channel).await);
            }
            // What the server still has to learn of those, it learns before this.
            call(ONCE).message("fast").make(&channel).await;
            seen
        },
    );
    for seen in seen {
        let message = seen.failed().message.as_str();
        assert!(
            ["Timeout expired", "The call took too long"].contains(&message),
            "{seen:?}"
        );
    }
    assert_eq!(records.len(), CALLS);
    assert!(
        records
            .iter()
            .all(|record| record["fields"]["exception.type"] == "Deadline")
    );
}

/// Whose deadline is far away: it has another reason.
#[test]
fn a_client_that_is_gone_before_its_deadline_has_no_record() {
    let ((), records) = talk(
        Server::builder(),
        LAYER.layer(slow_or_fast().routes()),
        async |address| {
            let channel = channel(address).await;
            let patient = call(ONCE).with("grpc-timeout", "1H");
            let gone = tokio::time::timeout(Duration::from_millis(20), patient.make(&channel)).await;
            assert!(gone.is_err(), "{gone:?}");
            call(ONCE).message("fast").make(&channel).await;
        },
    );
    assert!(records.is_empty(), "{records:#?}");
}

fn slow_or_fast() -> Desk {
    desk::once(|request: tonic::Request<String>| async move {
        if request.get_ref() == "fast" {
            return Ok("fine".to_owned());
        }
        pending().await
    })
}
