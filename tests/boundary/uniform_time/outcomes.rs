//! Whatever a service does, and however it ends, the answer leaves at the same moments.

use super::clock::{ENDS, End, QUANTUM, UNIFORM, ask, bare, late, millis, padded, paused, unpadded};
use crate::sink;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use secure_error::SecureErrorLayer;
use std::collections::HashSet;
use std::convert::Infallible;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};

#[test]
fn without_padding_the_time_tells_what_was_done() {
    paused(async {
        let mut instants = HashSet::new();
        for time in [0, 1, 60] {
            instants.insert(ask(unpadded(), (time, End::Own)).await.1);
        }
        assert_eq!(instants, HashSet::from([0, 1, 60]));
    });
}

#[test]
fn every_outcome_leaves_at_the_same_moment() {
    paused(async {
        for end in ENDS {
            for time in [0, 1, 30, 60, 99, 100] {
                let (answer, left) = ask(padded(), (time, end)).await;
                assert_eq!(left, QUANTUM.as_millis(), "{end:?} after {time} ms");
                let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
                let expected = match end {
                    End::Fine => Some(200),
                    End::Own => Some(403),
                    End::Foreign => Some(502),
                    End::Panic | End::PanicInCall => Some(500),
                    End::Error => None,
                };
                assert_eq!(status, expected, "{end:?}");
            }
        }
    });
}

#[test]
fn an_answer_that_takes_longer_leaves_at_the_next_multiple() {
    paused(async {
        for end in ENDS {
            for (time, leaves) in [(101, 200), (199, 200), (200, 200), (201, 300), (1_234, 1_300)] {
                let leaves = if end == End::PanicInCall { 100 } else { leaves };
                assert_eq!(ask(padded(), (time, end)).await.1, leaves, "{end:?} after {time} ms");
            }
        }
    });
}

#[test]
fn the_time_begins_with_the_call_and_not_with_the_first_poll() {
    paused(async {
        for end in [End::Fine, End::PanicInCall] {
            for (poll_after, leaves) in [(0, 100), (30, 100), (130, 200)] {
                let begin = Instant::now();
                let answer = padded().ready().await.unwrap().call(Request::new((0, end)));
                tokio::time::advance(millis(poll_after)).await;
                answer.await.unwrap();
                assert_eq!(begin.elapsed(), millis(leaves), "{end:?}, polled after {poll_after} ms");
            }
        }
    });
}

#[test]
fn requests_do_not_wait_for_each_other() {
    paused(async {
        let begin = Instant::now();
        let mut asked = Vec::new();
        for number in 0..1_000_u64 {
            asked.push(tokio::spawn(async move {
                tokio::time::sleep(millis(number % 100)).await;
                let end = ENDS[usize::try_from(number).unwrap() % ENDS.len()];
                ask(padded(), (number * 7 % 100, end)).await.1
            }));
        }
        for left in asked {
            assert_eq!(left.await.unwrap(), 100);
        }
        assert_eq!(begin.elapsed(), millis(199));
    });
}

#[test]
fn a_panic_without_a_boundary_goes_on_with_its_text_in_the_log_only() {
    for (end, message) in [
        (End::Panic, "panicked after 30 ms"),
        (End::PanicInCall, "panicked in the call"),
    ] {
        let (log, (left, payload)) = crate::sink::json(|| {
            paused(async {
                let begin = Instant::now();
                let task = tokio::task::LocalSet::new();
                let padded = UNIFORM.layer(bare()).oneshot(Request::new((30, end)));
                let task = task.run_until(async { tokio::task::spawn_local(padded).await }).await;
                (begin.elapsed(), task.unwrap_err().into_panic())
            })
        });
        assert_eq!(left, QUANTUM);
        assert!(!payload.is::<String>() && !payload.is::<&str>());
        let records = crate::sink::records(&log);
        assert_eq!(records.len(), 1, "{records:?}");
        let logged = records[0]["fields"]["exception.message"].as_str().unwrap();
        assert!(logged.contains(message), "{logged}");
    }
}

#[test]
fn a_panic_is_logged_by_the_boundary_once() {
    let (log, _) = crate::sink::json(|| paused(ask(padded(), (30, End::Panic))));
    let records = crate::sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "panicked after 30 ms");
}

/// Notes that it was dropped, and panics then if it is asked to.
struct Dropped(Arc<AtomicBool>, bool);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        assert!(!self.1, "in drop");
    }
}

type Note = Arc<AtomicBool>;

fn dropped(panics: bool) -> (Dropped, Note) {
    let note = Note::default();
    (Dropped(Arc::clone(&note), panics), note)
}

/// Answers after so many milliseconds, and keeps something until it is dropped itself.
fn keeping(time: u64, kept: Dropped) -> impl Future<Output = Result<Response<Full<Bytes>>, Infallible>> {
    let mut kept = Some(kept);
    let service = service_fn(move |_: Request<()>| {
        let kept = kept.take();
        let mut sleep = Box::pin(tokio::time::sleep(millis(time)));
        poll_fn(move |context| {
            let _ = &kept;
            sleep
                .as_mut()
                .poll(context)
                .map(|()| Ok(Response::new(Full::default())))
        })
    });
    UNIFORM.layer(service).oneshot(Request::new(()))
}

#[test]
fn work_that_nobody_waits_for_any_more_is_dropped_at_once() {
    paused(async {
        let (kept, is_dropped) = dropped(false);
        let answer = tokio::time::timeout(millis(30), keeping(60, kept)).await;
        assert!(answer.is_err() && is_dropped.load(Ordering::Relaxed));
    });
}

#[test]
fn work_is_dropped_when_it_is_done_and_not_when_the_answer_leaves() {
    paused(async {
        let (kept, is_dropped) = dropped(false);
        let mut answer = pin!(keeping(30, kept));
        assert!(tokio::time::timeout(millis(40), &mut answer).await.is_err());
        assert!(is_dropped.load(Ordering::Relaxed));
        answer.await.unwrap();
    });
}

#[test]
fn work_that_panics_when_it_is_dropped_still_has_its_answer_and_a_record() {
    let (log, ()) = sink::json(|| {
        paused(async {
            let begin = Instant::now();
            keeping(30, dropped(true).0).await.unwrap();
            assert_eq!(begin.elapsed(), QUANTUM);
        });
    });
    let records = sink::records(&log);
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "in drop");
}

#[test]
fn a_panic_that_is_held_is_dropped_with_its_request_even_if_that_panics() {
    let (payload, is_dropped) = dropped(true);
    let mut payload = Some(payload);
    let service = service_fn(move |_: Request<()>| {
        let payload = payload.take();
        async move { std::panic::panic_any(payload) as Result<Response<Full<Bytes>>, Infallible> }
    });
    let answer = UNIFORM.layer(service).oneshot(Request::new(()));
    let gone = || paused(async { tokio::time::timeout(millis(60), answer).await.is_err() });
    match catch_unwind(AssertUnwindSafe(gone)) {
        Ok(gone) => assert!(gone && is_dropped.load(Ordering::Relaxed)),
        Err(payload) => {
            // Whoever drops it panics.
            std::mem::forget(payload);
            panic!("the panic was not held");
        }
    }
}

#[test]
fn a_body_that_streams_is_not_held() {
    paused(async {
        let begin = Instant::now();
        let service =
            service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(late(millis(250), "streamed"))) });
        let service = SecureErrorLayer::new().layer(UNIFORM.layer(service));
        let answer = service.oneshot(Request::new(())).await.unwrap();
        assert_eq!(begin.elapsed(), millis(100));
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "streamed");
        assert_eq!(begin.elapsed(), millis(250));
    });
}
