//! What server functions of dioxus fail with.

use crate::boundary::Exchange;
use crate::error::Fault;
use crate::frameworks::server_fn::{self, Framework};
use crate::public::status::problem_of;
use crate::public::{ProblemType, problem};
use dioxus_fullstack::{AsStatusCode, FullstackContext, ServerFnError};
use http::StatusCode;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::cell::Cell;

/// The error of a server function of dioxus.
///
/// `dioxus::Result` takes any error by `?`, and sends its `Display`. A server function that fails with this instead does
/// not compile with an error of another crate.
///
/// ```
/// use secure_error::frameworks::dioxus::ServerFnFault;
/// use secure_error::{ResultExt, SecureError};
///
/// #[derive(SecureError)]
/// #[secure_error(dioxus)]
/// enum DeskError {
///     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
///     #[internal("no account {account}")]
///     NoAccount { account: u64 },
/// }
///
/// // With `#[post("/api/owner")]`.
/// async fn owner(account: u64) -> Result<String, ServerFnFault> {
///     let file = std::fs::read_to_string("/srv/owners.csv").or_internal()?;
///     let line = file.lines().find(|line| line.starts_with(&account.to_string()));
///     Ok(line.ok_or(DeskError::NoAccount { account })?.to_owned())
/// }
/// ```
///
/// Without `or_internal`:
///
/// ```compile_fail,E0277
/// # use secure_error::frameworks::dioxus::ServerFnFault;
/// async fn owners() -> Result<String, ServerFnFault> {
///     Ok(std::fs::read_to_string("/srv/owners.csv")?)
/// }
/// ```
///
/// The body is that of every error of dioxus, with problem details as its `data`.
///
/// dioxus responds on threads of its own. A [`SecureErrorLayer`](crate::SecureErrorLayer) finds the request again there, as
/// long as no code holds `FullstackContext::parts_mut` meanwhile.
pub type ServerFnFault = server_fn::ServerFnFaultOf<Dioxus>;

/// Server functions of dioxus.
#[derive(Debug)]
#[non_exhaustive]
pub struct Dioxus;

impl Framework for Dioxus {
    fn within_request<R>(run: impl FnOnce() -> R) -> R {
        match FullstackContext::current().and_then(|context| context.extension::<Exchange>()) {
            Some(exchange) => exchange.within(run),
            None => run(),
        }
    }

    fn payload(problem: &impl Serialize, message: &str, status: StatusCode) -> Option<Vec<u8>> {
        let code = status.as_u16();
        // Without it nothing that dioxus sends is ours, and all of it is sealed.
        serde_json::to_vec(&Payload { message, code, problem }).ok()
    }

    fn is_response(address: usize) -> bool {
        RESPONSE.take() == address
    }
}

thread_local! {
    /// Where the error is whose status dioxus has asked for; it serialises that next.
    static RESPONSE: Cell<usize> = const { Cell::new(0) };
}

/// How dioxus sends an error: the members of `dioxus_fullstack::ErrorPayload`, in its order.
struct Payload<'a, P> {
    message: &'a str,
    code: u16,
    problem: &'a P,
}

impl<P: Serialize> Serialize for Payload<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut payload = serializer.serialize_struct("ErrorPayload", 3)?;
        payload.serialize_field("message", self.message)?;
        payload.serialize_field("code", &self.code)?;
        payload.serialize_field("data", self.problem)?;
        payload.end()
    }
}

server_fn::sources!(Dioxus);

/// What dioxus asks first when it sends an error.
impl AsStatusCode for ServerFnFault {
    fn as_status_code(&self) -> StatusCode {
        self.issue();
        RESPONSE.set(self.address());
        self.status()
    }
}

/// What dioxus itself says: to a client that a response could not be read, to a server function that there is nothing to
/// extract. It becomes a constant, and the text goes to the log.
///
/// Problem details that a layer has sent are read.
impl From<ServerFnError> for ServerFnFault {
    #[track_caller]
    fn from(error: ServerFnError) -> Self {
        sealed(&error).unwrap_or_else(|| Self::of(Fault::problem_with(problem_for(&error), error)))
    }
}

/// dioxus puts a body that it cannot read behind `HTTP 404: `.
fn sealed(error: &ServerFnError) -> Option<ServerFnFault> {
    let ServerFnError::ServerError { message, code, .. } = error else {
        return None;
    };
    let body = message
        .strip_prefix("HTTP ")?
        .strip_prefix(&code.to_string())?
        .strip_prefix(": ")?;
    ServerFnFault::received(body.as_bytes())
}

/// The public response for a failure of dioxus itself. Which side has failed is not always known.
fn problem_for(error: &ServerFnError) -> &'static ProblemType {
    match error {
        ServerFnError::ServerError { code, .. } => {
            problem_of(StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
        ServerFnError::Args(_) | ServerFnError::MissingArg(_) | ServerFnError::Deserialization(_) => {
            &problem::BAD_REQUEST
        }
        ServerFnError::Request(_) => &problem::SERVICE_UNAVAILABLE,
        _ => &problem::INTERNAL_ERROR,
    }
}
