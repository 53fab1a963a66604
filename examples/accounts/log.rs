//! The log: one JSON object a line. Failed requests have the target `secure_error`, security events `security`.

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

/// To standard output, where the machine that runs services collects it.
pub fn to_stdout() {
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true);
    tracing_subscriber::registry()
        .with(LevelFilter::INFO)
        .with(lines)
        .init();
}
