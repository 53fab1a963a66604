//! Values in place of refused and missing ones, so that a pass gets to the next mistake. They are never part of a result.

use std::cell::Cell;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::refusal::{Refusal, What};
use super::track::Seen;

/// How deep an invented value may be: a type may contain itself.
const MAX_DEPTH: u8 = 16;

/// Texts of the usual forms: a type that takes one of them can be passed. The first is for all types that take any text.
const TEXTS: [&str; ATTEMPTS as usize] = [
    "",
    "1",
    "a@a.example",
    "https://a.example/",
    "00000000-0000-4000-8000-000000000000",
    "2000-01-01T00:00:00Z",
    "2000-01-01",
    "127.0.0.1",
];

/// How often a value is invented for one place.
pub(super) const ATTEMPTS: u8 = 8;

/// Invents what it is asked for: the smallest value of most types, and 1 for numbers, because some must not be 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invented {
    depth: u8,
    attempt: u8,
}

impl Invented {
    pub(super) const fn new(attempt: u8) -> Self {
        Self { depth: 0, attempt }
    }

    fn text(self) -> &'static str {
        TEXTS.get(usize::from(self.attempt)).copied().unwrap_or_default()
    }

    fn deeper(self) -> Result<Self, Refusal> {
        if self.depth >= MAX_DEPTH {
            return Err(Refusal::new(What::Invented));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

macro_rules! invent {
    ($($method:ident => $visit:ident($($value:expr)?);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            visitor.$visit($($value)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Invented {
    type Error = Refusal;

    invent! {
        deserialize_any => visit_unit();
        deserialize_ignored_any => visit_unit();
        deserialize_unit => visit_unit();
        deserialize_option => visit_none();
        deserialize_bool => visit_bool(false);
        deserialize_i8 => visit_i8(1);
        deserialize_i16 => visit_i16(1);
        deserialize_i32 => visit_i32(1);
        deserialize_i64 => visit_i64(1);
        deserialize_i128 => visit_i128(1);
        deserialize_u8 => visit_u8(1);
        deserialize_u16 => visit_u16(1);
        deserialize_u32 => visit_u32(1);
        deserialize_u64 => visit_u64(1);
        deserialize_u128 => visit_u128(1);
        deserialize_f32 => visit_f32(1.0);
        deserialize_f64 => visit_f64(1.0);
        deserialize_char => visit_char('1');
        deserialize_bytes => visit_borrowed_bytes(b"");
        deserialize_byte_buf => visit_borrowed_bytes(b"");
        deserialize_seq => visit_seq(Nothing);
        deserialize_map => visit_map(Nothing);
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_borrowed_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_str(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self.deeper()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_seq(Items {
            left: len,
            each: self.deeper()?,
        })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_map(Members {
            left: fields,
            each: self.deeper()?,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        visitor.visit_enum(Variant {
            name: variants
                .get(usize::from(self.attempt))
                .or(variants.first())
                .copied()
                .unwrap_or_default(),
            each: self.deeper()?,
        })
    }
}

/// An empty list, and an object without members.
struct Nothing;

impl<'de> SeqAccess<'de> for Nothing {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, _: T) -> Result<Option<T::Value>, Refusal> {
        Ok(None)
    }
}

impl<'de> MapAccess<'de> for Nothing {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, _: K) -> Result<Option<K::Value>, Refusal> {
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::new(What::Invented))
    }
}

struct Items {
    left: usize,
    each: Invented,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                seed.deserialize(self.each).map(Some)
            }
            None => Ok(None),
        }
    }
}

/// All members that a type declares: an alias of one that was there already is passed over by its name.
struct Members {
    left: &'static [&'static str],
    each: Invented,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        match self.left {
            [name, left @ ..] => {
                self.left = left;
                seed.deserialize(name_of(name)).map(Some)
            }
            [] => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        seed.deserialize(self.each)
    }
}

/// The name of a member or a variant.
pub(super) fn name_of(name: &'static str) -> StrDeserializer<'static, Refusal> {
    name.into_deserializer()
}

struct Variant {
    name: &'static str,
    each: Invented,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Refusal;
    type Variant = Invented;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Invented), Refusal> {
        Ok((seed.deserialize(name_of(self.name))?, self.each))
    }
}

impl<'de> VariantAccess<'de> for Invented {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_struct("", fields, visitor)
    }
}

/// Looks at the type of a value and passes it over. The type is noted first, because the rest may fail.
pub(super) struct Look<'s>(pub(super) &'s Cell<Seen>);

/// How `serde_json` marks a number that it keeps as text.
const NUMBER: &str = "$serde_json::private::Number";

macro_rules! look {
    ($($method:ident($type:ty) => $seen:ident;)*) => {$(
        fn $method<E>(self, _: $type) -> Result<(), E> {
            self.0.set(Seen::$seen);
            Ok(())
        }
    )*};
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    look! {
        visit_bool(bool) => Bool;
        visit_i64(i64) => Number;
        visit_i128(i128) => Number;
        visit_u64(u64) => Number;
        visit_u128(u128) => Number;
        visit_f64(f64) => Number;
        visit_str(&str) => Text;
        visit_bytes(&[u8]) => Text;
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.set(Seen::Null);
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.set(Seen::Null);
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<(), D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.set(Seen::Seq);
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.set(Seen::Map);
        while let Some(IsNumber(is_number)) = members.next_key()? {
            if is_number {
                self.0.set(Seen::Number);
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// A key, and whether it is that of a number.
struct IsNumber(bool);

impl<'de> Deserialize<'de> for IsNumber {
    fn deserialize<D: Deserializer<'de>>(key: D) -> Result<Self, D::Error> {
        struct Key;

        impl Visitor<'_> for Key {
            type Value = IsNumber;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<IsNumber, E> {
                Ok(IsNumber(key == NUMBER))
            }
        }

        key.deserialize_str(Key)
    }
}
