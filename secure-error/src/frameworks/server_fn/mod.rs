//! The error of a server function, which is made on the server and read on the client.

#[cfg(feature = "dioxus")]
pub mod dioxus;
#[cfg(feature = "leptos")]
pub mod leptos;

mod problem;

pub use problem::ReceivedViolation;

use super::answered::answered;
use crate::error::Fault;
use crate::error::{AsSecure, SecureError};
use crate::public::status::problem_of;
use crate::public::{PublicError, problem::INTERNAL_ERROR};
use crate::render::{self, ProblemJson};
use crate::request::RequestId;
use crate::request::unwind::contained;
use bytes::Bytes;
use http::{Response, StatusCode};
use problem::Problem;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// A client in a browser answers nobody, and has neither a clock nor a log.
const IN_BROWSER: bool = cfg!(all(target_family = "wasm", target_os = "unknown"));

/// The error of a server function of the framework `F`, whose module calls it `ServerFnFault`. Cheap to clone.
///
/// On the server, `?` makes it of a [`SecureError`] with the attribute of the framework, of a [`Fault`] and of a
/// `TransactionError`, and of nothing else: an error of another crate does not compile until `.or_internal()?` says what
/// clients get for it.
///
/// On the client it is what came over the wire: status, code, message, id and the values of `#[public]` fields. Whatever
/// else answers with problem details, such as a `SecureErrorLayer`, is read too.
///
/// `Display` and `Debug` show the public face on both sides.
///
/// # What is logged
///
/// The report goes to the log once, when the error becomes an answer: when the framework sends it, or serialises it into
/// a page. So do not serialise one that is handled; `Display` logs nothing.
///
/// # What was received is not passed on
///
/// A server function that returns the error of a server function of another service answers what its status alone says.
/// The other service has vouched for its text to us, not to our clients.
pub struct ServerFnFaultOf<F>(Arc<Inner>, PhantomData<fn() -> F>);

struct Inner {
    origin: Origin,
    /// What the client gets, as soon as it was made. Its report is in the log.
    answer: OnceLock<Answer>,
}

enum Origin {
    /// Here. What it shows before there is an answer is made when somebody asks.
    Here { fault: Fault, face: OnceLock<Problem> },
    /// On the server, and this is the client.
    There(Problem),
}

struct Answer {
    response: Arc<Response<Bytes>>,
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
    /// Runs something for the request that is being answered, if the framework can tell which one that is.
    fn within_request<R>(run: impl FnOnce() -> R) -> R;
}

impl<F> ServerFnFaultOf<F> {
    pub(super) fn of(fault: Fault) -> Self {
        Self::new(Origin::Here {
            fault,
            face: OnceLock::new(),
        })
    }

    /// What a client has received; nothing if these are no problem details.
    pub(super) fn received(body: &[u8]) -> Option<Self> {
        Problem::parse(body).map(|problem| Self::new(Origin::There(problem)))
    }

    fn new(origin: Origin) -> Self {
        let answer = OnceLock::new();
        Self(Arc::new(Inner { origin, answer }), PhantomData)
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

    /// The id under which the operators find it. There is none before it was an answer.
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
        match (self.0.answer.get(), &self.0.origin) {
            (Some(answer), _) => &answer.problem,
            (None, Origin::There(problem)) => problem,
            (None, Origin::Here { fault, face }) => face.get_or_init(|| {
                let public = contained(|| fault.public());
                Problem::of(&public.unwrap_or(PublicError::constant(&INTERNAL_ERROR)))
            }),
        }
    }
}

impl<F: Framework> ServerFnFaultOf<F> {
    /// Makes it an answer: the report is in the log afterwards, and the id is known. In a browser there is none.
    pub(super) fn answer(&self) -> Option<&Arc<Response<Bytes>>> {
        if IN_BROWSER {
            return None;
        }
        let answer = || match &self.0.origin {
            Origin::Here { fault, .. } => Answer::to(fault),
            Origin::There(problem) => Answer::to(&passed_on(problem)),
        };
        let answer = self.0.answer.get_or_init(|| F::within_request(answer));
        Some(&answer.response)
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

impl Answer {
    fn to(fault: &Fault) -> Self {
        let response = answered(fault.as_secure(), |public, id| {
            render::respond_in::<Bytes>(public, id, &ProblemJson)
        });
        // What we have written can be read.
        let problem =
            Problem::parse(response.body()).unwrap_or_else(|| Problem::of(&PublicError::constant(&INTERNAL_ERROR)));
        Self {
            response: Arc::new(response),
            problem,
        }
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

/// As problem details. On a server this makes it an answer.
impl<F: Framework> Serialize for ServerFnFaultOf<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.answer();
        self.problem().serialize(serializer)
    }
}

/// From problem details.
impl<'de, F> Deserialize<'de> for ServerFnFaultOf<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(Origin::There(Problem::deserialize(deserializer)?)))
    }
}
