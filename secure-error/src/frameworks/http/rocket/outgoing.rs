//! What becomes of an answer on its way out.

use super::convert;
use super::local::Local;
use crate::render::X_REQUEST_ID;
use http::StatusCode;
use rocket::Response;

/// Names the answer, and seals it if it is an error that nobody vouches for.
pub(super) fn finish(answer: &mut Response<'_>, local: &Local) {
    let passage = local.passage();
    let status = convert::status(answer.status());
    let refusal = local.take_refusal();
    let extensions = local.vouched(answer);
    if status < StatusCode::BAD_REQUEST {
        answer.set_raw_header(X_REQUEST_ID.as_str(), passage.request_id().to_string());
        return;
    }
    // A catcher of the application has answered for it.
    if let Some(refusal) = refusal {
        if refusal.status() == status {
            refusal.log_as_answer(&passage);
        } else {
            refusal.log(&passage);
        }
    }
    let answered = convert::http(answer, extensions);
    convert::replace(answer, passage.answer(answered));
}
