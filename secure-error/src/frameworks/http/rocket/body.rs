//! The body of a response of rocket, as far as it is there.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use rocket::tokio::io::{AsyncRead, ReadBuf};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How much is read at once, in bytes.
const PIECE: usize = 1024;

pub(super) struct RocketBody<'r>(pub(super) rocket::response::Body<'r>);

impl Body for RocketBody<'_> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let mut piece = [0; PIECE];
        let mut piece = ReadBuf::new(&mut piece);
        Pin::new(&mut self.0).poll_read(cx, &mut piece).map(|read| match read {
            Ok(()) if piece.filled().is_empty() => None,
            Ok(()) => Some(Ok(Frame::data(Bytes::copy_from_slice(piece.filled())))),
            Err(error) => Some(Err(error)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.0.preset_size().and_then(|length| u64::try_from(length).ok());
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
