//! `#[derive(SecureError)]` gives an application's error type two channels that cannot mix: a public one that clients
//! may see, and an internal one that only operators see. Nothing crosses from the second to the first unless a person
//! wrote `#[public]` on it.
//!
//! ```
//! use secure_error::{ProblemType, SecureError};
//!
//! /// One answer for every way a login can fail.
//! pub const INVALID_CREDENTIALS: ProblemType =
//!     ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer");
//!
//! #[derive(SecureError)]
//! pub enum AccountError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     #[internal("no row in {table} for account {id}")] // operators only
//!     NotFound { table: &'static str, id: u64 },
//!
//!     #[public(status = 409, code = "INSUFFICIENT_FUNDS", message = "At most {available} cents can be transferred")]
//!     InsufficientFunds { #[public] available: u64, #[internal] account: u64 },
//!
//!     #[public(INVALID_CREDENTIALS)]
//!     #[internal("wrong password for user {user}", event = "authn_login_fail")]
//!     WrongPassword { user: u64, typed: String }, // `typed` is neither public nor internal: sealed
//!
//!     Storage(#[from] std::io::Error), // no #[public]: 500 INTERNAL_ERROR, the chain goes to the operators
//! }
//!
//! let error = AccountError::NotFound { table: "accounts_v2", id: 7 };
//! // Whoever prints it, logs it, boxes it or serializes it gets the public face.
//! assert_eq!(error.to_string(), "Account not found");
//! assert_eq!(format!("{error:?}"), r#"AccountError { status: 404, code: "ACCOUNT_NOT_FOUND", message: "Account not found" }"#);
//! // The only way to the other channel says so.
//! let report = error.report().expose_internal().to_string();
//! assert!(report.contains("no row in accounts_v2 for account 7"));
//! # // An error as an answer: the report is logged under the id that the client gets.
//! # let answer: http::Response<Vec<u8>> = secure_error::respond(&error);
//! # assert_eq!(answer.status(), 404);
//! ```
//!
//! To find everything that a client can ever see, search a code base for `#[public`, `ProblemType::new` and `vouch`
//! (SECURITY.md says where a search needs more).
//!
//! # What each field shows
//!
//! | field | client | log |
//! |---|---|---|
//! | unmarked, not named in `#[internal("…")]` | never | `[REDACTED]` |
//! | `#[internal]`, or named as `{field}` in the variant's `#[internal("…")]` | never | escaped and bounded |
//! | `#[internal(with = path)]` | never | what `path(&field) -> impl Display` makes of it, in the message too |
//! | `#[public]` | member of the body, usable in `message` | yes |
//! | `#[source]`, `#[from]`, or a field called `source` | never | type, text and its own chain; `#[internal(redact)]` keeps the text out |
//!
//! `#[public]` needs a [`PublicValue`]: numbers, `bool`, `char`, `&'static str`, dates, lists of those, and your own
//! types through [`derive(PublicValue)`](macro@PublicValue). Text from a request or a database is none; a person vouches
//! for it with [`PublicText::vouch`]. A field whose name looks like a secret (`password`, `api_key`, …) can be neither
//! public nor logged raw, unless `#[public(raw)]` or `#[internal(raw)]` says that it is none. A message may use the whole
//! of a field through an expression (`#[internal("{}", .form.user)]`); only the result is logged, the field stays sealed.
//!
//! # Attributes
//!
//! On a variant or struct:
//!
//! - `#[public(…)]` with `status` (number or `http::StatusCode` name), `code`, `title`, `message`, `retry_after` (seconds,
//!   or a `#[public]` field of type `Duration`), `challenge` (required for 401), `allow` (required for 405),
//!   `header("name" = "value")`, `grpc`, `distinguishable`; or the path of a [`ProblemType`] constant; or `transparent`,
//!   the inner error's own answer. What is left out follows from the status alone.
//! - `#[internal("format", …)]` with the grammar of `thiserror`, then `level = "error|warn|info|debug"`,
//!   `retry = transient|permanent|unknown_outcome`, `alert`, `event = "…"` (OWASP logging vocabulary; logged as a
//!   [`SecurityEvent`](log::SecurityEvent) too).
//!
//! A field called `source` is the source; write `r#source` for one that is not.
//!
//! On a field: `#[public]`, `#[public(rename = "…")]`, `#[internal]`, `#[internal(with = path)]`, `#[source]`, `#[from]`,
//! `#[internal(redact)]` (for a source). A field of type `Backtrace` is the backtrace, one of type
//! `&'static Location<'static>` the location; `#[from]` fills both. Write `#[backtrace]` where the type is an alias.
//!
//! On the type: `#[secure_error(…)]` with the frameworks that it answers (`axum`, `tonic`, …: the module [`frameworks`] has
//! all of them), `type_base = "https://…/"`, `domain = "…"`, `bound = "T: Display"`
//! (replaces the bounds that the derive infers), `crate = path`, and `unsealed`.
//!
//! # Sealed and unsealed
//!
//! The derive owns `Display`, `Debug`, `Error` and `Serialize`, so `anyhow`'s `{:#}`, `unwrap()`, a `main` that returns
//! an error, and every `From<T: Display>` show public text. A second derive of one of these does not compile.
//!
//! `#[secure_error(unsealed)]` is for a type whose `Display`, `Debug`, `Error` and `From` come from elsewhere, such as
//! `thiserror`. Only [`SecureError`] is implemented: answers are still made from `#[public]` alone, but whoever prints
//! such an error shows whatever that other derive was told to show.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `tracing` (default) | [`Report::log`] and [`SecurityEvent::log`](log::SecurityEvent::log) send one `tracing` event; without it, one line of JSON to standard error |
//! | `axum` | `#[secure_error(axum)]`, and [`Fault`] as an axum response |
//! | `actix-web`, `poem`, `rocket`, `salvo`, `warp` | the same for these, and `SecureErrorLayer` as their middleware; module [`frameworks`] |
//! | `tonic`, `jsonrpsee`, `rmcp`, `dropshot`, `lambda-http` | the same for RPC and functions, with a layer of their own that seals what the framework says |
//! | `async-graphql`, `juniper` | the same for GraphQL, with an extension or an execution that seals |
//! | `leptos`, `dioxus` | server functions that fail with what their clients may read |
//! | `tower` | `SecureErrorLayer`: one id a request, every failure logged once, foreign answers sealed, panics answered |
//! | `tower-http` | the same id as `tower_http::request_id::RequestId` in the extensions of requests and answers |
//! | `tokio` | `spawn_reported`: a tokio task whose panic or error is logged, under the id of the request that started it |
//! | `metrics` | [`Report::log`] counts for the recorder of the crate `metrics`, by code and status |
//! | `dev-details` | `DevDetails`: the report in answers to clients on the same machine, in debug builds only |
//! | `testing` | module `testing`: `unwrap_exposed()`, `expect_exposed()` and `log_in_full()`, for dev-dependencies |
//! | `tokio` and `tower` | `SecureTimingLayer`: the answers of a login leave at multiples of a span of time, whatever the reason |
//! | `backon` | `RetryPolicy`: repeats what failed for a reason that may pass, and nothing else |
//! | `transaction` | `Transaction`: a rollback that fails hides no error, and a commit that fails is an unknown outcome |
//! | `fingerprint` | [`mask`]`::fingerprint`: a keyed hash, to find the records about a value without knowing the value |
//! | `secrecy` | masks read `secrecy::SecretBox` |
//! | `scrub` | known forms of credentials are taken out of the text of foreign errors before it is logged; best effort |
//! | `uuid`, `time`, `chrono` | [`PublicValue`] for the types of these crates |
//!
//! No feature, profile or environment variable widens what a client sees, except `dev-details`, with which a release does
//! not compile.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The public wing and the internal wing; see ARCHITECTURE.md.
mod internal;
mod public;

