//! What the benchmarks of secure-error run; see `README.md` beside this folder.

pub mod by_hand;
pub mod callgrind;
pub mod ours;
pub mod theirs;

use std::fmt;
use std::hint::black_box;
use std::sync::LazyLock;

use axum::body::Body;
use axum::response::IntoResponse;
use secure_error::testing::{LogInFull, log_in_full};
use secure_error::{RequestId, SecureError, render};
use tracing::subscriber::DefaultGuard;

/// One thing that is measured.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What tables call it.
    pub name: &'static str,
    /// Does it once, and drops what it made.
    pub run: fn(),
    /// Whether somebody listens to the log: a `tracing` subscriber that wants every event and does nothing with it.
    pub logged: bool,
}

impl Case {
    const fn new(name: &'static str, run: fn()) -> Self {
        Self {
            name,
            run,
            logged: false,
        }
    }

    const fn logged(mut self) -> Self {
        self.logged = true;
        self
    }

    /// The subscriber, if the case has one, until the guard is dropped.
    #[must_use]
    pub fn subscriber(&self) -> Option<(DefaultGuard, LogInFull)> {
        self.logged.then(|| {
            // Beyond its budget a record would have no text, and cost less.
            let guard = tracing::subscriber::set_default(tracing_subscriber::registry());
            (guard, log_in_full())
        })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

/// A constant 404 with an id that is there already, to a complete axum response. The first is what the others are
/// compared with. Those "in full" have our headers and, as far as they can, our body; the others have less.
pub const ANSWERS: &[Case] = &[
    Case::new("by hand", || finish(by_hand::answer::<Body>(id_text()))),
    Case::new("secure-error", || {
        finish(render::respond::<Body>(&ours::not_found().public(), id()));
    }),
    Case::new("axum::Json in full", || finish(theirs::axum_json_in_full(id_text()))),
    Case::new("api-error in full", || finish(theirs::api_error_in_full(id_text()))),
    Case::new("problem_details in full", || {
        finish(theirs::problem_details_in_full(id_text()));
    }),
    Case::new("axum::Json", || finish(theirs::axum_json())),
    Case::new("api-error", || finish(theirs::api_error())),
    Case::new("problem_details", || finish(theirs::problem_details())),
];

/// What else secure-error does. `into_response` is all of it: a new id, the report to the log under it, the answer.
pub const PARTS: &[Case] = &[
    Case::new("status, code, message", || {
        let error = black_box(ours::not_found());
        finish((error.status(), error.error_code(), error.public_message()));
    }),
    Case::new("Display", || finish(black_box(ours::not_found()).to_string())),
    Case::new("report", || finish(black_box(ours::not_found()).report())),
    Case::new("RequestId::generate", || finish(RequestId::generate())),
    Case::new("answer with a value", || {
        finish(render::respond::<Body>(&ours::insufficient_funds().public(), id()));
    }),
    Case::new("into_response", || finish(ours::not_found().into_response())),
    Case::new("into_response, logged", || finish(ours::not_found().into_response())).logged(),
];

/// Keeps the compiler from leaving out what nobody uses.
fn finish<T>(made: T) {
    drop(black_box(made));
}

fn id() -> &'static RequestId {
    static ID: LazyLock<RequestId> = LazyLock::new(RequestId::generate);
    black_box(&ID)
}

/// The same as text, which costs whoever takes that nothing.
fn id_text() -> &'static str {
    static TEXT: LazyLock<&str> = LazyLock::new(|| id().as_str());
    black_box(&TEXT)
}

#[cfg(test)]
mod tests {
    use axum::response::Response;

    use super::*;

    async fn parts(response: Response) -> (http::StatusCode, http::HeaderMap, Vec<u8>) {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, body.to_vec())
    }

    #[tokio::test]
    async fn by_hand_and_in_full_is_our_answer() {
        let ours = parts(render::respond(&ours::not_found().public(), id())).await;
        assert_eq!(parts(by_hand::answer(id_text())).await, ours);
        assert_eq!(parts(theirs::axum_json_in_full(id_text())).await, ours);
        let (status, headers, body) = parts(theirs::problem_details_in_full(id_text())).await;
        assert_eq!((status, headers), (ours.0, ours.1));
        assert_eq!(body.len() + r#""type":"about:blank","#.len(), ours.2.len());
        assert_eq!(parts(theirs::api_error_in_full(id_text())).await.1.len(), 4);
    }

    #[tokio::test]
    async fn the_others_answer_less() {
        for (answer, body) in [
            (theirs::axum_json(), r#"{"error":"Account not found"}"#),
            (theirs::api_error(), r#"{"message":"Account not found"}"#),
            (
                theirs::problem_details(),
                r#"{"status":404,"title":"Not Found","detail":"Account not found"}"#,
            ),
        ] {
            let (status, headers, bytes) = parts(answer).await;
            assert_eq!((status.as_u16(), headers.len()), (404, 1));
            assert_eq!(String::from_utf8(bytes).unwrap(), body);
        }
    }
}
