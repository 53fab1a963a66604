//! `From` for each `#[from]`: the place of the `?` and a backtrace are recorded where the variant has room for them.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, path};
use crate::plan::{FieldPlan, Plan, Use, VariantPlan};

pub(crate) fn expand(plan: &Plan<'_>, cx: &Context<'_>) -> TokenStream {
    plan.variants
        .iter()
        .filter_map(|variant| {
            variant
                .fields
                .iter()
                .find(|field| field.from)
                .map(|from| conversion(variant, from, cx))
        })
        .collect()
}

fn conversion(variant: &VariantPlan<'_>, from: &FieldPlan<'_>, cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let (source, path) = (from.ty, path(variant));
    let values = variant.fields.iter().filter_map(|field| {
        let member = &field.member;
        let value = match (&field.use_, field.from) {
            (_, true) => wrap(field, quote!(source), private),
            (Use::Location, _) => wrap(field, quote!(#private::core::panic::Location::caller()), private),
            // `into()` also fills an `Arc<Backtrace>` or a `Box<Backtrace>`.
            (Use::Backtrace, _) => wrap(
                field,
                quote!(#private::core::convert::Into::into(#private::std::backtrace::Backtrace::capture())),
                private,
            ),
            // Nothing else passes the check.
            _ => return None,
        };
        Some(quote!(#member: #value,))
    });
    cx.implement(
        &quote!(#private::core::convert::From<#source>),
        &quote! {
            #[track_caller]
            fn from(source: #source) -> Self {
                #path { #(#values)* }
            }
        },
    )
}

fn wrap(field: &FieldPlan<'_>, value: TokenStream, private: &TokenStream) -> TokenStream {
    if field.optional {
        quote!(#private::core::option::Option::Some(#value))
    } else {
        value
    }
}
