//! Tokens. Nothing is decided here: every impl follows from the plan, one file an impl or a family of them.
//!
//! Hygiene: everything is `quote!`d at the call site and named through `…::__private`; fields are bound to
//! `__secure_error_f0` and so on; no item that a user could see is added.

mod answer;
pub(crate) mod fallback;
mod from;
mod report;
mod sealed;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Generics, Path};

use crate::plan::{FieldPlan, Plan, VariantPlan};
use crate::template::binding;

/// `::secure_error`, or whatever `#[secure_error(crate = …)]` says.
pub(crate) fn crate_path(krate: Option<&Path>) -> TokenStream {
    krate.map_or_else(|| quote!(::secure_error), |path| quote!(#path))
}

/// The same tokens at another place. A path that is written at the culprit keeps the compiler from pointing at
/// everything between it and the derive.
fn at(span: Span, tokens: &TokenStream) -> TokenStream {
    let span = span.resolved_at(Span::call_site());
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// The hidden module that expansions may name.
pub(crate) fn private_path(krate: Option<&Path>) -> TokenStream {
    let root = crate_path(krate);
    quote!(#root::__private)
}

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
    let report = Context::match_self(plan, |variant| report::report(variant, plan, cx));
    let retry = Context::match_self(plan, |variant| report::retry(variant, cx));
    cx.implement(
        &quote!(#private::SecureError),
        &quote! {
            fn problem_type(&self) -> &'static #private::ProblemType { #problem_type }
            fn public(&self) -> #private::PublicError<'_> { #public }
            fn report(&self) -> #private::Report<'_> { #report }
            fn retry(&self) -> #private::Retry { #retry }
            fn __only_the_derive_implements_this_trait(&self, _: #private::Seal) {}
        },
    )
}

/// What every impl of one type has in common.
pub(crate) struct Context<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: TokenStream,
    pub(crate) private: TokenStream,
    generics: Generics,
    allow: TokenStream,
    frameworks: &'a [proc_macro2::Ident],
}

impl<'a> Context<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        let mut generics = plan.input.generics.clone();
        if !plan.bounds.is_empty() {
            let clause = generics.where_clause.get_or_insert_with(|| syn::WhereClause {
                where_token: syn::token::Where::default(),
                predicates: Punctuated::new(),
            });
            clause.predicates.extend(plan.bounds.iter().cloned());
        }
        Self::with_generics(plan.input, plan.attrs.krate.as_ref(), generics, &plan.attrs.frameworks)
    }

    pub(crate) fn with_generics(
        input: &'a DeriveInput,
        krate: Option<&Path>,
        generics: Generics,
        frameworks: &'a [proc_macro2::Ident],
    ) -> Self {
        // Only when needed: under `#![forbid(deprecated)]` an `allow` is an error of its own (E0453).
        let allow = if is_deprecated(input) {
            quote!(#[allow(deprecated)])
        } else {
            TokenStream::new()
        };
        Self {
            input,
            krate: crate_path(krate),
            private: private_path(krate),
            generics,
            allow,
            frameworks,
        }
    }

    /// `impl … trait for Type … { body }`
    pub(crate) fn implement(&self, of: &TokenStream, body: &TokenStream) -> TokenStream {
        let (impl_generics, ty_generics, where_clause) = self.generics.split_for_impl();
        let (ident, allow) = (&self.input.ident, &self.allow);
        quote! {
            #allow
            #[automatically_derived]
            impl #impl_generics #of for #ident #ty_generics #where_clause { #body }
        }
    }

    /// One hidden macro of the runtime a framework; it knows whether its feature is on.
    pub(crate) fn frameworks(&self) -> TokenStream {
        let (impl_generics, ty_generics, where_clause) = self.generics.split_for_impl();
        let (krate, ident, allow) = (&self.krate, &self.input.ident, &self.allow);
        self.frameworks
            .iter()
            .map(|expander| quote!(#krate::#expander! { (#allow) (#impl_generics) (#ident #ty_generics) (#where_clause) }))
            .collect()
    }

    /// `match self { … }` with an arm a variant.
    fn match_self(plan: &Plan<'_>, arm: impl Fn(&VariantPlan<'_>) -> Arm) -> TokenStream {
        if plan.variants.is_empty() {
            return quote!(match *self {});
        }
        let arms = plan.variants.iter().map(|variant| {
            let Arm { fields, body } = arm(variant);
            let pattern = pattern(variant, &fields);
            quote!(#pattern => #body)
        });
        quote!(match self { #(#arms,)* })
    }
}

/// The right-hand side of a `match` arm and the fields it needs.
pub(crate) struct Arm {
    pub(crate) fields: Vec<usize>,
    pub(crate) body: TokenStream,
}

/// `Self::Variant { name: __secure_error_f0, .. }`, for every shape of variant.
fn pattern(variant: &VariantPlan<'_>, used: &[usize]) -> TokenStream {
    let path = path(variant);
    let fields = variant
        .fields
        .iter()
        .filter(|field| used.contains(&field.index))
        .map(|field| {
            let (member, local) = (&field.member, local(field));
            quote!(#member: #local,)
        });
    quote!(#path { #(#fields)* .. })
}

/// `Self::Variant` or `Self`.
fn path(variant: &VariantPlan<'_>) -> TokenStream {
    let ident = variant.ident;
    if variant.is_struct {
        quote!(Self)
    } else {
        quote!(Self::#ident)
    }
}

/// The local of a field, at the place of its type, so that a type that does not fit is reported there.
fn local(field: &FieldPlan<'_>) -> proc_macro2::Ident {
    binding(field.index, syn::spanned::Spanned::span(field.ty))
}

fn is_deprecated(input: &DeriveInput) -> bool {
    let deprecated = |attrs: &[syn::Attribute]| attrs.iter().any(|attr| attr.path().is_ident("deprecated"));
    let in_fields = |fields: &syn::Fields| fields.iter().any(|field| deprecated(&field.attrs));
    deprecated(&input.attrs)
        || match &input.data {
            syn::Data::Struct(data) => in_fields(&data.fields),
            syn::Data::Enum(data) => data
                .variants
                .iter()
                .any(|variant| deprecated(&variant.attrs) || in_fields(&variant.fields)),
            syn::Data::Union(_) => false,
        }
}
