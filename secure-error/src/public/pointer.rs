//! Where in a request something is wrong.

use std::fmt;

use super::text::{PublicText, visible};

/// The longest pointer, in bytes.
const MAX_LENGTH: usize = 1024;

/// A JSON Pointer (RFC 6901) into the body of a request.
///
/// It consists of constant names, numbers, and text that was vouched for, so it cannot contain anything that a client sent:
///
/// ```
/// use secure_error::wire::JsonPointer;
///
/// let quantity = JsonPointer::root().field("items").index(3).field("quantity");
/// assert_eq!(quantity.to_string(), "/items/3/quantity");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct JsonPointer {
    path: String,
    /// Nothing is added any more.
    full: bool,
}

impl JsonPointer {
    /// The whole body.
    #[must_use]
    pub const fn root() -> Self {
        Self {
            path: String::new(),
            full: false,
        }
    }

    /// Appends the member of this name. A pointer longer than 1024 bytes is cut before the first member that does not fit.
    #[must_use]
    pub fn field(self, name: &'static str) -> Self {
        self.declared(name)
    }

    /// Appends a member whose name is known only at run time and was vouched for.
    #[must_use]
    pub fn vouched(self, name: &PublicText) -> Self {
        self.declared(name.as_str())
    }

    /// Appends a member whose name the application declares, though not as a `&'static str`.
    pub(crate) fn declared(self, name: &str) -> Self {
        let escaped = name.chars().map(visible).map(|c| match c {
            '~' => "~0".to_owned(),
            '/' => "~1".to_owned(),
            c => c.to_string(),
        });
        self.append(&escaped.collect::<String>())
    }

    /// Appends the item at this index of an array, counted from 0.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        self.append(&index.to_string())
    }

    /// Appends another pointer, token by token.
    pub(super) fn join(self, tail: &Self) -> Self {
        let mut whole = tail.path.split('/').skip(1).fold(self, Self::append);
        whole.full |= tail.full;
        whole
    }

    fn append(mut self, token: &str) -> Self {
        self.full |= self.path.len() + 1 + token.len() > MAX_LENGTH;
        if !self.full {
            self.path.push('/');
            self.path.push_str(token);
        }
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
    fn a_pointer_is_bounded_and_never_skips_a_level() {
        let deep = (0..100_000).fold(JsonPointer::root(), |pointer, _| pointer.field("children"));
        assert!(deep.as_str().len() <= 1024);
        assert_eq!(deep.clone().index(1), deep);
    }

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
    fn joined_pointers_are_bounded_and_escaped_once() {
        let tail = JsonPointer::root().field("a/b").vouched(&PublicText::vouch("m~n\n"));
        assert_eq!(JsonPointer::from("x").join(&tail).as_str(), "/x/a~1b/m~0n\u{FFFD}");
        let half = (0..80).fold(JsonPointer::root(), |pointer, _| pointer.field("children"));
        let whole = half.clone().join(&half);
        assert!(whole.as_str().len() <= 1024 && whole.as_str().starts_with(half.as_str()));
        assert_eq!(whole.clone().field("a"), whole);
    }

    #[test]
    fn a_name_cannot_smuggle_unsafe_characters() {
        assert_eq!(JsonPointer::from("a\nb").as_str(), "/a\u{FFFD}b");
    }
}
