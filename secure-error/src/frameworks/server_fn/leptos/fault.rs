//! What server functions of leptos fail with.

use crate::error::Fault;
use crate::frameworks::server_fn::{self, Framework};
use crate::public::{ProblemType, problem};
use crate::request::scope;
use ::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use ::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use bytes::Bytes;

/// The error of a server function of leptos.
///
/// `server_fn::ServerFnError` takes any error by `?`, and sends its `Display`. A server function that fails with this
/// instead does not compile with an error of another crate.
///
/// ```
/// use secure_error::frameworks::leptos::ServerFnFault;
/// use secure_error::{ResultExt, SecureError};
///
/// #[derive(SecureError)]
/// #[secure_error(leptos)]
/// enum DeskError {
///     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
///     #[internal("no account {account}")]
///     NoAccount { account: u64 },
/// }
///
/// // With `#[server]`.
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
/// # use secure_error::frameworks::leptos::ServerFnFault;
/// async fn owners() -> Result<String, ServerFnFault> {
///     Ok(std::fs::read_to_string("/srv/owners.csv")?)
/// }
/// ```
///
/// Behind a [`SecureErrorLayer`](crate::SecureErrorLayer) its response has the status and the headers of the error; without
/// one, leptos sends all errors with status 500. The body is the same: problem details.
///
/// What leptos itself says about a request (arguments that cannot be read, middleware that fails) becomes a constant,
/// and its text goes to the log.
pub type ServerFnFault = server_fn::ServerFnFaultOf<Leptos>;

/// Server functions of leptos.
#[derive(Debug)]
#[non_exhaustive]
pub struct Leptos;

/// How a [`ServerFnFault`] is sent: `application/problem+json`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ProblemEncoding;

/// leptos responds where the request is polled.
impl Framework for Leptos {
    fn within_request<R>(run: impl FnOnce() -> R) -> R {
        run()
    }
}

server_fn::sources!(Leptos);

impl FromServerFnError for ServerFnFault {
    type Encoder = ProblemEncoding;

    #[track_caller]
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::of(Fault::problem_with(problem_for(&error), error))
    }

    /// A body that is not problem details becomes an internal error. It is not kept: it may be a page of any origin.
    fn de(body: Bytes) -> Self {
        Self::received(&body)
            .unwrap_or_else(|| Self::of(Fault::internal("the response of the server was not problem details")))
    }
}

/// What `leptos_axum::extract` and the like fail with.
impl From<ServerFnErrorErr> for ServerFnFault {
    #[track_caller]
    fn from(error: ServerFnErrorErr) -> Self {
        Self::from_server_fn_error(error)
    }
}

/// The public response for a failure of leptos itself. Which side has failed is not always known.
fn problem_for(error: &ServerFnErrorErr) -> &'static ProblemType {
    match error {
        ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
            &problem::BAD_REQUEST
        }
        // A client that is no WebSocket, as the server sees it; a server that is not there, as the client does.
        ServerFnErrorErr::Request(_) if scope::current().is_some() => &problem::BAD_REQUEST,
        ServerFnErrorErr::Request(_) => &problem::SERVICE_UNAVAILABLE,
        _ => &problem::INTERNAL_ERROR,
    }
}

impl ContentType for ProblemEncoding {
    const CONTENT_TYPE: &'static str = "application/problem+json";
}

impl FormatType for ProblemEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<ServerFnFault> for ProblemEncoding {
    type Error = serde_json::Error;

    fn encode(fault: &ServerFnFault) -> Result<Bytes, Self::Error> {
        match fault.issue() {
            Some(entry) => Ok(entry.issued(&entry.id()).into_owned().body.into()),
            None => serde_json::to_vec(fault).map(Bytes::from),
        }
    }
}

impl Decodes<ServerFnFault> for ProblemEncoding {
    type Error = NoProblemDetails;

    fn decode(body: Bytes) -> Result<ServerFnFault, Self::Error> {
        ServerFnFault::received(&body).ok_or(NoProblemDetails)
    }
}

/// Bytes that are not the problem details of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoProblemDetails;

impl std::fmt::Display for NoProblemDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not the problem details of an error")
    }
}

impl std::error::Error for NoProblemDetails {}
