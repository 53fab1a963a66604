//! One request: which of its errors is what.

use super::issued::{Failure, IssuedError};
use super::{arguments, client_error, input};
use crate::boundary::Exchange;
use crate::frameworks::graphql::{self, Disclosed, Foreign, PARSE_FAILED, VALIDATION_FAILED, disclosed, path_field};
use crate::panics::Panic;
use crate::public::{ProblemType, PublicError, problem};
use crate::request::ledger::{Entry, Issued, Kind, Ledger};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{PathSegment, Pos, QueryPathNode, QueryPathSegment, Response, ServerError};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// How many errors of one query are listed in its record.
const TOLD: usize = 8;

/// One request, which may have many errors and has one id.
#[derive(Debug)]
pub(super) struct Sealing {
    pub(super) exchange: Exchange,
    disclosed: Disclosed,
    /// Where the values of arguments are in its query.
    arguments: Mutex<HashSet<Pos>>,
}

impl Sealing {
    pub(super) fn new(exchange: Exchange, disclosed: Disclosed) -> Self {
        Self {
            exchange,
            disclosed,
            arguments: Mutex::default(),
        }
    }

    /// The query was read.
    pub(super) fn read(&self, document: &ExecutableDocument) {
        *self.arguments.lock().unwrap_or_else(PoisonError::into_inner) = arguments::positions(document);
    }

    /// What stopped a request before its query was read, such as another extension, which may have read it itself.
    pub(super) fn not_prepared(&self, mut error: ServerError, query: &str) -> ServerError {
        if parse_query(query).is_err_and(|unread| ServerError::from(unread) == error) {
            return self.not_parsed(error);
        }
        let problem = client_error::of(&error).unwrap_or(&problem::INTERNAL_ERROR);
        self.issue(&mut error, &PublicError::constant(problem), None);
        error
    }

    pub(super) fn not_parsed(&self, error: ServerError) -> ServerError {
        let mut errors = [error];
        self.query_errors(&mut errors, &PARSE_FAILED);
        let [error] = errors;
        error
    }

    pub(super) fn not_valid(&self, mut errors: Vec<ServerError>) -> Vec<ServerError> {
        self.query_errors(&mut errors, &VALIDATION_FAILED);
        errors
    }

    /// What is wrong with a query is one failure, and one record, in however many places it is wrong.
    fn query_errors(&self, errors: &mut [ServerError], problem: &'static ProblemType) {
        let text = told(errors);
        let failure = Foreign {
            text: &text,
            source: None,
        };
        let entry = self
            .exchange
            .within(|| failure.enter("InvalidQuery", problem, None, None));
        for error in errors {
            let public = if self.disclosed.query_errors {
                disclosed(problem, &error.message)
            } else {
                PublicError::constant(problem)
            };
            IssuedError::of(&public, Arc::clone(&entry)).put(error, &entry.id());
        }
    }

    /// The failure of a field, or of an operation, which is not sent yet. `before` has what else has failed there.
    pub(super) fn field(&self, error: &mut ServerError, before: Option<&Ledger>) -> Arc<IssuedError> {
        let foreign = if self.is_about_input(error) {
            self.bad_input(&error.message)
        } else {
            PublicError::constant(client_error::of(error).unwrap_or(&problem::INTERNAL_ERROR))
        };
        self.issue(error, &foreign, before)
    }

    /// The public message for a value that an argument cannot have.
    fn bad_input(&self, text: &str) -> PublicError<'static> {
        let is_told = if input::is_of_async_graphql(text) {
            self.disclosed.query_errors
        } else {
            self.disclosed.scalar_errors
        };
        if is_told {
            disclosed(&client_error::BAD_INPUT, text)
        } else {
            PublicError::constant(&client_error::BAD_INPUT)
        }
    }

    /// Sends the errors that are in a response. One that is in several places is one failure.
    pub(super) fn response(&self, mut response: Response) -> Response {
        let scope = self.exchange.scope();
        let mut sent = HashMap::new();
        for error in &mut response.errors {
            let issued = self.field(error, None);
            let entry = &issued.entry;
            let id = *sent
                .entry(Arc::as_ptr(entry))
                .or_insert_with(|| self.exchange.within(|| entry.send(scope.names())));
            issued.put(error, &id);
        }
        self.exchange.within(|| graphql::end(&self.exchange));
        response
    }

    fn issue(
        &self,
        error: &mut ServerError,
        foreign: &PublicError<'static>,
        before: Option<&Ledger>,
    ) -> Arc<IssuedError> {
        let issued = self
            .exchange
            .within(|| IssuedError::of_failure(&Failure::of(error), foreign, before));
        if let Some(ledger) = self.exchange.ledger() {
            ledger.enter_again(&issued.entry);
        }
        Arc::clone(&issued).put(error, &issued.entry.id());
        issued
    }

    /// Only the text of such an error is left. But it is at the value, and that of a resolver is at its field.
    fn is_about_input(&self, error: &ServerError) -> bool {
        let [at] = error.locations.as_slice() else { return false };
        let arguments = self.arguments.lock().unwrap_or_else(PoisonError::into_inner);
        error.source.is_none() && arguments.contains(at)
    }

    /// A panic is a constant error of its field.
    pub(super) fn panicked(&self, panic: &Arc<Panic>, place: Option<(&QueryPathNode<'_>, Pos)>) -> ServerError {
        let mut error = ServerError::new(String::new(), place.map(|(_, at)| at));
        if let Some((node, _)) = place {
            error.path = path_of(node);
        }
        let public = PublicError::constant(&problem::INTERNAL_ERROR);
        let id = self.exchange.request_id();
        let record = panic.record(place.map(|(node, _)| path_field(node)));
        let entry = Entry::new(Kind::Sealed, id, Issued::nothing(public.status()), Some(record));
        IssuedError::of(&public, self.exchange.enter(entry)).put(&mut error, &id);
        error
    }
}

/// For operators: the texts, as far as anybody wants to read them.
fn told(errors: &[ServerError]) -> String {
    let mut text = String::new();
    for (index, error) in errors.iter().take(TOLD).enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{}", error.message);
        if let Some(at) = error.locations.first() {
            let _ = write!(text, " ({at})");
        }
    }
    if errors.len() > TOLD {
        let _ = write!(text, "; and {} more", errors.len() - TOLD);
    }
    text
}

fn path_of(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let segments = std::iter::once(node).chain(node.parents());
    let mut path: Vec<_> = segments
        .map(|node| match node.segment {
            QueryPathSegment::Index(index) => PathSegment::Index(index),
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
        })
        .collect();
    path.reverse();
    path
}
