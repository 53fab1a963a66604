//! Errors as answers of HTTP, and as what the runtime posts for a function that fails.

use crate::error::AsSecure;
use crate::error::Fault;
use crate::frameworks::answered::answered;
use crate::frameworks::http::held::Held;
use crate::render;
use crate::request::unwind::contained;
use http::Response;
use lambda_http::lambda_runtime::Diagnostic;
use lambda_http::{Body, Error, IntoResponse};
use std::any::Any;
use std::fmt::Debug;
use std::pin::Pin;

/// What `lambda_http::IntoResponse` returns; the alias of that crate has no name outside of it.
pub type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// The answer, whose report is logged already. For the impls that the derive writes.
#[must_use]
pub fn answer(error: &impl AsSecure) -> Answer {
    let answer = super::super::respond(error).map(body);
    Box::pin(std::future::ready(answer))
}

/// Text where it is text: the runtime sends bytes in base64, and not every gateway takes them.
pub(super) fn body(bytes: Vec<u8>) -> Body {
    String::from_utf8(bytes).map_or_else(|error| Body::Binary(error.into_bytes()), Body::Text)
}

/// The code and the message for clients, after the report went to the log. In a boundary for HTTP the whole answer is put
/// where that finds it. For the impls that the derive writes.
#[must_use]
pub fn diagnostic(error: &impl AsSecure) -> Diagnostic {
    answered(error.as_secure(), |public, id| {
        let diagnostic = Diagnostic {
            error_type: public.code().to_owned(),
            error_message: public.message().to_owned(),
        };
        let Some(held) = Held::current() else {
            return (diagnostic, None);
        };
        let (mut answer, failure) = render::respond_as_preferred(public, id);
        // By this the boundary sees that what the handler returns is this and nothing that came after it.
        answer.extensions_mut().insert(diagnostic.clone());
        held.put(answer);
        (diagnostic, failure)
    })
}

/// What a handler returned instead of an answer: its diagnostic, and its answer of HTTP. An error of another crate is an
/// internal one, and is logged.
pub(super) fn failed<E: Into<Diagnostic> + Debug + 'static>(error: E, held: &Held) -> (Diagnostic, Response<Vec<u8>>) {
    let text = match source(error) {
        Ok((text, error)) => {
            let diagnostic = error.into();
            if let Some(answer) = held.take().and_then(|answer| answer_of(&diagnostic, answer)) {
                return (diagnostic, answer);
            }
            Error::from(text)
        }
        Err(source) => source,
    };
    let fault = Fault::internal(text);
    let diagnostic = diagnostic(&fault);
    let answer = held.take().unwrap_or_else(|| super::super::respond(&fault));
    (diagnostic, answer)
}

/// The answer, if it was made of the same error.
fn answer_of(diagnostic: &Diagnostic, mut answer: Response<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    (answer.extensions_mut().remove::<Diagnostic>()? == *diagnostic).then_some(answer)
}

/// Of a boxed error the error, because it knows its causes; of any other its `Debug`, in which `anyhow` and others name
/// theirs. The runtime would have logged that.
fn source<E: Debug + 'static>(error: E) -> Result<(String, E), Error> {
    let mut error = Some(error);
    if let Some(boxed) = (&mut error as &mut dyn Any).downcast_mut::<Option<Error>>() {
        return Err(boxed.take().unwrap_or_else(|| Error::from("no error")));
    }
    match error {
        Some(error) => {
            let text = contained(|| format!("{error:?}")).unwrap_or_else(|| "the error panicked".to_owned());
            Ok((text, error))
        }
        None => Err(Error::from("no error")),
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Answer {
        answer(&self)
    }
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        diagnostic(&fault)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> IntoResponse for crate::work::transaction::TransactionError<E> {
    fn into_response(self) -> Answer {
        answer(&self)
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> From<crate::work::transaction::TransactionError<E>> for Diagnostic {
    fn from(error: crate::work::transaction::TransactionError<E>) -> Self {
        diagnostic(&error)
    }
}
