//! `#[internal("…")]` takes what thiserror's `#[error("…")]` takes, and says the same.
//!
//! Each shape is declared twice, for both derives, and the two texts are compared. Four things of thiserror are left out
//! on purpose:
//!
//! - `#[error("…")]` on a whole enum, which its variants inherit: adding a variant must not widen anything.
//! - `#[error(fmt = path)]`: a function that gets every field of every variant that is ever added would unseal them.
//! - `{self}` is the public message, because `Display` is sealed.
//! - `level`, `retry`, `alert` and `event` are keys of ours, so no argument can be called so (a field can).

use crate::internal_message;
use secure_error::SecureError;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Declares the shape as a struct and as a variant of an enum, for thiserror and for us, and compares what the four say.
///
/// `["message", arguments…] shape => value`, then `=> "expected"`.
macro_rules! same {
    (@struct $derive:path, $attribute:ident [$($message:tt)*] $name:ident { $($shape:tt)* }) => {
        #[allow(dead_code, non_snake_case)]
        #[derive($derive)]
        #[$attribute($($message)*)]
        struct $name { $($shape)* }
    };
    (@struct $derive:path, $attribute:ident [$($message:tt)*] $name:ident $(($($shape:tt)*))?) => {
        #[allow(dead_code)]
        #[derive($derive)]
        #[$attribute($($message)*)]
        struct $name $(($($shape)*))?;
    };
    (@enum $derive:path, $attribute:ident [$($message:tt)*] $name:ident $($shape:tt)?) => {
        #[allow(dead_code, non_snake_case)]
        #[derive($derive)]
        enum $name {
            #[$attribute($($message)*)]
            Variant $($shape)?,
        }
    };
    ($message:tt => $expected:expr) => { same!(@compare $message, , $expected) };
    ($message:tt $shape:tt => $value:tt => $expected:expr) => { same!(@compare $message, $shape $value, $expected) };
    (@compare $message:tt, $($shape:tt $value:tt)?, $expected:expr) => {{
        use thiserror_with_debug as theirs;
        same!(@struct theirs::Error, error $message TheirStruct $($shape)?);
        same!(@enum theirs::Error, error $message TheirEnum $($shape)?);
        same!(@struct SecureError, internal $message OurStruct $($shape)?);
        same!(@enum SecureError, internal $message OurEnum $($shape)?);
        let expected: String = $expected.into();
        assert_eq!(TheirStruct $($value)?.to_string(), expected, "a struct of thiserror");
        assert_eq!(TheirEnum::Variant $($value)?.to_string(), expected, "an enum of thiserror");
        assert_eq!(internal_message(&OurStruct $($value)?).unwrap(), expected, "a struct of ours");
        assert_eq!(internal_message(&OurEnum::Variant $($value)?).unwrap(), expected, "an enum of ours");
    }};
}
