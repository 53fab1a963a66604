//! What a body has already, without waiting for it.

use bytes::Buf;
use http_body::Body;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// How many pieces are looked at: those of a body may be empty, and have no end.
pub(super) const PIECES: usize = 16;

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

/// The first bytes of a body, at most so many and in at most [`PIECES`] pieces. Trailers are none.
///
/// A body is code of others, and may panic.
pub(crate) fn read<B: Body>(body: B, most: usize) -> (Vec<u8>, End) {
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
