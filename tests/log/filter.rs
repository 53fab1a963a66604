//! Which records an `EnvFilter` lets through.

use secure_error::Fault;
use secure_error::problem;
use secure_error_tests::sink::Written;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};

/// The codes of the records of a 404 and a 500.
fn logged(filter: EnvFilter) -> Vec<&'static str> {
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(written.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        for problem in [&problem::NOT_FOUND, &problem::INTERNAL_ERROR] {
            Fault::problem(problem).report().log();
        }
    });
    let log = written.take();
    let codes = ["NOT_FOUND", "INTERNAL_ERROR"];
    codes.into_iter().filter(|code| log.contains(code)).collect()
}

/// `EnvFilter::from_default_env` with this value of `RUST_LOG`, or with none if it is empty.
fn from_default_env(variable: &str) -> EnvFilter {
    EnvFilter::new(variable)
}

#[test]
fn a_filter_without_a_default_hides_the_records_of_4xx() {
    assert_eq!(logged(from_default_env("")), ["INTERNAL_ERROR"]);
    assert_eq!(logged(from_default_env("my_app=debug")), [""; 0]);
}

#[test]
fn a_filter_with_a_default_lets_every_record_through() {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    assert_eq!(logged(filter.parse_lossy("")), ["NOT_FOUND", "INTERNAL_ERROR"]);
    let named = "my_app=debug,secure_error=info,security=info";
    assert_eq!(logged(from_default_env(named)), ["NOT_FOUND", "INTERNAL_ERROR"]);
}
