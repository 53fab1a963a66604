//! Impls for a type whose attributes are wrong. The build fails anyway; these keep the rest of the program from
//! reporting twenty missing impls, and they fail closed: a constant 500 and nothing else.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::sealed;
use crate::check;
use crate::model::Type;

pub(crate) fn expand(ty: &Type<'_>) -> TokenStream {
    let cx = Context::with_generics(
        ty.input,
        ty.attrs.krate.as_ref(),
        ty.input.generics.clone(),
        &ty.attrs.frameworks,
    );
    let private = &cx.private;
    let secure_error = cx.implement(
        &quote!(#private::SecureError),
        &quote! {
            fn problem_type(&self) -> &'static #private::ProblemType { #private::internal_error() }
            fn public(&self) -> #private::PublicError<'_> { #private::PublicError::constant(#private::internal_error()) }
            fn report(&self) -> #private::Report<'_> { loop {} }
            fn __only_the_derive_implements_this_trait(&self, _: #private::Seal<'_>) {}
        },
    );
    let frameworks = cx.frameworks();
    // Where another derive writes the standard impls, ours would only add conflicts to the report.
    let is_impl = |(attr, _): &(&syn::Attribute, _)| !attr.path().is_ident("diagnostic");
    if ty.attrs.unsealed || check::foreign_attributes(ty.input).iter().any(is_impl) {
        return quote!(#secure_error #frameworks);
    }
    let sealed = sealed::expand(&cx);
    let conversions = conversions(ty, &cx);
    quote!(#secure_error #sealed #conversions #frameworks)
}

fn conversions(ty: &Type<'_>, cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let mut seen: Vec<String> = Vec::new();
    let fields = ty
        .variants
        .iter()
        .flat_map(|variant| &variant.fields)
        .filter(|field| field.attrs.from.is_some());
    let mut conversions = TokenStream::new();
    for field in fields {
        let source = field.bare_type();
        let text = quote!(#source).to_string();
        if !seen.contains(&text) {
            seen.push(text);
            conversions.extend(cx.implement(
                &quote!(#private::core::convert::From<#source>),
                &quote! { fn from(_: #source) -> Self { loop {} } },
            ));
        }
    }
    conversions
}
