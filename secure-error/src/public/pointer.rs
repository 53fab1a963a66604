//! Where in a request something is wrong.

use std::fmt::{self, Write};

use super::text::visible;

/// A JSON Pointer (RFC 6901) into the body of a request.
///
/// It is made of constant names and of numbers, so nothing that a client sent can be in it:
///
/// ```
/// use secure_error::JsonPointer;
///
/// let quantity = JsonPointer::root().field("items").index(3).field("quantity");
/// assert_eq!(quantity.to_string(), "/items/3/quantity");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct JsonPointer {
    path: String,
}

impl JsonPointer {
    /// The whole body.
    #[must_use]
    pub const fn root() -> Self {
        Self { path: String::new() }
    }

    /// The member of this name.
    #[must_use]
    pub fn field(mut self, name: &'static str) -> Self {
        self.path.push('/');
        for c in name.chars().map(visible) {
            match c {
                '~' => self.path.push_str("~0"),
                '/' => self.path.push_str("~1"),
                c => self.path.push(c),
            }
        }
        self
    }

    /// The item at this place of an array, counted from 0.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        // Writing to a `String` cannot fail.
        let _ = write!(self.path, "/{index}");
        self
    }

    /// The pointer as RFC 6901 section 5 writes it in JSON: empty for the whole body, else `/a/0/b`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.path)
    }
}

/// One member of the body.
impl From<&'static str> for JsonPointer {
    fn from(field: &'static str) -> Self {
        Self::root().field(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_written_as_in_rfc_6901() {
        assert_eq!(JsonPointer::root().as_str(), "");
        assert_eq!(JsonPointer::from("email").as_str(), "/email");
        assert_eq!(
            JsonPointer::root()
                .field("a/b")
                .field("m~n")
                .index(0)
                .field("")
                .as_str(),
            "/a~1b/m~0n/0/"
        );
    }

    #[test]
    fn a_name_cannot_smuggle_unsafe_characters() {
        assert_eq!(JsonPointer::from("a\nb").as_str(), "/a\u{FFFD}b");
    }
}
