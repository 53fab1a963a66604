//! The internal channel: the contents of `report()`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

use super::context::{Arm, Context, at, face_call, local};
use crate::plan::{FieldPlan, Logged, Plan, Use, VariantPlan};
use crate::template::{Style, Template, name_of};

/// `fn report`
pub(crate) fn report(variant: &VariantPlan<'_>, plan: &Plan<'_>, cx: &Context<'_>) -> Arm {
    let private = &cx.private;
    let mut fields = Vec::new();
    let mut calls = TokenStream::new();
    if let Some(template) = &variant.message {
        let used = variant
            .fields
            .iter()
            .filter(|field| template.uses(field.index))
            .map(|field| field.index);
        fields.extend(used);
        let write = message(template, variant, private);
        calls.extend(quote! {
            .message(move |__secure_error_formatter: &mut #private::core::fmt::Formatter<'_>| #write)
        });
    } else if plan.attrs.unsealed {
        calls.extend(quote! {
            .message(move |__secure_error_formatter: &mut #private::core::fmt::Formatter<'_>| {
                #private::core::fmt::Display::fmt(self, __secure_error_formatter)
            })
        });
    }
    for field in &variant.fields {
        calls.extend(field_call(field, private));
        if !matches!(field.use_, Use::Public { .. }) {
            fields.push(field.index);
        }
    }
    if plan.attrs.unsealed && !variant.has_source() {
        calls.extend(quote!(.own_source(#private::std::error::Error::source(self))));
    }
    if let Some(face) = variant.face() {
        let report = face_call(&local(face), "report", private);
        calls.extend(quote!(.inherit(|| #report)));
    }
    let origin = origin(variant, plan, private);
    let body = quote! {
        #private::ReportBuilder::new(const { #origin }, #private::SecureError::public(self)).of(self) #calls .build()
    };
    Arm { fields, body }
}

/// `fn retry`: that of the variant, or that of the source if it is forwarded.
pub(crate) fn retry(variant: &VariantPlan<'_>, cx: &Context<'_>) -> Arm {
    let private = &cx.private;
    match (variant.origin.retry, variant.face()) {
        (None, Some(face)) => Arm {
            fields: vec![face.index],
            body: face_call(&local(face), "retry", private),
        },
        (retry, _) => Arm {
            fields: Vec::new(),
            body: retry_constant(retry, private),
        },
    }
}

fn retry_constant(retry: Option<&str>, private: &TokenStream) -> TokenStream {
    match retry {
        Some("transient") => quote!(#private::Retry::Transient),
        Some("unknown_outcome") => quote!(#private::Retry::UnknownOutcome),
        _ => quote!(#private::Retry::Permanent),
    }
}

fn origin(variant: &VariantPlan<'_>, plan: &Plan<'_>, private: &TokenStream) -> TokenStream {
    let none = quote!(#private::core::option::Option::None);
    let some = |value: TokenStream| quote!(#private::core::option::Option::Some(#value));
    let type_name = LitStr::new(&name_of(&plan.input.ident), Span::call_site());
    let name = if variant.is_struct {
        none.clone()
    } else {
        let name = LitStr::new(&name_of(variant.ident), Span::call_site());
        some(quote!(#name))
    };
    let level = match variant.origin.level {
        Some("error") => some(quote!(#private::Level::Error)),
        Some("warn") => some(quote!(#private::Level::Warn)),
        Some("info") => some(quote!(#private::Level::Info)),
        Some("debug") => some(quote!(#private::Level::Debug)),
        _ => none.clone(),
    };
    let retry = match variant.origin.retry {
        Some(_) => some(retry_constant(variant.origin.retry, private)),
        None => none.clone(),
    };
    let alert = variant.origin.alert;
    let event = variant.origin.event.as_ref().map_or(none, |event| some(quote!(#event)));
    quote! {
        #private::Origin {
            type_name: #type_name,
            variant: #name,
            level: #level,
            retry: #retry,
            alert: #alert,
            event: #event,
            is_own: true,
        }
    }
}

/// The `write!` of a message, with every masked field already replaced by its mask.
fn message(template: &Template, variant: &VariantPlan<'_>, private: &TokenStream) -> TokenStream {
    let masks = variant
        .fields
        .iter()
        .filter(|field| template.uses(field.index))
        .filter_map(|field| {
            let (local, with) = (local(field), field.with()?);
            Some(quote!(let #local = &#with(#local);))
        });
    let format = LitStr::new(&template.format, template.literal.span());
    // Named arguments go last, wherever the user wrote them.
    let positional = template
        .arguments
        .iter()
        .filter(|(name, _)| name.is_none())
        .map(|(_, expression)| expression);
    let named = template.arguments.iter().filter_map(|(name, expression)| {
        let name = name.as_ref()?;
        Some(quote!(#name = #expression))
    });
    let holes = template.shown.iter().filter_map(|hole| {
        let (argument, local) = (&hole.argument, local(variant.fields.get(hole.field)?));
        let value = shown(hole.style, &local, private);
        Some(quote!(#argument = #value))
    });
    // One that a closure shadows is not reported as unused: the impl is `automatically_derived`.
    let locals = template.locals.iter().filter_map(|(name, field)| {
        let local = local(variant.fields.get(*field)?);
        Some(quote!(let #name = #local;))
    });
    quote! {{
        #(#masks)*
        #(#locals)*
        #private::core::write!(__secure_error_formatter, #format, #(#positional,)* #(#named,)* #(#holes,)*)
    }}
}

/// The argument that shows a field in a hole.
fn shown(style: Style, local: &Ident, private: &TokenStream) -> TokenStream {
    match style {
        Style::Plain | Style::Trait("Display") => {
            let private = at(local.span(), private);
            quote_spanned!(local.span()=> #private::shown(#local).__secure_error_show())
        }
        Style::Trait("Pointer") => quote!(#private::Pointer(#local)),
        Style::Trait(_) => quote!(#local),
        Style::Count => quote!(*#local),
    }
}

/// `.field(…)` with `value` in the hole `{:spec}`.
fn field_text(name: &LitStr, spec: &str, value: &TokenStream, private: &TokenStream) -> TokenStream {
    let colon = if spec.is_empty() { "" } else { ":" };
    let hole = LitStr::new(&["{", colon, spec, "}"].concat(), Span::call_site());
    quote! {
        .field(#name, #private::FieldText::new(move |__secure_error_formatter: &mut #private::core::fmt::Formatter<'_>| {
            #private::core::write!(__secure_error_formatter, #hole, #value)
        }))
    }
}

/// The text of a field, by the best means that its type offers.
fn loggable(local: &Ident, private: &TokenStream) -> TokenStream {
    let private = at(local.span(), private);
    quote_spanned!(local.span()=> #private::loggable(#local).__secure_error_text())
}

/// The builder call for one field.
fn field_call(field: &FieldPlan<'_>, private: &TokenStream) -> TokenStream {
    let local = local(field);
    let name = LitStr::new(&field.name, Span::call_site());
    match &field.use_ {
        Use::Sealed => quote!(.sealed(#name, #local)),
        Use::Public { name: member } => quote!(.public_field(#name, #member)),
        Use::Internal(Logged::AsItIs) => {
            let text = loggable(&local, private);
            quote!(.field(#name, #text))
        }
        Use::Internal(Logged::Raw) => {
            let text = loggable(&local, private);
            quote!(.raw_field(#name, #text))
        }
        Use::Internal(Logged::AsShown(style, spec)) => {
            field_text(&name, spec, &shown(*style, &local, private), private)
        }
        Use::Internal(Logged::With(path)) => field_text(&name, "", &quote!(#path(#local)), private),
        Use::Source { redact, .. } => {
            let redacted = if *redact {
                quote!(.redacted())
            } else {
                TokenStream::new()
            };
            optional(
                field,
                "cause",
                |value| quote_spanned!(local.span()=> #private::source(#value).__secure_error_cause()#redacted),
            )
        }
        Use::Face { redact } => {
            let redacted = if *redact {
                quote!(.redacted())
            } else {
                TokenStream::new()
            };
            let causes = face_call(&local, "causes", private);
            quote!(.face(#causes #redacted))
        }
        Use::Backtrace => optional(field, "backtrace", |value| quote!(#value)),
        Use::Location => optional(field, "location", |value| quote!(#value)),
    }
}

/// `.method(value)`, or `.method_if(…)` with what is inside an `Option`.
fn optional(field: &FieldPlan<'_>, method: &str, value: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let local = local(field);
    if field.optional {
        let method = Ident::new(&format!("{method}_if"), Span::call_site());
        let value = value(&quote!(__secure_error_inside));
        quote!(.#method(#local.as_ref(), |__secure_error_inside| #value))
    } else {
        let method = Ident::new(method, Span::call_site());
        let value = value(&quote!(#local));
        quote!(.#method(#value))
    }
}
