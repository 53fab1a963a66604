//! Traits that only derived code implements.

/// Proof that a call comes from this crate or from code that the derive wrote.
///
/// Everybody may name it, so derived code can implement a method that takes one; only this crate can make one,
/// so nobody else can call such a method.
#[derive(Debug, Clone, Copy)]
pub struct Seal(());

impl Seal {
    /// The proof itself, for callers inside the crate.
    pub(crate) const PROOF: Self = Self(());
}
