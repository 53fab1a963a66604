//! Methods on threads of their own.

use super::layer::InCall;
use super::object::object;
use crate::panics::caught;
use http::Extensions;
use jsonrpsee_core::server::{IntoResponse, ResponsePayload};
use jsonrpsee_types::{ErrorObjectOwned, Params};
use std::sync::Arc;

/// A blocking method that belongs to its call, for `RpcModule::register_blocking_method`: its errors and panics have the id
/// of the call, and each one record. jsonrpsee runs such a method on another thread, which knows nothing of the call, and
/// says of a panic there that something has failed.
///
/// ```
/// # use jsonrpsee_core::RegisterMethodError;
/// # use jsonrpsee_core::server::RpcModule;
/// use secure_error::frameworks::jsonrpsee::blocking;
/// use secure_error::{Fault, ResultExt};
///
/// # fn register(module: &mut RpcModule<()>) -> Result<(), RegisterMethodError> {
/// module.register_blocking_method("statement", blocking(|_, _, _| -> Result<String, Fault> {
///     std::fs::read_to_string("/srv/statements/7.csv").or_internal()
/// }))?;
/// # Ok(())
/// # }
/// ```
pub fn blocking<C, R: IntoResponse<Output: 'static>>(
    method: impl Fn(Params<'_>, Arc<C>, Extensions) -> R + Clone + Send + Sync + 'static,
) -> impl Fn(Params<'_>, Arc<C>, Extensions) -> ResponsePayload<'static, R::Output> + Clone + Send + Sync + 'static {
    move |params, context, extensions| {
        let call = extensions.get::<InCall>().cloned();
        // What makes an error object of an error runs here too.
        run(call, || method(params, context, extensions).into_response()).unwrap_or_else(ResponsePayload::error)
    }
}

/// The same for a blocking method of `#[rpc]`, which has no closure to wrap: let the macro pass the extensions.
///
/// ```ignore
/// use jsonrpsee::types::ErrorObjectOwned;
/// use jsonrpsee::{Extensions, proc_macros::rpc};
/// use secure_error::frameworks::jsonrpsee::within_call;
/// use secure_error::{Fault, ResultExt};
///
/// #[rpc(server)]
/// trait Desk {
///     #[method(name = "statement", blocking, with_extensions)]
///     fn statement(&self) -> Result<String, ErrorObjectOwned>;
/// }
///
/// struct Files;
///
/// impl DeskServer for Files {
///     fn statement(&self, extensions: &Extensions) -> Result<String, ErrorObjectOwned> {
///         within_call(extensions, || -> Result<_, Fault> {
///             std::fs::read_to_string("/srv/statements/7.csv").or_internal()
///         })
///     }
/// }
/// ```
///
/// # Errors
/// The error of `work`, or that of its panic.
pub fn within_call<T, E>(extensions: &Extensions, work: impl FnOnce() -> Result<T, E>) -> Result<T, ErrorObjectOwned>
where
    ErrorObjectOwned: From<E>,
{
    run(extensions.get::<InCall>().cloned(), || {
        work().map_err(ErrorObjectOwned::from)
    })?
}

/// Runs a method within its call, if that is known.
fn run<R>(call: Option<InCall>, method: impl FnOnce() -> R) -> Result<R, ErrorObjectOwned> {
    let Some(InCall(call)) = call else {
        return Ok(method());
    };
    call.within(|| caught(method).map_err(|panic| object(call.caught(&panic))))
}
