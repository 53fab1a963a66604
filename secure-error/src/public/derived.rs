//! Traits that only derived code implements.

use std::cell::Cell;

/// How deep public values may be nested.
const MAX_DEPTH: u8 = 16;

/// How many values one public value may consist of, lists within lists included.
const MAX_VALUES: u16 = 256;

/// Proof that a call comes from this crate or from derived code.
///
/// The type is public, so derived code can implement a method that takes one; only this crate can create one, so no other
/// code can call such a method. It counts depth and values, so that reading a recursive type ends early.
#[derive(Debug, Clone, Copy)]
pub struct Seal<'a> {
    depth: u8,
    room: &'a Cell<u16>,
}

impl<'a> Seal<'a> {
    /// Calls `read` with a seal for one value and the values in it.
    pub(crate) fn with<R>(read: impl FnOnce(Seal<'_>) -> R) -> R {
        let room = Cell::new(MAX_VALUES);
        read(Seal { depth: 0, room: &room })
    }

    /// The seal for a nested value. Returns `None` if it is too deep, or if there were too many values already.
    pub(crate) fn inside(self) -> Option<Seal<'a>> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.room.set(self.room.get().checked_sub(1)?);
        Some(Self {
            depth: self.depth + 1,
            room: self.room,
        })
    }
}
