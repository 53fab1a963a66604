//! The boundary of a dropshot server, which has its own server and no middleware: one endpoint in front of all others.

use super::answer::text;
use crate::boundary::{Exchange, SecureErrorLayer};
use crate::render;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Ledger, Mark};
use crate::request::scope::{self, RequestScope};
use dropshot::{
    ApiDescription, ApiEndpoint, ApiEndpointBodyContentType, ApiEndpointVersions, Body, DynamicVersionPolicy,
    ExtensionMode, ExtractorMetadata, HttpError, Path, RawRequest, RequestContext, RequestEndpointMetadata,
    ServerContext, SharedExtractor, semver::Version,
};
use http::{Method, Request, Response, StatusCode};
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, ObjectValidation, Schema, SchemaObject};
use serde::de::{Deserialize, Deserializer, IgnoredAny};
use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Puts a boundary in front of all endpoints of an API, as [`SecureErrorLayer`] does in a tower service. Describe the API
/// (`api.openapi(…)`) before: the returned one has no endpoints to describe.
///
/// - The request ID is that of dropshot (`RequestContext::request_id`), in the header, in the body, in our log and in that of
///   dropshot. An `x-request-id` of the client is logged as `client_request_id`, and
///   [`trust_incoming_request_id`](SecureErrorLayer::trust_incoming_request_id) does not change that.
/// - Unknown paths and methods, errors of extractors, bodies that are too large, responses that cannot be serialized and
///   `Response<Body>` of 400 and above from a handler are replaced by the constant response for their status. Their text goes
///   to the log.
/// - A panic becomes a constant 500, and its message goes to the log.
///
/// dropshot still responds by itself, with constant texts, to an invalid path, and to a method that HTTP does not define.
///
/// # Errors
///
/// [`NotSealed`] if an endpoint has errors of another type than those that `#[secure_error(dropshot)]` is on, or
/// [`Fault`](crate::Fault): dropshot does not expose their contents. It names these endpoints. A WebSocket channel may stay
/// unchanged; its errors become a 400. It is an error too if endpoints have versions; [`seal_versions`] is for those.
pub fn seal<C: ServerContext>(api: ApiDescription<C>, layer: SecureErrorLayer) -> Result<ApiDescription<C>, NotSealed> {
    sealed(api, layer, None)
}

/// [`seal`] for a server with API versions. Pass the version policy here and not to the `ServerBuilder`, which does not
/// expose the version that it found.
///
/// # Errors
///
/// As [`seal`].
pub fn seal_versions<C: ServerContext>(
    api: ApiDescription<C>,
    policy: impl DynamicVersionPolicy + 'static,
    layer: SecureErrorLayer,
) -> Result<ApiDescription<C>, NotSealed> {
    sealed(api, layer, Some(Box::new(policy)))
}

/// An API that cannot have a boundary, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSealed(String);

impl fmt::Display for NotSealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Error for NotSealed {}

/// All methods of RFC 9110 and RFC 5789.
const METHODS: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
    Method::CONNECT,
];

fn sealed<C: ServerContext>(
    api: ApiDescription<C>,
    layer: SecureErrorLayer,
    policy: Option<Box<dyn DynamicVersionPolicy>>,
) -> Result<ApiDescription<C>, NotSealed> {
    let router = api.into_router();
    let mut channels = BTreeSet::new();
    let mut templates = BTreeMap::new();
    let mut hidden = Vec::new();
    for (path, _, endpoint) in router.endpoints(None) {
        let name = &endpoint.operation_id;
        let path: Arc<str> = path.into();
        // Versions may have different paths under one name.
        let known = templates.entry(name.clone()).or_insert_with(|| Some(Arc::clone(&path)));
        if known.as_deref() != Some(&*path) {
            *known = None;
        }
        if endpoint.extension_mode == ExtensionMode::Websocket {
            channels.insert(name.clone());
        } else if hides_its_errors(&format!("{:?}", endpoint.error)) {
            hidden.push(name.clone());
        }
        if policy.is_none() && !matches!(endpoint.versions, ApiEndpointVersions::All) {
            return Err(NotSealed(format!("`{name}` has versions: call `seal_versions`")));
        }
    }
    if !hidden.is_empty() {
        return Err(NotSealed(format!(
            "errors of these endpoints cannot be seen: {}; let them return a type with `#[secure_error(dropshot)]`, or \
             `Fault`, instead of `HttpError`",
            hidden.join(", ")
        )));
    }
    // The types of the router and of what it finds have no names outside of dropshot.
    let find = move |method: &Method, path: &str, version: Option<&Version>| {
        let found = router.lookup_route(method, path.into(), version)?;
        let handler = found.handler;
        let handle: Handle<C> =
            Box::new(|context, request| Box::pin(async move { handler.handle_request(context, request).await.ok() }));
        Ok((handle, found.endpoint))
    };
    let boundary = Arc::new(Boundary {
        layer: layer.distrusting(),
        policy,
        channels,
        templates,
        find: Box::new(find),
    });
    let mut sealed = ApiDescription::new();
    for method in METHODS {
        sealed
            .register(endpoint(&boundary, method))
            .map_err(|error| NotSealed(error.to_string()))?;
    }
    Ok(sealed)
}

/// Whether an endpoint has errors of a foreign type, recognised by how dropshot displays the endpoint. If that changes, the
/// endpoint passes, and its errors become a 500.
fn hides_its_errors(error: &str) -> bool {
    error.contains(type_name::<HttpError>())
}

