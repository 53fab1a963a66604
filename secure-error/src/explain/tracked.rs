//! The deserializer of the second pass: it asks the real one for the same things, and knows where it is.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::invent::{Invented, Look, name_of};
use super::refusal::{Hint, Refusal, Token, Unfit, What};
use super::track::{Action, Pass, Seen};

/// Names that `serde_json` and `toml` give to types of their own, whose visitors talk to their deserializers only.
const PRIVATE: &str = "$";

/// A deserializer that notes where a value is refused, and why.
#[derive(Debug)]
pub struct Tracked<'p, D> {
    inner: D,
    pass: &'p Pass<'p>,
    /// The names that are declared, if this is the name of a member or a variant.
    names: Option<&'static [&'static str]>,
}

impl<'p, D> Tracked<'p, D> {
    pub(super) const fn new(inner: D, pass: &'p Pass<'p>) -> Self {
        Self {
            inner,
            pass,
            names: None,
        }
    }
}

impl<'de, 'p, D: Deserializer<'de>> Tracked<'p, D> {
    /// Lets the inner deserializer read a value, or replaces it.
    fn read<V: Visitor<'de>>(
        self,
        hint: Hint,
        visitor: V,
        read: impl FnOnce(D, Watch<'p, V>) -> Result<V::Value, D::Error>,
        invent: impl FnOnce(Invented, V) -> Result<V::Value, Refusal>,
    ) -> Result<V::Value, Refusal> {
        let (pass, hint) = (self.pass, self.names.map_or(hint, Hint::Name));
        if let (None, Some(Action::Invent { attempt })) = (self.names, pass.action()) {
            pass_over(self.inner, pass, attempt)?;
            return invent(Invented::new(attempt), visitor)
                .map_err(|_| Refusal::new(What::Invented).at(|| pass.place(hint)));
        }
        let watch = Watch {
            inner: visitor,
            pass,
            hint,
            step: None,
        };
        read(self.inner, watch).map_err(|error| pass.caught(error, hint))
    }
}

fn pass_over<'de, D: Deserializer<'de>>(inner: D, pass: &Pass<'_>, attempt: u8) -> Result<(), Refusal> {
    let passed = if attempt == 0 {
        let seen = Cell::new(Seen::Unreadable);
        let looked = inner.deserialize_any(Look(&seen));
        pass.saw(seen.get());
        looked
    } else {
        inner.deserialize_ignored_any(IgnoredAny).map(drop)
    };
    passed.map_err(|_| Refusal::new(What::Invented).at(|| pass.place(Hint::Any)))
}

macro_rules! tracked {
    ($($method:ident => $hint:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            self.read($hint, visitor, |inner, watch| inner.$method(watch), |ours, visitor| ours.$method(visitor))
        }
    )*};
}

