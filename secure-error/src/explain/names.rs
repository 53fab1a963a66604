//! What validation by other crates has in common: the names that a type declares, and the kinds that a rule may name.

use std::collections::BTreeSet;

use serde::de::{Deserialize, DeserializeOwned};

use super::track::{Lessons, Pass};
use super::{Pairs, Tracked, pairs_of};
use crate::public::{ViolationKind, violation};

/// The kinds of an application, for the custom rules of `garde` and `validator`: a rule that fails with the code or the message
/// of one of them is a violation of that kind. The constants of [`violation`](crate::violation) need not be listed.
///
/// The extractors read it from the extensions of a request: `router.layer(axum::Extension(Kinds(&[NOT_A_VAT_NUMBER])))`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kinds(pub &'static [ViolationKind]);

impl Kinds {
    /// The kind that has this code or this message.
    pub(super) fn find(self, text: &str) -> Option<ViolationKind> {
        let mut all = self.0.iter().chain(violation::ALL);
        all.find(|kind| kind.code() == text || kind.message() == text).copied()
    }
}

/// The names that a pointer may contain: those of members as a type declares them for `serde`.
///
/// A report of `garde` or `validator` has the Rust names of fields: `customer_name` is found as `customerName`.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeSet<&'static str>);

impl Names {
    /// Those that `T` declares while it reads a JSON text that it accepts.
    #[must_use]
    pub fn of_json<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Self {
        Self::of(|pass| {
            let _ = T::deserialize(Tracked::new(&mut serde_json::Deserializer::from_slice(json), pass));
        })
    }

    /// Those that `T` declares while it reads pairs that it accepts.
    pub(crate) fn of_pairs<'de, T: Deserialize<'de>>(pairs: Pairs<'de>) -> Self {
        Self::of(|pass| {
            let _ = T::deserialize(Tracked::new(pairs, pass));
        })
    }

    /// Those that `T` declares while it reads a query or a form that it accepts.
    #[must_use]
    pub fn of_urlencoded<T: DeserializeOwned>(text: &[u8]) -> Self {
        Self::of_pairs::<T>(Pairs {
            pairs: &pairs_of(text),
            are_of_path: false,
        })
    }

    fn of(read: impl FnOnce(&Pass<'_>)) -> Self {
        let lessons = Lessons::default();
        let pass = Pass::new(&lessons);
        read(&pass);
        Self(pass.into_names())
    }

    /// The declared name that is meant by the name of a field: the same, or the same words in another case.
    pub(super) fn find(&self, field: &str) -> Option<&'static str> {
        self.0
            .get(field)
            .or_else(|| self.0.iter().find(|name| letters(name).eq(letters(field))))
            .copied()
    }
}

impl FromIterator<&'static str> for Names {
    fn from_iter<I: IntoIterator<Item = &'static str>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// `customerName`, `customer-name` and `CUSTOMER_NAME` are the same words.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.map(|c| c.to_ascii_lowercase())
}

/// The length of a text or a list: which of the two it is about is not known.
pub(super) const TOO_SHORT: ViolationKind =
    ViolationKind::new(violation::TOO_SHORT.code(), "The length must be at least {min}");
pub(super) const TOO_LONG: ViolationKind =
    ViolationKind::new(violation::TOO_LONG.code(), "The length must be at most {max}");
