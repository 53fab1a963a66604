//! What an execution makes, and how its errors are sealed.

use super::issued::{constant, renamed, sealed, sent};
use crate::boundary::Exchange;
use crate::frameworks::graphql::{Disclosed, Foreign, PARSE_FAILED, UNKNOWN_OPERATION, VALIDATION_FAILED, disclosed};
use crate::public::problem;
use crate::request::ledger::Ledger;
use juniper::http::{GraphQLBatchResponse, GraphQLResponse};
use juniper::parser::SourcePosition;
use juniper::{ExecutionError, ExecutionOutput, GraphQLError, RuleError, ScalarValue, Value};

/// What an execution of juniper makes: a [`GraphQLResponse`], a [`GraphQLBatchResponse`], the `Result` of
/// [`juniper::execute`], or an event of a subscription.
pub trait Executed: Sealed {}

impl<E: Sealed> Executed for E {}

/// The request of which the errors are, and whether texts about its query are shown.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub(super) exchange: &'a Exchange,
    /// The failures that an error of a field may have come from.
    pub(super) before: Option<&'a Ledger>,
    pub(super) disclosed: Disclosed,
}

#[doc(hidden)]
pub trait Sealed: Sized {
    /// With errors of ours and constants only, which are sent.
    fn sealed(self, request: Request<'_>) -> Self;

    /// What is left of a panic, which was sent.
    fn panicked(request: Request<'_>) -> Self;
}

impl<S: ScalarValue> Sealed for GraphQLResponse<S> {
    fn sealed(self, request: Request<'_>) -> Self {
        Self::from_result(self.into_result().sealed(request))
    }

    fn panicked(request: Request<'_>) -> Self {
        Self::from_result(Sealed::panicked(request))
    }
}

impl<S: ScalarValue> Sealed for GraphQLBatchResponse<S> {
    fn sealed(self, request: Request<'_>) -> Self {
        match self {
            Self::Single(response) => Self::Single(response.sealed(request)),
            Self::Batch(responses) => {
                // What waits there may be an error of the responses that follow.
                let request = Request {
                    before: None,
                    ..request
                };
                Self::Batch(responses.into_iter().map(|response| response.sealed(request)).collect())
            }
        }
    }

    fn panicked(request: Request<'_>) -> Self {
        Self::Single(Sealed::panicked(request))
    }
}

/// Of [`juniper::execute`], and the beginning of a subscription, whose `V` is streams.
impl<V: Null, S: ScalarValue> Sealed for Result<(V, Vec<ExecutionError<S>>), GraphQLError> {
    fn sealed(self, request: Request<'_>) -> Self {
        match self {
            Ok((value, errors)) => Ok((value, all_sealed(&errors, request))),
            Err(error) => Err(query_sealed(error, request)),
        }
    }

    fn panicked(request: Request<'_>) -> Self {
        Ok((V::null(), vec![internal(request)]))
    }
}

/// An event of a subscription.
impl<S: ScalarValue> Sealed for Result<Value<S>, Vec<ExecutionError<S>>> {
    fn sealed(self, request: Request<'_>) -> Self {
        self.map_err(|errors| all_sealed(&errors, request))
    }

    fn panicked(request: Request<'_>) -> Self {
        Err(vec![internal(request)])
    }
}

/// An event of a subscription, as a coordinator gives it on.
impl<S: ScalarValue> Sealed for ExecutionOutput<S> {
    fn sealed(self, request: Request<'_>) -> Self {
        Self {
            data: self.data,
            errors: all_sealed(&self.errors, request),
        }
    }

    fn panicked(request: Request<'_>) -> Self {
        Self {
            data: Value::null(),
            errors: vec![internal(request)],
        }
    }
}

/// The value of a response that has none.
#[doc(hidden)]
pub trait Null {
    fn null() -> Self;
}

impl<T> Null for Value<T> {
    fn null() -> Self {
        Self::Null
    }
}

fn all_sealed<S: ScalarValue>(errors: &[ExecutionError<S>], request: Request<'_>) -> Vec<ExecutionError<S>> {
    // Those of ours first: they are not the reason of the others.
    let ids: Vec<_> = errors.iter().map(|error| sent(error, request.exchange)).collect();
    let errors = errors.iter().zip(ids).map(|(error, id)| match id {
        Some(id) => renamed(error, &id),
        None => sealed(error, request.exchange, request.before),
    });
    errors.collect()
}

fn internal<S: ScalarValue>(request: Request<'_>) -> ExecutionError<S> {
    ExecutionError::at_origin(constant(&problem::INTERNAL_ERROR, &request.exchange.request_id()))
}

/// What is wrong with a query, in one record. juniper has no `extensions` for it.
fn query_sealed(error: GraphQLError, request: Request<'_>) -> GraphQLError {
    let (problem, places): (_, Vec<Vec<SourcePosition>>) = match &error {
        GraphQLError::ParseError(error) => (&PARSE_FAILED, vec![vec![error.span.start]]),
        GraphQLError::ValidationError(errors) => (
            &VALIDATION_FAILED,
            errors.iter().map(|error| error.locations().to_vec()).collect(),
        ),
        GraphQLError::NotSupported(_) => (&VALIDATION_FAILED, vec![Vec::new()]),
        GraphQLError::NoOperationProvided
        | GraphQLError::MultipleOperationsProvided
        | GraphQLError::UnknownOperationName
        | GraphQLError::IsSubscription
        | GraphQLError::NotSubscription => (&UNKNOWN_OPERATION, Vec::new()),
    };
    let text = error.to_string();
    let failure = Foreign {
        text: &text,
        source: None,
    };
    let entry = failure.enter("InvalidQuery", problem, None, None);
    entry.send(request.exchange.scope().names());
    // juniper has constants for those, which reveal nothing of the schema.
    if places.is_empty() {
        return error;
    }
    let texts: Vec<&str> = match &error {
        GraphQLError::ValidationError(errors) => errors.iter().map(RuleError::message).collect(),
        _ => vec![&text],
    };
    let shown = |text: &str| {
        if !request.disclosed.query_errors {
            return problem.message().to_owned();
        }
        let text = if request.disclosed.scalar_errors {
            text
        } else {
            without_scalar_error(text)
        };
        disclosed(problem, text).message().to_owned()
    };
    let errors = texts.into_iter().zip(&places);
    GraphQLError::ValidationError(
        errors
            .map(|(text, places)| RuleError::new(&shown(text), places))
            .collect(),
    )
}

/// Without the text of a scalar of the application about the value of a variable.
fn without_scalar_error(text: &str) -> &str {
    const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];
    const BEGIN: &str = "Expected input scalar `";
    let end = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (name, _) = rest.split_once('`')?;
        (!BUILT_IN.contains(&name)).then(|| before.len() + BEGIN.len() + name.len() + 1)
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}
