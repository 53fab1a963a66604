//! Tasks that nobody waits for: every failure is in the log once, and only there.

use crate::child::play;
use crate::parts::{ESCAPED, NEEDLE, SECRET};
use crate::sink;
use secure_error::{Fault, RequestId, ResultExt as _, SecureError, spawn_blocking_reported, spawn_reported};
use serde_json::Value;
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, pending};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing_subscriber::layer::SubscriberExt as _;

#[derive(SecureError)]
#[public(status = 503, code = "NO_MAIL", message = "No mail")]
#[internal("no mail for {user}")]
struct NoMail {
    user: &'static str,
}

/// Runs on one thread, so that the subscriber of this test hears it.
fn logged<R>(run: impl Future<Output = R>) -> (R, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (log, result) = sink::json(|| runtime.block_on(run));
    (result, sink::records(&log))
}

#[test]
fn a_task_that_succeeds_is_in_no_log_and_hands_over_its_value() {
    let (values, records) = logged(async {
        let nothing = spawn_reported("nothing", async {});
        let seven = spawn_reported("seven", async { Ok::<_, NoMail>(7) });
        (nothing.await.unwrap(), seven.await.unwrap())
    });
    assert_eq!(values, (Ok(()), Ok(7)));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn an_error_is_logged_once_with_the_name_of_its_task_and_no_id() {
    let (failed, records) = logged(async {
        let own = spawn_reported("own", async { Err::<(), _>(NoMail { user: SECRET }) }).await;
        let foreign = spawn_reported("foreign", async {
            std::fs::read("/no/such/file").or_internal()?;
            Ok::<_, Fault>(())
        });
        (own.unwrap().unwrap_err(), foreign.await.unwrap().unwrap_err())
    });
    assert_eq!((failed.0.task(), failed.1.task()), ("own", "foreign"));
    assert!(!format!("{0} {0:?} {0:#?}", failed.0).contains(NEEDLE));
    assert_eq!(records.len(), 2, "{records:?}");
    let own = &records[0]["fields"];
    assert_eq!(own["exception.type"], "NoMail");
    assert_eq!(own["exception.message"], format!("no mail for {ESCAPED}"));
    assert!(own["fields"].as_str().unwrap().contains("task=own"));
    assert!(own["request_id"].is_null());
    let foreign = &records[1]["fields"];
    assert_eq!(foreign["exception.type"], "std::io::error::Error");
    assert!(
        foreign["location"]
            .as_str()
            .unwrap()
            .starts_with("tests/panics/tasks.rs:")
    );
}

#[test]
fn a_panic_is_logged_once_with_the_name_of_its_task() {
    let (failed, records) = logged(async {
        let text = spawn_reported("text", async { panic!("{SECRET}") }).await;
        let no_text = spawn_reported("no text", async { std::panic::panic_any(vec![SECRET]) }).await;
        // An endless loop is a task like any other.
        let _: &Result<Infallible, _> = text.as_ref().unwrap();
        [text.unwrap().unwrap_err(), no_text.unwrap().unwrap_err()]
    });
    assert!(!format!("{failed:?}").contains(NEEDLE));
    let said: Vec<_> = records
        .iter()
        .map(|it| {
            (
                it["fields"]["exception.message"].as_str(),
                it["fields"]["fields"].as_str(),
            )
        })
        .collect();
    let expected = [
        (Some(ESCAPED), Some("task=text")),
        (Some("the payload of the panic is not text"), Some(r#"task="no text""#)),
    ];
    assert_eq!(said, expected);
}

#[test]
fn without_us_the_handle_of_a_task_tells_the_payload_of_its_panic() {
    let (error, records) = logged(async { tokio::spawn(async { panic!("{SECRET}") as () }).await.unwrap_err() });
    assert!(error.to_string().contains(NEEDLE));
    assert!(records.is_empty());
}

/// The one record of a request that waits for blocking work, with the id of its response, which has this status.
fn record_of_blocking(hook: &str, part: &str, status: u16) -> Value {
    let heard = play(hook, part);
    let [(sent, id)] = heard.answers.as_slice() else {
        panic!("{heard:#?}")
    };
    assert_eq!(*sent, status, "{part}");
    let [record] = heard.records.as_slice() else {
        panic!("{hook}, {part}: {heard:#?}")
    };
    assert_eq!(record["fields"]["request_id"], id.as_str(), "{part}");
    record["fields"].clone()
}

#[test]
fn blocking_work_that_panics_and_its_response_have_one_record() {
    for hook in ["none", "beside", "quiet"] {
        for part in ["blocking panic", "blocking foreign", "blocking detached"] {
            let status = if part.ends_with("detached") { 200 } else { 500 };
            let record = record_of_blocking(hook, part, status);
            assert_eq!(record["exception.type"], "Panic");
            assert_eq!(record["exception.message"], ESCAPED);
            assert_eq!(record["fields"], "task=hash");
        }
    }
}

#[test]
fn an_error_of_blocking_work_keeps_its_response() {
    let record = record_of_blocking("quiet", "blocking error", 409);
    assert_eq!(record["exception.type"], "Failure::Taken");
    assert_eq!(record["http.response.status_code"], 409);
    let record = record_of_blocking("quiet", "blocking handled", 200);
    assert_eq!(record["exception.message"], format!("taken by {ESCAPED}"));
}

#[test]
fn an_error_made_of_failed_work_has_the_one_record_of_both() {
    let record = record_of_blocking("quiet", "blocking wrapped", 503);
    assert_eq!(record["exception.type"], "Failure::NoHash");
    assert!(
        record["exception.stacktrace"].as_str().unwrap().contains(ESCAPED),
        "{record}"
    );
    let record = record_of_blocking("quiet", "blocking erased", 500);
    assert_eq!(record["exception.message"], "hashing");
    assert!(
        record["exception.stacktrace"].as_str().unwrap().contains(ESCAPED),
        "{record}"
    );
}

#[test]
fn blocking_work_without_a_request_shows_its_public_view_only() {
    let (outcomes, _) = logged(async {
        let value = spawn_blocking_reported("value", || Ok::<_, Fault>(RequestId::current()));
        let failed = spawn_blocking_reported("failed", || Err::<(), _>(NoMail { user: SECRET }));
        (value.await.unwrap(), failed.await.unwrap())
    });
    assert_eq!(outcomes.0, Ok(None));
    let failed = outcomes.1.unwrap_err();
    assert_eq!(
        (failed.task(), Fault::from(failed.clone()).status().as_u16()),
        ("failed", 503)
    );
    assert!(!format!("{failed} {failed:?}").contains(NEEDLE));
}

#[test]
fn a_cancelled_task_is_no_failure() {
    let (error, records) = logged(async {
        spawn_reported("left to the end of the runtime", pending::<()>());
        let task = spawn_reported("endless", pending::<()>());
        tokio::task::yield_now().await;
        task.abort();
        task.await.unwrap_err()
    });
    assert!(error.is_cancelled());
    assert!(records.is_empty(), "{records:?}");
}

/// Panics when it is dropped.
struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("{SECRET}")
    }
}

#[test]
fn a_task_that_panics_when_cancelled_is_logged_and_its_handle_is_silent() {
    let (error, records) = logged(async {
        let task = spawn_reported("fragile", async {
            let _left = PanicsInDrop;
            pending::<()>().await;
        });
        tokio::task::yield_now().await;
        task.abort();
        task.await.unwrap_err()
    });
    assert!(!format!("{error} {error:?}").contains(NEEDLE));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["fields"], "task=fragile");
}

