//! Names and values that are all text: a query, a form, the parameters of a path.

use std::borrow::Cow;

use serde::de::value::{CowStrDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::refusal::Refusal;

/// A name and a value.
pub(crate) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Pairs as `serde_urlencoded` reads them, or, as the parameters of a path, as axum does: without their names if that is
/// what the type asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pairs<'a> {
    pub(crate) pairs: &'a [Pair<'a>],
    pub(crate) are_of_path: bool,
}

impl<'a> Pairs<'a> {
    fn values(self) -> SeqDeserializer<impl Iterator<Item = Part<'a>>, Refusal> {
        SeqDeserializer::new(self.pairs.iter().map(|(_, value)| Part(value)))
    }

    fn members(self) -> MapDeserializer<'a, impl Iterator<Item = (Part<'a>, Part<'a>)>, Refusal> {
        MapDeserializer::new(self.pairs.iter().map(|(name, value)| (Part(name), Part(value))))
    }

    /// The only value of a path.
    fn only(self) -> Option<Part<'a>> {
        match self.pairs {
            [(_, value)] if self.are_of_path => Some(Part(value)),
            _ => None,
        }
    }
}

macro_rules! only {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            match self.only() {
                Some(value) => value.$method(visitor),
                None => self.deserialize_map(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Pairs<'de> {
    type Error = Refusal;

    only! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_any
    }

    forward_to_deserialize_any! {
        bytes byte_buf option unit_struct struct identifier ignored_any
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_map(self.members())
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.are_of_path {
            visitor.visit_seq(self.values())
        } else {
            visitor.visit_seq(self.members())
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.only() {
            Some(value) => value.deserialize_enum(name, variants, visitor),
            None => self.deserialize_map(visitor),
        }
    }
}

/// One text.
#[derive(Debug, Clone, Copy)]
struct Part<'a>(&'a str);

impl<'de> IntoDeserializer<'de, Refusal> for Part<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident => $visit:ident;)*) => {$(
        // What is not of the type stays text, which the visitor refuses as such.
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_borrowed_str(self.0),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Refusal;

    parsed! {
        deserialize_bool => visit_bool;
        deserialize_i8 => visit_i8;
        deserialize_i16 => visit_i16;
        deserialize_i32 => visit_i32;
        deserialize_i64 => visit_i64;
        deserialize_i128 => visit_i128;
        deserialize_u8 => visit_u8;
        deserialize_u16 => visit_u16;
        deserialize_u32 => visit_u32;
        deserialize_u64 => visit_u64;
        deserialize_u128 => visit_u128;
        deserialize_f32 => visit_f32;
        deserialize_f64 => visit_f64;
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        let variant: CowStrDeserializer<'de, Refusal> = Cow::Borrowed(self.0).into_deserializer();
        variant.deserialize_enum(name, variants, visitor)
    }
}
