//! How a mask reads the text of a value: the only place that opens a `SecretBox`.

use std::fmt::{self, Write};

/// The longest value that is read, in bytes. It bounds the work; identifiers and addresses are shorter.
pub(super) const LIMIT: usize = 8 * 1024;

/// A value that a mask can read: one that implements `Display`, an `Option` of it, and with the feature `secrecy` a
/// `SecretBox` of it.
///
/// `By` selects one of these and is always inferred. For a type with none of them, write a function:
///
/// ```
/// # use secure_error::{SecureError, mask};
/// struct Pan(String); // deliberately without `Display`
///
/// fn pan(card: &Pan) -> mask::Masked {
///     mask::last4(&card.0)
/// }
///
/// #[derive(SecureError)]
/// struct Refused(#[internal(with = pan)] Pan);
/// # let page = Refused(Pan("4111111111111111".into())).report().expose_internal().to_string();
/// # assert!(page.contains("****1111"));
/// ```
#[diagnostic::on_unimplemented(
    message = "a mask cannot read `{Self}`",
    label = "this field has no `Display`",
    note = "write `#[internal(with = path)]` with a function of your own that turns it into text, or `with = secure_error::mask::redact`",
    note = "masks read a `secrecy::SecretBox` if the feature `secrecy` of `secure-error` is on and what is inside implements `Display`"
)]
pub trait Maskable<By> {
    /// Writes the text of the value. Writes nothing if there is none.
    #[doc(hidden)]
    fn __write(&self, out: &mut dyn Write) -> fmt::Result;
}

/// By `Display`.
#[derive(Debug)]
pub struct ByDisplay;

impl<T: fmt::Display + ?Sized> Maskable<ByDisplay> for T {
    fn __write(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// By what is inside, if anything is.
#[derive(Debug)]
pub struct ByInside<By>(By);

impl<T: Maskable<By>, By> Maskable<ByInside<By>> for Option<T> {
    fn __write(&self, out: &mut dyn Write) -> fmt::Result {
        self.as_ref().map_or(Ok(()), |value| value.__write(out))
    }
}

/// By opening a `SecretBox`.
#[cfg(feature = "secrecy")]
#[derive(Debug)]
pub struct ByExposing;

#[cfg(feature = "secrecy")]
impl<T: fmt::Display + zeroize::Zeroize + ?Sized> Maskable<ByExposing> for secrecy::SecretBox<T> {
    fn __write(&self, out: &mut dyn Write) -> fmt::Result {
        use secrecy::ExposeSecret;
        write!(out, "{}", self.expose_secret())
    }
}

/// The text of a value, wiped from memory afterwards if `zeroize` is there.
pub(super) struct Text(String);

impl Text {
    /// Returns `None` if the value is empty, longer than the limit, or cannot be formatted.
    pub(super) fn of<T: Maskable<By> + ?Sized, By>(value: &T) -> Option<Self> {
        // All at once: a buffer that grows leaves copies behind.
        let mut text = Self(String::with_capacity(LIMIT));
        value.__write(&mut text).ok()?;
        (!text.0.is_empty()).then_some(text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() > LIMIT.saturating_sub(self.0.len()) {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(any(feature = "fingerprint", feature = "secrecy"))]
impl Drop for Text {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Maskable<By> + ?Sized, By>(value: &T) -> Option<String> {
        Text::of(value).map(|text| text.as_str().to_owned())
    }

    #[test]
    fn whatever_displays_itself_is_read_also_in_an_option() {
        assert_eq!(read("text").as_deref(), Some("text"));
        assert_eq!(read(&String::from("text")).as_deref(), Some("text"));
        assert_eq!(read(&&42_u8).as_deref(), Some("42"));
        assert_eq!(read(&Some(42_u8)).as_deref(), Some("42"));
        assert_eq!(read(&Some(Some("text"))).as_deref(), Some("text"));
        assert_eq!(read(&None::<String>), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn a_value_that_is_too_long_or_fails_is_not_read_at_all() {
        struct Fails;
        impl fmt::Display for Fails {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("half")?;
                Err(fmt::Error)
            }
        }
        assert_eq!(read(&Fails), None);
        assert_eq!(read(&"x".repeat(LIMIT)).map(|text| text.len()), Some(LIMIT));
        assert_eq!(read(&"x".repeat(LIMIT + 1)), None);
        assert_eq!(read(&format_args!("{:>1$}", 'x', LIMIT + 1)), None);
    }

    #[cfg(feature = "secrecy")]
    #[test]
    fn a_secret_is_read_by_what_is_inside() {
        use secrecy::{SecretBox, SecretString};
        assert_eq!(read(&SecretString::from("secret")).as_deref(), Some("secret"));
        assert_eq!(read(&SecretBox::new(Box::new(42_u64))).as_deref(), Some("42"));
        assert_eq!(read(&Some(SecretString::from("secret"))).as_deref(), Some("secret"));
    }
}
