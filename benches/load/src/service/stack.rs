//! What is around the routes.

use axum::Router;
use axum::extract::Request;
use secure_error::SecureErrorLayer;
use std::fmt;
use std::str::FromStr;
use tower::ServiceBuilder;
use tower::layer::util::Identity;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

/// Layers around a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stack {
    /// Nothing.
    Bare,
    /// A layer that does nothing: what axum itself needs for any layer.
    Empty,
    /// `SecureErrorLayer`.
    SecureError,
    /// The request ids, traces and panic handler of tower-http with their defaults. At level `INFO` it logs answers of
    /// 500 and above, without their ids, and no others.
    TowerHttp,
    /// The same with a span that has the id and a record for every answer: the least that tells an operator, as
    /// secure-error does, which request failed with which status.
    TowerHttpLogged,
}

impl Stack {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Bare,
        Self::Empty,
        Self::SecureError,
        Self::TowerHttp,
        Self::TowerHttpLogged,
    ];

    /// What the command line and tables call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Empty => "empty",
            Self::SecureError => "secure-error",
            Self::TowerHttp => "tower-http",
            Self::TowerHttpLogged => "tower-http-logged",
        }
    }

    /// Puts the layers around the routes.
    pub fn around(self, routes: Router) -> Router {
        match self {
            Self::Bare => routes,
            Self::Empty => routes.layer(Identity::new()),
            Self::SecureError => routes.layer(SecureErrorLayer::new()),
            Self::TowerHttp => routes.layer(
                ServiceBuilder::new()
                    .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                    .layer(TraceLayer::new_for_http())
                    .layer(PropagateRequestIdLayer::x_request_id())
                    .layer(CatchPanicLayer::new()),
            ),
            Self::TowerHttpLogged => routes.layer(
                ServiceBuilder::new()
                    .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                    .layer(
                        TraceLayer::new_for_http()
                            .make_span_with(span)
                            .on_response(DefaultOnResponse::new().level(Level::INFO)),
                    )
                    .layer(PropagateRequestIdLayer::x_request_id())
                    .layer(CatchPanicLayer::new()),
            ),
        }
    }
}

fn span(request: &Request) -> Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    tracing::info_span!("request", request_id = id)
}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Stack {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|stack| stack.name() == name)
            .ok_or_else(|| format!("no such stack; there are {names}"))
    }
}
