//! What all impls of one type share: generics, paths, patterns.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Generics, Path};

use crate::names::{crate_path, private_path};
use crate::plan::{FieldPlan, Plan, VariantPlan};
use crate::template::binding;

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
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
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

    /// The type, as a hidden macro of the runtime takes it.
    pub(super) fn macro_arguments(&self) -> TokenStream {
        let (impl_generics, ty_generics, where_clause) = self.generics.split_for_impl();
        let (ident, allow) = (&self.input.ident, &self.allow);
        quote!((#allow) (#impl_generics) (#ident #ty_generics) (#where_clause))
    }

    /// Calls a hidden macro of the runtime for each framework; it knows whether its feature is on.
    pub(crate) fn frameworks(&self) -> TokenStream {
        let krate = &self.krate;
        let ty = self.macro_arguments();
        self.frameworks
            .iter()
            .map(|expander| {
                // At the name in the attribute, where a missing feature is reported.
                let krate = at(expander.span(), krate);
                quote_spanned!(expander.span()=> #krate::#expander! { #ty })
            })
            .collect()
    }

    /// Whether the type has to register itself, because one of its frameworks keeps errors as `dyn Any`. A type with
    /// parameters may borrow, and then it has no `TypeId`.
    pub(super) fn introduces_itself(&self) -> bool {
        let is_forgotten = |expander: &proc_macro2::Ident| *expander == "__impl_async_graphql";
        self.frameworks.iter().any(is_forgotten) && self.input.generics.params.is_empty()
    }

    /// `match self { … }` with an arm per variant.
    pub(super) fn match_self(plan: &Plan<'_>, arm: impl Fn(&VariantPlan<'_>) -> Arm) -> TokenStream {
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
pub(super) fn path(variant: &VariantPlan<'_>) -> TokenStream {
    let ident = variant.ident;
    if variant.is_struct {
        quote!(Self)
    } else {
        quote!(Self::#ident)
    }
}

/// The local of a field, at the place of its type, so that a type that does not fit is reported there.
pub(super) fn local(field: &FieldPlan<'_>) -> proc_macro2::Ident {
    binding(field.index, syn::spanned::Spanned::span(field.ty))
}

/// Whether an item is `#[deprecated]`, or the user allowed deprecated items: the impls name the same items.
fn is_deprecated(input: &DeriveInput) -> bool {
    let deprecated = |attrs: &[syn::Attribute]| attrs.iter().any(is_about_deprecation);
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

/// `#[deprecated]`, `#[allow(deprecated)]` or `#[expect(deprecated)]`
fn is_about_deprecation(attr: &syn::Attribute) -> bool {
    let is_lint_level = attr.path().is_ident("allow") || attr.path().is_ident("expect");
    let names_it = |list: &syn::MetaList| {
        list.tokens
            .clone()
            .into_iter()
            .any(|token| token.to_string() == "deprecated")
    };
    attr.path().is_ident("deprecated") || (is_lint_level && attr.meta.require_list().is_ok_and(names_it))
}

/// The same tokens at another place. A path that is written at the culprit keeps the compiler from pointing at
/// everything between it and the derive.
pub(super) fn at(span: Span, tokens: &TokenStream) -> TokenStream {
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

/// A method of the field whose response is forwarded.
pub(super) fn face_call(local: &Ident, method: &str, private: &TokenStream) -> TokenStream {
    let (private, method) = (at(local.span(), private), Ident::new(method, Span::call_site()));
    quote_spanned!(local.span()=> #private::Face::#method(#local))
}
