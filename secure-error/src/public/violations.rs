//! What is wrong with the fields of a request.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::pointer::JsonPointer;
use super::problem_type::ProblemType;

/// The most violations that one response lists.
const MAX_VIOLATIONS: usize = 64;

/// What is wrong with the fields of a request: the `errors` of a 400 or 422.
///
/// A violation has a pointer and a problem. Message and code are those of a constant [`ProblemType`], and the value that
/// the client sent is never repeated. At most 64 violations are kept; the rest are counted.
///
/// ```
/// use secure_error::wire::JsonPointer;
/// use secure_error::{ProblemType, Violations};
///
/// const TOO_SMALL: ProblemType = ProblemType::new(422, "TOO_SMALL", "Must be at least 1");
///
/// fn check(quantities: &[u32]) -> Result<(), Violations> {
///     let mut violations = Violations::new();
///     for (index, quantity) in quantities.iter().enumerate() {
///         if *quantity < 1 {
///             violations.push(JsonPointer::root().field("items").index(index).field("quantity"), &TOO_SMALL);
///         }
///     }
///     violations.into_result()
/// }
///
/// assert!(check(&[1, 2]).is_ok());
/// assert_eq!(check(&[1, 0]).unwrap_err().to_string(), "/items/1/quantity: Must be at least 1");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    listed: Vec<Violation>,
    omitted: usize,
}

impl Violations {
    /// Creates an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            listed: Vec::new(),
            omitted: 0,
        }
    }

    /// Adds a violation of the given kind at `pointer`, which may be the name of a field. Only the code and the message of
    /// `kind` are used.
    pub fn push(&mut self, pointer: impl Into<JsonPointer>, kind: &'static ProblemType) {
        if self.listed.len() < MAX_VIOLATIONS {
            self.listed.push(Violation {
                pointer: pointer.into(),
                kind,
            });
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Whether there are no violations.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The number of listed violations, at most 64.
    #[must_use]
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// The number of violations beyond the listed ones.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// The listed violations, in the order in which they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.listed.iter()
    }

    /// Returns `Ok` if there are no violations.
    ///
    /// # Errors
    ///
    /// Returns the violations if there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// `pointer: message`, separated by semicolons.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        if self.omitted > 0 {
            write!(f, "; and {} more", self.omitted)?;
        }
        Ok(())
    }
}

/// The list of violations; how many were omitted is not part of it.
impl Serialize for Violations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// One field that is wrong.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    pointer: JsonPointer,
    kind: &'static ProblemType,
}

impl Violation {
    /// The place in the request.
    #[must_use]
    pub const fn pointer(&self) -> &JsonPointer {
        &self.pointer
    }

    /// The machine-readable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The message for the client.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.kind.message()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("pointer", &self.pointer.as_str())
            .field("code", &self.kind.code())
            .finish()
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("pointer", self.pointer.as_str())?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("detail", self.message())?;
        map.end()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const REQUIRED: ProblemType = ProblemType::new(422, "REQUIRED", "This field is required");

    #[test]
    fn at_most_64_are_listed_and_the_rest_is_counted() {
        let mut violations = Violations::new();
        for index in 0..10_000 {
            violations.push(JsonPointer::root().index(index), &REQUIRED);
        }
        assert_eq!((violations.len(), violations.omitted()), (64, 9_936));
        assert!(
            violations
                .to_string()
                .ends_with("/63: This field is required; and 9936 more")
        );
    }

    #[test]
    fn nothing_wrong_is_ok() {
        assert_eq!(Violations::new().into_result(), Ok(()));
    }

    #[test]
    fn the_list_is_serialized_in_its_order() {
        let mut violations = Violations::new();
        violations.push("email", &REQUIRED);
        violations.push(JsonPointer::root().field("a<b").index(2), &REQUIRED);
        assert_eq!(
            serde_json::to_string(&violations).unwrap(),
            concat!(
                r#"[{"pointer":"/email","code":"REQUIRED","detail":"This field is required"},"#,
                r#"{"pointer":"/a<b/2","code":"REQUIRED","detail":"This field is required"}]"#
            )
        );
    }
}