/// An integer with these limits.
fn int(min: impl Into<i128>, max: impl TryInto<u128>) -> Hint {
    Hint::Int {
        min: min.into(),
        max: max.try_into().unwrap_or(u128::MAX),
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tracked<'_, D> {
    type Error = Refusal;

    tracked! {
        deserialize_any => Hint::Any;
        deserialize_ignored_any => Hint::Any;
        deserialize_bool => Hint::Bool;
        deserialize_i8 => int(i8::MIN, i8::MAX);
        deserialize_i16 => int(i16::MIN, i16::MAX);
        deserialize_i32 => int(i32::MIN, i32::MAX);
        deserialize_i64 => int(i64::MIN, i64::MAX);
        deserialize_i128 => int(i128::MIN, i128::MAX);
        deserialize_u8 => int(0, u8::MAX);
        deserialize_u16 => int(0, u16::MAX);
        deserialize_u32 => int(0, u32::MAX);
        deserialize_u64 => int(0, u64::MAX);
        deserialize_u128 => int(0, u128::MAX);
        deserialize_f32 => Hint::Float;
        deserialize_f64 => Hint::Float;
        deserialize_char => Hint::Char;
        deserialize_str => Hint::Text;
        deserialize_string => Hint::Text;
        deserialize_identifier => Hint::Text;
        deserialize_bytes => Hint::Bytes;
        deserialize_byte_buf => Hint::Bytes;
        deserialize_option => Hint::Any;
        deserialize_unit => Hint::Unit;
        deserialize_seq => Hint::Seq;
        deserialize_map => Hint::Map;
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        self.read(
            Hint::Unit,
            visitor,
            |inner, watch| inner.deserialize_unit_struct(name, watch),
            |ours, visitor| ours.deserialize_unit_struct(name, visitor),
        )
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        if name.starts_with(PRIVATE) {
            let pass = self.pass;
            let read = self.inner.deserialize_newtype_struct(name, visitor);
            return read.map_err(|error| pass.caught(error, Hint::Any));
        }
        self.read(
            Hint::Any,
            visitor,
            |inner, watch| inner.deserialize_newtype_struct(name, watch),
            |ours, visitor| ours.deserialize_newtype_struct(name, visitor),
        )
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.read(
            Hint::Tuple(len),
            visitor,
            |inner, watch| inner.deserialize_tuple(len, watch),
            |ours, visitor| ours.deserialize_tuple(len, visitor),
        )
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.read(
            Hint::Tuple(len),
            visitor,
            |inner, watch| inner.deserialize_tuple_struct(name, len, watch),
            |ours, visitor| ours.deserialize_tuple_struct(name, len, visitor),
        )
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        if name.starts_with(PRIVATE) {
            let pass = self.pass;
            let read = self.inner.deserialize_struct(name, fields, visitor);
            return read.map_err(|error| pass.caught(error, Hint::Any));
        }
        self.pass.declare(fields);
        self.read(
            Hint::Struct(fields),
            visitor,
            |inner, watch| inner.deserialize_struct(name, fields, watch),
            |ours, visitor| ours.deserialize_struct(name, fields, visitor),
        )
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        self.read(
            Hint::Enum(variants),
            visitor,
            |inner, watch| inner.deserialize_enum(name, variants, watch),
            |ours, visitor| ours.deserialize_enum(name, variants, visitor),
        )
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// A visitor whose refusals get the place where they happen.
struct Watch<'p, V> {
    inner: V,
    pass: &'p Pass<'p>,
    hint: Hint,
    /// The variant whose contents these are.
    step: Option<Token>,
}

macro_rules! watched {
    ($($method:ident($type:ty);)*) => {$(
        fn $method<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            let Self { inner, pass, hint, .. } = self;
            inner.$method(value).map_err(|refusal| pass.throw(refusal, hint))
        }
    )*};
}

impl<V> Watch<'_, V> {
    /// Whether it is a name that the type declares.
    fn note_name(&self, text: &str) {
        if let Hint::Name(names) = self.hint {
            if let Some(name) = names.iter().find(|name| **name == text) {
                self.pass.note_name(name);
            }
        }
    }
}

