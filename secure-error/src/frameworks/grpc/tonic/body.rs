//! The body of a response, which may end in an error.

use super::sent::{self, BoxError};
use crate::boundary::{Exchange, SecureErrorBody};
use crate::panics::caught;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::fmt::{self, Display};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The body of a service behind a [`SecureStatusLayer`](super::SecureStatusLayer): its messages unchanged, and its
    /// status sealed if it is an error.
    pub struct SecureStatusBody<B> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind<B> {
        Plain {
            #[pin]
            body: SecureErrorBody<B>,
        },
        Watched {
            #[pin]
            stream: Stream<B>,
        },
    }
}

pin_project! {
    /// What is left of a stream, and the call that it belongs to.
    struct Stream<B> {
        // `None` as soon as the status is sent.
        #[pin]
        body: Option<B>,
        exchange: Exchange,
        // The application vouches for it.
        passes: bool,
        // It has to say how it ended.
        must_end: bool,
    }

    impl<B> PinnedDrop for Stream<B> {
        // If the client is gone, what is left of the stream belongs to the call still.
        fn drop(mut this: Pin<&mut Self>) {
            if this.body.is_some() {
                this.as_mut().end();
                this.exchange.within(|| sent::given_up(&this.exchange));
            }
        }
    }
}

impl<B> SecureStatusBody<B> {
    /// A body that has no status in it.
    pub(super) const fn plain(body: SecureErrorBody<B>) -> Self {
        Self {
            kind: Kind::Plain { body },
        }
    }

    /// Nothing: the status is in the head.
    pub(super) fn ended() -> Self {
        Self::plain(SecureErrorBody::default())
    }

    /// A stream with a status at its end, unless it need not have one.
    pub(super) fn watched(body: B, exchange: &Exchange, passes: bool, must_end: bool) -> Self {
        let stream = Stream {
            body: Some(body),
            exchange: exchange.clone(),
            passes,
            must_end,
        };
        Self {
            kind: Kind::Watched { stream },
        }
    }
}

/// What a [`SecureErrorLayer`](crate::SecureErrorLayer) around the layer needs.
impl<B> From<Vec<u8>> for SecureStatusBody<B> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::plain(bytes.into())
    }
}

impl<B> Stream<B> {
    /// Drops the rest. A panic of the drop is not an outcome, and is logged.
    fn end(self: Pin<&mut Self>) {
        let mut this = self.project();
        if this.body.is_some() {
            this.exchange.within(|| {
                if let Err(panic) = caught(|| this.body.set(None)) {
                    panic.log();
                }
            });
        }
    }
}

impl<B: Body> Stream<B>
where
    B::Error: Into<BoxError>,
{
    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Frame<B::Data>>> {
        let this = self.as_mut().project();
        let Some(body) = this.body.as_pin_mut() else {
            return Poll::Ready(None);
        };
        let (exchange, passes, must_end) = (&*this.exchange, *this.passes, *this.must_end);
        let next = exchange.within(|| {
            Poll::Ready(match caught(|| body.poll_frame(cx)) {
                Ok(polled) => match ready!(polled) {
                    Some(Ok(frame)) => match frame.into_trailers() {
                        Ok(trailers) => Next::Last(sent::trailers(exchange, trailers, passes, must_end)),
                        Err(frame) => Next::Message(frame),
                    },
                    Some(Err(error)) => Next::Last(sent::broken(exchange, error)),
                    None if must_end => Next::Last(sent::unfinished(exchange)),
                    None => Next::Nothing,
                },
                Err(panic) => Next::Last(sent::panicked(exchange, &panic)),
            })
        });
        let last = match ready!(next) {
            Next::Message(frame) => return Poll::Ready(Some(frame)),
            Next::Last(trailers) => Some(Frame::trailers(trailers)),
            Next::Nothing => None,
        };
        self.as_mut().end();
        self.exchange.within(|| sent::ended(&self.exchange));
        Poll::Ready(last)
    }
}

enum Next<D> {
    Message(Frame<D>),
    Last(HeaderMap),
    Nothing,
}

impl<B: Body> Body for SecureStatusBody<B>
where
    B::Data: From<Vec<u8>>,
    B::Error: Into<BoxError> + Display + 'static,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().kind.project() {
            KindProjection::Plain { body } => body.poll_frame(cx),
            KindProjection::Watched { stream } => stream.poll_frame(cx).map(|frame| frame.map(Ok)),
        }
    }

    /// A stream has not ended before its status.
    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Plain { body } => body.is_end_stream(),
            Kind::Watched { stream } => stream.body.is_none(),
        }
    }

    /// The length of a stream is not known: it may end early, by a panic.
    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Plain { body } => body.size_hint(),
            Kind::Watched { .. } => SizeHint::default(),
        }
    }
}

impl<B> fmt::Debug for SecureStatusBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureStatusBody").finish_non_exhaustive()
    }
}
