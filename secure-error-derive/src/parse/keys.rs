//! The common shape of our attributes: `#[name(key, key = value, key(…))]`, read key by key so that one bad key does
//! not hide the next.

use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta, Token};

use crate::diagnostics::{Diagnostics, one_of, unknown};

/// A value with the place where the user wrote it.
#[derive(Clone)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// Something written at most once.
pub(crate) struct Once<T> {
    name: &'static str,
    value: Option<T>,
}

impl<T> Once<T> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    /// Keeps the first value and reports every further one at `key`.
    pub(crate) fn set(&mut self, cx: &Diagnostics, key: &Ident, value: T) {
        if self.value.is_some() {
            cx.error(key, format_args!("duplicate `{}`; write it once", self.name));
        } else {
            self.value = Some(value);
        }
    }

    pub(crate) fn into_inner(self) -> Option<T> {
        self.value
    }
}

/// How an attribute was written.
pub(crate) enum Form {
    /// `#[name]` or `#[name()]`
    Bare,
    /// `#[name(…)]`
    List,
    /// `#[name = …]`
    NameValue,
}

pub(crate) fn form(attr: &Attribute) -> Form {
    match &attr.meta {
        Meta::Path(_) => Form::Bare,
        Meta::List(list) if list.tokens.is_empty() => Form::Bare,
        Meta::List(_) => Form::List,
        Meta::NameValue(_) => Form::NameValue,
    }
}

/// Reads the comma-separated entries of `attr`, calling `entry` at the start of each. An entry that fails is reported
/// and skipped up to the next comma.
pub(crate) fn each_entry(
    attr: &Attribute,
    cx: &Diagnostics,
    mut entry: impl FnMut(ParseStream<'_>) -> syn::Result<()>,
) {
    let result = attr.parse_args_with(|input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = entry(input) {
                cx.push(error);
                skip_to_comma(input)?;
            } else if !input.is_empty() && !input.peek(Token![,]) {
                cx.push(input.error("unexpected token; separate entries with `,`"));
                skip_to_comma(input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        cx.push(error);
    }
}

/// A key: any identifier, keywords such as `crate` included.
pub(crate) fn key(input: ParseStream<'_>) -> syn::Result<Ident> {
    input
        .call(Ident::parse_any)
        .map_err(|error| syn::Error::new(error.span(), "expected a key; write `key = value`"))
}

/// `= value` behind a key.
pub(crate) fn value<T: Parse>(input: ParseStream<'_>, key: &Ident, example: &str) -> syn::Result<T> {
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(
            key.span(),
            format_args!("`{key}` needs a value; write `{example}`"),
        ));
    }
    input.parse::<Token![=]>()?;
    input.parse::<T>().map_err(|error| {
        let span = if input.is_empty() { key.span() } else { error.span() };
        wrong_value(span, key, example)
    })
}

pub(crate) fn wrong_value(span: Span, key: &Ident, example: &str) -> syn::Error {
    syn::Error::new(
        span,
        format_args!("`{key}` does not take this value; write `{example}`"),
    )
}

/// `= "text"` behind a key, not empty.
pub(crate) fn text(input: ParseStream<'_>, key: &Ident, example: &str) -> syn::Result<LitStr> {
    let text: LitStr = value(input, key, example)?;
    if text.value().trim().is_empty() {
        return Err(syn::Error::new(
            text.span(),
            format_args!("`{key}` is empty; write `{example}`"),
        ));
    }
    Ok(text)
}

/// A key that is not allowed on a field: one of a variant, or unknown.
pub(crate) fn not_for_a_field(key: &Ident, of_variant: &[&str], of_field: &[&str]) -> syn::Error {
    let word = key.to_string();
    let message = if of_variant.contains(&word.as_str()) {
        format!(
            "`{word}` belongs on the variant or struct; write {} on a field",
            one_of(of_field)
        )
    } else {
        unknown("key", &word, of_field)
    };
    syn::Error::new(key.span(), message)
}

/// A key that takes no value.
pub(crate) fn flag(input: ParseStream<'_>, key: &Ident) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(syn::Error::new(
        key.span(),
        format_args!("`{key}` takes no value; write `{key}` alone"),
    ))
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
