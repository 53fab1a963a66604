//! What becomes of an answer on its way out.

use super::finish::finished;
use super::grpc::is_grpc;
use super::pass_through::PassThrough;
use super::record::{self, log, log_once};
use super::{incoming, seal};
use crate::render::FormatError;
use crate::request::mark::Mark;
use crate::request::scope::RequestScope;
use crate::request::unwind::contained;
use http::Response;
use http::header::CONTENT_ENCODING;
use http_body::Body;

/// The first status that is an error.
pub(super) const FIRST_ERROR: u16 = 400;

/// Names the answer, and seals it if it is an error that nobody vouches for.
pub(super) fn answer<B: Body + From<Vec<u8>>>(
    mut answer: Response<B>,
    context: &RequestScope,
    is_head: bool,
) -> Response<B> {
    let mut id = context.request_id();
    if answer.status().as_u16() >= FIRST_ERROR {
        #[cfg(any(feature = "dioxus", feature = "leptos"))]
        if Mark::of(&answer).is_none() && !is_passed_on(&answer) {
            answer = super::written::recognised(answer, context);
        }
        if let Some(mark) = own_mark(&answer, is_head) {
            // Made in another task it has another id, which the log and the body have too.
            id = mark.id;
            log_own(&mut answer, mark, context);
            answer = finished(answer, context, is_head);
        } else if is_passed_on(&answer) {
            log_once(
                context,
                answer.status(),
                "PassedThrough",
                "an error was passed on as it is",
                None,
            );
        } else {
            answer = seal::sealed(answer, context, is_head);
        }
    }
    incoming::name_answer(&mut answer, &id);
    answer
}

/// The mark of an answer that this crate made, unless somebody has changed the status or the body since.
///
/// A body that was compressed is taken to be the same. One whose length is unknown may be anything.
fn own_mark<B: Body>(answer: &Response<B>, is_head: bool) -> Option<Mark> {
    let mark = Mark::of(answer)?;
    let length = contained(|| answer.body().size_hint().exact()).flatten();
    let same_body = is_head
        || answer.headers().contains_key(CONTENT_ENCODING)
        || length.is_some_and(|length| usize::try_from(length) == Ok(mark.length));
    (mark.status == answer.status() && same_body).then_some(mark)
}

/// An answer of ours was logged when it was made, unless the application rendered it and has not logged anything, or
/// sends it again. What is logged here has the id that is in the body, whichever that is.
fn log_own<B>(answer: &mut Response<B>, mark: Mark, context: &RequestScope) {
    let failure = answer.extensions_mut().remove::<FormatError>();
    let failure = failure.as_ref().map(ToString::to_string);
    let (what, message) = match &failure {
        Some(failure) => ("FormatError", failure.as_str()),
        None if mark.is_copy() && mark.id != context.request_id() => record::COPIED,
        None if !mark.is_logged && !context.has_reported() => ("RenderedAnswer", "rendered without a report"),
        None => return,
    };
    log(&mark.id, answer.status(), what, message, None);
    context.note_answer_logged();
    // A boundary around this one must not log it again.
    mark.logged().put(answer);
}

/// Whether the body is none of our business: gRPC has its own errors, and the application may vouch for an answer.
fn is_passed_on<B>(answer: &Response<B>) -> bool {
    is_grpc(answer.headers()) || answer.extensions().get::<PassThrough>().is_some()
}
