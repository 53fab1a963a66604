//! A service that fails without an answer. The server closes the connection; that is all that the client learns.

use crate::internal::builder::ReportBuilder;
use crate::internal::origin::Origin;
use crate::internal::report::Cause;
use crate::public::{PublicError, problem};
use crate::request::scope::RequestScope;
use crate::request::unwind::contained;
use std::any::{Any, type_name};
use std::error::Error;
use std::fmt::{self, Display, Write as _};
use std::hash::{DefaultHasher, Hasher as _};

/// Logs the error of a service, which goes on as it is, and maybe through another boundary.
///
/// There its type may be another, but what it says is the same. An error that says something else is another one: the
/// application has dealt with the first.
pub(super) fn log<E: Display + 'static>(error: &E, context: &RequestScope) {
    let text = hash(error);
    if context.service_error_is_logged(text) {
        return;
    }
    let name = type_name::<E>();
    let public = PublicError::constant(&problem::INTERNAL_ERROR);
    ReportBuilder::new(Origin::of_type(name), public)
        .about(Cause::plain(Some(name), &Failure(error)))
        .build()
        .log();
    context.note_service_error_logged(text);
}

/// Of what an error says.
fn hash(error: &impl Display) -> u64 {
    let mut text = Hashed {
        hasher: DefaultHasher::new(),
        room: MOST,
    };
    // If it fails or panics, what it said before counts.
    let _ = contained(|| write!(text, "{error}"));
    text.hasher.finish()
}

/// How much of a text is hashed, in bytes.
const MOST: usize = 4096;

struct Hashed {
    hasher: DefaultHasher,
    room: usize,
}

impl fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.room = self.room.checked_sub(text.len()).ok_or(fmt::Error)?;
        self.hasher.write(text.as_bytes());
        Ok(())
    }
}

/// The error of any service as an `Error`: the box that most of them use implements no such thing.
struct Failure<'a, E>(&'a E);

impl<E: Display> Display for Failure<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E> fmt::Debug for Failure<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failure(..)")
    }
}

impl<E: Display + 'static> Error for Failure<'_, E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let boxed = (self.0 as &dyn Any).downcast_ref::<Box<dyn Error + Send + Sync>>();
        boxed.and_then(|error| error.source())
    }
}