#[test]
fn what_a_finished_task_leaves_behind_may_panic_and_is_logged() {
    let (result, records) = logged(async {
        let left = PanicsInDrop;
        let task = std::future::poll_fn(move |_| {
            let _ = &left;
            std::task::Poll::Ready(())
        });
        spawn_reported("leaves", task).await
    });
    assert_eq!(result.unwrap(), Ok(()));
    assert_eq!(records.len(), 1, "{records:?}");
}

#[test]
fn an_error_that_panics_while_it_is_reported_is_logged_as_that_panic() {
    struct Trap;
    impl fmt::Display for Trap {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("{SECRET}")
        }
    }
    struct Convertible;
    impl From<Convertible> for Fault {
        fn from(_: Convertible) -> Self {
            panic!("{SECRET}")
        }
    }
    #[derive(SecureError)]
    #[internal("trapped by {trap}")]
    struct Trapped {
        trap: Trap,
    }
    let (failed, records) = logged(async {
        let trapped = spawn_reported("trapped", async { Err::<(), _>(Trapped { trap: Trap }) }).await;
        let converted = spawn_reported("converted", async { Err::<(), _>(Convertible) }).await;
        [trapped.unwrap().is_err(), converted.unwrap().is_err()]
    });
    assert_eq!(failed, [true, true]);
    let messages: Vec<_> = records
        .iter()
        .map(|it| it["fields"]["exception.message"].as_str().unwrap())
        .collect();
    assert_eq!(messages, ["trapped by <unprintable: panicked>", ESCAPED]);
}

#[test]
fn a_task_runs_in_the_span_in_which_it_was_started() {
    let (_, records) = logged(async {
        let span = tracing::info_span!("signup", user = 7);
        let task = span.in_scope(|| spawn_reported("mail", async { Err::<(), _>(NoMail { user: "7" }) }));
        drop(span);
        task.await
    });
    assert_eq!(records[0]["span"]["name"], "signup");
    assert_eq!(records[0]["span"]["user"], 7);
}

#[test]
fn outside_of_a_request_a_task_has_no_id() {
    let (id, _) = logged(async { spawn_reported("free", async { Ok::<_, Fault>(RequestId::current()) }).await });
    assert_eq!(id.unwrap(), Ok(None));
}

#[test]
fn a_subscriber_that_panics_at_a_span_costs_a_task_only_its_span() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    struct Breaks;
    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Breaks {
        fn on_enter(&self, _: &tracing::span::Id, _: tracing_subscriber::layer::Context<'_, S>) {
            assert!(!BROKEN.load(Ordering::Relaxed), "cannot enter");
        }
    }
    let written = sink::Written::default();
    let writer = tracing_subscriber::fmt::layer().json().with_writer(written.clone());
    let subscriber = tracing_subscriber::registry().with(Breaks).with(writer);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let outcome = tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            let start = || spawn_reported("mail", async { Err::<(), _>(NoMail { user: "7" }) });
            let task = tracing::info_span!("signup").in_scope(start);
            BROKEN.store(true, Ordering::Relaxed);
            task.await
        })
    });
    assert_eq!(outcome.unwrap().unwrap_err().task(), "mail");
    let records = sink::records(&written.take());
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["fields"]["exception.message"], "no mail for 7");
}
