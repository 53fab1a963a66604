//! An error that no `SecureError` made becomes what its code alone says.

use super::error::{data, key, result, result_key, result_of};
use crate::frameworks::jsonrpc::{self, Outgoing, RpcError, Sealed};
use crate::public::problem;
use crate::request::ledger::Entry;
use rmcp::ErrorData;
use rmcp::model::{
    CallToolResult, ClientCapabilities, ErrorCode, GetTaskResult, JsonObject, ProtocolVersion, TaskPayload,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// The text of rmcp for an unknown tool. It is a constant, and a model has to know.
const NO_SUCH_TOOL: &str = "tool not found";

/// The client of a call, as far as it is known.
pub(super) struct Client<'a> {
    pub(super) call: &'a jsonrpc::Call,
    /// The version of the protocol that the client asks for.
    pub(super) version: Option<ProtocolVersion>,
    /// Those that the service can speak.
    pub(super) versions: &'a [ProtocolVersion],
}

impl Client<'_> {
    /// A protocol error as clients may see it, and what was sent. Its record is written.
    pub(super) fn error(&self, error: ErrorData) -> (ErrorData, Arc<Entry>) {
        let sealed = sealed(&error);
        let key = key(&error);
        let (outgoing, entry) = self
            .call
            .send(key.as_deref(), code_of(&error), &sealed, || error.to_string());
        let error = match outgoing {
            Outgoing::AsItIs => error,
            Outgoing::Again(body) => {
                let again = serde_json::from_slice(&body);
                again.unwrap_or_else(|_| data(self.call.instead(&sealed)))
            }
            Outgoing::Instead(instead) => self.instead(&error, &sealed, instead),
        };
        (error, entry)
    }

    /// What is sent instead of an error of others.
    pub(super) fn instead(&self, error: &ErrorData, sealed: &Sealed, instead: RpcError) -> ErrorData {
        self.negotiation(error).unwrap_or_else(|| {
            let instead = data(instead);
            match sealed.named {
                Some(_) => ErrorData {
                    code: error.code,
                    ..instead
                },
                None => instead,
            }
        })
    }

    /// The result of a tool, which may have failed.
    pub(super) fn result(&self, found: CallToolResult) -> CallToolResult {
        if found.is_error != Some(true) {
            return found;
        }
        let text = found.content.iter().filter_map(|block| block.as_text());
        let text = text.map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n");
        let (code, sealed) = match Sealed::predefined(jsonrpc::INVALID_PARAMS) {
            Some(sealed) if text.starts_with(BAD_ARGUMENTS) => (jsonrpc::INVALID_PARAMS, sealed),
            _ => (jsonrpc::INTERNAL_ERROR, Sealed::INTERNAL),
        };
        let key = result_key(&found);
        let mut instead = match self.call.send(key.as_deref(), code, &sealed, || text).0 {
            Outgoing::AsItIs => return found,
            Outgoing::Again(key) => result_of(&key).unwrap_or_else(|| result(self.call.instead(&sealed))),
            Outgoing::Instead(error) => result(error),
        };
        // Which clients know it, rmcp has decided.
        instead.result_type = found.result_type;
        instead
    }

    /// A task, which may have failed as a request or as a tool.
    pub(super) fn task(&self, mut found: GetTaskResult) -> GetTaskResult {
        match &mut found.task.payload {
            TaskPayload::Failed { error } => {
                let foreign = ErrorData::internal_error("the error of a task cannot be read", None);
                let was = read(error).unwrap_or(foreign);
                *error = written(&self.error(was).0);
            }
            TaskPayload::Completed { result } if result.get("isError") == Some(&Value::Bool(true)) => {
                let was = read(result).unwrap_or_else(|| CallToolResult::error(Vec::new()));
                *result = written(&self.result(was));
            }
            _ => {}
        }
        found
    }

    /// Errors by which a client learns how to speak with the service. They are made anew of what may be said.
    fn negotiation(&self, error: &ErrorData) -> Option<ErrorData> {
        match error.code {
            ErrorCode::UNSUPPORTED_PROTOCOL_VERSION => {
                let requested = self.version.clone()?;
                Some(ErrorData::unsupported_protocol_version(requested, self.versions))
            }
            ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY => {
                let required = names(error.data.as_ref()?.get("requiredCapabilities")?, 2);
                let required: ClientCapabilities = serde_json::from_value(required).ok()?;
                Some(ErrorData::missing_required_client_capability(required))
            }
            _ => None,
        }
    }
}

/// The names of capabilities without their settings, which may say anything.
fn names(capabilities: &Value, depth: u8) -> Value {
    const MOST: usize = 128;
    let is_name = |name: &str| {
        let is_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
        name.len() <= MOST && name.bytes().all(is_of_a_name)
    };
    match (capabilities, depth.checked_sub(1)) {
        (Value::Object(members), Some(depth)) => {
            let named = members
                .iter()
                .filter(|(name, value)| is_name(name) && (value.is_object() || value.is_boolean()));
            Value::Object(named.map(|(name, value)| (name.clone(), names(value, depth))).collect())
        }
        (Value::Bool(is), _) => Value::Bool(*is),
        _ => Value::Object(JsonObject::new()),
    }
}

fn read<T: DeserializeOwned>(object: &JsonObject) -> Option<T> {
    serde_json::from_value(Value::Object(object.clone())).ok()
}

fn written(value: &impl Serialize) -> JsonObject {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => JsonObject::new(),
    }
}

/// How rmcp begins what it tells the model about arguments that cannot be read.
const BAD_ARGUMENTS: &str = "failed to deserialize parameters:";

/// The code that a status would have.
fn code_of(error: &ErrorData) -> i32 {
    match error.code {
        ErrorCode::RESOURCE_NOT_FOUND => jsonrpc::NOT_FOUND,
        ErrorCode(code) => code,
    }
}

/// What is said instead of an error with this code.
pub(super) fn sealed(error: &ErrorData) -> Sealed {
    let (problem, meaning) = match error.code {
        ErrorCode::INVALID_PARAMS if error.message == NO_SUCH_TOOL => (&problem::NOT_FOUND, "Tool not found"),
        ErrorCode::RESOURCE_NOT_FOUND => (&problem::NOT_FOUND, "Resource not found"),
        ErrorCode::HEADER_MISMATCH => (&problem::BAD_REQUEST, "Header mismatch"),
        ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY => (&problem::BAD_REQUEST, "Missing required client capability"),
        ErrorCode::UNSUPPORTED_PROTOCOL_VERSION => (&problem::BAD_REQUEST, "Unsupported protocol version"),
        ErrorCode(code) => return Sealed::predefined(code).unwrap_or(Sealed::INTERNAL),
    };
    Sealed::named(problem, error.code.0, meaning)
}
