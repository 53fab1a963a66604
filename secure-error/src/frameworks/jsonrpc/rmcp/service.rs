//! The handler that goes around another.

use super::error::{data, result};
use super::http::Slot;
use super::seal::Client;
use crate::frameworks::jsonrpc;
use crate::panics::Panic;
use crate::request::unwind::contained;
use http::{HeaderMap, request::Parts};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, CancelledNotificationParam, CompleteRequestParams,
    CompleteResult, CustomNotification, CustomRequest, CustomResult, DiscoverResult, GetPromptRequestParams,
    GetPromptResponse, GetSkillRequestParams, GetSkillResult, GetTaskParams, GetTaskResult, InitializeRequestParams,
    InitializeResult, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListSkillsResult,
    ListToolsResult, PaginatedRequestParams, ProgressNotificationParam, ProtocolVersion,
    ReadResourceDirectoryRequestParams, ReadResourceDirectoryResult, ReadResourceRequestParams, ReadResourceResponse,
    ServerConfig, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams, UpdateTaskParams,
    validate_skills,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

/// Goes around a `ServerHandler` and makes it safe, for any transport.
///
/// - Every request has an id, which is in its error and in the log.
/// - Every failed request is logged once, when its response is sent. One that succeeds in the end leaves no record.
/// - Errors that no [`SecureError`](crate::SecureError) made (text that a tool returns as its error, arguments that cannot be
///   read) are replaced by what their code alone says, and their text goes to the log, with the method and the tool that was
///   called. A tool vouches for a text of its own by [`pass_through`](super::pass_through).
/// - A panic of a tool is a result with `isError: true`, any other one a -32603; without the service there is no response.
///   Its message goes to the log, with its location if there is a [`PanicHook`](crate::PanicHook).
///
/// Over HTTP the id of the HTTP request (`x-request-id`) and its `traceparent` are in the log beside the id.
///
/// What it cannot see: what rmcp refuses before the handler is asked (its texts repeat what the client has sent; over HTTP
/// [`SecureHttpLayer`](super::SecureHttpLayer) seals them), a client that goes before the response is there, and the log of
/// rmcp, which has whole requests in it at `debug`. It hands on the methods that a `ServerHandler` of rmcp 3.11 has.
#[derive(Debug, Clone)]
pub struct SecureServerHandler<H>(H);

impl<H> SecureServerHandler<H> {
    /// Around `handler`.
    pub const fn new(handler: H) -> Self {
        Self(handler)
    }
}