fn endpoint<C: ServerContext>(boundary: &Arc<Boundary<C>>, method: Method) -> ApiEndpoint<C> {
    let boundary = Arc::clone(boundary);
    let name = format!("secure_error_{}", method.as_str().to_ascii_lowercase());
    let handler = move |context: RequestContext<C>, _: Anything, request: RawRequest| {
        let boundary = Arc::clone(&boundary);
        async move { Ok::<_, HttpError>(boundary.respond(context, request.into_inner()).await) }
    };
    let versions = ApiEndpointVersions::All;
    ApiEndpoint::new(name, handler, method, "application/json", "/{path:.*}", versions).visible(false)
}

/// Calls an endpoint. Returns `None` if it fails: only the entry of its error is known.
type Handle<C> = Box<dyn FnOnce(RequestContext<C>, Request<Body>) -> Handled + Send>;
type Handled = Pin<Box<dyn Future<Output = Option<Response<Body>>> + Send>>;
type Find<C> =
    dyn Fn(&Method, &str, Option<&Version>) -> Result<(Handle<C>, RequestEndpointMetadata), HttpError> + Send + Sync;

struct Boundary<C: ServerContext> {
    layer: SecureErrorLayer,
    policy: Option<Box<dyn DynamicVersionPolicy>>,
    /// The endpoints that are WebSocket channels.
    channels: BTreeSet<String>,
    /// The templates of the paths, by the names of their endpoints. `None` if a name has several.
    templates: BTreeMap<String, Option<Arc<str>>>,
    find: Box<Find<C>>,
}

impl<C: ServerContext> Boundary<C> {
    async fn respond(&self, context: RequestContext<C>, request: Request<Body>) -> Response<Body> {
        // dropshot writes its own id into the header, so that is the id.
        let name = || RequestId::parse(&context.request_id).unwrap_or_else(|_| RequestId::generate());
        let (method, path) = (request.method(), request.uri().path());
        let exchange = Exchange::open_named(&self.layer, method, path, request.headers(), name, |_| ());
        match exchange.run(|| self.handle(context, request)).await {
            Ok(response) => {
                // Also over the id of a response that was made elsewhere, so that is sent like one of another request.
                let made_elsewhere = |entry: &Arc<Entry>| entry.id() != exchange.request_id();
                if let Some(entry) = Mark::of(response.extensions()).filter(made_elsewhere) {
                    entry.reopen();
                }
                exchange.respond(response)
            }
            Err(panic) => exchange.panicked(&panic),
        }
    }

    async fn handle(&self, mut context: RequestContext<C>, request: Request<Body>) -> Response<Body> {
        let version = match &self.policy {
            None => None,
            Some(policy) => match policy.request_extract_version(&request, &context.log) {
                Ok(version) => Some(version),
                Err(error) => return refused(error),
            },
        };
        let (handle, endpoint) = match (self.find)(request.method(), request.uri().path(), version.as_ref()) {
            Ok(found) => found,
            Err(error) => return refused(error),
        };
        let scope = scope::current();
        if let (Some(scope), Some(Some(route))) = (&scope, self.templates.get(&endpoint.operation_id)) {
            scope.target().set_route(Arc::clone(route));
        }
        let is_channel = self.channels.contains(&endpoint.operation_id);
        context.endpoint = endpoint;
        if let Some(response) = handle(context, request).await {
            return response;
        }
        let ledger = scope.as_deref().and_then(RequestScope::ledger);
        match ledger.and_then(Ledger::last_response) {
            Some(entry) => render::marked(&entry),
            None if is_channel => foreign(StatusCode::BAD_REQUEST, "this is not a WebSocket request"),
            None => foreign(
                StatusCode::INTERNAL_SERVER_ERROR,
                "an endpoint failed with an error that dropshot does not expose",
            ),
        }
    }
}

/// An error of dropshot's own, to be sealed: its text is for the log.
fn refused(error: HttpError) -> Response<Body> {
    let mut response = foreign(error.status_code.as_status(), text(&error));
    if let Some(headers) = error.headers {
        *response.headers_mut() = *headers;
    }
    response
}

fn foreign(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(text.into()));
    *response.status_mut() = status;
    response
}

/// The path variable of an endpoint for every path, which is not read.
struct Anything;

impl SharedExtractor for Anything {
    fn from_request<'context, 'future, C: ServerContext>(
        _: &'context RequestContext<C>,
    ) -> Pin<Box<dyn Future<Output = Result<Self, HttpError>> + Send + 'future>>
    where
        'context: 'future,
        Self: 'future,
    {
        Box::pin(std::future::ready(Ok(Self)))
    }

    fn metadata(body: ApiEndpointBodyContentType) -> ExtractorMetadata {
        <Path<Self> as SharedExtractor>::metadata(body)
    }
}

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// An object whose member `path` is a list of texts, as dropshot requires for the variable of such a path.
impl JsonSchema for Anything {
    fn schema_name() -> String {
        "Anything".to_owned()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let path = ("path".to_owned(), Vec::<String>::json_schema(generator));
        Schema::Object(SchemaObject {
            instance_type: Some(InstanceType::Object.into()),
            object: Some(Box::new(ObjectValidation {
                properties: [path].into(),
                required: ["path".to_owned()].into(),
                ..ObjectValidation::default()
            })),
            ..SchemaObject::default()
        })
    }
}
