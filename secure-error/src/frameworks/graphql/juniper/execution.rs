//! What goes around an execution.

use super::executed::{Executed, Request};
use crate::boundary::Exchange;
use crate::frameworks::graphql::{self, Disclosed, Events};
use crate::internal::report::Field;
use crate::panics::{Panic, caught};
use crate::request::ledger::Entry;
use http::StatusCode;
use juniper::futures::stream::{self, BoxStream, Stream, StreamExt};
use std::sync::Arc;

/// Seals the errors of an execution. juniper has no extensions that could do it.
///
/// - A [`SecureError`](crate::SecureError) that a resolver returned shows its public message, and its code, status, request id, parameters,
///   violations and `retry_after` in `extensions`. Its report goes to the log.
/// - Any other error of a field becomes `INTERNAL_ERROR`, its text goes to the log with the path of the field, and so does a
///   panic, which ends the whole execution. That includes a value that an argument cannot have, if juniper finds out only
///   then.
/// - What is wrong with a query becomes a constant, and the text goes to the log, unless
///   [`disclose_query_errors`](Self::disclose_query_errors) says otherwise. juniper has no `extensions` there.
///
/// Paths and locations stay. All errors of an execution have one id: that of the HTTP request behind a `SecureErrorLayer`,
/// otherwise a new one.
///
/// A `SecureError` is foreign if its `FieldError` was changed, or if it got there through `?` in a function that returns
/// `FieldResult`: only its public message is left of it. Of the errors that became a `FieldError` in a task of its own or in
/// another request, the last 1024 are known.
///
/// ```
/// use juniper::{EmptyMutation, EmptySubscription, RootNode, graphql_object, http::GraphQLRequest};
/// use secure_error::SecureError;
/// use secure_error::frameworks::juniper::SecureErrorExecution;
///
/// #[derive(SecureError)]
/// #[secure_error(juniper)]
/// enum AccountError {
///     #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
///     #[internal("no account {id}")]
///     NotFound { id: i32 },
/// }
///
/// struct Query;
///
/// #[graphql_object]
/// impl Query {
///     fn owner(id: i32) -> Result<String, AccountError> {
///         Err(AccountError::NotFound { id })
///     }
/// }
///
/// let schema = RootNode::new(Query, EmptyMutation::<()>::new(), EmptySubscription::<()>::new());
/// let request = GraphQLRequest::new("{ owner(id: 7) }".to_owned(), None, None);
/// let response = SecureErrorExecution::new().run_sync(|| request.execute_sync(&schema, &()));
/// let (_, errors) = response.into_result().unwrap();
/// assert_eq!(errors[0].error().message(), "Account not found");
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct SecureErrorExecution {
    disclosed: Disclosed,
}

impl SecureErrorExecution {
    /// With the defaults.
    pub const fn new() -> Self {
        Self {
            disclosed: Disclosed {
                query_errors: false,
                scalar_errors: false,
            },
        }
    }

    /// Shows clients the text of what is wrong with a query or with the value of a variable, for a public schema, or in
    /// development.
    ///
    /// It names types and fields, so that a client that asks often enough learns the schema even if introspection is off.
    pub const fn disclose_query_errors(mut self) -> Self {
        self.disclosed.query_errors = true;
        self
    }

    /// Adds the text with which a scalar of the application refuses a value. The application vouches for all of these texts,
    /// which often contain those of other crates.
    pub const fn disclose_scalar_errors(mut self) -> Self {
        self.disclosed.scalar_errors = true;
        self
    }

    /// Runs an execution, such as `request.execute(&schema, &context)`.
    pub async fn run<R: Executed>(&self, execution: impl Future<Output = R>) -> R {
        let one = self.begin();
        let outcome = one.exchange.run(|| execution).await;
        one.end(outcome)
    }

    /// Runs an execution that does not wait, such as `request.execute_sync(&schema, &context)`.
    pub fn run_sync<R: Executed>(&self, execution: impl FnOnce() -> R) -> R {
        let one = self.begin();
        let outcome = one.exchange.within(|| caught(execution));
        one.end(outcome)
    }

    /// Seals the events of a subscription, which are one request. What begins it, such as
    /// [`resolve_into_stream`](juniper::http::resolve_into_stream), is another one, for [`run`](Self::run): its errors do
    /// not come through here again, where they would not be recognised.
    ///
    /// A stream that panics ends with an error.
    pub fn events<'s, R: Executed + 's>(&self, events: impl Stream<Item = R> + Send + 's) -> BoxStream<'s, R> {
        let one = self.begin();
        let events = Events(Some(events.boxed()), one.exchange.clone());
        stream::unfold((events, one), |(mut events, one)| async move {
            let stream = events.0.as_mut()?;
            let outcome = match one.exchange.run(|| stream.next()).await {
                Ok(event) => Ok(event?),
                Err(panic) => {
                    events.end();
                    Err(panic)
                }
            };
            Some((one.end(outcome), (events, one)))
        })
        .boxed()
    }

    fn begin(self) -> One {
        One {
            exchange: graphql::begin(),
            disclosed: self.disclosed,
        }
    }
}

/// One execution.
struct One {
    exchange: Exchange,
    disclosed: Disclosed,
}

impl One {
    fn end<R: Executed>(&self, outcome: Result<R, Arc<Panic>>) -> R {
        let request = Request {
            exchange: &self.exchange,
            before: self.exchange.ledger(),
            disclosed: self.disclosed,
        };
        self.exchange.within(|| {
            let executed = match outcome {
                Ok(executed) => executed.sealed(request),
                Err(panic) => {
                    let record = panic.record(Field::earlier(self.exchange.earlier().as_ref()));
                    let status = StatusCode::INTERNAL_SERVER_ERROR;
                    let entry = self
                        .exchange
                        .enter(Entry::of_record(self.exchange.request_id(), status, record));
                    entry.send(self.exchange.scope().names());
                    R::panicked(request)
                }
            };
            graphql::end(&self.exchange);
            executed
        })
    }
}
