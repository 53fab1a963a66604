//! `#[derive(PublicValue)]`: field-less enums with a public text for each variant, and newtypes of public values.

use proc_macro2::TokenStream;
use quote::quote;
use secure_error_rules::text::check_title;
use syn::{Attribute, Data, DataEnum, DeriveInput, Fields, LitStr, Variant};

use crate::case::{self, Case, words};
use crate::diagnostics::{Diagnostics, unknown};
use crate::expand::context::Context;
use crate::parse::keys::{self, Form, Once};
use crate::parse::{container, refuse_raw};
use crate::template::name_of;

pub(crate) fn expand(input: &DeriveInput, cx: &Diagnostics) -> TokenStream {
    refuse_raw(&input.attrs, cx);
    let own = |name: &'static str| input.attrs.iter().filter(move |attr| attr.path().is_ident(name));
    let attrs = container::on_type(own("secure_error"), cx);
    let mut generics = input.generics.clone();
    let private = crate::names::private_path(attrs.krate.as_ref());
    let mut seal = quote!(_);
    let body = match &input.data {
        Data::Enum(data) => {
            let rename_all = rename_all(own("public"), cx);
            // What was meant is unknown; one error is enough.
            if rename_all.is_none() && own("public").next().is_some() {
                quote!(#private::Value::Null)
            } else {
                of_enum(data, rename_all, &private, cx)
            }
        }
        Data::Struct(data) => {
            for attr in own("public") {
                cx.error(attr, "a newtype shows what it holds; remove `#[public]`");
            }
            let mut fields = data.fields.iter();
            if let (Some(field), None) = (fields.next(), fields.next()) {
                for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("public")) {
                    cx.error(attr, "a newtype shows what it holds; remove `#[public]`");
                }
                let ty = &field.ty;
                let member = field.ident.as_ref().map_or_else(|| quote!(0), |ident| quote!(#ident));
                if !generics.params.is_empty() {
                    generics
                        .make_where_clause()
                        .predicates
                        .push(syn::parse_quote!(#ty: #private::PublicValue));
                }
                seal = quote!(seal);
                quote!(#private::PublicValue::__public_value(&self.#member, seal))
            } else {
                cx.error(
                    &input.ident,
                    "a public value is one value; write a newtype, or derive `SecureError` with `#[public]` fields",
                );
                quote!(#private::Value::Null)
            }
        }
        Data::Union(data) => {
            cx.error(
                data.union_token,
                "a union has no value to show; write an enum or a newtype",
            );
            quote!(#private::Value::Null)
        }
    };
    let context = Context::with_generics(input, attrs.krate.as_ref(), generics, &[]);
    context.implement(
        &quote!(#private::PublicValue),
        &quote!(fn __public_value(&self, #seal: #private::Seal<'_>) -> #private::Value<'_> { #body }),
    )
}

fn of_enum(data: &DataEnum, rename_all: Option<Case>, private: &TokenStream, cx: &Diagnostics) -> TokenStream {
    if data.variants.is_empty() {
        return quote!(match *self {});
    }
    let arms = data.variants.iter().filter_map(|variant| {
        refuse_raw(&variant.attrs, cx);
        if !matches!(variant.fields, Fields::Unit) {
            cx.error(
                &variant.fields,
                "clients see the variant's text only; write it without fields",
            );
            return None;
        }
        let text = text_of(variant, rename_all, cx)?;
        let ident = &variant.ident;
        Some(quote!(Self::#ident => #private::Value::Text(#text),))
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.len() == data.variants.len() {
        quote!(match self { #(#arms)* })
    } else {
        quote!(#private::Value::Null)
    }
}

/// The public text of a variant: its own, or its name if the type has `rename_all`.
fn text_of(variant: &Variant, rename_all: Option<Case>, cx: &Diagnostics) -> Option<LitStr> {
    let mut own = variant.attrs.iter().filter(|attr| attr.path().is_ident("public"));
    let Some(attr) = own.next() else {
        let Some(rename) = rename_all else {
            cx.error(
                &variant.ident,
                "this variant has no public text; write `#[public(\"text\")]` on it, or `#[public(rename_all = \"snake_case\")]` on the enum",
            );
            return None;
        };
        return Some(LitStr::new(
            &rename(&words(&name_of(&variant.ident))),
            variant.ident.span(),
        ));
    };
    if let Some(second) = own.next() {
        cx.error(second, "duplicate `#[public(…)]`; write one text");
    }
    let Ok(text) = attr.parse_args::<LitStr>() else {
        cx.error(attr, "this does not say what clients read; write `#[public(\"text\")]`");
        return None;
    };
    cx.refuse(&text, check_title(&text.value()));
    Some(text)
}

fn rename_all<'a>(attrs: impl Iterator<Item = &'a Attribute>, cx: &Diagnostics) -> Option<Case> {
    let mut found = Once::new("rename_all");
    for attr in attrs {
        if !matches!(keys::form(attr), Form::List) {
            cx.error(
                attr,
                "this does not say how names are written; write `#[public(rename_all = \"snake_case\")]`",
            );
            continue;
        }
        keys::each_entry(attr, cx, |input| {
            let key = keys::key(input)?;
            if key != "rename_all" {
                return Err(syn::Error::new(
                    key.span(),
                    unknown("key", &key.to_string(), &["rename_all"]),
                ));
            }
            found.set(cx, &key, case::parse(input, &key, "rename_all = \"snake_case\"")?);
            Ok(())
        });
    }
    found.into_inner()
}
