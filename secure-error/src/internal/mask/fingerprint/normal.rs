//! The value as it is hashed.

use crate::internal::mask::Maskable;
use crate::internal::mask::maskable::LIMIT;
use std::fmt::{self, Write};

/// Hands a value to `sink`, piece by piece; without white space around it and in lower case, unless it is taken as it is.
///
/// Says whether there was anything, and all of it.
pub(super) fn write<T: Maskable<By> + ?Sized, By>(value: &T, exact: bool, sink: &mut dyn FnMut(&[u8])) -> bool {
    let mut normal = Normal {
        sink,
        exact,
        bytes: 0,
        begun: false,
        held: String::new(),
    };
    value.__write(&mut normal).is_ok() && normal.begun
}

struct Normal<'a> {
    sink: &'a mut dyn FnMut(&[u8]),
    exact: bool,
    /// How much was read.
    bytes: usize,
    /// Something was handed over.
    begun: bool,
    /// White space that belongs to the value if more of it follows.
    held: String,
}

impl Normal<'_> {
    fn hand_over(&mut self, c: char) {
        (self.sink)(c.encode_utf8(&mut [0; 4]).as_bytes());
        self.begun = true;
    }
}

impl Write for Normal<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > LIMIT {
            return Err(fmt::Error);
        }
        for c in text.chars() {
            if self.exact {
                self.hand_over(c);
            } else if !c.is_whitespace() {
                for c in std::mem::take(&mut self.held).chars().chain(c.to_lowercase()) {
                    self.hand_over(c);
                }
            } else if self.begun {
                self.held.push(c);
            }
        }
        Ok(())
    }
}
