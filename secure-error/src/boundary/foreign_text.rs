//! The text of a foreign response, for the log: only what is available already, without waiting.

use crate::internal::scrub;
use crate::request::unwind::contained;
use crate::text::chars::{TRUNCATED as MORE, prefix};
use bytes::Buf;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body::Body;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// How much of a body is logged, in bytes.
const LIMIT: usize = 512;
/// How much is read, so that a secret that lies across that limit can be recognised.
pub(super) const READ: usize = LIMIT + scrub::MARGIN;

const ENCODED: &str = "<the body is encoded>";
const FAILED: &str = "<the body failed>";
const NOT_READY: &str = "<the body was not ready>";
const EMPTY: &str = "<no body>";

/// Takes what the body has available, at most [`LIMIT`] bytes. The result is scrubbed, because it is cut, but not
/// sanitised: the log does that.
pub(crate) fn read<B: Body>(headers: &HeaderMap, body: B) -> String {
    // A panic in a body, or when it is dropped, ends here.
    let text = contained(|| {
        if headers.contains_key(CONTENT_ENCODING) {
            ENCODED.to_owned()
        } else {
            first(body)
        }
    });
    text.unwrap_or_else(|| FAILED.to_owned())
}

fn first<B: Body>(body: B) -> String {
    let (taken, end) = available(body, READ);
    let end = match end {
        End::NotReady if taken.is_empty() => return NOT_READY.to_owned(),
        End::Over if taken.is_empty() => return EMPTY.to_owned(),
        End::NotReady | End::More => MORE,
        End::Over => "",
        End::Failed => FAILED,
    };
    let goes_on = end == MORE;
    let text = String::from_utf8_lossy(&taken);
    let text = scrub::beginning(&text, goes_on);
    let shown = prefix(&text, LIMIT);
    let end = if shown.len() < text.len() { MORE } else { end };
    shown.to_owned() + end
}

/// How many frames are read: a body may consist of endless empty frames.
const PIECES: usize = 16;

/// Where the reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// At the end of the body.
    Over,
    /// Before it, because that was enough.
    More,
    /// Where the rest is not there yet.
    NotReady,
    Failed,
}

/// The first bytes of a body, up to a limit and in at most [`PIECES`] frames. Trailers do not count.
///
/// A body is third-party code, and may panic.
pub(crate) fn available<B: Body>(body: B, most: usize) -> (Vec<u8>, End) {
    let mut body = pin!(body);
    let mut taken = Vec::new();
    for _ in 0..PIECES {
        if body.is_end_stream() {
            return (taken, End::Over);
        }
        let mut data = match body.as_mut().poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => return (taken, End::NotReady),
            Poll::Ready(None) => return (taken, End::Over),
            Poll::Ready(Some(Err(_))) => return (taken, End::Failed),
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(data) => data,
                Err(_trailers) => continue,
            },
        };
        while taken.len() < most && data.has_remaining() {
            let piece: Vec<u8> = data.chunk().iter().copied().take(most - taken.len()).collect();
            if piece.is_empty() {
                break;
            }
            data.advance(piece.len());
            taken.extend(piece);
        }
        if data.has_remaining() {
            break;
        }
    }
    (taken, End::More)
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderValue;
    use http_body::Frame;
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    /// A body that does this each time it is polled.
    struct Scripted(fn() -> Polled);

    type Polled = Poll<Option<Result<Frame<Bytes>, io::Error>>>;

    impl Body for Scripted {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Polled {
            (self.0)()
        }
    }

    fn text(body: impl Body) -> String {
        read(&HeaderMap::new(), body)
    }

    #[test]
    fn a_body_that_is_there_is_read_to_its_limit() {
        assert_eq!(text("no such table".to_owned()), "no such table");
        assert_eq!(text("x".repeat(512)), "x".repeat(512));
        assert_eq!(text("x".repeat(513)), "x".repeat(512) + MORE);
        assert_eq!(text(String::new()), EMPTY);
    }

    #[cfg(feature = "scrub")]
    #[test]
    fn a_secret_across_the_limit_is_recognised() {
        for at in 480..=520 {
            let body = format!(
                "{} postgres://admin:hunter2@10.0.0.5/prod {}",
                "x".repeat(at),
                "y".repeat(5000)
            );
            let shown = text(body);
            assert!(!shown.contains("admin") && !shown.contains("hunt"), "{shown}");
            assert!(shown.starts_with(&"x".repeat(at.min(LIMIT))) && shown.ends_with(MORE));
        }
    }

    #[cfg(feature = "scrub")]
    #[test]
    fn a_secret_across_what_is_read_does_not_survive_in_part() {
        let long = "hunter2".repeat(1000);
        for at in [300, 400, 500, 511, 512, READ - 20, READ - 1] {
            let body = format!("{} postgres://admin:{long}@10.0.0.5/prod", "x ".repeat(at / 2));
            let shown = text(body);
            assert!(!shown.contains("admin") && !shown.contains("hunt"), "{shown}");
            assert!(shown.ends_with(MORE), "{shown}");
        }
    }

    #[test]
    fn a_body_that_is_not_there_is_not_waited_for() {
        assert_eq!(text(Scripted(|| Poll::Pending)), NOT_READY);
        let endless = Scripted(|| Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"again "))))));
        assert_eq!(text(endless), "again ".repeat(PIECES) + MORE);
    }

    #[test]
    fn a_body_in_pieces_is_read_as_far_as_it_is_there() {
        struct Pieces(Vec<Polled>);

        impl Body for Pieces {
            type Data = Bytes;
            type Error = io::Error;

            fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Polled {
                self.0.pop().unwrap_or(Poll::Ready(None))
            }
        }

        fn piece(text: &'static str) -> Polled {
            Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(text.as_bytes())))))
        }

        let pieces = |last: Vec<Polled>| {
            let mut all = last;
            all.extend([piece(" table "), piece("no such"), piece("")]);
            text(Pieces(all))
        };
        assert_eq!(pieces(vec![]), "no such table ");
        assert_eq!(
            pieces(vec![piece("never"), Poll::Pending]),
            format!("no such table {MORE}")
        );
        let fails = Poll::Ready(Some(Err(io::Error::other("secret"))));
        assert_eq!(pieces(vec![fails]), format!("no such table {FAILED}"));
    }

    #[test]
    fn a_body_that_fails_or_panics_costs_its_text_only() {
        assert_eq!(
            text(Scripted(|| Poll::Ready(Some(Err(io::Error::other("secret")))))),
            FAILED
        );
        assert_eq!(text(Scripted(|| panic!("in a body"))), FAILED);
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let binary = Scripted(|| Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"\xFF\0a "))))));
        assert_eq!(text(binary), "\u{FFFD}\0a ".repeat(PIECES) + MORE);
        let mut encoded = HeaderMap::new();
        encoded.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(read(&encoded, "compressed".to_owned()), ENCODED);
    }
}
