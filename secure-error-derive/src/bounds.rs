//! Which traits the type parameters need. Bounds go on the parameters themselves, never on field types: a bound such
//! as `Box<Error<T>>: Display` on a recursive type would never end (E0275).

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{GenericArgument, PathArguments, ReturnType, Type as SynType, TypeParamBound, WherePredicate, parse_quote};

use crate::model::{Field, Role, Type, Variant, ungroup};
use crate::template::{Style, Template};

/// `T: Display` and so on, for each parameter that a shown field mentions.
pub(crate) fn infer(ty: &Type<'_>) -> Vec<WherePredicate> {
    let parameters: Vec<&Ident> = ty
        .input
        .generics
        .type_params()
        .map(|parameter| &parameter.ident)
        .collect();
    if parameters.is_empty() {
        return Vec::new();
    }
    let private = crate::names::private_path(ty.attrs.krate.as_ref());
    let mut bounds = Bounds {
        own: &ty.input.ident,
        parameters,
        found: BTreeMap::new(),
    };
    for variant in &ty.variants {
        for field in &variant.fields {
            for wanted in wanted(field, variant, ty.is_sealed(), &private) {
                bounds.require(field.ty, &wanted);
            }
        }
    }
    let mut predicates = bounds.into_predicates();
    if !ty.is_sealed() {
        // A type with its own `Display`, `Debug` and `Error` has bounds of its own.
        predicates.push(parse_quote!(Self: #private::std::error::Error));
    }
    predicates
}

/// The traits that the expansion needs of a field.
fn wanted(field: &Field<'_>, variant: &Variant<'_>, is_sealed: bool, private: &TokenStream) -> Vec<TokenStream> {
    let mut traits = Vec::new();
    let masked = field.is_masked();
    if let Some(report) = variant.report.as_ref().filter(|_| !masked) {
        traits.extend(shown_through(report, field.index, private));
    }
    match field.role {
        Role::Source | Role::Face => {
            traits.push(if variant.face == Some(field.index) {
                quote!(#private::SecureError)
            } else {
                quote!(#private::std::error::Error)
            });
        }
        Role::Data if field.attrs.public.is_some() => traits.push(quote!(#private::PublicValue)),
        // Logged by `Display` or else by `Debug`, whatever else the message asks for.
        Role::Data if is_logged(field, variant, is_sealed) && !masked && !shown_as_text(variant, field.index) => {
            traits.push(quote!(#private::core::fmt::Debug));
        }
        Role::Data | Role::Backtrace | Role::Location => {}
    }
    traits
}

/// Whether a field is in the log, apart from the holes of the message that show it.
fn is_logged(field: &Field<'_>, variant: &Variant<'_>, is_sealed: bool) -> bool {
    let shows_self = variant.report.as_ref().is_some_and(Template::shows_self);
    field.attrs.internal.is_some() || (!is_sealed && shows_self)
}

/// Whether the message shows a field by `Display` or `Debug`.
fn shown_as_text(variant: &Variant<'_>, field: usize) -> bool {
    let style = variant.report.as_ref().and_then(|report| report.shown_as(field));
    matches!(style, Some((Style::Plain | Style::Trait("Display" | "Debug"), _)))
}

fn shown_through<'a>(
    report: &'a Template,
    field: usize,
    private: &'a TokenStream,
) -> impl Iterator<Item = TokenStream> + 'a {
    report
        .shown
        .iter()
        .filter(move |shown| shown.field == field)
        .filter_map(move |shown| {
            let name = match shown.style {
                Style::Plain => "Display",
                Style::Trait(name) => name,
                Style::Count => return None,
            };
            let name = Ident::new(name, proc_macro2::Span::call_site());
            Some(quote!(#private::core::fmt::#name))
        })
}

struct Bounds<'a> {
    /// The type itself. Inside it needs nothing more: its impls have the bounds that are being collected here.
    own: &'a Ident,
    parameters: Vec<&'a Ident>,
    /// Type → traits, both as text for a stable order, with the predicate to emit.
    found: BTreeMap<(String, String), WherePredicate>,
}

impl Bounds<'_> {
    /// Adds `wanted` for every parameter (and every `T::Associated`) that `ty` mentions.
    fn require(&mut self, ty: &SynType, wanted: &TokenStream) {
        match ungroup(ty) {
            SynType::Path(path) => {
                let first = path.path.segments.first().map(|segment| &segment.ident);
                let is_parameter = path.qself.is_none() && first.is_some_and(|first| self.parameters.contains(&first));
                if is_parameter || path.qself.is_some() {
                    self.add(ty, wanted);
                    return;
                }
                if path.path.is_ident("Self") || first == Some(self.own) {
                    return;
                }
                for segment in &path.path.segments {
                    if segment.ident == "PhantomData" {
                        return;
                    }
                    self.require_arguments(&segment.arguments, wanted);
                }
            }
            SynType::Reference(inner) => self.require(&inner.elem, wanted),
            SynType::Slice(inner) => self.require(&inner.elem, wanted),
            SynType::Array(inner) => self.require(&inner.elem, wanted),
            SynType::Paren(inner) => self.require(&inner.elem, wanted),
            SynType::Tuple(inner) => inner.elems.iter().for_each(|element| self.require(element, wanted)),
            SynType::TraitObject(inner) => {
                for bound in &inner.bounds {
                    if let TypeParamBound::Trait(bound) = bound {
                        for segment in &bound.path.segments {
                            self.require_arguments(&segment.arguments, wanted);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn require_arguments(&mut self, arguments: &PathArguments, wanted: &TokenStream) {
        match arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(arguments) => {
                for argument in &arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        self.require(ty, wanted);
                    }
                }
            }
            PathArguments::Parenthesized(arguments) => {
                arguments
                    .inputs
                    .iter()
                    .for_each(|input| self.require(&input.ty, wanted));
                if let ReturnType::Type(_, output) = &arguments.output {
                    self.require(output, wanted);
                }
            }
        }
    }

    fn add(&mut self, ty: &SynType, wanted: &TokenStream) {
        let mentions_parameter = self
            .parameters
            .iter()
            .any(|parameter| mentions(ty.to_token_stream(), parameter));
        if mentions_parameter {
            let key = (ty.to_token_stream().to_string(), wanted.to_string());
            self.found.entry(key).or_insert_with(|| parse_quote!(#ty: #wanted));
        }
    }

    fn into_predicates(self) -> Vec<WherePredicate> {
        self.found.into_values().collect()
    }
}

fn mentions(tokens: TokenStream, parameter: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *parameter,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), parameter),
        _ => false,
    })
}
