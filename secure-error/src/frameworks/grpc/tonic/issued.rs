//! The statuses that the application issues, and how the layer finds their entries again.
//!
//! tonic keeps a status in the extensions of its response, and the entry is the source of the status. In a stream only the
//! trailers are left of it, which say under which id they were issued.

use super::foreign::PassedThrough;
use super::sealed::status_of;
use super::status::Face;
use super::told::Told;
use super::upstream::MOST_SOURCES;
use crate::error::SecureError;
use crate::frameworks::by_bytes;
use crate::frameworks::issue::issue;
use crate::public::GrpcCode;
use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use crate::request::ledger::{Entry, Issued, Kind, Ledger, Mark, Source};
use crate::request::scope;
use crate::request::unwind::contained;
use ::tonic::metadata::MetadataValue;
use ::tonic::{Code, Status};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The headers of a status: code, message, details.
pub(super) static STATUS: [HeaderName; 3] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
];

/// The status of an error, which the layer will find again.
pub(super) fn of_error(error: &dyn SecureError) -> Status {
    let (status, entry) = issue(error, |public, id| {
        let face = Face::of(public);
        (face.status(id), public.status(), face.into_source())
    });
    carrying(status, entry)
}

/// Forwards a status of another service to the client unchanged: code, message, details and metadata.
///
/// [`SecureStatusLayer`](super::SecureStatusLayer) replaces a status that does not come from a
/// [`SecureError`](crate::SecureError), because a status of an upstream service is meant for other services. The caller of
/// this function is responsible for every byte of the status. The layer only sets the request ID of the call, and records
/// that the status was passed through. Without the layer nothing is recorded.
///
/// It is the gRPC counterpart of [`PassThrough`](crate::layers::PassThrough) for HTTP, which a service below tonic may also put into
/// the extensions of its response.
///
/// ```
/// use secure_error::frameworks::tonic::pass_through;
/// use tonic::Status;
///
/// # async fn call_upstream() -> Result<(), Status> { Ok(()) }
/// async fn forward() -> Result<(), Status> {
///     // Every status of the catalogue service is public.
///     call_upstream().await.map_err(pass_through)
/// }
/// ```
#[must_use]
pub fn pass_through(status: Status) -> Status {
    // One of the application's leaves as it was issued.
    if carried(&status).is_some() {
        return status;
    }
    let id = scope::id_of(scope::current().as_deref());
    let http = status_of(status.code());
    let told = Told::of(&written(&status).unwrap_or_default(), Some(&status), &id);
    let record = Arc::new(PassedThrough(told));
    let forwarded = named(status.clone(), &id);
    let source = Source::Again(Box::new(move |id| issued(&named(status.clone(), id), http)));
    // It waits in no ledger: there it would be the record of whatever has the same code.
    carrying(
        forwarded,
        Arc::new(Entry::of(Kind::Foreign, id, http, source, Some(record))),
    )
}

/// The status with an id.
pub(super) fn named(mut status: Status, id: &RequestId) -> Status {
    // It fails for no id.
    if let Ok(value) = MetadataValue::try_from(id.as_str()) {
        // Metadata of more than 20,000 entries takes no more, and panics.
        contained(|| status.metadata_mut().insert(X_REQUEST_ID.as_str(), value));
    }
    status
}

fn carrying(mut status: Status, entry: Arc<Entry>) -> Status {
    by_bytes::remember(&entry);
    status.set_source(Arc::new(Carrier(entry)));
    status
}

/// The entry of a status, as its source.
struct Carrier(Arc<Entry>);

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Issued")
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("issued by this service")
    }
}

impl Error for Carrier {}

/// The entry of a status of which these headers are left. In the extensions of a response there may be the entry itself, as
/// a layer inside has left it, or the status.
pub(super) fn find(ledger: Option<&Ledger>, headers: &HeaderMap, extensions: &Extensions) -> Option<Arc<Entry>> {
    let kept = Mark::of(extensions).or_else(|| carried(extensions.get()?));
    kept.or_else(|| {
        let id = RequestId::parse_bytes(headers.get(&X_REQUEST_ID)?.as_bytes()).ok()?;
        by_bytes::find_by(ledger, |entry| entry.id() == id && says(entry, headers))
    })
}

