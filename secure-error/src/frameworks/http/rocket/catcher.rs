//! The default catcher: rocket's own sends pages.

use super::local::Local;
use super::mark::marked;
use super::{convert, outgoing};
use crate::render;
use crate::request::ledger::Ledger;
use http::StatusCode;
use rocket::catcher::{Handler, Result};
use rocket::http::Status;
use rocket::{Catcher, Request, Response};

/// Whether a catcher is for every status and every path.
pub(super) fn is_default(catcher: &Catcher) -> bool {
    catcher.code.is_none() && catcher.base.path() == "/"
}

pub(super) fn default() -> Catcher {
    let mut catcher = Catcher::new(None, Default);
    catcher.name = Some("SecureErrorLayer".into());
    catcher
}

#[derive(Clone)]
struct Default;

#[rocket::async_trait]
impl Handler for Default {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> Result<'r> {
        let status = match convert::status(status) {
            // A guard or a handler has failed, whatever the status.
            fine if fine < StatusCode::BAD_REQUEST => StatusCode::INTERNAL_SERVER_ERROR,
            status => status,
        };
        let local = Local::of(request);
        let is_alone = local.enter_catcher(request);
        let exchange = local.exchange();
        let last = exchange.ledger().and_then(Ledger::last_response);
        let mut response = match last.filter(|entry| entry.status() == status) {
            // A guard has failed with it.
            Some(entry) => marked(render::marked(&entry), &exchange),
            // The fairing converts it into a response.
            None => Response::build().status(Status::new(status.as_u16())).finalize(),
        };
        if is_alone {
            outgoing::finish(request, &mut response, local);
        }
        Ok(response)
    }
}
