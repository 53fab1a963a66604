//! jsonrpsee 0.26 (feature `jsonrpsee`, Rust 1.87): errors as error objects, and what seals those of others.
//!
//! [`SecureRpcLayer`] is the boundary of an RPC server: each call has an id, each failed call is logged once, and error
//! objects that no [`SecureError`](crate::SecureError) made are replaced by what their code alone says.
//! [`seal_subscriptions`] does the same for what subscriptions send by themselves, past every middleware.
//! [`SecureErrorLayer`](crate::SecureErrorLayer), as HTTP middleware, does it for what is refused before there is a call.
//!
//! ```ignore
//! use jsonrpsee::RpcModule;
//! use jsonrpsee::server::Server;
//! use jsonrpsee::server::middleware::rpc::RpcServiceBuilder;
//! use secure_error::frameworks::jsonrpsee::{SecureRpcLayer, seal_subscriptions};
//! use secure_error::{SecureError, SecureErrorLayer};
//!
//! #[derive(SecureError)]
//! #[secure_error(jsonrpsee)]
//! enum DeskError {
//!     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
//!     NoAccount,
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let mut module = RpcModule::new(());
//! module.register_method("owner", |_, _, _| Err::<(), _>(DeskError::NoAccount))?;
//! let server = Server::builder()
//!     .set_rpc_middleware(RpcServiceBuilder::new().layer(SecureRpcLayer::new()))
//!     .set_http_middleware(tower::ServiceBuilder::new().layer(SecureErrorLayer::new()))
//!     .build("127.0.0.1:0")
//!     .await?;
//! server.start(seal_subscriptions(module)?).stopped().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What an error is
//!
//! `message` is the public message. `data` has `code`, `status` and `request_id`, then `type` and `retry_after` if there
//! are any, then the public parameters, and `errors` with the violations. The code of the error object follows from the
//! status:
//!
//! | status | code |
//! |---|---|
//! | 400, 422 | -32602, invalid params |
//! | 401, 407 | -32012 |
//! | 403, 451 | -32013 |
//! | 404, 410 | -32014 |
//! | 409, 412, 428 | -32015 |
//! | 429 | -32016 |
//! | any other 4xx | -32019 |
//! | 5xx | -32603, internal error |
//!
//! A code that is predefined (JSON-RPC 2.0 section 5.1) or jsonrpsee's own stays when a foreign error is replaced, with its
//! meaning as the message. Any other foreign code becomes -32603.

mod blocking;
mod layer;
mod limit;
mod object;
mod seal;
mod subscription;

pub use blocking::{blocking, within_call};
pub use layer::{SecureRpcLayer, SecureRpcService};
pub use object::{error_object, pass_through};
pub use subscription::{close, seal_subscriptions};

/// `impl From<…> for ErrorObjectOwned` for a type with `#[secure_error(jsonrpsee)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_jsonrpsee {
    (($($attributes:tt)*) ($($generics:tt)*) ($type:ty) ($($bounds:tt)*)) => {
        $($attributes)*
        #[automatically_derived]
        impl $($generics)* $crate::__private::core::convert::From<$type>
            for $crate::__private::jsonrpsee_types::ErrorObjectOwned $($bounds)*
        {
            fn from(error: $type) -> Self {
                $crate::__private::error_object(&error)
            }
        }
    };
}
