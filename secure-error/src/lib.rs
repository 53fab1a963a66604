//! `#[derive(SecureError)]` gives an application's error type two separate channels: a public one for clients and an
//! internal one for operators. Nothing crosses from the internal to the public channel unless it is marked `#[public]`
//! in the source.
//!
//! ```
//! use secure_error::{ProblemType, SecureError};
//!
//! /// The same response for every way a login can fail.
//! pub const INVALID_CREDENTIALS: ProblemType =
//!     ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");
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
//! // Printing, logging, boxing or serializing the error shows the public view only.
//! assert_eq!(error.to_string(), "Account not found");
//! assert_eq!(format!("{error:?}"), r#"AccountError { status: 404, code: "ACCOUNT_NOT_FOUND", message: "Account not found" }"#);
//! // The internal channel is read explicitly.
//! let report = error.report().expose_internal().to_string();
//! assert!(report.contains("no row in accounts_v2 for account 7"));
//! # // Without a layer, the report is logged at once, under the request ID that the client receives.
//! # let response: http::Response<Vec<u8>> = secure_error::respond(&error);
//! # assert_eq!(response.status(), 404);
//! ```
//!
//! To audit what clients can see, search the code base for `#[public`, `ProblemType::new`, `ViolationKind::new` and `vouch`
//! (SECURITY.md lists the cases in which that is not enough).
//!
//! # What each field shows
//!
//! | field | client | log |
//! |---|---|---|
//! | unmarked, not named in `#[internal("…")]` | never | `[REDACTED]` |
//! | `#[internal]`, or named as `{field}` in the variant's `#[internal("…")]` | never | escaped and bounded |
//! | `#[internal(with = path)]` | never | the result of `path(&field) -> impl Display`, also inside the message |
//! | `#[public]` | member of the body, usable in `message` | yes |
//! | `#[source]`, `#[from]`, or a field called `source` | never | type, text and the chain of its causes; `#[internal(redact)]` omits the text |
//!
//! A source is one error, an `Option` of one, or several: a `Vec`, an array, or any collection. At most 16 causes are
//! reported. A `SecureError` that is shown in an internal message or field, also in a list, through a mask or by the
//! `Display` of another type, brings its internal message and its causes into the report: `#[internal("internal: {0}")]`
//! shows the internal message of the error in field 0, not its public one.
//!
//! A `#[public]` field must be a [`PublicValue`]: a number, `bool`, `char`, `&'static str`, a date, a list of those, or a
//! type of your own with [`derive(PublicValue)`](macro@PublicValue). A `String` is not a public value, because it may come
//! from a request or a database; [`PublicText::vouch`] approves it explicitly. A field whose name looks like a secret
//! (`password`, `api_key`, …) can be neither public nor logged in full, unless `#[public(raw)]` or `#[internal(raw)]`
//! states that it is not a secret. A message may use part of a field in an expression (`#[internal("{}", .form.user)]`):
//! only the result is logged, and the field stays sealed.
//!
//! # Attributes
//!
//! On a variant or struct:
//!
//! - `#[public(…)]` with `status` (number or `http::StatusCode` name), `code`, `title`, `message`, `retry_after` (seconds,
//!   or a `#[public]` field of type `Duration`), `challenge` (required for 401), `allow` (required for 405: the methods, or
//!   `allow = inherit` where the framework adds them), `header("name" = "value")`, `grpc`, `distinguishable`; or the path of a
//!   [`ProblemType`] constant; or `transparent`, which uses the response of the only field: a `SecureError`, a [`Fault`] or a
//!   `&'static ProblemType`. Omitted keys default to what the status implies. One code may have several messages, but only one
//!   status, title and set of headers. `distinguishable` takes the 401 that carries it out of the rule that all 401s of a type
//!   look alike.
//! - `#[internal("format", …)]` with the format syntax of `thiserror`, then `level = "error|warn|info|debug"`,
//!   `retry = transient|permanent|unknown_outcome`, `alert`, `event = "…"` (OWASP Application Logging Vocabulary; also
//!   logged as a [`SecurityEvent`](log::SecurityEvent)).
//!
//! A field called `source` is the source of the error; write `r#source` if it is not.
//!
//! On a field: `#[public]`, `#[public(rename = "…")]`, `#[public(transparent)]` (the response of this field is that of the
//! variant, while the others keep their levels, and another one may be the source), `#[internal]`,
//! `#[internal(with = path)]`, `#[source]`, `#[from]`, `#[internal(redact)]` (for a source). A field of type `Backtrace` is the backtrace, and one of type
//! `&'static Location<'static>` is the location; `#[from]` fills in both. Write `#[backtrace]` if the type is an alias.
//!
//! On the type: `#[secure_error(…)]` with the frameworks whose responses the type converts to (`axum`, `tonic`, …; the
//! module [`frameworks`] lists them), `type_base = "https://…/"`, `domain = "…"`, `bound = "T: Display"` (replaces the
//! bounds that the derive infers), `crate = path`, and `unsealed`. Two more are shorthands for large enums: with
//! `code_case = "SCREAMING_SNAKE_CASE"`, and perhaps `code_prefix = "…"`, a variant that has `#[public(…)]` without a `code` has
//! its own name as code, and `status = 400` is the status of those without one. A variant without `#[public(…)]` stays a
//! constant 500.
//!
//! # Sealed and unsealed
//!
//! The derive implements `Display`, `Debug`, `Error` and `Serialize`, so `anyhow`'s `{:#}`, `unwrap()`, a `main` that
//! returns an error, and every `From<T: Display>` show public text only. A second impl of one of
//! these does not compile: error E0119, "conflicting implementations", points at the other derive or impl, which must be
//! removed.
//!
//! `#[secure_error(unsealed)]` is for a type whose `Display`, `Debug`, `Error` and `From` come from elsewhere, such as
//! `thiserror`. Only [`SecureError`] is implemented: responses still contain nothing but `#[public]` data, but `Display`
//! and `Debug` show whatever the other derive shows.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `tracing` (default) | [`Report::log`] and [`SecurityEvent::log`](log::SecurityEvent::log) send one `tracing` event; without it, one line of JSON to standard error |
//! | `axum` | `#[secure_error(axum)]`, and [`Fault`] as an axum response |
//! | `input` | module `input`, and extractors in [`frameworks`] whose rejections say what is wrong: pointer, code and parameters, never a value |
//! | `multipart`, `garde`, `validator` | the same for bodies of several parts, and for the rules of these crates |
//! | `actix-web`, `poem`, `rocket`, `salvo`, `warp` | the same for these frameworks, with `SecureErrorLayer` as their middleware; see [`frameworks`] |
//! | `tonic`, `jsonrpsee`, `rmcp`, `dropshot`, `lambda-http` | the same for RPC and functions, each with a layer that seals the framework's own errors |
//! | `async-graphql`, `juniper` | the same for GraphQL, with an extension or an execution function that seals errors |
//! | `leptos`, `dioxus` | server functions whose errors carry public data only |
//! | `tower` | `SecureErrorLayer`: one ID per request, each failure logged once, foreign error responses sealed, panics turned into a constant 500 |
//! | `tower-http`, `tower-http-06` | the same ID as `tower_http::request_id::RequestId` in the extensions of requests and responses. tower-http 0.7 and 0.6 each have a type of their own: without the feature of the version that your middleware uses, that type may hold what the client sent |
//! | `tokio` | `spawn_reported`, `spawn_blocking_reported`: tokio tasks whose panic or error is logged, under the ID of the request that started them |
//! | `stream` | [`stream`]`::reported`: streams that become a body keep their request, and their errors are logged |
//! | `metrics` | [`Report::log`] increments a counter of the crate `metrics`, by code and status |
//! | `dev-details` | `DevDetails`: the report in responses to clients on the same machine, in debug builds only |
//! | `testing` | module `testing`: `unwrap_exposed()`, `expect_exposed()` and `log_in_full()`, for dev-dependencies |
//! | `tokio` and `tower` | `SecureTimingLayer`: pads the time of responses, such as those of a login, to a fixed quantum |
//! | `backon` | `RetryPolicy`: retries transient failures only |
//! | `transaction` | `Transaction`: a failed rollback does not hide the error, and a failed commit is an unknown outcome |
//! | `fingerprint` | [`mask`]`::fingerprint`: a keyed hash that correlates records about a value without revealing it |
//! | `secrecy` | masks accept `secrecy::SecretBox` |
//! | `scrub` | removes known forms of credentials from the text of foreign errors before it is logged; best effort |
//! | `uuid`, `time`, `chrono` | [`PublicValue`] for the types of these crates |
//!
//! No feature, profile or environment variable widens what clients see, except `dev-details`, which does not compile
//! without debug assertions.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The public wing and the internal wing; see ARCHITECTURE.md.
mod internal;
mod public;