/// Requests, as `method: name(params) -> result`.
macro_rules! requests {
    ($($(#[$attribute:meta])* $method:literal: $name:ident($($request:ty)?) -> $result:ty;)*) => {$(
        requests!(@one ($(#[$attribute])*) $method $name ($($request)?) $result);
    )*};
    (@one ($($attribute:tt)*) $method:literal $name:ident () $result:ty) => {
        $($attribute)*
        async fn $name(&self, context: RequestContext<RoleServer>) -> Result<$result, ErrorData> {
            self.ask(Asked::by(&context, $method), || self.0.$name(context)).await
        }
    };
    (@one ($($attribute:tt)*) $method:literal $name:ident ($request:ty) $result:ty) => {
        $($attribute)*
        async fn $name(&self, request: $request, context: RequestContext<RoleServer>) -> Result<$result, ErrorData> {
            self.ask(Asked::by(&context, $method), || self.0.$name(request, context)).await
        }
    };
}

/// Notifications, which have no response.
macro_rules! notifications {
    ($($method:literal: $name:ident($($notification:ty)?);)*) => {$(
        notifications!(@one $method $name ($($notification)?));
    )*};
    (@one $method:literal $name:ident ()) => {
        async fn $name(&self, context: NotificationContext<RoleServer>) {
            noticed($method, || self.0.$name(context)).await;
        }
    };
    (@one $method:literal $name:ident ($notification:ty)) => {
        async fn $name(&self, notification: $notification, context: NotificationContext<RoleServer>) {
            noticed($method, || self.0.$name(notification, context)).await;
        }
    };
}

impl<H: ServerHandler> ServerHandler for SecureServerHandler<H> {
    requests! {
        "ping": ping() -> ();
        "server/discover": discover() -> DiscoverResult;
        "completion/complete": complete(CompleteRequestParams) -> CompleteResult;
        #[expect(deprecated, reason = "clients may use it still")]
        "logging/setLevel": set_level(rmcp::model::SetLevelRequestParams) -> ();
        "prompts/get": get_prompt(GetPromptRequestParams) -> GetPromptResponse;
        "prompts/list": list_prompts(Option<PaginatedRequestParams>) -> ListPromptsResult;
        "resources/list": list_resources(Option<PaginatedRequestParams>) -> ListResourcesResult;
        "resources/templates/list":
            list_resource_templates(Option<PaginatedRequestParams>) -> ListResourceTemplatesResult;
        "resources/read": read_resource(ReadResourceRequestParams) -> ReadResourceResponse;
        #[expect(deprecated, reason = "clients may use it still")]
        "resources/subscribe": subscribe(SubscribeRequestParams) -> ();
        #[expect(deprecated, reason = "clients may use it still")]
        "resources/unsubscribe": unsubscribe(UnsubscribeRequestParams) -> ();
        "tools/list": list_tools(Option<PaginatedRequestParams>) -> ListToolsResult;
        "tasks/update": update_task(UpdateTaskParams) -> ();
        "tasks/cancel": cancel_task(CancelTaskParams) -> ();
        "resources/directory/read":
            read_resource_directory(ReadResourceDirectoryRequestParams) -> ReadResourceDirectoryResult;
    }

    notifications! {
        "notifications/cancelled": on_cancelled(CancelledNotificationParam);
        "notifications/progress": on_progress(ProgressNotificationParam);
        "notifications/initialized": on_initialized();
        "notifications/roots/list_changed": on_roots_list_changed();
        "notification": on_custom_notification(CustomNotification);
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        let asked = Asked {
            version: Some(request.protocol_version.clone()),
            ..Asked::by(&context, "initialize")
        };
        self.ask(asked, || self.0.initialize(request, context)).await
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        // Its name only if there is such a tool: the client may invent one.
        let tool = contained(|| self.0.get_tool(&request.name)).flatten();
        let method = tool.map_or("tools/call".into(), |tool| format!("tools/call {}", tool.name));
        let asked = Asked::by(&context, method);
        let outcome = asked.call.run(|| self.0.call_tool(request, context)).await;
        let outcome = match outcome {
            Ok(Ok(CallToolResponse::Complete(found))) => {
                return asked.end(&self.0, |client| Ok(client.result(found).into()));
            }
            Err(panic) => return asked.end(&self.0, |client| Ok(result(client.call.panicked(&panic).0).into())),
            other => other,
        };
        asked.respond(&self.0, outcome)
    }

    async fn get_task(
        &self,
        request: GetTaskParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetTaskResult, ErrorData> {
        let asked = Asked::by(&context, "tasks/get");
        match asked.call.run(|| self.0.get_task(request, context)).await {
            Ok(Ok(task)) => asked.end(&self.0, |client| Ok(client.task(task))),
            failed => asked.respond(&self.0, failed),
        }
    }

    async fn list_skills(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        let asked = Asked::by(&context, "skills/list");
        let listed = || async move {
            let listed = self.0.list_skills(request, context).await?;
            validate_skills(&listed.skills).map_err(invalid)?;
            Ok(listed)
        };
        self.ask(asked, listed).await
    }

    async fn get_skill(
        &self,
        request: GetSkillRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        let asked = Asked::by(&context, "skills/get");
        let found = || async move {
            let uri = request.uri.clone();
            let found = self.0.get_skill(request, context).await?;
            found.skill.validate().map_err(invalid)?;
            if found.skill.uri == uri {
                Ok(found)
            } else {
                Err(invalid(format_args!("{} is not the skill {uri}", found.skill.uri)))
            }
        };
        self.ask(asked, found).await
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let asked = Asked::by(&context, &*request.method);
        self.ask(asked, || self.0.on_custom_request(request, context)).await
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let asked = Asked {
            call: jsonrpc::Call::open(&HeaderMap::new(), "subscriptions/listen"),
            version: None,
            slot: None,
        };
        self.ask(asked, || self.0.listen(context)).await
    }

    fn negotiate_initialize(&self, request: &InitializeRequestParams) -> Result<InitializeResult, ErrorData> {
        self.0.negotiate_initialize(request)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        self.0.supported_protocol_versions()
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.0.accepted_subscription_filter(requested)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.0.get_tool(name)
    }

    fn get_info(&self) -> ServerConfig {
        self.0.get_info()
    }
}

impl<H: ServerHandler> SecureServerHandler<H> {
    /// The response to a request of which only errors matter.
    async fn ask<T, F: Future<Output = Result<T, ErrorData>>>(
        &self,
        asked: Asked,
        ask: impl FnOnce() -> F,
    ) -> F::Output {
        let outcome = asked.call.run(ask).await;
        asked.respond(&self.0, outcome)
    }
}

/// What is wrong with a result. rmcp would find it too, after us, and tell the client.
fn invalid(error: impl Display) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}

async fn noticed<F: Future<Output = ()>>(method: &str, notice: impl FnOnce() -> F) {
    let call = jsonrpc::Call::open(&HeaderMap::new(), method);
    let outcome = call.run(notice).await;
    call.end(|| {
        if let Err(panic) = outcome {
            call.panicked(&panic);
        }
    });
}

/// A request, and what is known of its client.
struct Asked {
    /// The HTTP request that carries it is another one, with a name of its own.
    call: jsonrpc::Call,
    version: Option<ProtocolVersion>,
    slot: Option<Slot>,
}

impl Asked {
    fn by(context: &RequestContext<RoleServer>, method: impl Into<Arc<str>>) -> Self {
        let parts = context.extensions.get::<Parts>();
        let headers = parts.map_or(Cow::Owned(HeaderMap::new()), |parts| Cow::Borrowed(&parts.headers));
        Self {
            call: jsonrpc::Call::open(&headers, method),
            version: context.meta.protocol_version(),
            slot: parts.and_then(|parts| parts.extensions.get().cloned()),
        }
    }

    /// A response of which only errors matter.
    fn respond<T>(
        &self,
        handler: &impl ServerHandler,
        outcome: Result<Result<T, ErrorData>, Arc<Panic>>,
    ) -> Result<T, ErrorData> {
        self.end(handler, |client| {
            let (error, entry) = match outcome {
                Ok(Ok(result)) => return Ok(result),
                Ok(Err(error)) => client.error(error),
                Err(panic) => {
                    let (error, entry) = client.call.panicked(&panic);
                    (data(error), entry)
                }
            };
            if let Some(slot) = &self.slot {
                slot.put(error.clone(), entry);
            }
            Err(error)
        })
    }

    /// Makes the response.
    fn end<T>(
        &self,
        handler: &impl ServerHandler,
        make: impl FnOnce(Client<'_>) -> Result<T, ErrorData>,
    ) -> Result<T, ErrorData> {
        // It is code of the application.
        let versions = contained(|| handler.supported_protocol_versions());
        self.call.end(|| {
            make(Client {
                call: &self.call,
                version: self.version.clone(),
                versions: versions.as_deref().unwrap_or(ProtocolVersion::KNOWN_VERSIONS),
            })
        })
    }
}
