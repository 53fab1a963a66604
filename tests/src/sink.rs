//! Real subscribers, and what they wrote.

use secure_error::testing::log_in_full;
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// What a subscriber has written so far.
#[derive(Clone, Default)]
pub struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What the usual text subscriber writes meanwhile, and the result. Records that this thread makes are in full, and have
/// no time, whose digits may be those of any secret.
pub fn text<R>(run: impl FnOnce() -> R) -> (String, R) {
    let _full = log_in_full();
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(written.clone())
        .finish();
    let result = tracing::subscriber::with_default(subscriber, run);
    (written.take(), result)
}

/// What the usual JSON subscriber writes meanwhile, and the result. Records that this thread makes are in full, and have
/// no time.
pub fn json<R>(run: impl FnOnce() -> R) -> (String, R) {
    let _full = log_in_full();
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(written.clone())
        .finish();
    let result = tracing::subscriber::with_default(subscriber, run);
    (written.take(), result)
}

/// The records of failures that the library wrote: one JSON value a line.
pub fn records(log: &str) -> Vec<serde_json::Value> {
    of_target("secure_error", log)
}

/// The security events.
pub fn events(log: &str) -> Vec<serde_json::Value> {
    of_target("security", log)
}

fn of_target(target: &str, log: &str) -> Vec<serde_json::Value> {
    let all = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")));
    all.filter(|record: &serde_json::Value| record["target"] == target)
        .collect()
}

impl Written {
    pub fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}
