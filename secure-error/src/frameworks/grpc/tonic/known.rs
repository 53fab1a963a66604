//! The statuses that are meant for clients, and how the layer knows them again.
//!
//! What is left of a status on its way out is its headers, in a stream nothing else, and the task that sends them may be
//! another than the one that made them. The value of `x-request-id` is the same memory all the way, however often it is
//! cloned: its address is the mark. Nobody else can put bytes there as long as they live, and when they are dropped the
//! mark is gone.

use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use crate::request::scope;
use crate::request::unwind::contained;
use ::tonic::Status;
use ::tonic::metadata::{Ascii, MetadataValue};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// By the address of their marks.
static KNOWN: Mutex<BTreeMap<usize, Known>> = Mutex::new(BTreeMap::new());

fn known() -> MutexGuard<'static, BTreeMap<usize, Known>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A status that is meant for clients, and what it was when it was made.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Without its mark, which would never be dropped.
    status: Status,
    pub(super) id: RequestId,
    /// The application vouches for it. It was not logged when it was made.
    pub(super) is_foreign: bool,
    /// It is the clone of one that was sent before.
    pub(super) was_sent: bool,
}

impl Known {
    /// One that was made of a public face, and that was logged.
    pub(super) const fn own(status: Status, id: &RequestId) -> Self {
        Self {
            status,
            id: *id,
            is_foreign: false,
            was_sent: false,
        }
    }

    /// What it looks like on the wire, as it was made.
    fn headers(&self) -> Option<HeaderMap> {
        written(&self.status)
    }
}

/// Forwards a status of another service to the client as it is: code, message, details and metadata.
///
/// [`SecureStatusLayer`](super::SecureStatusLayer) replaces what no [`SecureError`](crate::SecureError) made, because a
/// status of an upstream service says what that service tells its neighbours. Whoever calls this vouches for every byte of
/// this one. The layer only gives it the id of the call, and logs that it was passed on. Without the layer nobody logs it.
///
/// It is the same for gRPC as [`PassThrough`](crate::layers::PassThrough) for HTTP, which a service below tonic may also put into
/// the extensions of its response.
///
/// ```
/// use secure_error::frameworks::tonic::pass_through;
/// use tonic::Status;
///
/// # async fn call_upstream() -> Result<(), Status> { Ok(()) }
/// async fn forward() -> Result<(), Status> {
///     // Everything that the catalogue service says is public.
///     call_upstream().await.map_err(pass_through)
/// }
/// ```
#[must_use]
pub fn pass_through(mut status: Status) -> Status {
    let context = scope::current();
    let id = scope::id_of(context.as_deref());
    status.metadata_mut().remove(X_REQUEST_ID.as_str());
    publish(Known {
        is_foreign: true,
        ..Known::own(status, &id)
    })
}

/// The status with its mark.
pub(super) fn publish(known: Known) -> Status {
    let mut status = known.status.clone();
    let mark = Bytes::from_owner(Mark(known.id.as_bytes().into()));
    let place = mark.as_ptr().addr();
    // It fails for no id.
    if let Ok(value) = MetadataValue::<Ascii>::try_from(mark) {
        self::known().insert(place, known);
        // Metadata of more than 20,000 entries takes no more, and panics.
        contained(|| status.metadata_mut().insert(X_REQUEST_ID.as_str(), value));
    }
    status
}

/// The headers that a status makes; none if it cannot be written.
pub(super) fn written(status: &Status) -> Option<HeaderMap> {
    contained(|| {
        let mut headers = HeaderMap::new();
        status.add_header(&mut headers).is_ok().then_some(headers)
    })
    .flatten()
}

/// What there is to say about the headers of an error.
pub(super) enum Verdict {
    /// They are those of a known status: here they are as they were made, and the rest is gone.
    Known(Box<Known>, HeaderMap),
    /// Somebody has changed a known status, which was logged when it was made for this call.
    Changed,
    Foreign,
}

