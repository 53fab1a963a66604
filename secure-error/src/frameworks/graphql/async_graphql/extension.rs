//! The extension of a schema.

use super::sealing::Sealing;
use crate::boundary::Passage;
use crate::error::AsSecure;
use crate::error::introduction;
use crate::frameworks::recognition::introduction_of;
use crate::panics::caught;
use crate::request::RequestId;
use crate::request::scope::{self, RequestScope};
use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextPrepareRequest, NextRequest, NextResolve,
    NextSubscribe, NextValidation, ResolveInfo,
};
use async_graphql::futures_util::stream::{self, BoxStream, StreamExt};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, ServerResult, ValidationResult, Value, Variables};
use std::sync::Arc;

/// Seals the errors of a schema. Register it first, so that it sees the errors of all other extensions.
///
/// - An error of ours, of whichever field, is answered with its public message and with its code, status, request id,
///   parameters, violations and `retry_after` in `extensions`. Its report goes to the log.
/// - Any other error of a field (`?` of a foreign error, a guard, missing context data) is answered with
///   `INTERNAL_ERROR`, and so is a panic, of that field alone. The text goes to the log, with the path of the field.
/// - A value that an argument cannot have is answered with `BAD_USER_INPUT`, and a query that cannot be read, is not
///   valid or is too large with `GRAPHQL_PARSE_FAILED` or `GRAPHQL_VALIDATION_FAILED`. The text goes to the log, unless
///   [`disclose_query_errors`](Self::disclose_query_errors) says otherwise.
///
/// Paths and locations stay. All errors of a request have one id: that of the HTTP request behind a `SecureErrorLayer`,
/// otherwise a new one. Those of a subscription have that of the request that began it.
///
/// It knows an error of ours by its type: a [`Fault`](crate::Fault), or a type with `#[secure_error(async_graphql)]` and
/// without generic parameters, which a resolver returns or `?` converts. [`recognise`](Self::recognise) adds others. An
/// error of a type that it does not know is foreign.
///
/// What it cannot see: a body that is no GraphQL request and other answers of the web framework (`SecureErrorLayer` does),
/// the frames of a web socket that are no answers (use [`seal`](super::seal)), and what an extension before it adds.
///
/// ```
/// use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
/// use secure_error::SecureError;
/// use secure_error::frameworks::async_graphql::SecureErrorExtension;
///
/// #[derive(SecureError)]
/// #[secure_error(async_graphql)]
/// enum AccountError {
///     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
///     #[internal("no account {id}")]
///     NotFound { id: u64 },
/// }
///
/// struct Query;
///
/// #[Object]
/// impl Query {
///     async fn owner(&self, id: u64) -> Result<String, AccountError> {
///         Err(AccountError::NotFound { id })
///     }
/// }
///
/// let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
///     .extension(SecureErrorExtension::new())
///     .finish();
/// # futures_executor(async move {
/// let answer = schema.execute("{ owner(id: 7) }").await;
/// assert_eq!(answer.errors[0].message, "Account not found");
/// # });
/// # fn futures_executor(test: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test);
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureErrorExtension {
    discloses_query_errors: bool,
}

impl SecureErrorExtension {
    /// With the defaults.
    pub fn new() -> Self {
        introduction::expect();
        Self::default()
    }

    /// Shows clients the text of what is wrong with a query, for a public schema, or in development.
    ///
    /// It names types and fields, and suggests others that exist, so that whoever asks often enough learns the schema even
    /// if introspection is off.
    pub const fn disclose_query_errors(mut self) -> Self {
        self.discloses_query_errors = true;
        self
    }

    /// Recognises another type of error: a generic one, one that is `unsealed`, or one that does not ask for
    /// `async_graphql`, in every schema of the process. Without this, such an error is foreign, and answered with
    /// `INTERNAL_ERROR`.
    ///
    /// ```
    /// use secure_error::SecureError;
    /// use secure_error::frameworks::async_graphql::SecureErrorExtension;
    ///
    /// #[derive(SecureError)]
    /// #[public(status = 409, code = "STALE")]
    /// struct Stale<T>(T);
    ///
    /// let extension = SecureErrorExtension::new().recognise::<Stale<u64>>();
    /// ```
    pub fn recognise<E: AsSecure + 'static>(self) -> Self {
        introduction::introduce(introduction_of::<E>());
        self
    }
}

impl ExtensionFactory for SecureErrorExtension {
    fn create(&self) -> Arc<dyn Extension> {
        introduction::expect();
        let context =
            scope::current().unwrap_or_else(|| Arc::new(RequestScope::new(RequestId::generate(), None, None)));
        let passage = Passage::within_context(context);
        Arc::new(OneRequest(Arc::new(Sealing::new(passage, self.discloses_query_errors))))
    }
}

struct OneRequest(Arc<Sealing>);

#[async_trait]
impl Extension for OneRequest {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        match self.0.passage.run(|| next.run(ctx)).await {
            Ok(response) => self.0.response(response),
            Err(panic) => Response::from_errors(vec![self.0.panicked(&panic, None)]),
        }
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        let sealing = Arc::clone(&self.0);
        let passage = sealing.passage.apart();
        let events = Events(Some(next.run(ctx, stream)), passage.clone());
        stream::unfold(events, move |mut events| {
            let (sealing, passage) = (Arc::clone(&sealing), passage.clone());
            async move {
                let stream = events.0.as_mut()?;
                match passage.run(|| stream.next()).await {
                    Ok(event) => Some((sealing.response(event?), events)),
                    Err(panic) => {
                        let error = sealing.panicked(&panic, None);
                        // What has panicked is not asked again.
                        drop(events);
                        Some((Response::from_errors(vec![error]), Events(None, passage)))
                    }
                }
            }
        })
        .boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let prepared = next.run(ctx, request).await;
        prepared.map_err(|error| self.0.not_prepared(error))
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await;
        document
            .inspect(|document| self.0.read(document))
            .map_err(|error| self.0.not_parsed(error))
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await;
        valid.map_err(|errors| self.0.not_valid(errors))
    }

    /// Each field for itself, so that the others have their answers, and records are in the span of the field.
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let (node, at) = (info.path_node, info.field.response_key().pos);
        match self.0.passage.run(|| next.run(ctx, info)).await {
            Ok(outcome) => outcome.map_err(|mut error| {
                self.0.field(&mut error);
                error
            }),
            Err(panic) => Err(self.0.panicked(&panic, Some((node, at)))),
        }
    }
}

/// The events of a subscription, until one panics.
struct Events<'s>(Option<BoxStream<'s, Response>>, Passage);

impl Drop for Events<'_> {
    /// What is left belongs to the request still. A panic of that is no outcome any more, and is logged.
    fn drop(&mut self) {
        let stream = self.0.take();
        self.1.within(|| {
            if let Err(panic) = caught(|| drop(stream)) {
                panic.log();
            }
        });
    }
}
