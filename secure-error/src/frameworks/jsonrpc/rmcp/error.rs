//! Errors of ours.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::jsonrpc::{self, By, RpcError};
use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock, ErrorCode};

/// The protocol error of an error, after its report went to the log under the id that is in its `data`.
///
/// It is what `From` does, for a [`SecureError`](crate::SecureError) that has no `#[secure_error(rmcp)]`.
#[must_use]
pub fn error_data(error: &(impl AsSecure + ?Sized)) -> ErrorData {
    let data = data(jsonrpc::answer(error));
    note(key(&data), By::PublicFace);
    data
}

/// The result of a tool that failed, after its report went to the log under the id that is in it.
///
/// It is what a tool answers that returns a `Result` with an error of `#[secure_error(rmcp)]`, or a [`Fault`].
#[must_use]
pub fn tool_result(error: &(impl AsSecure + ?Sized)) -> CallToolResult {
    let result = result(jsonrpc::answer(error));
    note(result_key(&result), By::PublicFace);
    result
}

/// Says that the result of a tool that failed is meant for clients although no [`SecureError`](crate::SecureError) made it.
/// Whoever calls this vouches for every byte.
///
/// It holds for one answer: a [`SecureServerHandler`](super::SecureServerHandler) passes it on as it is, and logs that.
///
/// ```
/// use rmcp::model::{CallToolResult, ContentBlock};
/// use secure_error::frameworks::rmcp::pass_through;
///
/// let result = pass_through(CallToolResult::error(vec![ContentBlock::text("no rows match")]));
/// ```
#[must_use]
pub fn pass_through(result: CallToolResult) -> CallToolResult {
    note(result_key(&result), By::Voucher);
    result
}

pub(super) fn data(error: RpcError) -> ErrorData {
    // What MCP has for it.
    const NOT_FOUND: i32 = -32014;
    let code = match error.code {
        NOT_FOUND => ErrorCode::RESOURCE_NOT_FOUND,
        code => ErrorCode(code),
    };
    ErrorData::new(code, error.message, serde_json::from_str(&error.data).ok())
}

pub(super) fn result(error: RpcError) -> CallToolResult {
    CallToolResult::error([error.message, error.data].map(ContentBlock::text).into())
}

/// How a protocol error is recognised: as it is sent, but for the code, of which rmcp may make another.
pub(super) fn key(error: &ErrorData) -> Option<String> {
    serde_json::to_string(&(&error.message, &error.data)).ok()
}

/// The same for the result of a tool.
pub(super) fn result_key(result: &CallToolResult) -> Option<String> {
    serde_json::to_string(&(&result.content, &result.structured_content, &result.meta)).ok()
}

fn note(key: Option<String>, by: By) {
    if let Some(key) = key {
        jsonrpc::note(&key, by);
    }
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
