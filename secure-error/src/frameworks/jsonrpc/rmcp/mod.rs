//! rmcp 3, the Rust SDK of the Model Context Protocol (feature `rmcp`, Rust 1.88): errors as results of tools and as protocol
//! errors, and what seals those of others. What a tool says ends up in the context of a model.
//!
//! [`SecureServerHandler`] goes around a `ServerHandler`. Each request has an id, each failed one is logged once, and errors that
//! no [`SecureError`](crate::SecureError) made are replaced by what their code alone says.
//!
//! ```ignore
//! use rmcp::{ServerHandler, tool, tool_router};
//! use secure_error::SecureError;
//! use secure_error::frameworks::rmcp::SecureServerHandler;
//!
//! #[derive(SecureError)]
//! #[secure_error(rmcp)]
//! enum DeskError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     NoAccount,
//! }
//!
//! struct Desk;
//!
//! #[tool_router(server_handler)]
//! impl Desk {
//!     #[tool(description = "Who owns the account")]
//!     async fn owner(&self) -> Result<String, DeskError> {
//!         Err(DeskError::NoAccount)
//!     }
//! }
//!
//! let service = SecureServerHandler::new(Desk); // `.serve(transport)`, or for a `StreamableHttpService`
//! ```
//!
//! # What an error is
//!
//! Of a tool that returns `Result<_, DeskError>` it is a result with `isError: true`, which is what MCP asks for: a client
//! shows it to the model. Its content is two texts: the public message, and a JSON object with `code`, `status` and
//! `request_id`, then `type` and `retry_after` if there are any, then the public parameters, and `errors` with the
//! violations. There is no `structuredContent`: that has to be what the output schema of the tool promises.
//!
//! Everywhere else (`?` in a function that returns `ErrorData`) it is a protocol error, with that object as its `data`. Its
//! code follows from the status:
//!
//! | status | code |
//! |---|---|
//! | 400, 422 | -32602, invalid params |
//! | 401, 407 | -32012 |
//! | 403, 451 | -32013 |
//! | 404, 410 | -32002, resource not found, of which rmcp makes -32602 for clients of MCP 2026-07-28 |
//! | 409, 412, 428 | -32015 |
//! | 429 | -32016 |
//! | any other 4xx | -32019 |
//! | 5xx | -32603, internal error |

mod error;
mod hint;
mod http;
mod seal;
mod service;

pub use error::{error_data, pass_through, tool_result};
pub use http::{SecureHttpFuture, SecureHttpLayer, SecureHttpService};
pub use service::SecureServerHandler;

/// `impl From<…> for ErrorData` and `impl IntoCallToolResult` for a type with `#[secure_error(rmcp)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_rmcp {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::convert::From<$type>
            for $crate::__private::rmcp::ErrorData $($bounds)*
        {
            fn from(error: $type) -> Self {
                $crate::__private::error_data(&error)
            }
        }

        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::rmcp::handler::server::tool::IntoCallToolResult for $type $($bounds)* {
            fn into_call_tool_result(
                self,
            ) -> $crate::__private::core::result::Result<
                $crate::__private::rmcp::model::CallToolResponse,
                $crate::__private::rmcp::ErrorData,
            > {
                $crate::__private::core::result::Result::Ok(
                    $crate::__private::core::convert::From::from($crate::__private::tool_result(&self))
                )
            }
        }
    };
}
