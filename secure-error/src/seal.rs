//! Traits that only derived code implements.

/// How deep one public value may lie in another.
const MAX_DEPTH: u8 = 8;

/// Proof that a call comes from this crate or from code that the derive wrote.
///
/// Everybody may name it, so derived code can implement a method that takes one; only this crate can make one,
/// so nobody else can call such a method. It counts how deep a value lies, so that a recursive type ends.
#[derive(Debug, Clone, Copy)]
pub struct Seal {
    depth: u8,
}

impl Seal {
    /// The proof itself, for callers inside the crate.
    pub(crate) const PROOF: Self = Self { depth: 0 };

    /// For what lies inside; nothing if that is too deep.
    pub(crate) const fn inside(self) -> Option<Self> {
        if self.depth < MAX_DEPTH {
            Some(Self { depth: self.depth + 1 })
        } else {
            None
        }
    }
}