/// Looks for a known status. Metadata that was added since is dropped, silently: the rest is what it was.
///
/// A boundary of HTTP, or a layer that gives ids to answers, may have replaced the mark in the headers. The status itself,
/// which tonic leaves in the extensions of some answers, has it still.
pub(super) fn verdict(headers: &HeaderMap, status: Option<&Status>, call: &RequestId) -> Verdict {
    let metadata = status.map(|status| status.metadata().as_ref());
    let marked = [Some(headers), metadata].into_iter().flatten().find_map(find);
    let Some((mark, found)) = marked else {
        return Verdict::Foreign;
    };
    match found.headers() {
        Some(expected) if said(&expected).eq(said(headers)) => {
            if found.is_foreign && found.id != *call {
                renamed(found.status, call)
            } else {
                as_made(found, mark, expected)
            }
        }
        // Nobody has logged what it was, or not under an id that this client gets.
        _ if found.is_foreign || found.was_sent || found.id != *call => Verdict::Foreign,
        _ => Verdict::Changed,
    }
}

fn as_made(found: Known, mark: &HeaderValue, mut headers: HeaderMap) -> Verdict {
    // At once: two calls may send clones at the same time, and one of them is the first.
    let was_sent = known()
        .get_mut(&place(mark))
        .is_some_and(|known| mem::replace(&mut known.was_sent, true));
    let _ = headers.try_insert(&X_REQUEST_ID, mark.clone());
    Verdict::Known(Box::new(Known { was_sent, ..found }), headers)
}

/// One that somebody vouched for elsewhere, under the id of the call: nothing was logged under the id that it had.
fn renamed(status: Status, call: &RequestId) -> Verdict {
    let known = Known {
        is_foreign: true,
        ..Known::own(status, call)
    };
    let sent = Known {
        was_sent: true,
        ..known.clone()
    };
    match written(&publish(sent)) {
        Some(headers) => Verdict::Known(Box::new(known), headers),
        None => Verdict::Foreign,
    }
}

fn find(headers: &HeaderMap) -> Option<(&HeaderValue, Known)> {
    let mark = headers.get(&X_REQUEST_ID)?;
    let found = known().get(&place(mark)).cloned()?;
    Some((mark, found))
}

fn place(mark: &HeaderValue) -> usize {
    mark.as_bytes().as_ptr().addr()
}

/// Whether these headers have the mark of a known status.
pub(super) fn is_known(headers: &HeaderMap) -> bool {
    find(headers).is_some()
}

/// What the status itself says, each header with all of its values.
fn said(headers: &HeaderMap) -> impl Iterator<Item = Vec<&[u8]>> {
    STATUS.iter().map(|name| {
        let values = headers.get_all(name).iter();
        values.map(HeaderValue::as_bytes).collect()
    })
}

/// The headers of a status: code, message, details.
pub(super) static STATUS: [HeaderName; 3] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
];

/// The bytes of an id, at a place of their own.
struct Mark(Box<[u8]>);

impl AsRef<[u8]> for Mark {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        let forgotten = known().remove(&self.0.as_ptr().addr());
        // After the lock: what is in there may be the application's.
        drop(forgotten);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ::tonic::Code;

    fn published() -> (Status, RequestId) {
        let id = RequestId::generate();
        (publish(Known::own(Status::new(Code::Aborted, "known"), &id)), id)
    }

    #[test]
    fn a_status_is_known_as_long_as_something_of_it_is_left() {
        let (status, id) = published();
        let remembered = || known().values().any(|known| known.id == id);
        let copy = status.clone();
        drop(status);
        let headers = written(&copy).unwrap();
        drop(copy);
        assert!(remembered() && is_known(&headers));
        drop(headers);
        assert!(!remembered());
    }

    #[test]
    fn equal_bytes_at_another_place_are_no_mark() {
        let (status, id) = published();
        let mut headers = written(&status).unwrap();
        assert!(matches!(verdict(&headers, None, &id), Verdict::Known(..)));
        headers.insert(&X_REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap());
        assert!(matches!(verdict(&headers, None, &id), Verdict::Foreign));
        assert!(matches!(verdict(&headers, Some(&status), &id), Verdict::Known(..)));
        let other = Status::new(Code::Aborted, "known");
        assert!(matches!(verdict(&headers, Some(&other), &id), Verdict::Foreign));
    }

    #[test]
    fn more_metadata_than_there_is_room_for_does_no_harm() {
        let mut status = Status::new(Code::Aborted, "full");
        let mut index = 0;
        let mut is_full = |status: &mut Status| {
            index += 1;
            let name = ::tonic::metadata::AsciiMetadataKey::from_bytes(format!("x-{index}").as_bytes()).unwrap();
            contained(|| status.metadata_mut().insert(name, "1".parse().unwrap())).is_none()
        };
        while !is_full(&mut status) {}
        let _ = pass_through(status);
    }
}