/// Numbers in a query are text: one that has too many digits is still a number.
fn of_text(mut refusal: Refusal, text: &str, hint: Hint) -> Refusal {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if matches!(hint, Hint::Int { .. }) && is_integer && !refusal.is_placed() {
        if let what @ What::Type(_) = refusal.what_mut() {
            *what = What::Value(Unfit::Other);
        }
    }
    refusal
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Watch<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    watched! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_i64(i64);
        visit_i128(i128);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_u64(u64);
        visit_u128(u128);
        visit_f32(f32);
        visit_f64(f64);
        visit_char(char);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        self.note_name(text);
        let Self { inner, pass, hint, .. } = self;
        inner
            .visit_str(text)
            .map_err(|refusal| pass.throw(of_text(refusal, text, hint), hint))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.note_name(text);
        let Self { inner, pass, hint, .. } = self;
        inner
            .visit_borrowed_str(text)
            .map_err(|refusal| pass.throw(of_text(refusal, text, hint), hint))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<V::Value, E> {
        // A visitor that takes no owned text borrows it, so nothing is lost.
        self.note_name(&text);
        let Self { inner, pass, hint, .. } = self;
        let copy = if matches!(hint, Hint::Int { .. }) {
            text.clone()
        } else {
            String::new()
        };
        inner
            .visit_string(text)
            .map_err(|refusal| pass.throw(of_text(refusal, &copy, hint), hint))
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        let Self { inner, pass, hint, .. } = self;
        inner.visit_none().map_err(|refusal| pass.throw(refusal, hint))
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        let Self { inner, pass, hint, .. } = self;
        inner.visit_unit().map_err(|refusal| pass.throw(refusal, hint))
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let Self { inner, pass, hint, .. } = self;
        inner
            .visit_some(Tracked::new(value, pass))
            .map_err(|refusal| pass.throw(refusal.unclear(), hint))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let Self { inner, pass, hint, .. } = self;
        inner
            .visit_newtype_struct(Tracked::new(value, pass))
            .map_err(|refusal| pass.throw(refusal.unclear(), hint))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let Self {
            inner,
            pass,
            hint,
            step,
        } = self;
        inside(pass, step, |depth| {
            let mut count = 0;
            let items = Items {
                inner: items,
                pass,
                hint,
                depth,
                count: &mut count,
            };
            let read = inner.visit_seq(items);
            read.map_err(|refusal| pass.throw(about_contents(refusal, &Unfit::Seq, count), hint))
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let Self {
            inner,
            pass,
            hint,
            step,
        } = self;
        inside(pass, step, |depth| {
            let mut count = 0;
            let members = Members {
                inner: members,
                pass,
                names: if let Hint::Struct(names) = hint { names } else { &[] },
                depth,
                count: &mut count,
                added: pass.members(),
                adding: None,
            };
            let read = inner.visit_map(members);
            read.map_err(|refusal| pass.throw(about_contents(refusal, &Unfit::Map, count), hint))
        })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        let Self { inner, pass, hint, .. } = self;
        let depth = pass.depth();
        let read = inner.visit_enum(Variant {
            inner: variant,
            pass,
            hint,
        });
        let read = read.map_err(|refusal| pass.throw(refusal, hint));
        pass.truncate(depth);
        read
    }
}

/// Reads contents, below the name of their variant if they have one.
fn inside<R>(pass: &Pass<'_>, step: Option<Token>, read: impl FnOnce(usize) -> R) -> R {
    let outside = pass.depth();
    if let Some(token) = step {
        pass.push(0, token);
    }
    let read = read(pass.depth());
    pass.truncate(outside);
    read
}

/// A type error without a place, after contents were read, is about some part of them that serde kept for later.
fn about_contents(refusal: Refusal, whole: &Unfit, count: usize) -> Refusal {
    if refusal.is_placed() {
        return refusal;
    }
    match refusal.what() {
        What::Type(unfit) if count == 0 && unfit == whole => refusal,
        What::Length => refusal,
        // A list has no members: another type was expected.
        What::Missing(_) if *whole == Unfit::Seq => Refusal::new(What::Type(Unfit::Seq)),
        _ => refusal.unclear(),
    }
}

/// The items of a list.
struct Items<'p, 'c, A> {
    inner: A,
    pass: &'p Pass<'p>,
    hint: Hint,
    depth: usize,
    count: &'c mut usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, '_, A> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        let (pass, hint) = (self.pass, self.hint);
        loop {
            let place = *self.count;
            pass.push(place, Token::Index(place));
            *self.count += 1;
            if pass.action() != Some(Action::Skip) {
                let item = self.inner.next_element_seed(Valued { seed, pass });
                let item = item.map_err(|error| pass.caught(error, Hint::Any));
                pass.truncate(self.depth);
                return item;
            }
            pass.truncate(self.depth);
            if hint != Hint::Seq {
                // The items after it would be at the wrong places.
                return Err(Refusal::new(What::Invented).at(|| pass.place(hint)));
            }
            let skipped = self.inner.next_element::<IgnoredAny>();
            if skipped.map_err(|error| pass.caught(error, Hint::Any))?.is_none() {
                return Ok(None);
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The members of an object.
struct Members<'p, 'c, A> {
    inner: A,
    pass: &'p Pass<'p>,
    names: &'static [&'static str],
    depth: usize,
    count: &'c mut usize,
    /// What is still to be added at the end.
    added: &'p [(&'static str, u8)],
    adding: Option<(&'static str, u8)>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, '_, A> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        let (pass, names) = (self.pass, self.names);
        loop {
            pass.truncate(self.depth);
            pass.push(*self.count, Token::Unknown);
            if pass.action() != Some(Action::Skip) {
                break;
            }
            *self.count += 1;
            let skipped = self.inner.next_entry::<IgnoredAny, IgnoredAny>();
            skipped.map_err(|error| pass.caught(error, Hint::Any))?;
        }
        // At the end of the object the seed is not used, and is there for a member that is added.
        let mut seed = Some(seed);
        let key = self.inner.next_key_seed(Named {
            seed: &mut seed,
            pass,
            names,
        });
        if let Some(key) = key.map_err(|error| pass.caught(error, Hint::Name(names)))? {
            *self.count += 1;
            pass.name(pass.take_name());
            return Ok(Some(key));
        }
        pass.truncate(self.depth);
        let ([(name, attempt), rest @ ..], Some(seed)) = (self.added, seed) else {
            return Ok(None);
        };
        (self.added, self.adding) = (rest, Some((*name, *attempt)));
        let refused = |_| Refusal::new(What::InventedMember(name)).at(|| pass.place(Hint::Any));
        seed.deserialize(name_of(name)).map(Some).map_err(refused)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refusal> {
        let pass = self.pass;
        if let Some((name, attempt)) = self.adding.take() {
            let refused = |_| Refusal::new(What::InventedMember(name)).at(|| pass.place(Hint::Any));
            return seed.deserialize(Invented::new(attempt)).map_err(refused);
        }
        let value = self.inner.next_value_seed(Valued { seed, pass });
        let value = value.map_err(|error| pass.caught(error, Hint::Any));
        pass.truncate(self.depth);
        value
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// A value inside another one. What its type says after its visitor was done has a place too.
struct Valued<'p, T> {
    seed: T,
    pass: &'p Pass<'p>,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Valued<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        let Self { seed, pass } = self;
        seed.deserialize(Tracked::new(inner, pass))
            .map_err(|refusal| pass.throw(refusal.unclear(), Hint::Any))
    }
}

/// The name of a member or a variant.
struct Named<'p, 's, T> {
    seed: &'s mut Option<T>,
    pass: &'p Pass<'p>,
    names: &'static [&'static str],
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Named<'_, '_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        let Self { seed, pass, names } = self;
        let Some(seed) = seed.take() else {
            return Err(de::Error::custom("asked twice"));
        };
        let name = Tracked {
            inner,
            pass,
            names: Some(names),
        };
        seed.deserialize(name)
            .map_err(|refusal| pass.throw(refusal, Hint::Name(names)))
    }
}

/// A variant, whose name comes first.
struct Variant<'p, A> {
    inner: A,
    pass: &'p Pass<'p>,
    hint: Hint,
}