#[cfg(feature = "tower")]
mod boundary;
mod error;
pub mod frameworks;
mod panics;
pub mod render;
#[cfg(feature = "testing")]
pub mod testing;
pub mod work;

// What both wings stand on.
mod request;
mod text;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "tower")]
pub use boundary::SecureErrorLayer;
pub use error::{Fault, OptionExt, ResultExt, SecureError};
pub use frameworks::http::{respond, respond_with};
#[cfg(feature = "scrub")]
pub use internal::scrub;
pub use internal::{Report, mask};
pub use panics::PanicHook;
pub use public::{ProblemType, PublicError, PublicText, PublicValue, Violations, problem};
pub use request::RequestId;
pub use secure_error_derive::{PublicValue, SecureError};
#[cfg(feature = "tokio")]
#[doc(inline)]
pub use work::spawn_reported;

/// What goes with [`SecureErrorLayer`]: its service, future and body, what it lets pass, what it shows in development, and
/// the layer against timing attacks.
#[cfg(feature = "tower")]
pub mod layers {
    #[cfg(feature = "dev-details")]
    pub use crate::boundary::DevDetails;
    pub use crate::boundary::{PassThrough, SecureErrorBody, SecureErrorFuture, SecureErrorService};
    #[cfg(feature = "tokio")]
    pub use crate::boundary::{SecureTimingFuture, SecureTimingLayer, SecureTimingService};
}

/// What operators read besides a [`Report`]: its level and its text, and the events of security.
pub mod log {
    pub use crate::internal::{EventText, EventValue, Exposed, Level, SecurityEvent};
}

/// What clients read besides the public message: what is wrong with a request and where, gRPC codes, request ids.
pub mod wire {
    pub use crate::public::{GrpcCode, JsonPointer, Violation};
    pub use crate::request::InvalidRequestId;
}

/// Its examples compile.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../README.md")]
struct Readme;
