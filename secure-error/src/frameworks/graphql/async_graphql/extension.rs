//! The extension of a schema.

use super::introduction::introduce;
use super::sealing::Sealing;
use crate::boundary::Exchange;
use crate::error::AsSecure;
use crate::frameworks::graphql::{self, Disclosed, Events};
use crate::panics::{CaughtFuture, Panic};
use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextPrepareRequest, NextRequest, NextResolve,
    NextSubscribe, NextValidation, ResolveInfo,
};
use async_graphql::futures_util::stream::{self, BoxStream, StreamExt};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, ServerResult, ValidationResult, Value, Variables};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

/// Seals the errors of a schema. Register it first, so that it sees the errors of all other extensions.
///
/// - A [`SecureError`](crate::SecureError) of any field shows its public message, and its code, status, request id, parameters,
///   violations and `retry_after` in `extensions`. Its report goes to the log.
/// - Any other error of a field (`?` on a foreign error, a guard, missing context data) becomes `INTERNAL_ERROR`, and so does
///   a panic, of that field alone. The text goes to the log, with the path of the field.
/// - A value that an argument cannot have becomes `BAD_USER_INPUT`, and a query that cannot be read, is not valid or is too
///   large becomes `GRAPHQL_PARSE_FAILED` or `GRAPHQL_VALIDATION_FAILED`. The text goes to the log, unless
///   [`disclose_query_errors`](Self::disclose_query_errors) says otherwise. What else async-graphql refuses has a code too:
///   `OPERATION_RESOLUTION_FAILURE`, `SUBSCRIPTION_NOT_SUPPORTED`, and four that begin with `PERSISTED_QUERY_`.
///
/// Paths and locations stay. All errors of a request have one id: that of the HTTP request behind a `SecureErrorLayer`,
/// otherwise a new one. Those of a subscription have that of the request that began it.
///
/// It recognises a `SecureError` by its type: a [`Fault`](crate::Fault), or a type with `#[secure_error(async_graphql)]` and
/// without generic parameters, which a resolver returns or `?` converts. [`recognise`](Self::recognise) adds others. An
/// error of a type that it does not know is foreign.
///
/// What it cannot see: a body that is not a GraphQL request and other responses of the web framework (`SecureErrorLayer`
/// does), the frames of a WebSocket that are not responses (use [`seal`](super::seal)), and what an extension before it adds.
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
/// let response = schema.execute("{ owner(id: 7) }").await;
/// assert_eq!(response.errors[0].message, "Account not found");
/// # });
/// # fn futures_executor(test: impl Future<Output = ()>) {
/// #     tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test);
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SecureErrorExtension {
    disclosed: Disclosed,
}

impl SecureErrorExtension {
    /// With the defaults.
    pub const fn new() -> Self {
        Self {
            disclosed: Disclosed {
                query_errors: false,
                scalar_errors: false,
            },
        }
    }

    /// Shows clients the text of what is wrong with a query or with the value of an argument, for a public schema, or in
    /// development: what async-graphql says about syntax, types, variables and numbers, and its own validators.
    ///
    /// It names types and fields, and suggests others that exist, so that a client that asks often enough learns the schema
    /// even if introspection is off.
    pub const fn disclose_query_errors(mut self) -> Self {
        self.disclosed.query_errors = true;
        self
    }

    /// Shows clients the text with which a scalar or a validator of the application refuses a value. The application vouches
    /// for all of these texts, which often contain those of other crates.
    pub const fn disclose_scalar_errors(mut self) -> Self {
        self.disclosed.scalar_errors = true;
        self
    }

    /// Recognises another type of error: a generic one, one that is `unsealed`, or one that does not ask for
    /// `async_graphql`, in every schema of the process. Without this, such an error is foreign, and becomes
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
        introduce::<E>();
        self
    }
}

impl ExtensionFactory for SecureErrorExtension {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(OneRequest(Arc::new(Sealing::new(graphql::begin(), self.disclosed))))
    }
}

struct OneRequest(Arc<Sealing>);

impl OneRequest {
    fn panicked(&self, panic: &Arc<Panic>) -> Response {
        Response::from_errors(vec![self.0.panicked(panic, None)])
    }
}

#[async_trait]
impl Extension for OneRequest {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let outcome = self.0.exchange.run(|| next.run(ctx)).await;
        self.0.response(outcome.unwrap_or_else(|panic| self.panicked(&panic)))
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        let one = Self(Arc::clone(&self.0));
        let events = Events(Some(next.run(ctx, stream)), one.0.exchange.clone());
        stream::unfold((events, one), |(mut events, one)| async move {
            let stream = events.0.as_mut()?;
            let response = match one.0.exchange.run(|| stream.next()).await {
                Ok(event) => event?,
                Err(panic) => {
                    events.end();
                    one.panicked(&panic)
                }
            };
            Some((one.0.response(response), (events, one)))
        })
        .boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let query = request.query.clone();
        let prepared = next.run(ctx, request).await;
        prepared.map_err(|error| self.0.not_prepared(error, &query))
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

    /// Each field for itself, so that a panic costs no other, and records are in the span of the field.
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let (node, at) = (info.path_node, info.field.response_key().pos);
        let field = Field(self.0.exchange.within(graphql::begin));
        match field.run(next.run(ctx, info)).await {
            Ok(outcome) => outcome.map_err(|mut error| {
                self.0.field(&mut error, field.0.ledger());
                error
            }),
            Err(panic) => Err(self.0.panicked(&panic, Some((node, at)))),
        }
    }
}

/// One field. What fails in it belongs to no other, although they run at the same time, so it has a ledger of its own.
struct Field(Exchange);

impl Field {
    async fn run<F: Future>(&self, work: F) -> Result<F::Output, Arc<Panic>> {
        let mut work = pin!(CaughtFuture::new(|| work));
        poll_fn(|cx| self.0.within(|| work.as_mut().poll(cx, Panic::log))).await
    }
}

impl Drop for Field {
    /// A panic that it has caught, and that is not part of its outcome, is a record of its own.
    fn drop(&mut self) {
        if let Some(ledger) = self.0.ledger() {
            self.0.within(|| ledger.tell_panics(self.0.scope().names()));
        }
    }
}
