//! How dioxus sends an error: around what the error says of itself.

use super::ServerFnFault;
use crate::request::mark::Mark;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::sync::Arc;

/// The members of `dioxus_fullstack::ErrorPayload`, in its order.
struct Payload<'a>(&'a ServerFnFault);

impl Serialize for Payload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut payload = serializer.serialize_struct("ErrorPayload", 3)?;
        payload.serialize_field("message", self.0.public_message())?;
        payload.serialize_field("code", &self.0.status().as_u16())?;
        payload.serialize_field("data", self.0)?;
        payload.end()
    }
}

/// What dioxus is about to send, with the headers of the error. Should dioxus write anything else, the boundary seals it.
pub(super) fn expected(fault: &ServerFnFault, answer: &Response<Bytes>) -> Option<Arc<Response<Bytes>>> {
    let body = serde_json::to_vec(&Payload(fault)).ok()?;
    let mark = Mark::of(answer)?;
    let mark = Mark::new(&mark.id, mark.status, &body).logged();
    let mut expected = Response::new(Bytes::from(body));
    *expected.status_mut() = answer.status();
    *expected.headers_mut() = answer.headers().clone();
    let json = HeaderValue::from_static("application/json");
    expected.headers_mut().insert(CONTENT_TYPE, json);
    mark.put(&mut expected);
    Some(Arc::new(expected))
}
