//! Values that clients may see.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use super::text::{harmless, is_harmless, visible};
use super::violations::Violations;
use crate::public::derived::Seal;

/// A type whose values clients may see. The type of every `#[public]` field must implement it.
///
/// Numbers, `bool`, `char`, `&'static str`, [`PublicText`](super::PublicText), [`Violations`], [`http::Method`],
/// [`http::StatusCode`], [`Duration`](std::time::Duration) (in seconds), and `Option`, `Vec`, slices and arrays of
/// them implement it; with the features of the same names also the types of `uuid`, `time` and `chrono`. Lists show their
/// first 64 items.
///
/// `String`, `&str`, paths and errors do not implement it: text created at run time needs
/// [`PublicText::vouch`](super::PublicText::vouch). Enums without fields and newtypes of public values can
/// `#[derive(PublicValue)]`, which is the only way to implement this trait without `__private`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a public value, so clients may not see it",
    label = "needs `PublicValue`",
    note = "for text created at run time (`String`, `&str`, `Cow<str>`, paths): write the type `PublicText`, and fill it with `PublicText::vouch(text)`, which states that clients may see it",
    note = "for an enum without fields, or a newtype of a public value: `#[derive(PublicValue)]`",
    note = "an error is never a public value: make it the `#[source]`"
)]
pub trait PublicValue {
    /// Only this crate can call it, because only this crate can create a [`Seal`].
    #[doc(hidden)]
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_>;
}

/// What a public value looks like, whatever its type.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number with a sign.
    Int(i128),
    /// A number without one.
    Uint(u128),
    /// A number of single precision.
    F32(f32),
    /// A number of double precision.
    F64(f64),
    /// A character.
    Char(char),
    /// Borrowed text.
    Text(&'a str),
    /// Owned text.
    Owned(String),
    /// Several values.
    List(Vec<Value<'a>>),
    /// The violations of a request.
    Violations(&'a Violations),
}

/// Reads a public value. Every value that gets to a client came through here: no unsafe character passes.
pub fn read<T: PublicValue + ?Sized>(value: &T) -> Value<'_> {
    Seal::with(|seal| value.__public_value(seal)).harmless()
}

impl Value<'_> {
    /// The same value without borrowed text. Violations are not a value inside another one.
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null | Self::Violations(_) => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::Uint(value) => Value::Uint(value),
            Self::F32(value) => Value::F32(value),
            Self::F64(value) => Value::F64(value),
            Self::Char(value) => Value::Char(value),
            Self::Text(value) => Value::Owned(value.to_owned()),
            Self::Owned(value) => Value::Owned(value),
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
        }
    }

    /// Replaces unsafe characters and shortens long texts. The recursion, here and below, is bounded by the depth of a
    /// [`Seal`].
    fn harmless(self) -> Self {
        match self {
            Self::Char(c) => Self::Char(visible(c)),
            Self::Text(text) if !is_harmless(text) => Self::Owned(harmless(text)),
            Self::Owned(text) if !is_harmless(&text) => Self::Owned(harmless(&text)),
            Self::List(items) => Self::List(items.into_iter().map(Self::harmless).collect()),
            harmless => harmless,
        }
    }
}

/// Displays the value like its own type, with width, precision and sign. List items are separated by commas.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.pad("none"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Uint(value) => value.fmt(f),
            Self::F32(value) => value.fmt(f),
            Self::F64(value) => value.fmt(f),
            Self::Char(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Owned(value) => value.fmt(f),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
            Self::Violations(violations) => violations.fmt(f),
        }
    }
}

/// Numbers that JSON cannot represent (NaN, infinities) become null. Integers use 64 bits if they fit, else 128, because
/// many formats support no more than 64.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => match i64::try_from(*value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_i128(*value),
            },
            Self::Uint(value) => match u64::try_from(*value) {
                Ok(value) => serializer.serialize_u64(value),
                Err(_) => serializer.serialize_u128(*value),
            },
            Self::F32(value) if value.is_finite() => serializer.serialize_f32(*value),
            Self::F64(value) if value.is_finite() => serializer.serialize_f64(*value),
            Self::Null | Self::F32(_) | Self::F64(_) => serializer.serialize_none(),
            Self::Char(value) => serializer.serialize_char(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Owned(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Violations(violations) => violations.serialize(serializer),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::public::PublicText;
    use crate::text::json::append;

    fn json(value: &(impl PublicValue + ?Sized)) -> String {
        let mut written = Vec::new();
        append(&mut written, &read(value)).unwrap();
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn numbers_are_json_numbers_of_their_own_precision() {
        assert_eq!(json(&-5_i8), "-5");
        assert_eq!(json(&u64::MAX), "18446744073709551615");
        assert_eq!(json(&[i128::MIN]), "[-170141183460469231731687303715884105728]");
        assert_eq!(json(&0.1_f64), "0.1");
        assert_eq!(json(&1e300_f64), "1e300");
        assert_eq!(json(&0.1_f32), "0.1");
    }

    #[test]
    fn what_json_cannot_say_is_null() {
        assert_eq!(json(&[f64::NAN, f64::INFINITY]), "[null,null]");
        assert_eq!(json(&f32::NEG_INFINITY), "null");
        assert_eq!(json(&None::<u8>), "null");
    }

    #[test]
    fn a_text_is_shortened_wherever_it_comes_from() {
        let long: &'static str = Box::leak("x".repeat(1 << 20).into_boxed_str());
        assert_eq!(read(&long).to_string().chars().count(), 257);
    }

    #[test]
    fn lists_within_lists_are_bounded_in_size_and_depth() {
        struct Tree(Vec<Tree>);
        impl PublicValue for Tree {
            fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
                self.0.__public_value(seal)
            }
        }

        let wide = vec![vec![vec![1_u8; 64]; 64]; 64];
        assert!(read(&wide).to_string().split(", ").count() < 256);
        let deep = (0..1_000).fold(Tree(Vec::new()), |tree, _| Tree(vec![tree]));
        assert_eq!(json(&deep), format!("{}{}", "[".repeat(17), "]".repeat(17)));
    }

    #[test]
    fn no_unsafe_character_passes() {
        assert_eq!(json(&'\n'), "\"\u{FFFD}\"");
        assert_eq!(json(&"a\u{202E}b"), "\"a\u{FFFD}b\"");
        assert_eq!(json(&["\u{1B}[2J"]), "[\"\u{FFFD}[2J\"]");
        assert_eq!(read(&"a\r\nb").to_string(), "a\u{FFFD}\u{FFFD}b");
    }

    #[test]
    fn formatter_flags_mean_what_they_mean_for_the_type() {
        assert_eq!(format!("{:>8}", read(&42_u8)), "      42");
        assert_eq!(format!("{:+06}", read(&42_i32)), "+00042");
        assert_eq!(format!("{:.2}", read(&2.0_f64)), "2.00");
        assert_eq!(
            format!("{:<5}|{:.2}", read(&"abc"), read(&PublicText::vouch("abc"))),
            "abc  |ab"
        );
        assert_eq!(format!("{:02}", read(&[1, 2, 3])), "01, 02, 03");
        assert_eq!(read(&None::<u8>).to_string(), "none");
    }
}
