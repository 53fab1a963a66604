//! The derive macros of [secure-error](https://docs.rs/secure-error). Use them through that crate, which documents
//! them.
//!
//! `derive(SecureError)` works in stages, one module each: `parse` reads attributes, `model` gives every field its
//! role, `check` applies the rules, `plan` takes the last decisions, `expand` writes tokens. All mistakes are
//! collected in `diagnostics` and reported together.

mod bounds;
mod case;
mod check;
mod diagnostics;
mod expand;
mod model;
mod names;
mod parse;
mod plan;
mod public_value;
mod template;

use diagnostics::Diagnostics;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `SecureError`: a public view for clients and an internal report for operators. See the documentation of
/// `secure_error`.
// The last three are those of other derives, so that one which is left over has one error, which says what replaces it.
#[proc_macro_derive(
    SecureError,
    attributes(secure_error, public, internal, source, from, backtrace, error, snafu, diagnostic)
)]
pub fn derive_secure_error(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let cx = Diagnostics::default();
    let Some(ty) = model::Type::from_input(&input, &cx) else {
        return cx.into_compile_errors().into();
    };
    check::check(&ty, &cx);
    if cx.is_empty() {
        return expand::expand(&plan::Plan::new(ty)).into();
    }
    let fallback = expand::fallback::expand(&ty);
    let errors = cx.into_compile_errors();
    quote::quote!(#errors #fallback).into()
}

/// Derives `PublicValue` for a field-less enum or a newtype, so that clients may see its values. See the documentation of
/// `secure_error`.
#[proc_macro_derive(PublicValue, attributes(public, secure_error))]
pub fn derive_public_value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let cx = Diagnostics::default();
    let tokens = public_value::expand(&input, &cx);
    let errors = cx.into_compile_errors();
    quote::quote!(#errors #tokens).into()
}