/// tonic forwards a status that it finds behind other errors, and these are its source then.
fn carried(status: &Status) -> Option<Arc<Entry>> {
    let entry = contained(|| {
        let mut source = status.source();
        for _ in 0..MOST_SOURCES {
            match source?.downcast_ref() {
                Some(Carrier(entry)) => return Some(Arc::clone(entry)),
                None => source = source?.source(),
            }
        }
        None
    });
    // The source of a status that says something else is its cause.
    entry
        .flatten()
        .filter(|entry| says(entry, &written(status).unwrap_or_default()))
}

/// Whether these are the headers of the status as it was issued.
fn says(entry: &Entry, headers: &HeaderMap) -> bool {
    let issued = entry.issued(&entry.id());
    STATUS.iter().all(|name| {
        let values = |headers: &HeaderMap| headers.get_all(name).iter().cloned().collect::<Vec<_>>();
        values(&issued.headers) == values(headers)
    })
}

/// What is sent of a status: headers or trailers.
pub(super) fn issued(status: &Status, http: StatusCode) -> Issued {
    let headers = written(status).unwrap_or_else(|| {
        // It fails for no text of ours.
        let mut headers = HeaderMap::new();
        headers.insert(&STATUS[0], HeaderValue::from_static("13"));
        headers
    });
    Issued {
        headers,
        ..Issued::nothing(http)
    }
}

/// The headers that a status makes. Returns `None` if it cannot be written.
pub(super) fn written(status: &Status) -> Option<HeaderMap> {
    contained(|| {
        let mut headers = HeaderMap::new();
        status.add_header(&mut headers).is_ok().then_some(headers)
    })
    .flatten()
}

/// The code of a status. Returns `None` if it contradicts itself.
pub(super) fn code(headers: &HeaderMap) -> Option<Code> {
    let mut values = headers.get_all(&STATUS[0]).iter();
    let code = Code::from_bytes(values.next()?.as_bytes());
    values.next().is_none().then_some(code)
}

/// The code under which an entry of this or another protocol is sent.
pub(super) fn code_of(entry: &Entry) -> Code {
    code(&entry.issued(&entry.id()).headers).unwrap_or_else(|| code_of_http(entry.status()))
}

/// A path that is not there is a method that is not there; otherwise the code that `google/rpc/code.proto` assigns.
pub(super) fn code_of_http(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Code::Unimplemented,
        status => Code::from_i32(GrpcCode::for_status(status.as_u16()).number()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::internal::fixtures::busy;

    fn found(status: &Status) -> bool {
        let mut extensions = Extensions::new();
        extensions.insert(status.clone());
        find(None, &HeaderMap::new(), &extensions).is_some()
    }

    #[test]
    fn a_status_is_found_by_itself_or_by_its_headers() {
        let status = of_error(&busy());
        let headers = written(&status).unwrap();
        assert!(found(&status) && found(&pass_through(Status::aborted("vouched"))));
        assert!(find(None, &headers, &Extensions::new()).is_some());
        for name in STATUS.iter().chain([&X_REQUEST_ID]) {
            let mut changed = headers.clone();
            changed.insert(name, HeaderValue::from_static("1"));
            assert!(find(None, &changed, &Extensions::new()).is_none(), "{name}");
        }
    }

    #[test]
    fn a_status_is_not_the_one_that_caused_it() {
        let own = of_error(&busy());
        let mut same = Status::with_details(own.code(), own.message(), own.details().to_vec().into());
        let mut other = Status::internal("other");
        for status in [&mut same, &mut other] {
            status.set_source(Arc::new(own.clone()));
        }
        assert!(found(&same) && !found(&other));
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
        assert!(!found(&pass_through(status)));
    }
}
