//! Answers of frameworks that take only the bytes of an error.
//!
//! Such a framework puts the bytes into an answer that has neither our mark nor our status. Whoever writes them leaves in
//! the context of the request what the answer should have been, and the boundary knows it again by its bytes.

use super::{record, seal, there};
use crate::request::mark::Mark;
use crate::request::scope::{self, RequestScope};
use crate::request::unwind::contained;
use bytes::Bytes;
use http::Response;
use http_body::Body;
use std::sync::{Arc, Mutex, PoisonError};

/// In the context of a request: what was written for it last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Option<Arc<Response<Bytes>>>>>);

impl Written {
    /// Leaves an answer of ours for the boundary of the current request, if there is one.
    ///
    /// Its report is in the log, unless that was for another request: the error was kept, in a cache say, and fails again.
    pub(crate) fn note(answer: &Arc<Response<Bytes>>) {
        let Some(context) = scope::current() else { return };
        if let Some(written) = Self::of(&context) {
            *written.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(answer));
        }
        let mark = Mark::of(answer).filter(|mark| mark.id != context.request_id());
        if let Some(mark) = mark.filter(|_| !context.answer_is_logged()) {
            record::log_copy(&mark.id, answer.status());
            context.note_answer_logged();
        }
    }

    fn of(context: &RequestScope) -> Option<&Self> {
        context.extensions().get()
    }

    fn last(&self) -> Option<Arc<Response<Bytes>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// If the body of an answer is what was written last: the status, the headers and the mark that belong to it.
///
/// All other headers of the answer stay.
pub(super) fn recognised<B: Body + From<Vec<u8>>>(answer: Response<B>, context: &RequestScope) -> Response<B> {
    let written = Written::of(context).and_then(Written::last);
    let mark = written.as_deref().and_then(Mark::of);
    let (Some(written), Some(mark)) = (written, mark) else {
        return answer;
    };
    let length = contained(|| answer.body().size_hint().exact()).flatten();
    if !length.is_some_and(|length| usize::try_from(length) == Ok(mark.length)) {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let body = contained(|| there::read(body, mark.length).0).unwrap_or_default();
    if written.body() == &body {
        head.status = written.status();
        seal::replace_headers(&mut head.headers, written.headers().clone(), head.status);
        // If it is a copy of another answer, `note` has said so.
        head.extensions.insert(mark.logged());
    }
    Response::from_parts(head, B::from(body))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::{PublicError, problem};
    use crate::render::{self, ProblemJson};
    use crate::request::RequestId;
    use std::task::{Context, Poll};

    fn noted() -> (Arc<RequestScope>, Arc<Response<Bytes>>) {
        let mut context = RequestScope::new(RequestId::generate(), None, None);
        context.extensions_mut().insert(Written::default());
        let context = Arc::new(context);
        let public = PublicError::constant(&problem::UNAUTHORIZED);
        let (answer, _) = render::respond_in(&public, &context.request_id(), &ProblemJson);
        let answer = Arc::new(answer);
        scope::within(&context, || Written::note(&answer));
        (context, answer)
    }

    fn of_the_framework(body: Vec<u8>) -> Response<String> {
        let mut answer = Response::new(String::from_utf8(body).unwrap());
        *answer.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        answer.headers_mut().insert("serverfnerror", "/api/f".parse().unwrap());
        answer
            .headers_mut()
            .insert("content-type", "text/plain".parse().unwrap());
        answer
    }

    /// `String` is a body, but not one that is made of bytes.
    struct Text(String);

    impl From<Vec<u8>> for Text {
        fn from(bytes: Vec<u8>) -> Self {
            Self(String::from_utf8(bytes).unwrap())
        }
    }

    impl Body for Text {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            let text = std::mem::take(&mut self.0);
            let text = (!text.is_empty()).then_some(text);
            Poll::Ready(text.map(|text| Ok(http_body::Frame::data(Bytes::from(text)))))
        }

        fn size_hint(&self) -> http_body::SizeHint {
            http_body::SizeHint::with_exact(u64::try_from(self.0.len()).unwrap())
        }
    }

    #[test]
    fn a_response_with_the_bytes_that_were_written_is_the_one_meant() {
        let (context, written) = noted();
        let answer = recognised(of_the_framework(written.body().to_vec()).map(Text), &context);
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.headers().get("www-authenticate").unwrap(), "Bearer");
        assert_eq!(
            answer.headers().get("content-type").unwrap(),
            "application/problem+json"
        );
        assert_eq!(answer.headers().get("serverfnerror").unwrap(), "/api/f");
        let mark = Mark::of(&answer).unwrap();
        assert!(mark.is_logged && !mark.is_copy() && mark.status == 401);
        assert_eq!(answer.body().0.as_bytes(), &written.body()[..]);
    }

    #[test]
    fn one_byte_that_is_different_is_a_foreign_answer() {
        let (context, written) = noted();
        let mut other = written.body().to_vec();
        *other.last_mut().unwrap() = b']';
        for body in [other, b"ServerError|secret".to_vec(), Vec::new()] {
            let answer = recognised(of_the_framework(body.clone()).map(Text), &context);
            assert_eq!(answer.status(), 500);
            assert!(Mark::of(&answer).is_none());
            // Nothing of it is lost for the log.
            assert_eq!(answer.body().0.as_bytes(), body);
        }
    }

    #[test]
    fn another_request_has_no_part_in_it() {
        let (_, written) = noted();
        let (context, _) = noted();
        let answer = recognised(of_the_framework(written.body().to_vec()).map(Text), &context);
        assert!(Mark::of(&answer).is_none());
        let nothing = RequestScope::new(RequestId::generate(), None, None);
        let answer = recognised(of_the_framework(written.body().to_vec()).map(Text), &nothing);
        assert!(Mark::of(&answer).is_none());
    }
}
