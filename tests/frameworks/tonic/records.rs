//! Which failures of a call have a record: those that are sent.

use crate::desk::{self, Desk};
use crate::exchange::{LAYER, ONCE, STREAM, Seen, behind, call, exchange, grpc, one};
use crate::golden::Golden;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http_body_util::{BodyExt as _, Full};
use secure_error::frameworks::tonic::pass_through;
use secure_error::{PanicHook, SecureError};
use secure_error_tests::sink;
use serde_json::Value;
use std::convert::Infallible;
use std::future::pending;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tonic::body::Body;
use tonic::{Code, Request, Status};
use tower::{Layer, Service, ServiceExt as _, service_fn};

const SECRET: &str = "hunter2";

#[derive(SecureError)]
#[secure_error(tonic)]
#[public(status = 503, code = "DESK_CLOSED", message = "The desk is closed")]
#[internal("because of {0}")]
struct Closed(&'static str);

fn closed() -> Status {
    Closed(SECRET).into()
}

fn golden() -> Golden<'static> {
    Golden::new(Code::Unavailable, "The desk is closed", "DESK_CLOSED")
}

#[test]
fn a_failure_that_is_handled_leaves_no_record() {
    let attempt = |number: usize| match number {
        0 | 1 => Err(closed()),
        _ => Ok("served".to_owned()),
    };
    let retried = move || (0..3).map(attempt).find(Result::is_ok).unwrap();
    let once = desk::once(move |_| std::future::ready(retried()));
    let stream = desk::stream(move || tokio_stream::once(()).map(move |()| retried()));
    for (desk, method) in [(once, ONCE), (stream, STREAM)] {
        let (seen, records) = behind(desk, call(method));
        assert_eq!(seen.messages, ["served"]);
        assert!(seen.status.is_none() && records.is_empty(), "{records:#?}");
    }
}