impl<'de, 'p, A: EnumAccess<'de>> EnumAccess<'de> for Variant<'p, A> {
    type Error = Refusal;
    type Variant = Contents<'p, A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self::Variant), Refusal> {
        let Self { inner, pass, hint } = self;
        let names = if let Hint::Enum(names) = hint { names } else { &[] };
        let variant = inner.variant_seed(Named {
            seed: &mut Some(seed),
            pass,
            names,
        });
        let token = pass.take_name();
        let (value, inner) = variant.map_err(|error| pass.caught(error, hint))?;
        let contents = Contents {
            inner,
            pass,
            hint,
            token,
        };
        Ok((value, contents))
    }
}

/// What a variant contains.
struct Contents<'p, A> {
    inner: A,
    pass: &'p Pass<'p>,
    hint: Hint,
    token: Token,
}

impl<'p, A> Contents<'p, A> {
    fn watch<V>(&self, inner: V, hint: Hint) -> Watch<'p, V> {
        Watch {
            inner,
            pass: self.pass,
            hint,
            step: Some(self.token),
        }
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Contents<'_, A> {
    type Error = Refusal;

    fn unit_variant(self) -> Result<(), Refusal> {
        let (pass, hint) = (self.pass, self.hint);
        self.inner.unit_variant().map_err(|error| pass.caught(error, hint))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Refusal> {
        let Self {
            inner,
            pass,
            hint,
            token,
        } = self;
        inner
            .newtype_variant_seed(Inside { seed, pass, token })
            .map_err(|error| pass.caught(error, hint))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Refusal> {
        let (pass, hint) = (self.pass, self.hint);
        let watch = self.watch(visitor, Hint::Tuple(len));
        let read = self.inner.tuple_variant(len, watch);
        read.map_err(|error| pass.caught(error, hint))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        let (pass, hint) = (self.pass, self.hint);
        pass.declare(fields);
        let watch = self.watch(visitor, Hint::Struct(fields));
        let read = self.inner.struct_variant(fields, watch);
        read.map_err(|error| pass.caught(error, hint))
    }
}

/// The value of a variant, below its name.
struct Inside<'p, T> {
    seed: T,
    pass: &'p Pass<'p>,
    token: Token,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Inside<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        let Self { seed, pass, token } = self;
        inside(pass, Some(token), |_| Valued { seed, pass }.deserialize(inner))
    }
}
