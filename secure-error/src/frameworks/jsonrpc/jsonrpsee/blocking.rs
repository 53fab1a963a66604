//! Methods on threads of their own.

use super::layer::InCall;
use super::object::object;
use crate::panics::caught;
use http::Extensions;
use jsonrpsee_core::server::{IntoResponse, ResponsePayload};
use jsonrpsee_types::Params;
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
        let Some(InCall(call)) = extensions.get::<InCall>().cloned() else {
            return method(params, context, extensions).into_response();
        };
        call.within(|| {
            // What makes an error object of an error runs here too.
            caught(|| method(params, context, extensions).into_response())
                .unwrap_or_else(|panic| ResponsePayload::error(object(call.caught(&panic))))
        })
    }
}
