//! What operators learn from a status that is not one of ours.

use super::issued::{self, STATUS};
use crate::internal::report::Field;
use crate::render::X_REQUEST_ID;
use crate::request::RequestId;
use ::tonic::metadata::{KeyRef, MetadataMap};
use ::tonic::{Code, Status};
use http::HeaderMap;

/// How many names of metadata are logged.
const MOST_NAMES: usize = 16;

/// A status as far as it is legible: its text, how long its details are, and the names of its metadata. Their values may be
/// anything.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) code: Code,
    pub(super) message: String,
    details: Option<String>,
    /// Everything that it was sent with, or would be.
    pub(super) metadata: HeaderMap,
    names: Option<String>,
    /// The id that another service has given the call, if it is valid and not that of our own request.
    pub(super) upstream_request_id: Option<String>,
}

impl Told {
    /// Of the headers that are left of it, and maybe the status itself.
    pub(super) fn of(headers: &HeaderMap, status: Option<&Status>, own: &RequestId) -> Self {
        // Whatever else is in the headers, tonic must not be asked to decode it: it panics if it cannot.
        let mut legible = HeaderMap::new();
        for name in STATUS.iter().take(2) {
            if let Some(value) = headers.get(name) {
                legible.insert(name, value.clone());
            }
        }
        let read = Status::from_header_map(&legible);
        let details = headers.get(&STATUS[2]).map(|value| {
            let base64 = value.as_bytes().len();
            format!("{} bytes", base64 / 4 * 3 + base64 % 4 * 3 / 4)
        });
        Self {
            code: issued::code(headers).unwrap_or(Code::Internal),
            message: status.or(read.as_ref()).map_or("", Status::message).to_owned(),
            details,
            metadata: headers.clone(),
            names: names(headers),
            upstream_request_id: upstream_request_id(headers, own),
        }
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        [
            ("details", &self.details),
            ("metadata", &self.names),
            ("upstream_request_id", &self.upstream_request_id),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some(Field::new(name, text.as_ref()?)))
    }
}

fn upstream_request_id(headers: &HeaderMap, own: &RequestId) -> Option<String> {
    let id = RequestId::parse_bytes(headers.get(&X_REQUEST_ID)?.as_bytes()).ok()?;
    (id != *own).then(|| id.to_string())
}

/// The names of the application's metadata.
fn names(headers: &HeaderMap) -> Option<String> {
    let metadata = MetadataMap::from_headers(headers.clone());
    let names = metadata.keys().map(|key| match key {
        KeyRef::Ascii(key) => key.as_str().to_owned(),
        KeyRef::Binary(key) => key.as_str().to_owned(),
    });
    let names = names.filter(|name| !name.starts_with("grpc-") && name != "content-type");
    let names: Vec<_> = names.take(MOST_NAMES).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
