//! Errors of ours.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::jsonrpc::{self, RpcError};
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ErrorCode};

/// The protocol error of an error. Its record is written under the id that is in its `data` when it is sent; where there is no
/// [`SecureServerHandler`](super::SecureServerHandler), at once.
///
/// It is what `From` does, for a [`SecureError`](crate::SecureError) that has no `#[secure_error(rmcp)]`.
#[must_use]
pub fn error_data(error: &(impl AsSecure + ?Sized)) -> ErrorData {
    jsonrpc::entered(error, |error| {
        let data = data(error);
        let key = key(&data);
        (data, key)
    })
}

/// The result of a tool that failed. Its record is written under the id that is in it, like that of [`error_data`].
///
/// It is the result of a tool that returns a `Result` with an error of `#[secure_error(rmcp)]`, or a [`Fault`].
#[must_use]
pub fn tool_result(error: &(impl AsSecure + ?Sized)) -> CallToolResult {
    jsonrpc::entered(error, |error| {
        let result = result(error);
        let key = result_key(&result);
        (result, key)
    })
}

/// Says that the result of a tool that failed is meant for clients although no [`SecureError`](crate::SecureError) made it.
/// The caller vouches for every byte.
///
/// A [`SecureServerHandler`](super::SecureServerHandler) passes a result of these bytes on as it is, and logs that.
///
/// ```
/// use rmcp::model::{CallToolResult, ContentBlock};
/// use secure_error::frameworks::rmcp::pass_through;
///
/// let result = pass_through(CallToolResult::error(vec![ContentBlock::text("no rows match")]));
/// ```
#[must_use]
pub fn pass_through(result: CallToolResult) -> CallToolResult {
    jsonrpc::vouched(result_key(&result));
    result
}

pub(super) fn data(error: RpcError) -> ErrorData {
    let code = match error.code {
        // What MCP has for it.
        jsonrpc::NOT_FOUND => ErrorCode::RESOURCE_NOT_FOUND,
        code => ErrorCode(code),
    };
    ErrorData::new(code, error.message, serde_json::from_str(&error.data).ok())
}

pub(super) fn result(error: RpcError) -> CallToolResult {
    CallToolResult::error([error.message, error.data].map(ContentBlock::text).into())
}

/// How a protocol error is found again: as it is sent.
pub(super) fn key(error: &ErrorData) -> Option<Vec<u8>> {
    serde_json::to_vec(error).ok()
}

/// The same for the result of a tool, without what rmcp adds to it.
pub(super) fn result_key(result: &CallToolResult) -> Option<Vec<u8>> {
    serde_json::to_vec(&(&result.content, &result.structured_content, &result.meta)).ok()
}

/// The result of these bytes.
pub(super) fn result_of(key: &[u8]) -> Option<CallToolResult> {
    let (content, structured, meta) = serde_json::from_slice(key).ok()?;
    let mut result = CallToolResult::error(content);
    (result.structured_content, result.meta) = (structured, meta);
    Some(result)
}

impl From<Fault> for ErrorData {
    fn from(fault: Fault) -> Self {
        error_data(&fault)
    }
}

impl IntoCallToolResult for Fault {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        Ok(tool_result(&self).into())
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> From<crate::work::transaction::TransactionError<E>> for ErrorData {
    fn from(error: crate::work::transaction::TransactionError<E>) -> Self {
        error_data(&error)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> IntoCallToolResult for crate::work::transaction::TransactionError<E> {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        Ok(tool_result(&self).into())
    }
}