#[test]
fn the_record_is_of_what_is_sent_after_a_handled_failure() {
    fn fails(with: fn() -> Status) -> [(Desk, &'static str); 2] {
        let with = move || {
            drop(closed());
            Err(with())
        };
        let once = desk::once(move |_| async move { with() });
        let stream = desk::stream(move || tokio_stream::once(()).map(move |()| with()));
        [(once, ONCE), (stream, STREAM)]
    }
    let late = desk::once(|_| async {
        drop(closed());
        pending().await
    });
    let of = |desk: Desk, method| {
        let service = LAYER.timeout(Duration::from_millis(50)).layer(desk.routes());
        let (mut seen, records) = exchange(service, &[call(method)]);
        one(seen.remove(0), records).1
    };
    let mut records = vec![("Deadline", of(late, ONCE))];
    for (desk, method) in fails(|| Status::not_found("foreign")) {
        records.push(("ForeignStatus", of(desk, method)));
    }
    for (desk, method) in fails(|| pass_through(Status::not_found("vouched"))) {
        records.push(("PassedThrough", of(desk, method)));
    }
    for (what, record) in records {
        assert_eq!(record["exception.type"], what, "{record}");
        assert!(record.to_string().contains("DESK_CLOSED"), "{record}");
        assert!(!record.to_string().contains(SECRET), "{record}");
    }
}

/// One call makes it and succeeds, the next one sends it.
fn handed_over(desk: fn(Arc<Mutex<Option<Status>>>) -> Desk, method: &'static str) -> (Vec<Seen>, Vec<Value>) {
    let kept = Arc::new(Mutex::new(None));
    let calls = [call(ONCE).message("make"), call(method)];
    exchange(LAYER.layer(desk(kept).routes()), &calls)
}

#[test]
fn a_status_that_is_moved_to_another_call_is_recorded_there_in_full() {
    fn once(kept: Arc<Mutex<Option<Status>>>) -> Desk {
        desk::once(move |request: Request<String>| {
            let mut kept = kept.lock().unwrap();
            std::future::ready(if request.into_inner() == "make" {
                *kept = Some(closed());
                Ok(String::new())
            } else {
                Err(kept.take().unwrap())
            })
        })
    }
    fn stream(kept: Arc<Mutex<Option<Status>>>) -> Desk {
        let Desk { once, .. } = once(Arc::clone(&kept));
        let Desk { stream, .. } = desk::stream(move || tokio_stream::iter([Err(kept.lock().unwrap().take().unwrap())]));
        Desk { once, stream }
    }
    for (desk, method) in [(once as fn(_) -> _, ONCE), (stream, STREAM)] {
        let (mut seen, records) = handed_over(desk, method);
        let made_for = seen[0].initial.as_ref().unwrap()["x-request-id"][0].clone();
        let (seen, record) = one(seen.remove(1), records);
        golden().assert(&seen);
        assert_ne!(seen.failed().id(), made_for);
        assert_eq!(record["exception.type"], "Closed", "{record}");
        let text = record.to_string();
        assert!(text.contains(SECRET) && text.contains(&made_for), "{record}");
    }
}

#[test]
fn a_panic_that_an_inner_layer_has_caught_is_the_record() {
    PanicHook::install();
    fn panics() {
        let caught = catch_unwind(|| {
            if true {
                panic!("with {SECRET}")
            }
        });
        caught.unwrap_err();
    }
    let status = desk::once(|_| async {
        panics();
        Err(Status::internal("caught"))
    });
    let (of_status, of_status_records) = behind(status, call(ONCE));
    let http = service_fn(|_: http::Request<Body>| async {
        panics();
        let response = http::Response::builder().status(500);
        Ok::<_, Infallible>(response.body(Body::empty()).unwrap())
    });
    let (mut of_http, of_http_records) = exchange(LAYER.layer(http), &[call(ONCE)]);
    for (seen, records) in [(of_status, of_status_records), (of_http.remove(0), of_http_records)] {
        let (seen, record) = one(seen, records);
        Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR").assert(&seen);
        assert_eq!(record["exception.type"], "Panic", "{record}");
        assert!(record.to_string().contains(SECRET), "{record}");
    }
}

#[test]
fn a_call_that_is_dropped_writes_what_it_had() {
    let once = desk::once(|_| async {
        drop(closed());
        pending().await
    });
    let stream = desk::stream(|| {
        tokio_stream::once(()).then(|()| async {
            drop(closed());
            pending().await
        })
    });
    for (desk, method) in [(once, ONCE), (stream, STREAM)] {
        let (log, is_pending) = sink::json(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let (request, body) = grpc(method);
                let request = request.body(Body::new(Full::new(Bytes::from_static(body)))).unwrap();
                let response = LAYER.layer(desk.routes()).call(request).now_or_never();
                let frame = response.map(|response| response.unwrap().into_body().frame().now_or_never().is_none());
                frame.unwrap_or(true)
            })
        });
        let records = sink::records(&log);
        assert!(is_pending && records.len() == 1, "{records:#?}");
        assert!(records[0].to_string().contains(SECRET), "{records:#?}");
    }
}

/// The second one polls the first in another task.
#[test]
fn two_layers_write_one_record_of_a_call() {
    let once = desk::once(|request: Request<String>| async move {
        Err(match request.into_inner().as_str() {
            "own" => closed(),
            _ => Status::unavailable(SECRET),
        })
    });
    let last = |own: bool| move || std::iter::once(Err(if own { closed() } else { Status::unavailable(SECRET) }));
    let stream = |own| desk::stream(move || tokio_stream::iter([Ok("1".to_owned())].into_iter().chain(last(own)())));
    let foreign = || Golden::new(Code::Unavailable, "Not available at the moment", "UNAVAILABLE");
    for (desk, call, golden) in [
        (once.clone(), call(ONCE).message("own"), golden()),
        (once, call(ONCE).message("foreign"), foreign()),
        (stream(true), call(STREAM), golden()),
        (stream(false), call(STREAM), foreign()),
    ] {
        let inner = LAYER.layer(desk.routes());
        let beside = {
            let inner = inner.clone();
            service_fn(move |request: http::Request<Body>| {
                let response = tokio::spawn(inner.clone().oneshot(request));
                async { response.await.unwrap() }
            })
        };
        let calls = std::slice::from_ref(&call);
        for (mut seen, records) in [
            exchange(LAYER.layer(inner), calls),
            exchange(LAYER.layer(beside), calls),
        ] {
            let (seen, record) = one(seen.remove(0), records);
            golden.assert(&seen);
            assert!(record.to_string().contains(SECRET), "{record}");
        }
    }
}