#[cfg(feature = "tower")]
mod boundary;
mod error;
#[cfg(feature = "input")]
mod explain;
pub mod frameworks;
mod panics;
pub mod render;
#[cfg(feature = "testing")]
pub mod testing;
pub mod work;

// Shared by both wings.
mod request;
mod text;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

#[cfg(feature = "tower")]
pub use boundary::SecureErrorLayer;
pub use error::{ContextExt, Fault, OptionExt, ResultExt, SecureError};
pub use frameworks::http::{respond, respond_with};
#[cfg(feature = "scrub")]
pub use internal::scrub;
pub use internal::{Report, mask};
pub use panics::PanicHook;
pub use public::{ProblemType, PublicError, PublicText, PublicValue, ViolationKind, Violations, problem, violation};
pub use request::RequestId;
pub use secure_error_derive::{PublicValue, SecureError};
#[doc(inline)]
pub use work::Exit;
#[cfg(feature = "tokio")]
#[doc(inline)]
pub use work::{spawn_blocking_reported, spawn_reported};

/// Companions of [`SecureErrorLayer`]: its service, future and body types, what lets responses pass it
/// ([`PassThroughLayer`](layers::PassThroughLayer)), development details, and the layer against timing attacks.
#[cfg(feature = "tower")]
pub mod layers {
    #[cfg(feature = "dev-details")]
    pub use crate::boundary::DevDetails;
    pub use crate::boundary::{PassThrough, PassThroughFuture, PassThroughLayer, PassThroughService};
    pub use crate::boundary::{SecureErrorBody, SecureErrorFuture, SecureErrorService};
    #[cfg(feature = "tokio")]
    pub use crate::boundary::{SecureTimingFuture, SecureTimingLayer, SecureTimingService};
}

