//! What can be wrong with a part of a request.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use secure_error_rules::text::MAX_MESSAGE;
use secure_error_rules::violation::{Piece, check_template, next_piece};
use secure_error_rules::{Mistake, text};

use super::super::pointer::JsonPointer;
use super::super::text::bounded;
use super::super::value::Value;
use super::Violation;

/// Rejects, at compile time, what the rules reject.
#[track_caller]
const fn accept(checked: Result<(), Mistake>) {
    if let Err(mistake) = checked {
        let sentence = mistake.sentence();
        assert!(checked.is_ok(), "{}", sentence.as_str());
    }
}

/// A kind of [`Violation`]: its machine-readable code, and its message for the client, in which `{name}` stands for a
/// parameter. A mistake in it is a compile error.
///
/// ```
/// use secure_error::ViolationKind;
///
/// pub const NOT_A_MULTIPLE: ViolationKind = ViolationKind::new("NOT_A_MULTIPLE", "Must be a multiple of {step}");
///
/// let violation = NOT_A_MULTIPLE.at("quantity").with("step", 5);
/// assert_eq!(violation.to_string(), "/quantity: Must be a multiple of 5");
/// ```
///
/// ```compile_fail
/// # use secure_error::ViolationKind;
/// pub const UNNAMED: ViolationKind = ViolationKind::new("UNNAMED", "Must be a multiple of {}");
/// ```
///
/// The module [`violation`](crate::violation) has the usual kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct ViolationKind {
    code: &'static str,
    message: &'static str,
}

impl ViolationKind {
    /// Creates a kind of violation.
    ///
    /// # Panics
    ///
    /// At compile time, in a constant, unless
    /// - the code is 2 to 63 letters, digits, `_`, `.` or `-`, begins with a letter and ends with a letter or digit;
    /// - the message is not blank, has at most 1024 bytes, and no control, bidirectional or invisible characters;
    /// - each brace in the message belongs to the name of a parameter (`{min}`), three or more letters, digits or `_`, or to
    ///   `{{` or `}}`.
    #[track_caller]
    pub const fn new(code: &'static str, message: &'static str) -> Self {
        accept(text::check_code(code));
        accept(check_template(message));
        Self { code, message }
    }

    /// The machine-readable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The message, with the names of its parameters in braces.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.message
    }

    /// A violation of this kind at `pointer`, which may be the name of a field.
    pub fn at(self, pointer: impl Into<JsonPointer>) -> Violation {
        Violation::new(pointer.into(), self)
    }

    /// The message of one violation. A parameter that it lacks is shown as `…`.
    pub(super) fn fill(&self, params: &[(&'static str, Value<'static>)]) -> Cow<'static, str> {
        if self.message.contains(['{', '}']) {
            Cow::Owned(bounded(format_args!("{}", Filled(self.message, params)), MAX_MESSAGE))
        } else {
            Cow::Borrowed(self.message)
        }
    }
}

/// The message. A type that refuses a value with `serde::de::Error::custom(violation::NOT_AN_EMAIL)`, or whose `try_from`
/// fails with a kind, has this violation reported wherever the feature `input` explains what was refused.
impl fmt::Display for ViolationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "input")]
        super::offered::offer(|| (*self, Vec::new()));
        f.write_str(self.message)
    }
}

/// A message and the parameters for its placeholders.
struct Filled<'a>(&'static str, &'a [(&'static str, Value<'static>)]);

impl fmt::Display for Filled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(template, params) = self;
        let mut rest = template.as_bytes();
        while let Some((piece, tail)) = next_piece(rest) {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Param(name) => match params.iter().find(|(other, _)| *other == name) {
                    Some((_, value)) => value.fmt(f)?,
                    None => f.write_char(super::super::text::ELLIPSIS)?,
                },
            }
            rest = tail;
        }
        Ok(())
    }
}

macro_rules! kinds {
    ($( $(#[$attribute:meta])* $name:ident $message:literal; )*) => {
        /// The usual kinds of violations. The code of each is its name.
        ///
        /// ```
        /// use secure_error::violation;
        ///
        /// let short = violation::TOO_SHORT.at("name").with("min", 3);
        /// assert_eq!(short.to_string(), "/name: At least 3 characters");
        /// ```
        pub mod violation {
            use super::ViolationKind;

            $( $(#[$attribute])* pub const $name: ViolationKind = ViolationKind::new(stringify!($name), $message); )*

            /// All of them.
            #[cfg(any(feature = "garde", feature = "validator"))]
            pub(crate) const ALL: &[ViolationKind] = &[$( $name ),*];
        }
    };
}

kinds! {
    /// A required value is missing.
    MISSING "This value is required";
    /// A member that the request may not have.
    UNKNOWN_FIELD "This field is not known here";
    /// A value of another JSON type; the parameter `expected` names the right one where it is known.
    WRONG_TYPE "This value has the wrong type";
    /// A number that is too small or too large; the parameters `min` and `max` are the limits where they are known.
    OUT_OF_RANGE "This number is out of range";
    /// A value that is not one of those that are allowed here.
    UNKNOWN_VALUE "This value is not allowed here";
    /// The same thing twice.
    DUPLICATE "This is given more than once";
    /// A value of the right type that does not have the expected form.
    MALFORMED "This value does not have the expected form";
    /// A text with fewer characters than the parameter `min`.
    TOO_SHORT "At least {min} characters";
    /// A text with more characters than the parameter `max`.
    TOO_LONG "At most {max} characters";
    /// A list with fewer items than the parameter `min`.
    TOO_FEW "At least {min} items";
    /// A list with more items than the parameter `max`.
    TOO_MANY "At most {max} items";
    /// A number below the parameter `min`.
    TOO_SMALL "Must be at least {min}";
    /// A number above the parameter `max`.
    TOO_LARGE "Must be at most {max}";
    /// Two values that must be the same differ.
    MISMATCH "This value does not match the other one";
    /// Not an e-mail address.
    NOT_AN_EMAIL "This is not an e-mail address";
    /// Not a URL.
    NOT_A_URL "This is not a URL";
    /// Not an IP address.
    NOT_AN_IP_ADDRESS "This is not an IP address";
    /// Not a telephone number.
    NOT_A_PHONE_NUMBER "This is not a telephone number";
    /// Not the number of a payment card.
    NOT_A_CARD_NUMBER "This is not a card number";
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn what_the_rules_refuse_is_refused_in_code_and_message() {
        for (code, message) in [
            ("A", "a"),
            ("A B", "a"),
            ("AA", " "),
            ("AA", "a\nb"),
            ("AA", "{}"),
            ("AA", "{code}"),
        ] {
            assert!(
                catch_unwind(|| ViolationKind::new(code, message)).is_err(),
                "{code} {message}"
            );
        }
    }

    #[test]
    fn a_message_shows_the_parameters_that_it_names() {
        const RANGE: ViolationKind = ViolationKind::new("RANGE", "{{{min}}} to {max}");
        assert_eq!(RANGE.at("a").with("min", 1).with("max", 2).message(), "{1} to 2");
        assert_eq!(RANGE.at("a").with("max", 2).message(), "{…} to 2");
        assert!(matches!(violation::MISSING.at("a").message(), Cow::Borrowed(_)));
    }

    #[test]
    fn a_message_is_bounded() {
        const TWICE: ViolationKind = ViolationKind::new("TWICE", "{text} {text} {text} {text} {text}");
        let long: &'static str = Box::leak("x".repeat(1_000).into_boxed_str());
        assert!(TWICE.at("a").with("text", long).message().len() <= 1024);
    }
}
