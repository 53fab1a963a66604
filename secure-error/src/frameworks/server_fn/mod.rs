//! The error of a server function, which is made on the server and read on the client.

#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(feature = "leptos")]
pub mod leptos;

mod problem;

pub use problem::ReceivedViolation;

use super::issue::issue;
use crate::error::{AsSecure, Fault, SecureError};
use crate::public::status::problem_of;
use crate::public::{PublicError, problem::INTERNAL_ERROR};
use crate::render::{self, ProblemJson};
use crate::request::RequestId;
use crate::request::ledger::{Entry, Source};
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use problem::Problem;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// A client in a browser sends no errors, and has neither a clock nor a log.
const IN_BROWSER: bool = cfg!(all(target_family = "wasm", target_os = "unknown"));

/// The error of a server function of the framework `F`, whose module calls it `ServerFnFault`. Cheap to clone.
///
/// On the server, `?` makes it of a [`SecureError`] with the attribute of the framework, of a [`Fault`] and of a
/// `TransactionError`, and of nothing else: an error of another crate does not compile until `.or_internal()?` says what
/// clients get for it.
///
/// On the client it is what came over the wire: status, code, message, id and the values of `#[public]` fields. Whatever
/// else sends problem details, such as a `SecureErrorLayer`, is read too.
///
/// `Display` and `Debug` show the public face on both sides.
///
/// # What is logged
///
/// The report goes to the log when the framework sends the error, or serialises it into a page. So do not serialise one that
/// is handled; `Display` logs nothing. One that is kept and sent again is logged for each request whose response it is.
///
/// # What was received is not passed on
///
/// A server function that returns the error of a server function of another service sends what its status alone says.
/// The other service has vouched for its text to us, not to our clients.
pub struct ServerFnFaultOf<F>(Arc<Inner>, PhantomData<fn() -> F>);

struct Inner {
    origin: Origin,
    /// What the client gets, as soon as it was made.
    issued: OnceLock<IssuedFault>,
}

enum Origin {
    /// Here. What it shows before it is issued is made on demand.
    Here { fault: Fault, face: OnceLock<Problem> },
    /// On the server, and this is the client.
    There(Problem),
}

struct IssuedFault {
    entry: Arc<Entry>,
    problem: Problem,
}

/// What a server function of the framework `F` may fail with. The attribute `#[secure_error(…)]` of that framework
/// implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot leave a server function",
    label = "clients would see it",
    note = "a `SecureError` needs the attribute of the framework, such as `#[secure_error(leptos)]`",
    note = "an error of another crate becomes a source of your own error (`#[from]`) or a `Fault` (`.or_internal()?`)"
)]
pub trait ServerFnSource<F>: SecureError {}

impl<F, E: ServerFnSource<F>> ServerFnSource<F> for Box<E> {}
impl<F, E: ServerFnSource<F> + ?Sized> ServerFnSource<F> for Arc<E> {}
#[cfg(feature = "transaction")]
impl<F, E: AsSecure> ServerFnSource<F> for crate::work::transaction::TransactionError<E> {}

/// What `?` takes. One impl a framework: one for all of them would be in the way of `From<T> for T`.
macro_rules! sources {
    ($framework:ty) => {
        impl<E: $crate::frameworks::server_fn::ServerFnSource<$framework> + Send + Sync + 'static> From<E>
            for $crate::frameworks::server_fn::ServerFnFaultOf<$framework>
        {
            #[track_caller]
            fn from(error: E) -> Self {
                Self::of($crate::Fault::from(error))
            }
        }

        impl From<$crate::Fault> for $crate::frameworks::server_fn::ServerFnFaultOf<$framework> {
            fn from(fault: $crate::Fault) -> Self {
                Self::of(fault)
            }
        }

        /// 422 Unprocessable Content, with the violations in the member `errors`.
        impl From<$crate::Violations> for $crate::frameworks::server_fn::ServerFnFaultOf<$framework> {
            #[track_caller]
            fn from(violations: $crate::Violations) -> Self {
                Self::of($crate::Fault::from(violations))
            }
        }
    };
}
pub(super) use sources;

/// A framework that has server functions.
pub trait Framework {
    /// Runs something for the request that is being served, if the framework can tell which one that is.
    fn within_request<R>(run: impl FnOnce() -> R) -> R;

    /// What the framework sends around these problem details, as `application/json`; `None` if it sends them alone.
    fn payload(_problem: &impl Serialize, _message: &str, _status: StatusCode) -> Option<Vec<u8>> {
        None
    }

    /// Whether the framework serialises the error at this address now to send it, and not into a page.
    fn is_response(_address: usize) -> bool {
        false
    }
}

impl<F> ServerFnFaultOf<F> {
    pub(super) fn of(fault: Fault) -> Self {
        Self::new(Origin::Here {
            fault,
            face: OnceLock::new(),
        })
    }

    /// What a client has received. Returns `None` unless these are problem details.
    pub(super) fn received(body: &[u8]) -> Option<Self> {
        Problem::parse(body).map(|problem| Self::new(Origin::There(problem)))
    }

    fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    fn new(origin: Origin) -> Self {
        let issued = OnceLock::new();
        Self(Arc::new(Inner { origin, issued }), PhantomData)
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.problem().status()
    }

    /// The code by which programs recognise the error, such as `ACCOUNT_NOT_FOUND`.
    #[must_use]
    pub fn error_code(&self) -> &str {
        self.problem().code()
    }

    /// The sentence for people.
    #[must_use]
    pub fn public_message(&self) -> &str {
        self.problem().message()
    }

    /// The id under which the operators find it. There is none before it is issued.
    #[must_use]
    pub fn request_id(&self) -> Option<RequestId> {
        self.problem().request_id()
    }

    /// The value of a `#[public]` field.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Value> {
        self.problem().param(name)
    }

    /// The values of all `#[public]` fields, by name.
    pub fn params(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.problem().params()
    }

    /// What is wrong with the fields of the request.
    pub fn violations(&self) -> impl Iterator<Item = ReceivedViolation<'_>> {
        self.problem().violations()
    }

    /// The error itself, on the server that made it.
    #[must_use]
    pub fn as_fault(&self) -> Option<&Fault> {
        match &self.0.origin {
            Origin::Here { fault, .. } => Some(fault),
            Origin::There(_) => None,
        }
    }

    /// What everybody may see.
    fn problem(&self) -> &Problem {
        match (self.0.issued.get(), &self.0.origin) {
            (Some(issued), _) => &issued.problem,
            (None, Origin::There(problem)) => problem,
            (None, Origin::Here { fault, face }) => face.get_or_init(|| {
                let public = contained(|| fault.public());
                Problem::of(&public.unwrap_or(PublicError::constant(&INTERNAL_ERROR)))
            }),
        }
    }
}

impl<F: Framework> ServerFnFaultOf<F> {
    /// Enters it for the request that is being served, and its id is known. In a browser there is none.
    pub(super) fn issue(&self) -> Option<&Arc<Entry>> {
        if IN_BROWSER {
            return None;
        }
        F::within_request(|| {
            let issued = self.0.issued.get_or_init(|| match &self.0.origin {
                Origin::Here { fault, .. } => IssuedFault::of::<F>(fault),
                Origin::There(problem) => IssuedFault::of::<F>(&passed_on(problem)),
            });
            // It may have been kept since another request.
            if let Some(ledger) = scope::current().as_deref().and_then(RequestScope::ledger) {
                ledger.enter_again(&issued.entry);
            }
            Some(&issued.entry)
        })
    }

    /// Sends it, if it is a part of a page.
    fn send(&self) {
        let is_part = !F::is_response(self.address());
        let entry = self.issue().filter(|entry| is_part && entry.is_open());
        if let (Some(entry), Some(scope)) = (entry, F::within_request(scope::current)) {
            entry.send(scope.names());
        }
    }
}

/// The other service is not ours to vouch for.
fn passed_on(problem: &Problem) -> Fault {
    let id = problem.request_id();
    let id = id.as_ref().map_or("none", RequestId::as_str);
    let (code, message) = (problem.code(), problem.message());
    let text = format!("a server function of another service has failed: {code}: {message} (request id {id})");
    Fault::problem_with(problem_of(problem.status()), text)
}

impl IssuedFault {
    fn of<F: Framework>(fault: &Fault) -> Self {
        let (problem, entry) = issue(fault.as_secure(), |public, id| {
            let mut issued = render::issue_in(public, id, &ProblemJson);
            // What we have written can be read.
            let problem =
                Problem::parse(&issued.body).unwrap_or_else(|| Problem::of(&PublicError::constant(&INTERNAL_ERROR)));
            if let Some(payload) = F::payload(&problem, problem.message(), problem.status()) {
                issued.body = payload;
                let json = HeaderValue::from_static("application/json");
                // It fails only if there are more than 30,000 headers.
                let _ = issued.headers.try_insert(CONTENT_TYPE, json);
            }
            (problem, issued.status, Source::Bytes(issued))
        });
        Self { entry, problem }
    }
}

impl<F> Clone for ServerFnFaultOf<F> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), PhantomData)
    }
}

/// The same public face.
impl<F> PartialEq for ServerFnFaultOf<F> {
    fn eq(&self, other: &Self) -> bool {
        self.problem() == other.problem()
    }
}

impl<F> fmt::Display for ServerFnFaultOf<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.public_message())
    }
}

impl<F> fmt::Debug for ServerFnFaultOf<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerFnFault")
            .field("status", &self.status().as_u16())
            .field("code", &self.error_code())
            .field("message", &self.public_message())
            .finish()
    }
}

impl<F> std::error::Error for ServerFnFaultOf<F> {}

/// As problem details. On a server this is a part of a page.
impl<F: Framework> Serialize for ServerFnFaultOf<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.send();
        self.problem().serialize(serializer)
    }
}

/// From problem details.
impl<'de, F> Deserialize<'de> for ServerFnFaultOf<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(Origin::There(Problem::deserialize(deserializer)?)))
    }
}
