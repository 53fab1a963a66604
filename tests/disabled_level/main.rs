//! A level that the log does not take. In a process of its own: what other subscribers of a process take counts too.

use secure_error::{SecureError, SecureErrorLayer};
use std::cell::Cell;
use std::fmt;
use tower::{Layer as _, ServiceExt as _};
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

thread_local! {
    static FORMATTED: Cell<u32> = const { Cell::new(0) };
}

struct Counted;

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        FORMATTED.set(FORMATTED.get() + 1);
        f.write_str("counted")
    }
}

#[derive(SecureError)]
#[public(status = 404, code = "NO_ROW", message = "Not found")]
#[internal("{what}", event = "authz_fail")]
struct NoRow {
    what: Counted, // no parameter of an event
}

#[test]
fn a_level_that_is_disabled_costs_nothing_and_leaves_no_trace() {
    a_level_that_is_disabled_costs_no_text_and_no_budget();
    asking_whether_a_level_is_enabled_leaves_no_trace();
}

/// Each kind has text for a hundred records a second, so a budget that was taken would show.
fn a_level_that_is_disabled_costs_no_text_and_no_budget() {
    let secure_error = Targets::new().with_target("secure_error", Level::WARN);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::sink);
    let quiet = tracing_subscriber::registry().with(lines.with_filter(secure_error));
    tracing::subscriber::with_default(quiet, || {
        for _ in 0..1_000 {
            NoRow { what: Counted }.report().log();
        }
    });
    assert_eq!(FORMATTED.take(), 0);
    let all = tracing_subscriber::fmt().with_writer(std::io::sink).finish();
    tracing::subscriber::with_default(all, || NoRow { what: Counted }.report().log());
    assert!(FORMATTED.take() > 0);
}

/// Per-layer filters note what they said of the last question, and apply it to the next event of the thread.
fn asking_whether_a_level_is_enabled_leaves_no_trace() {
    #[derive(Clone, Default)]
    struct Heard(std::sync::Arc<std::sync::atomic::AtomicU32>);
    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Heard {
        fn on_event(&self, _: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    }
    let heard = Heard::default();
    let application = Targets::new().with_target("application", Level::INFO);
    let everything = tracing_subscriber::fmt::layer().with_writer(std::io::sink);
    let subscriber = tracing_subscriber::registry()
        .with(heard.clone().with_filter(application))
        .with(everything);
    tracing::subscriber::with_default(subscriber, || {
        for _ in 0..3 {
            tracing::info!(target: "application", "before");
            // The question, and no event: the response is not sent.
            let handled = tower::service_fn(|_: http::Request<()>| async {
                drop(secure_error::respond::<Vec<u8>>(&NoRow { what: Counted }));
                Ok::<_, std::convert::Infallible>(http::Response::new(axum::body::Body::empty()))
            });
            let response = SecureErrorLayer::new().layer(handled).oneshot(http::Request::new(()));
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            assert_eq!(runtime.block_on(response).unwrap().status(), 200);
            tracing::info!(target: "application", "after");
        }
    });
    assert_eq!(heard.0.load(std::sync::atomic::Ordering::Relaxed), 6);
}
