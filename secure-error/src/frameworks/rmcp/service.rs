//! The service that goes around another.

use super::error::{data, result};
use super::seal::Call;
use crate::boundary::{Passage, SecureErrorLayer};
use crate::frameworks::jsonrpc::{self, Made, RpcError, Sealed};
use http::{HeaderMap, Method, request::Parts};
use rmcp::model::{ClientNotification, ClientRequest, ProtocolVersion, ServerConfig, ServerResult};
use rmcp::service::{NotificationContext, RequestContext};
use rmcp::{ErrorData, RoleServer, Service};
use std::borrow::Cow;

/// Goes around a `ServerHandler`, or any other service of rmcp, and makes it safe.
///
/// - Every request has an id, which is in its error and in the log.
/// - Every failed request is logged once, with the method and the tool that was called.
/// - Errors that no [`SecureError`](crate::SecureError) made (text that a tool returns as its error, arguments that cannot be
///   read) are replaced by what their code alone says, and their text goes to the log. A tool vouches for a text of its own
///   by [`vouched`](super::vouched).
/// - A panic of a tool is answered by a result with `isError: true`, any other one with -32603; without the service nobody
///   answers. Its message goes to the log, with its location if there is a [`PanicHook`](crate::PanicHook).
///
/// Over HTTP the id of the HTTP request (`x-request-id`) and its `traceparent` are in the log beside the id. A
/// [`SecureErrorLayer`](crate::SecureErrorLayer) around the `StreamableHttpService` seals what that refuses by itself.
///
/// What the service cannot see: a client that goes before the answer is there, `tasks/get` of a task that the handler runs
/// by itself, and the log of rmcp, which has whole requests in it at `debug`.
#[derive(Debug, Clone)]
pub struct SecureService<S>(S);

impl<S> SecureService<S> {
    /// Around `inner`.
    pub fn new(inner: S) -> Self {
        jsonrpc::look_at_errors();
        Self(inner)
    }
}

impl<S: Service<RoleServer>> Service<RoleServer> for SecureService<S> {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let passage = open(&context);
        let method = name(&request);
        let version = match &request {
            ClientRequest::InitializeRequest(request) => Some(request.params.protocol_version.clone()),
            _ => context.meta.protocol_version(),
        };
        let is_tool = matches!(request, ClientRequest::CallToolRequest(_));
        let outcome = passage.run(|| self.0.handle_request(request, context)).await;
        passage.within(|| {
            let versions = self.0.supported_protocol_versions();
            let call = Call {
                passage: &passage,
                method: &method,
                version,
                versions: &versions,
            };
            match outcome {
                Ok(Ok(ServerResult::CallToolResult(found))) => Ok(ServerResult::CallToolResult(call.result(found))),
                Ok(Ok(other)) => Ok(other),
                Ok(Err(error)) => Err(call.error(error)),
                Err(panic) => {
                    passage.call_panicked(&panic, &method);
                    let error = RpcError::instead(&Sealed::INTERNAL, &passage.request_id());
                    if is_tool {
                        Ok(ServerResult::CallToolResult(result(error)))
                    } else {
                        Err(data(error))
                    }
                }
            }
        })
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let passage = Passage::open(&SecureErrorLayer::new(), &Method::POST, &HeaderMap::new());
        let outcome = passage.run(|| self.0.handle_notification(notification, context)).await;
        // Nobody is answered.
        outcome.unwrap_or_else(|panic| {
            passage.call_panicked(&panic, "notification");
            Ok(())
        })
    }

    fn get_info(&self) -> ServerConfig {
        self.0.get_info()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        self.0.supported_protocol_versions()
    }
}

/// The context of one request. The HTTP request that carries it is another one, with a name of its own.
fn open(context: &RequestContext<RoleServer>) -> Passage {
    let layer = SecureErrorLayer::new();
    let leave = |left: &mut http::Extensions| {
        left.insert(Made::default());
    };
    match context.extensions.get::<Parts>() {
        Some(parts) => Passage::open_with(&layer, &Method::POST, &parts.headers, leave),
        None => Passage::open_with(&layer, &Method::POST, &HeaderMap::new(), leave),
    }
}

/// For operators.
fn name(request: &ClientRequest) -> String {
    match request {
        ClientRequest::CallToolRequest(call) => format!("{} {}", request.method(), call.params.name),
        _ => request.method().to_owned(),
    }
}
