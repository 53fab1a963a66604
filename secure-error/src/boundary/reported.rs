//! Streams that become the body of a response.

use super::after_head::AfterHead;
use crate::error::{AsSecure, views};
use crate::internal::log::Pending;
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// A stream of [`reported`].
    #[must_use = "a stream does nothing unless it is polled"]
    pub struct Reported<S> {
        #[pin]
        stream: S,
        request: AfterHead,
    }
}

/// Lets a stream that becomes the body of a response belong to its request, and logs its errors.
///
/// A body is polled after the handler has returned, when nothing can change the response any more. In each poll of this
/// stream [`RequestId::current`](crate::RequestId::current) is the ID of the request in which it was created, and the record
/// of a report has that ID. An error among its items is logged once, under that ID, and passed on unchanged; so is a panic,
/// with which the body ends.
///
/// ```
/// use futures_util::{Stream, StreamExt, stream};
/// use secure_error::stream::{event, reported};
/// use secure_error::{Fault, RequestId};
///
/// /// The body of `text/event-stream`: the last event says that something has failed, and the log says what.
/// fn events(rows: impl Stream<Item = Result<String, Fault>>) -> impl Stream<Item = String> {
///     let id = RequestId::current().unwrap_or_else(RequestId::generate);
///     reported(rows).map(move |row| match row {
///         Ok(row) => format!("data: {row}\n\n"),
///         Err(fault) => event(&fault.public(), &id),
///     })
/// }
/// # drop(events(stream::empty()));
/// ```
///
/// The errors are [`SecureError`](crate::SecureError)s or [`Fault`](crate::Fault)s; convert others first, such as with
/// `map_err(Fault::internal)`. Behind a `SecureErrorLayer` of axum, actix-web or poem, bodies without this have the same
/// scope, and a body that fails is logged with the text of its error.
pub fn reported<S, T, E>(stream: S) -> Reported<S>
where
    S: Stream<Item = Result<T, E>>,
    E: AsSecure,
{
    Reported {
        stream,
        request: AfterHead::current(),
    }
}

impl<S, T, E> Stream for Reported<S>
where
    S: Stream<Item = Result<T, E>>,
    E: AsSecure,
{
    type Item = Result<T, E>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        this.request.poll(
            || this.stream.poll_next(cx),
            // The scope has the ID.
            |_, error| Pending::of(&views(error.as_secure()).1),
        )
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

impl<S> fmt::Debug for Reported<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reported").finish_non_exhaustive()
    }
}
