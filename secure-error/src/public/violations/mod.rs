//! What is wrong with the parts of a request.

mod kind;
#[cfg(feature = "input")]
pub(crate) mod offered;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use secure_error_rules::violation::check_param;
use serde::ser::{Serialize, Serializer};

pub use kind::{ViolationKind, violation};

use super::pointer::JsonPointer;
use super::value::{PublicValue, Value, read};

/// The most violations that one response lists.
pub(crate) const MAX_VIOLATIONS: usize = 64;

/// The most parameters of one violation.
const MAX_PARAMS: usize = 8;

/// What is wrong with the parts of a request: the `errors` of a response such as a 422.
///
/// A [`Violation`] has a pointer, a [`ViolationKind`] and parameters. Code and message are constants, parameters are
/// [`PublicValue`]s, and the value that the client sent is never repeated. At most 64 violations are kept; the rest are
/// counted.
///
/// ```
/// use secure_error::wire::JsonPointer;
/// use secure_error::{SecureError, Violations, violation};
///
/// fn check(quantities: &[u32]) -> Result<(), Violations> {
///     let mut violations = Violations::new();
///     for (index, quantity) in quantities.iter().enumerate() {
///         if *quantity < 1 {
///             let pointer = JsonPointer::root().field("items").index(index).field("quantity");
///             violations.push(violation::TOO_SMALL.at(pointer).with("min", 1));
///         }
///     }
///     violations.into_result()
/// }
///
/// assert!(check(&[1, 2]).is_ok());
/// assert_eq!(check(&[1, 0]).unwrap_err().to_string(), "/items/1/quantity: Must be at least 1");
/// ```
///
/// It is an error: the source of a variant with a response of its own is listed in that response, `?` converts it into a
/// [`Fault`](crate::Fault) with status 422, and [`or_problem`](crate::ResultExt::or_problem) into one with any other response.
///
/// ```
/// # use secure_error::{SecureError, Violations};
/// #[derive(SecureError)]
/// enum OrderError {
///     #[public(status = 422, code = "INVALID_ORDER", message = "The order is not valid")]
///     Invalid(#[from] Violations),
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
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

    /// Adds a violation: `violations.push(violation::MISSING.at("email"))`.
    pub fn push(&mut self, violation: Violation) {
        if self.listed.len() < MAX_VIOLATIONS {
            self.listed.push(violation);
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Adds the violations of another list, those that it omitted included.
    pub fn merge(&mut self, other: Self) {
        other.listed.into_iter().for_each(|violation| self.push(violation));
        self.omitted = self.omitted.saturating_add(other.omitted);
    }

    /// The same violations, of a value that is itself at `pointer` in the request, such as `"address"`.
    #[must_use]
    pub fn under(mut self, pointer: impl Into<JsonPointer>) -> Self {
        let parent = pointer.into();
        for violation in &mut self.listed {
            violation.pointer = parent.clone().join(&violation.pointer);
        }
        self
    }

    /// The same violations, some of them at another pointer.
    #[cfg(all(feature = "axum", feature = "input"))]
    pub(crate) fn moved(mut self, to: impl Fn(&JsonPointer) -> Option<JsonPointer>) -> Self {
        for violation in &mut self.listed {
            if let Some(pointer) = to(&violation.pointer) {
                violation.pointer = pointer;
            }
        }
        self
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

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        let mut all = Self::new();
        violations.into_iter().for_each(|violation| all.push(violation));
        all
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self::from_iter([violation])
    }
}

impl Error for Violations {}

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

/// One part of a request that is wrong. [`ViolationKind::at`] creates it.
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Violation {
    pointer: JsonPointer,
    kind: ViolationKind,
    params: Vec<(&'static str, Value<'static>)>,
}

impl Violation {
    pub(super) const fn new(pointer: JsonPointer, kind: ViolationKind) -> Self {
        Self {
            pointer,
            kind,
            params: Vec::new(),
        }
    }

    /// Adds a parameter, which the message may name, and which is a member of the violation in the body. At most eight are
    /// kept. A name that could not name a public value, or is a member of every violation, is dropped.
    pub fn with(mut self, name: &'static str, value: impl PublicValue) -> Self {
        let is_new = self.params.iter().all(|(other, _)| *other != name);
        if is_new && self.params.len() < MAX_PARAMS && check_param(name).is_ok() {
            self.params.push((name, read(&value).into_owned()));
        }
        self
    }

    /// The place in the request.
    #[must_use]
    pub const fn pointer(&self) -> &JsonPointer {
        &self.pointer
    }

    /// What is wrong.
    pub const fn kind(&self) -> ViolationKind {
        self.kind
    }

    /// The machine-readable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The message for the client, with its parameters: at most 1024 bytes.
    #[must_use]
    pub fn message(&self) -> Cow<'static, str> {
        self.kind.fill(&self.params)
    }

    /// The parameters, by name, for a [`Format`](crate::render::Format) of your own.
    pub fn params(&self) -> impl Iterator<Item = (&'static str, impl fmt::Display + Serialize + '_)> {
        self.values()
    }

    /// The same for our own formats.
    fn values(&self) -> impl Iterator<Item = (&'static str, &Value<'static>)> {
        self.params.iter().map(|(name, value)| (*name, value))
    }

    /// `pointer`, `code` and `detail`, then the parameters, as every format that has names writes them.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        let own = [
            ("pointer", Value::Text(self.pointer.as_str())),
            ("code", Value::Text(self.code())),
            ("detail", Value::Owned(self.message().into_owned())),
        ];
        own.into_iter()
            .chain(self.values().map(|(name, value)| (name, value.clone())))
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "input")]
        offered::offer(|| (self.kind, self.params.clone()));
        write!(f, "{}: {}", self.pointer, self.message())
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("pointer", &self.pointer.as_str())
            .field("code", &self.kind.code())
            .finish_non_exhaustive()
    }
}

