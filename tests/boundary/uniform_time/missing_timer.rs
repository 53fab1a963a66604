//! Where nothing can be held, nothing is done: the answer is a constant that says so to operators.

use super::clock::{UNIFORM, paused};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use secure_error::SecureErrorLayer;
use std::cell::Cell;
use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::time::Instant;
use tower::{Layer as _, ServiceExt as _, service_fn};

/// Polls once, outside of any runtime.
fn at_once<R>(future: impl Future<Output = R>) -> R {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits"),
    }
}

fn in_a_runtime_without_timers<R>(future: impl Future<Output = R>) -> R {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future)
}

fn assert_refused(answer: Response<Full<hyper::body::Bytes>>, log: &str) {
    assert_eq!(answer.status(), 500);
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let records = crate::sink::records(log);
    assert_eq!(records.len(), 1, "{records:?}");
    let fields = &records[0]["fields"];
    assert_eq!(
        (&fields["request_id"], &fields["exception.type"]),
        (&id.clone().into(), &"SecureTimingLayer".into())
    );
    assert!(
        fields["exception.message"].as_str().unwrap().contains("enable_time"),
        "{fields}"
    );
    let body = at_once(answer.into_body().collect()).unwrap().to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&body["code"], &body["request_id"]),
        (&"INTERNAL_ERROR".into(), &id.into())
    );
}

#[test]
fn without_a_timer_the_work_is_not_done_and_the_answer_is_a_constant() {
    let polled = Cell::new(0);
    let service = || {
        UNIFORM.layer(service_fn(|_: Request<()>| async {
            polled.set(polled.get() + 1);
            Ok::<_, Infallible>(Response::new(Full::from("done")))
        }))
    };
    let alone = || service().oneshot(Request::new(()));
    let inside = || SecureErrorLayer::new().layer(service()).oneshot(Request::new(()));
    for (log, answer) in [
        crate::sink::json(|| at_once(alone())),
        crate::sink::json(|| at_once(inside())),
        crate::sink::json(|| in_a_runtime_without_timers(alone())),
        crate::sink::json(|| in_a_runtime_without_timers(inside())),
    ] {
        assert_refused(answer.unwrap(), &log);
    }
    assert_eq!(polled.get(), 0);
}

#[test]
fn a_handler_without_a_timer_answers_the_same() {
    let answer = async { UNIFORM.pad(async { unreachable!("it was polled") }).await };
    let (log, answer) = crate::sink::json(|| at_once(answer));
    assert_refused(answer, &log);
}

#[test]
fn a_call_outside_of_the_runtime_is_padded_if_the_runtime_polls_it() {
    let service = service_fn(|_: Request<()>| async {
        Ok::<_, Infallible>(Response::new(Full::<hyper::body::Bytes>::default()))
    });
    let called = tower::Service::call(&mut UNIFORM.layer(service), Request::new(()));
    let (left, answer) = paused(async {
        let begin = Instant::now();
        let answer = called.await.unwrap();
        (begin.elapsed(), answer)
    });
    assert_eq!((answer.status().as_u16(), left > Duration::ZERO), (200, true));
}

#[test]
fn an_answer_that_is_held_is_lost_with_the_timers_of_its_runtime() {
    let service = service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(Full::from("secret"))) });
    let mut answer = Box::pin(UNIFORM.layer(service).oneshot(Request::new(())));
    paused(std::future::poll_fn(|context| {
        assert!(answer.as_mut().poll(context).is_pending());
        Poll::Ready(())
    }));
    let (log, answer) = crate::sink::json(|| at_once(answer));
    assert_refused(answer.unwrap(), &log);
}
