//! rocket's own log, which is not ours: what is in it, and how it is kept quiet.

use crate::serve::{SECRET, one, sealed};
use rocket::http::Status;
use rocket::serde::json::{self, Json};
use rocket::{post, routes};
use secure_error_tests::server::with_body;
use std::cell::RefCell;

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Whoever sets a logger before `rocket::build` gets what rocket logs, whatever its `log_level` says.
struct Lines;

pub fn listen() {
    // It fails if it was there already.
    let _ = log::set_logger(&Lines);
}

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LINES.with_borrow_mut(|lines| lines.push(format!("{} {}", record.target(), record.args())));
    }

    fn flush(&self) {}
}

#[post("/guarded", data = "<order>")]
fn guarded(order: Json<u8>) -> String {
    order.to_string()
}

#[post("/handled", data = "<order>")]
fn handled(order: Result<Json<u8>, json::Error<'_>>) -> Result<String, Status> {
    order.map(|order| order.to_string()).map_err(|_| Status::BadRequest)
}

fn lines_of(path: &str) -> Vec<String> {
    let body = format!(r#"{{"password":"{SECRET}"}}"#);
    let (answer, _) = one(
        sealed().mount("/", routes![guarded, handled]),
        with_body("POST", path, &[], body.as_bytes()),
    );
    assert!(answer.status() >= 400 && !answer.text().contains(SECRET));
    LINES.take()
}

/// One test, because the level is that of the whole process.
#[test]
fn a_failing_json_guard_writes_the_body_to_rockets_log_unless_stopped() {
    // rocket calls this level "critical".
    log::set_max_level(log::LevelFilter::Warn);
    let lines = lines_of("/guarded");
    let told: Vec<_> = lines.iter().filter(|line| line.contains(SECRET)).collect();
    assert_eq!(told.len(), 1, "{lines:?}");
    assert!(told[0].starts_with("rocket::own_log::_ Data guard"), "{told:?}");

    let lines = lines_of("/handled");
    assert!(!lines.iter().any(|line| line.contains(SECRET)), "{lines:?}");

    log::set_max_level(log::LevelFilter::Off);
    assert_eq!(lines_of("/guarded"), [""; 0]);
}
