//! Tokens. Nothing is decided here: every impl follows from the plan, one file per impl or family of impls.
//!
//! Hygiene: everything is `quote!`d at the call site and named through `…::__private`; fields are bound to
//! `__secure_error_f0` and so on; no item that a user could see is added.

mod answer;
pub(crate) mod context;
pub(crate) mod fallback;
mod from;
mod report;
mod sealed;

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::Plan;
use context::Context;

/// The whole expansion of a checked type.
pub(crate) fn expand(plan: &Plan<'_>) -> TokenStream {
    let cx = Context::new(plan);
    let secure_error = secure_error(plan, &cx);
    let checks = answer::constant_checks(plan, &cx);
    let frameworks = cx.frameworks();
    if plan.attrs.unsealed {
        return quote!(#secure_error #checks #frameworks);
    }
    let sealed = sealed::expand(&cx);
    let conversions = from::expand(plan, &cx);
    quote!(#secure_error #sealed #conversions #checks #frameworks)
}

fn secure_error(plan: &Plan<'_>, cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let problem_type = Context::match_self(plan, |variant| answer::problem_type(variant, plan, cx));
    let public = Context::match_self(plan, |variant| answer::public(variant, plan, cx));
    let public_message = Context::match_self(plan, |variant| answer::public_message(variant, plan, cx));
    let report = Context::match_self(plan, |variant| report::report(variant, plan, cx));
    let retry = Context::match_self(plan, |variant| report::retry(variant, cx));
    let introduction = introduction(cx);
    cx.implement(
        &quote!(#private::SecureError),
        &quote! {
            fn problem_type(&self) -> &'static #private::ProblemType { #problem_type }
            fn public(&self) -> #private::PublicError<'_> { #public }
            fn public_message(&self) -> #private::std::borrow::Cow<'_, #private::core::primitive::str> { #public_message }
            fn report(&self) -> #private::Report<'_> { #report }
            fn retry(&self) -> #private::Retry { #retry }
            fn __only_the_derive_implements_this_trait(&self, _: #private::Seal<'_>) {}
            #introduction
        },
    )
}

/// Makes the type known to a framework that keeps its values as `dyn Any`.
fn introduction(cx: &Context<'_>) -> Option<TokenStream> {
    let private = &cx.private;
    cx.introduces_itself().then(|| {
        quote! {
            fn __introduce() { #private::introduce::<Self>() }
        }
    })
}
