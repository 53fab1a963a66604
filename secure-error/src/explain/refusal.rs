//! The error of the second pass: what serde says is wrong, without the words in which it says so.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::public::violations::offered::{self, Offered};

/// Why a value was refused, and where. What serde formats for people, and what the client typed, is dropped at once.
#[derive(Debug)]
pub struct Refusal(Box<Refused>);

#[derive(Debug)]
pub(super) struct Refused {
    pub(super) what: What,
    /// Returns `None` until the error passes the first frame that knows where it is.
    pub(super) place: Option<Place>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A declared member is missing.
    Missing(&'static str),
    UnknownField,
    Duplicate(&'static str),
    /// A value of another type; of the type `Unexpected`, as far as that matters.
    Type(Unfit),
    /// A value of the right type.
    Value(Unfit),
    Length,
    UnknownVariant,
    /// The words of the type itself: its own violation, if that is what it said.
    Custom(Option<Offered>),
    /// The format refused the value by itself.
    Format,
    /// A value of ours, in place of one that was refused, did not fit either.
    Invented,
    /// The same for a member that was missing.
    InventedMember(&'static str),
}

/// As much of the refused value as decides what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unfit {
    Integer { negative: bool, magnitude: u64 },
    Float(f64),
    Map,
    Seq,
    Other,
}

/// Where it is, as places among members and items, and as names.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: Vec<usize>,
    pub(super) tokens: Vec<Token>,
    pub(super) hint: Hint,
}

/// One step of a pointer: what a type declares, or a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Name(&'static str),
    Index(usize),
    /// A key that only the client knows.
    Unknown,
}

/// What a type asks its deserializer for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hint {
    Any,
    Bool,
    Int {
        min: i128,
        max: u128,
    },
    Float,
    Char,
    Text,
    Bytes,
    Unit,
    Seq,
    Tuple(usize),
    Map,
    Struct(&'static [&'static str]),
    Enum(&'static [&'static str]),
    /// A key or the name of a variant, one of these.
    Name(&'static [&'static str]),
}

impl Refusal {
    pub(super) fn new(what: What) -> Self {
        Self(Box::new(Refused { what, place: None }))
    }

    /// Says where it is, unless that is known already.
    pub(super) fn at(mut self, place: impl FnOnce() -> Place) -> Self {
        self.0.place.get_or_insert_with(place);
        self
    }

    /// A refusal without a place, by code that ran after the value was read: what exactly it is about is not known.
    pub(super) fn unclear(mut self) -> Self {
        if let (None, what @ (What::Type(_) | What::Value(_) | What::Length)) = (&self.0.place, &mut self.0.what) {
            *what = What::Custom(None);
        }
        self
    }

    pub(super) const fn is_placed(&self) -> bool {
        self.0.place.is_some()
    }

    pub(super) const fn what(&self) -> &What {
        &self.0.what
    }

    pub(super) fn what_mut(&mut self) -> &mut What {
        &mut self.0.what
    }

    pub(super) fn into_inner(self) -> Refused {
        *self.0
    }
}

impl Unfit {
    fn of(unexpected: &Unexpected<'_>) -> Self {
        match *unexpected {
            Unexpected::Unsigned(magnitude) => Self::Integer {
                negative: false,
                magnitude,
            },
            Unexpected::Signed(value) => Self::Integer {
                negative: value < 0,
                magnitude: value.unsigned_abs(),
            },
            Unexpected::Float(value) => Self::Float(value),
            Unexpected::Map => Self::Map,
            Unexpected::Seq => Self::Seq,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value was refused")
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Custom(offered::by(&message)))
    }

    fn invalid_type(unexpected: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(What::Type(Unfit::of(&unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(What::Value(Unfit::of(&unexpected)))
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new(What::Length)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(What::UnknownVariant)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(What::UnknownField)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Missing(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(What::Duplicate(field))
    }
}
