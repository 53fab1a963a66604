//! One kind of request.

use std::fmt;

/// One kind of request, and what is expected of its answer.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What tables call it.
    pub name: &'static str,
    /// How often it is asked, compared with the others.
    pub weight: u32,
    /// The head of the request but for its last line, and the body. The number is that of the request, and in everything
    /// that the service says about it.
    pub write: fn(u64) -> Message,
    /// A right answer.
    pub expected: Expected,
    /// Whether the server closes the connection after its answer.
    pub closes: bool,
}

/// What a right answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A success whose body is the number of the request.
    Number,
    /// A success without a body.
    Empty,
    /// A failure: a uniform answer, and one record.
    Failure {
        /// The status.
        status: u16,
        /// The code, in the body and in the record.
        code: &'static str,
        /// Whether the answer has the number of the request as `available`.
        value: bool,
    },
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub method: &'static str,
    pub target: String,
    /// Whole lines.
    pub headers: Vec<Vec<u8>>,
    pub body: Vec<u8>,
}

impl Kind {
    pub(super) const fn new(name: &'static str, weight: u32, write: fn(u64) -> Message, expected: Expected) -> Self {
        Self {
            name,
            weight,
            write,
            expected,
            closes: false,
        }
    }

    pub(super) const fn closes(mut self) -> Self {
        self.closes = true;
        self
    }

    /// Whether the answer is a failure.
    #[must_use]
    pub const fn fails(&self) -> bool {
        matches!(self.expected, Expected::Failure { .. })
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.name)
    }
}

impl Expected {
    pub(super) const fn failure(status: u16, code: &'static str) -> Self {
        Self::Failure {
            status,
            code,
            value: false,
        }
    }
}

impl Message {
    pub(super) fn new(method: &'static str, target: String) -> Self {
        Self {
            method,
            target,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(super) fn get(target: String) -> Self {
        Self::new("GET", target)
    }

    pub(super) fn post(target: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length = format!("Content-Length: {}", body.len()).into_bytes();
        Self {
            body,
            ..Self::new("POST", target.to_owned()).header(length)
        }
    }

    pub(super) fn header(mut self, line: impl Into<Vec<u8>>) -> Self {
        self.headers.push(line.into());
        self
    }

    /// Whether an answer has no body whatever its headers say.
    #[must_use]
    pub fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// As it goes over the wire.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\nHost: localhost\r\n", self.method, self.target).into_bytes();
        for line in &self.headers {
            bytes.extend_from_slice(line);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }
}
