//! What becomes of an answer on its way out. All of it runs within the request.

use super::body::SecureStatusBody;
use super::known::{self, STATUS};
use super::replaced::{BoxError, Judgement, failed, judge, panicked, sealed, thrown};
use crate::boundary::grpc::{GRPC, is_grpc, is_type_of_grpc};
use crate::boundary::{PassThrough, Passage, SecureErrorBody, foreign_text};
use crate::panics::Panic;
use crate::public::GrpcCode;
use crate::render::X_REQUEST_ID;
use crate::request::unwind::contained;
use ::tonic::{Code, Status};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use http_body::Body;

/// Where the status is in the body, and no trailers follow.
fn is_grpc_web(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    let rest = media_type.get(GRPC.len()..).unwrap_or_default();
    rest.get(..4).is_some_and(|rest| rest.eq_ignore_ascii_case(b"-web"))
}

/// The answer to a call, or to a request that is none.
pub(super) fn answer<B>(passage: &Passage, is_call: bool, answer: Response<B>) -> Response<SecureStatusBody<B>>
where
    B: Body,
    B::Data: From<Vec<u8>>,
{
    let is_grpc = is_grpc(answer.headers());
    let is_success = answer.status().is_success();
    let passes = answer.extensions().get::<PassThrough>().is_some();
    if (is_grpc || is_call) && answer.headers().contains_key(&STATUS[0]) {
        of_status(passage, answer, passes)
    } else if (is_grpc || is_call) && is_success {
        let must_end = is_grpc && !is_grpc_web(answer.headers());
        watched(passage, answer, passes, must_end)
    } else if is_call && !is_success && !passes {
        of_http(passage, answer)
    } else {
        passage
            .answer(answer.map(SecureErrorBody::new))
            .map(SecureStatusBody::plain)
    }
}

/// One whose trailers may be an error. If it `must_end`, it has a status there.
fn watched<B>(passage: &Passage, answer: Response<B>, passes: bool, must_end: bool) -> Response<SecureStatusBody<B>> {
    named(
        passage,
        answer.map(|body| SecureStatusBody::watched(body, passage, passes, must_end)),
    )
}

/// An answer that is nothing but a status, or pretends to be.
fn of_status<B: Body>(passage: &Passage, answer: Response<B>, passes: bool) -> Response<SecureStatusBody<B>> {
    let (mut head, body) = answer.into_parts();
    let content_type = head.headers.get(CONTENT_TYPE).cloned();
    // tonic leaves the status itself there, which has the causes.
    let status = head.extensions.get::<Status>();
    match judge(passage, &mut head.headers, status, passes) {
        Judgement::Stays if contained(|| body.is_end_stream()).unwrap_or_default() => {
            let answer = Response::from_parts(head, SecureErrorBody::new(body));
            named(passage, answer.map(SecureStatusBody::plain))
        }
        Judgement::Stays => watched(passage, Response::from_parts(head, body), passes, false),
        Judgement::Replaced => {
            contained(|| drop(body));
            of_headers(passage, head.headers, content_type)
        }
    }
}

/// An answer of HTTP to a call of gRPC: that of a router, of a layer, of a boundary of HTTP.
fn of_http<B: Body>(passage: &Passage, answer: Response<B>) -> Response<SecureStatusBody<B>> {
    let (head, body) = answer.into_parts();
    let code = code_of(head.status);
    let headers = if passage.context().answer_is_logged() {
        contained(|| drop(body));
        sealed(passage, code)
    } else {
        let text = foreign_text(&head.headers, body);
        failed(passage, "ForeignAnswer", code, &text, None)
    };
    of_headers(passage, headers, None)
}

/// The answer to a call whose service failed without one.
pub(super) fn of_error<B>(passage: &Passage, error: impl Into<BoxError>) -> Response<SecureStatusBody<B>> {
    let headers = thrown(passage, "ServiceError", error);
    of_headers(passage, headers, None)
}

/// The answer to a call whose service panicked.
pub(super) fn of_panic<B>(passage: &Passage, panic: &Panic) -> Response<SecureStatusBody<B>> {
    let headers = panicked(passage, panic);
    of_headers(passage, headers, None)
}

/// The answer to a call that took too long.
pub(super) fn of_deadline<B>(passage: &Passage) -> Response<SecureStatusBody<B>> {
    let text = "there was no answer in the time that the client or the server gives";
    let headers = failed(passage, "Deadline", Code::DeadlineExceeded, text, None);
    of_headers(passage, headers, None)
}

/// A status alone: a head and no body, which gRPC calls `Trailers-Only`.
fn of_headers<B>(
    passage: &Passage,
    headers: HeaderMap,
    content_type: Option<HeaderValue>,
) -> Response<SecureStatusBody<B>> {
    let content_type = content_type.filter(is_type_of_grpc);
    let content_type = content_type.unwrap_or(const { HeaderValue::from_static("application/grpc") });
    let mut answer = Response::new(SecureStatusBody::ended());
    *answer.headers_mut() = headers;
    // It fails only if the application vouches for more than 20,000 entries of metadata.
    let _ = answer.headers_mut().try_insert(CONTENT_TYPE, content_type);
    named(passage, answer)
}

/// With the name of the request, unless it is a status that has the name under which it was logged.
fn named<B>(passage: &Passage, mut answer: Response<B>) -> Response<B> {
    let own = known::is_known(answer.headers())
        .then(|| answer.headers().get(&X_REQUEST_ID).cloned())
        .flatten();
    passage.name_headers(answer.headers_mut());
    passage.name_extensions(answer.extensions_mut());
    if let Some(own) = own {
        let _ = answer.headers_mut().try_insert(&X_REQUEST_ID, own);
    }
    answer
}

/// A path that is not there is a method that is not there; otherwise the code that `google/rpc/code.proto` assigns.
fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Code::Unimplemented,
        status => Code::from_i32(GrpcCode::for_status(status.as_u16()).number()),
    }
}
