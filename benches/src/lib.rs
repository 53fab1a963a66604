//! What the benchmarks of secure-error run; see `README.md` beside this folder.

pub mod by_hand;
pub mod ours;
pub mod theirs;

use std::hint::black_box;

use axum::body::Body;
use axum::response::IntoResponse;
use secure_error::{RequestId, SecureError, render};

/// One thing that is measured: what it makes is also dropped.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What tables call it.
    pub name: &'static str,
    /// Does it once.
    pub run: fn(),
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name)
    }
}

/// A constant 404 with an id that is there already, to a complete axum response. The first is what the others are
/// compared with.
pub const ANSWERS: &[Case] = &[
    Case { name: "by hand", run: || drop(black_box(by_hand::answer::<Body>(id().as_str()))) },
    Case { name: "secure-error", run: || drop(black_box(render::respond::<Body>(&ours::not_found().public(), id()))) },
    Case { name: "axum::Json", run: || drop(black_box(theirs::axum_json())) },
    Case { name: "axum::Json, everything", run: || drop(black_box(theirs::axum_json_with_everything(id().as_str()))) },
    Case { name: "api-error", run: || drop(black_box(theirs::api_error())) },
    Case { name: "problem_details", run: || drop(black_box(theirs::problem_details())) },
];

/// Other things that secure-error does.
pub const PARTS: &[Case] = &[
    Case { name: "status, code and message", run: readers },
    Case { name: "Display", run: || drop(black_box(black_box(ours::not_found()).to_string())) },
    Case { name: "report()", run: || drop(black_box(black_box(ours::not_found()).report())) },
    Case { name: "RequestId::generate", run: || { black_box(RequestId::generate()); } },
    Case { name: "answer with a value", run: || drop(black_box(render::respond::<Body>(&black_box(ours::insufficient_funds()).public(), id()))) },
];

/// The whole way of an error: a new id, the report to the log under it, the answer. How much it costs depends on the
/// `tracing` subscriber.
pub const INTO_RESPONSE: Case = Case {
    name: "into_response",
    run: || drop(black_box(black_box(ours::not_found()).into_response())),
};

fn readers() {
    let error = black_box(ours::not_found());
    let error: &dyn SecureError = &error;
    black_box((error.status(), error.error_code(), error.public_message()));
}

fn id() -> &'static RequestId {
    static ID: std::sync::OnceLock<RequestId> = std::sync::OnceLock::new();
    black_box(ID.get_or_init(RequestId::generate))
}
