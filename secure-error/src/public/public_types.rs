//! Which types of the standard library and of other crates are public values.
//!
//! None of these can hold text created at run time, except [`http::Method`], whose text is bounded here.

use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128, NonZeroUsize,
};
use std::time::Duration;

use super::text::{PublicText, harmless};
use super::value::{PublicValue, Value};
use super::violations::Violations;
use crate::public::derived::Seal;

/// The most items of a list that are shown.
const MAX_ITEMS: usize = 64;

/// `type => |value| Value`
macro_rules! public_values {
    ($( $(#[$attribute:meta])* $type:ty => |$value:pat_param| $shown:expr; )*) => { $(
        $(#[$attribute])*
        #[diagnostic::do_not_recommend]
        impl PublicValue for $type {
            fn __public_value(&self, _: Seal<'_>) -> Value<'_> {
                let $value = self;
                $shown
            }
        }
    )* };
}

macro_rules! public_integers {
    ($( $variant:ident: $($integer:ty)*, $($non_zero:ty)*; )*) => { $(
        public_values! {
            $( $integer => |&value| Value::$variant(value.into()); )*
            $( $non_zero => |value| Value::$variant(value.get().into()); )*
        }
    )* };
}

public_integers! {
    Int: i8 i16 i32 i64 i128, NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI128;
    Uint: u8 u16 u32 u64 u128, NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU128;
}

public_values! {
    // No platform has a `usize` of more than 64 bits.
    isize => |&value| Value::Int(value as i128);
    usize => |&value| Value::Uint(value as u128);
    NonZeroIsize => |value| Value::Int(value.get() as i128);
    NonZeroUsize => |value| Value::Uint(value.get() as u128);
    f32 => |&value| Value::F32(value);
    f64 => |&value| Value::F64(value);
    bool => |&value| Value::Bool(value);
    char => |&value| Value::Char(value);
    &'static str => |value| Value::Text(value);
    PublicText => |text| Value::Text(text.as_str());
    Violations => |violations| Value::Violations(violations);
    // In seconds; an integer if it is whole.
    Duration => |duration| match duration.subsec_nanos() {
        0 => Value::Uint(duration.as_secs().into()),
        _ => Value::F64(duration.as_secs_f64()),
    };
    // An unregistered method is the client's text.
    http::Method => |method| Value::Owned(harmless(method.as_str()));
    http::StatusCode => |status| Value::Uint(status.as_u16().into());
}

#[cfg(feature = "uuid")]
public_values! {
    uuid::Uuid => |id| Value::Owned(id.hyphenated().to_string());
}

#[cfg(feature = "time")]
public_values! {
    // RFC 3339, which ends with the year 9999: a later time is null.
    time::OffsetDateTime => |time| time
        .format(&time::format_description::well_known::Rfc3339)
        .map_or(Value::Null, Value::Owned);
    time::Date => |date| Value::Owned(date.to_string());
}

#[cfg(feature = "chrono")]
public_values! {
    // `Debug` of these types is their ISO 8601 form, with a `T` and a `Z`.
    chrono::DateTime<chrono::Utc> => |time| Value::Owned(format!("{time:?}"));
    chrono::NaiveDate => |date| Value::Owned(format!("{date:?}"));
}

/// `str` is not a public value, so this does not apply to `&str`.
#[diagnostic::do_not_recommend]
impl<T: PublicValue + ?Sized> PublicValue for &T {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        match seal.inside() {
            Some(seal) => (**self).__public_value(seal),
            None => Value::Null,
        }
    }
}

impl<T: PublicValue + ?Sized> PublicValue for Box<T> {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        match seal.inside() {
            Some(seal) => (**self).__public_value(seal),
            None => Value::Null,
        }
    }
}

impl<T: PublicValue> PublicValue for Option<T> {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        match (self, seal.inside()) {
            (Some(value), Some(seal)) => value.__public_value(seal),
            _ => Value::Null,
        }
    }
}

impl<T: PublicValue> PublicValue for [T] {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        let items = self.iter().take(MAX_ITEMS);
        let items = items.map_while(|item| seal.inside().map(|seal| item.__public_value(seal)));
        Value::List(items.collect())
    }
}

impl<T: PublicValue, const N: usize> PublicValue for [T; N] {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        self.as_slice().__public_value(seal)
    }
}

impl<T: PublicValue> PublicValue for Vec<T> {
    fn __public_value(&self, seal: Seal<'_>) -> Value<'_> {
        self.as_slice().__public_value(seal)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::value::read;
    use super::*;

    #[test]
    fn lists_show_their_first_64_items() {
        assert_eq!(read(&vec![0_u8; 1_000]), Value::List(vec![Value::Uint(0); 64]));
    }

    #[test]
    fn a_duration_is_a_number_of_seconds() {
        assert_eq!(read(&Duration::from_secs(30)), Value::Uint(30));
        assert_eq!(read(&Duration::from_millis(1_500)), Value::F64(1.5));
    }

    #[test]
    fn a_method_that_a_client_made_up_is_bounded() {
        let method = http::Method::from_bytes(&[b'X'; 10_000]).unwrap();
        assert_eq!(read(&method), Value::Owned("X".repeat(256) + "…"));
        assert_eq!(read(&http::Method::GET), Value::Owned("GET".into()));
    }

    #[test]
    fn wrappers_show_what_is_in_them() {
        assert_eq!(read(&Some(&Box::new(7_u8))), Value::Uint(7));
        assert_eq!(
            read(&[Some('a'), None]),
            Value::List(vec![Value::Char('a'), Value::Null])
        );
        assert_eq!(read(&NonZeroU8::MAX), Value::Uint(255));
        assert_eq!(read(&"constant"), Value::Text("constant"));
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn a_uuid_is_hyphenated() {
        assert_eq!(
            read(&uuid::Uuid::from_u128(1)),
            Value::Owned("00000000-0000-0000-0000-000000000001".into())
        );
    }

    #[cfg(feature = "time")]
    #[test]
    fn a_time_is_rfc_3339() {
        let time = time::OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        assert_eq!(read(&time), Value::Owned("2023-11-14T22:13:20Z".into()));
        assert_eq!(read(&time.date()), Value::Owned("2023-11-14".into()));
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn a_chrono_time_is_rfc_3339() {
        let time = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(read(&time), Value::Owned("2023-11-14T22:13:20Z".into()));
        assert_eq!(read(&time.date_naive()), Value::Owned("2023-11-14".into()));
    }
}