/// Why a value was refused, for clients: [`explain`](input::explain) says what `serde` found wrong, in constants and pointers,
/// and [`InputError`](input::InputError) is the rejection of all extractors.
///
/// `secure_error::frameworks` has the extractors themselves.
#[cfg(feature = "input")]
pub mod input {
    pub use crate::error::input::{InputError, Media, Part, ValidationEvents, from_json, from_urlencoded};
    #[cfg(feature = "garde")]
    pub use crate::explain::garde::violations as of_garde;
    #[cfg(feature = "validator")]
    pub use crate::explain::validator::violations as of_validator;
    #[cfg(any(feature = "garde", feature = "validator"))]
    pub use crate::explain::{Kinds, Names};
    pub use crate::explain::{Pass, Refusal, Tracked, explain};
}

/// Types of the internal channel besides [`Report`]: log levels, exposed text and security events.
pub mod log {
    pub use crate::internal::{EventText, EventValue, Exposed, Level, SecurityEvent};
}

/// Responses that are sent piece by piece: failures after the head, and the public view as an event, a line of JSON or the
/// close frame of a WebSocket.
pub mod stream {
    #[cfg(feature = "stream")]
    #[doc(inline)]
    pub use crate::boundary::{Reported, reported};
    #[doc(inline)]
    pub use crate::render::in_stream::{Close, data, event, line};
}

/// Types of the public channel besides the message: violations and where they are, gRPC codes, and request IDs.
pub mod wire {
    pub use crate::public::{GrpcCode, JsonPointer, Violation};
    pub use crate::request::InvalidRequestId;
}

/// Compiles the examples of the README.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../README.md")]
struct Readme;
