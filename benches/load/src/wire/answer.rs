//! An answer as it came over the wire.

use httparse::{EMPTY_HEADER, Header, Response, Status};
use std::str;

/// More headers than any answer here has.
const MAX_HEADERS: usize = 16;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer<'b> {
    /// The status.
    pub status: u16,
    /// All that came, head and body.
    pub bytes: &'b [u8],
    /// The body.
    pub body: &'b [u8],
    headers: [Header<'b>; MAX_HEADERS],
}

/// Bytes that are no answer, or more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No HTTP.
    #[error("no HTTP")]
    Head,
    /// How long the body is, is not said in one number.
    #[error("the length of the body is not known")]
    Length,
    /// There is more than one answer.
    #[error("there are bytes after the answer")]
    More,
}

impl<'b> Answer<'b> {
    /// Nothing if something is still to come.
    ///
    /// # Errors
    ///
    /// [`Broken`] if this is not exactly one answer.
    pub fn parse(bytes: &'b [u8], to_head: bool) -> Result<Option<Self>, Broken> {
        let mut headers = [EMPTY_HEADER; MAX_HEADERS];
        let mut head = Response::new(&mut headers);
        let Status::Complete(end) = head.parse(bytes).map_err(|_| Broken::Head)? else {
            return Ok(None);
        };
        let status = head.code.ok_or(Broken::Head)?;
        let (_, body) = bytes.split_at_checked(end).ok_or(Broken::Head)?;
        let answer = Self {
            status,
            bytes,
            body,
            headers,
        };
        let length = answer.length(to_head)?;
        match body.len() {
            more if more > length => Err(Broken::More),
            all if all == length => Ok(Some(answer)),
            _ => Ok(None),
        }
    }

    fn length(&self, to_head: bool) -> Result<usize, Broken> {
        let said = self.only("content-length").and_then(|length| length.parse().ok());
        match (to_head, self.status) {
            (true, _) | (_, 204) => Ok(0),
            _ => said.ok_or(Broken::Length),
        }
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'b [u8]> {
        let named = self
            .headers
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| header.value)
    }

    /// The value of a header that is there once, and is text.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<&'b str> {
        let mut values = self.all(name);
        let value = values.next().filter(|_| values.next().is_none());
        value.and_then(|value| str::from_utf8(value).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\nx-request-id: id\r\n\r\nbody";

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        for end in 0..WHOLE.len() {
            assert!(Answer::parse(&WHOLE[..end], false).unwrap().is_none(), "{end}");
        }
        let answer = Answer::parse(WHOLE, false).unwrap().unwrap();
        assert_eq!((answer.status, answer.body), (404, &b"body"[..]));
        assert_eq!(answer.only("X-Request-Id"), Some("id"));
    }

    #[test]
    fn a_body_where_none_belongs_is_found() {
        assert_eq!(Answer::parse(WHOLE, true).unwrap_err(), Broken::More);
        assert_eq!(Answer::parse(&[WHOLE, b"x"].concat(), false).unwrap_err(), Broken::More);
        let none = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert!(Answer::parse(none, false).unwrap().unwrap().body.is_empty());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        assert_eq!(Answer::parse(b"panicked at", false).unwrap_err(), Broken::Head);
        let unknown = b"HTTP/1.1 200 OK\r\n\r\n";
        assert_eq!(Answer::parse(unknown, false).unwrap_err(), Broken::Length);
        let twice = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(Answer::parse(twice, false).unwrap_err(), Broken::Length);
    }
}
