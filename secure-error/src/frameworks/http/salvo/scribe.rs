//! Errors of ours as responses of salvo.

use crate::boundary::replace_headers;
use crate::error::AsSecure;
use crate::error::Fault;
use crate::request::unwind::contained;
use http::HeaderMap;
use salvo_core::http::ResBody;
use salvo_core::{Response, Scribe};

/// Writes the response. For the impls that the derive writes.
pub fn render(error: &impl AsSecure, response: &mut Response) {
    let (head, body) = super::super::respond::<ResBody>(error).into_parts();
    replace_headers(&mut response.headers, head.headers, head.status);
    response.status_code = Some(head.status);
    response.extensions.extend(head.extensions);
    let old = response.replace_body(body);
    contained(|| drop(old));
}

/// Adds headers to the existing ones. If both have a header, that of the response wins.
pub(super) fn add_headers(headers: &mut HeaderMap, added: HeaderMap) {
    // The further values of a header come without its name.
    let mut previous = None;
    for (name, value) in added {
        // It fails only if there are more than 30,000 headers.
        let _ = match (name, &previous) {
            (Some(name), _) => {
                let inserted = headers.try_insert(&name, value).map(drop);
                previous = Some(name);
                inserted
            }
            (None, Some(name)) => headers.try_append(name, value).map(drop),
            (None, None) => Ok(()),
        };
    }
}

impl Scribe for Fault {
    fn render(self, response: &mut Response) {
        render(&self, response);
    }
}

#[cfg(feature = "transaction")]
impl<E: AsSecure> Scribe for crate::work::transaction::TransactionError<E> {
    fn render(self, response: &mut Response) {
        render(&self, response);
    }
}