/// Its members in their order.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::PublicText;

    #[test]
    fn at_most_64_are_listed_and_the_rest_is_counted() {
        let mut violations: Violations = (0..10_000)
            .map(|index| violation::MISSING.at(JsonPointer::root().index(index)))
            .collect();
        assert_eq!((violations.len(), violations.omitted()), (64, 9_936));
        assert!(
            violations
                .to_string()
                .ends_with("/63: This value is required; and 9936 more")
        );
        violations.merge(violations.clone());
        assert_eq!((violations.len(), violations.omitted()), (64, 19_936));
    }

    #[test]
    fn nothing_wrong_is_ok() {
        assert_eq!(Violations::new().into_result(), Ok(()));
    }

    #[test]
    fn the_list_is_serialized_in_its_order() {
        let mut violations = Violations::new();
        violations.push(violation::MISSING.at("email"));
        violations.push(
            violation::TOO_FEW
                .at(JsonPointer::root().field("a<b").index(2))
                .with("min", 3),
        );
        assert_eq!(
            serde_json::to_string(&violations).unwrap(),
            concat!(
                r#"[{"pointer":"/email","code":"MISSING","detail":"This value is required"},"#,
                r#"{"pointer":"/a<b/2","code":"TOO_FEW","detail":"At least 3 items","min":3}]"#
            )
        );
    }

    #[test]
    fn a_parameter_replaces_no_member_and_is_bounded() {
        let text = PublicText::vouch("a\nb");
        let violation = violation::MISSING
            .at("a")
            .with("code", 1)
            .with("pointer", 1)
            .with("ab", 1)
            .with("max", 1)
            .with("max", 2)
            .with("text", &text)
            .with("nested", Violations::new());
        let shown: Vec<_> = violation
            .params()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(shown, ["max=1", "text=a\u{FFFD}b", "nested=none"]);
        let many = ["aaa", "bbb", "ccc", "ddd", "eee", "fff", "ggg", "hhh", "iii"];
        let violation = many
            .iter()
            .fold(violation::MISSING.at("a"), |it, name| it.with(name, 1));
        assert_eq!(violation.params().count(), 8);
    }

    #[test]
    fn violations_of_a_part_are_put_below_it() {
        let part = Violations::from(violation::MISSING.at(JsonPointer::root().field("a/b").index(1)));
        let whole = part.under(JsonPointer::root().field("address").index(7));
        assert_eq!(whole.to_string(), "/address/7/a~1b/1: This value is required");
    }
}
