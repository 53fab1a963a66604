//! Everything that careless generated code would name means something else here.

#![allow(
    dead_code,
    non_snake_case,
    non_upper_case_globals,
    unused_macros,
    reason = "they are in the way, and that is all they are for"
)]

use ::core::fmt::Error as FormatError;
use ::std::backtrace::Backtrace;

mod core {}
mod std {}
mod alloc {}
mod serde {}
mod http {}
mod axum {}
mod secure_error {}
mod __private {}

type Option = u8;
type Result = u8;
type String = u8;
type Box = u8;
struct Default;
struct Fn;
struct Formatter;
struct Send;
struct Sized;
struct Clone;
trait Display {}
trait Debug {}
trait Error {}
trait From {}
trait Into {}
trait Iterator {}
trait Serialize {}

fn Some() {}
fn Ok() {}
fn Err() {}
const None: u8 = 0;
fn write() {}
fn drop() {}
fn formatter() {}

macro_rules! shadow {
    ($($name:ident)*) => { $(
        macro_rules! $name {
            (nothing that anybody would write) => {};
        }
    )* };
}
shadow!(write format format_args assert panic compile_error concat stringify matches vec println __impl_axum);

/// A trait in scope that has a method of every name that generated code might call.
trait Methods {
    fn fmt(&self) {}
    fn source(&self) {}
    fn report(&self) {}
    fn public(&self) {}
    fn status(&self) {}
    fn retry(&self) {}
    fn problem_type(&self) {}
    fn serialize(&self) {}
    fn as_secure(&self) {}
    fn as_ref(&self) {}
    fn clone(&self) {}
    fn into(&self) {}
    fn from(&self) {}
    fn to_string(&self) {}
    fn build(&self) {}
    fn field(&self) {}
    fn message(&self) {}
    fn param(&self) {}
    fn sealed(&self) {}
    fn text(&self) {}
    fn show(&self) {}
    fn cause(&self) {}
}
impl<T: ?::core::marker::Sized> Methods for T {}

#[derive(::secure_error::PublicValue)]
#[public(rename_all = "snake_case")]
enum Plan {
    Free,
}

#[derive(::secure_error::SecureError)]
#[secure_error(axum)]
enum E {
    #[public(status = 409, code = "SHORT", message = "{left} {plan}", retry_after = wait)]
    #[internal("{name} {size:?} {} {file}", .name.len(), level = "warn")]
    Full {
        #[public]
        left: u8,
        #[public]
        plan: Plan,
        #[public]
        wait: ::core::time::Duration,
        name: &'static str,
        size: ::core::option::Option<u8>,
        #[internal]
        shard: u8,
        #[internal(with = ::secure_error::mask::redact)]
        masked: u8,
        sealed: u8,
        file: ::std::path::PathBuf,
    },
    #[public(transparent)]
    Inner(::std::boxed::Box<E>),
    Source(
        #[from] FormatError,
        Backtrace,
        ::core::option::Option<&'static ::core::panic::Location<'static>>,
    ),
}

#[derive(::secure_error::SecureError)]
#[internal("{0} {1:x}")]
struct Generic<T, U>(T, U);

#[test]
fn every_feature_of_the_derive_works_where_all_names_mean_something_else() {
    let full = E::Full {
        left: 1,
        plan: Plan::Free,
        wait: ::core::time::Duration::ZERO,
        name: "ann",
        size: ::core::option::Option::Some(2),
        shard: 3,
        masked: 4,
        sealed: 5,
        file: ::core::convert::From::from("/etc"),
    };
    ::std::assert_eq!(super::headline(&full), "E::Full: ann Some(2) 3 /etc");
    ::std::assert!(super::page(&full).contains("shard  = 3"));
    ::std::assert_eq!(::std::format!("{full}"), "1 free");
    let inner = E::Inner(::std::boxed::Box::new(<E as ::core::convert::From<FormatError>>::from(
        FormatError,
    )));
    ::std::assert!(super::page(&inner).contains("E::Source"));
    ::std::assert_eq!(super::headline(&Generic("a", 255)), "Generic: a ff");
}
