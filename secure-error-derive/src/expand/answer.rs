//! The public channel: the constant part of each response, and the values of its fields.

use std::cmp::Ordering;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Ident, LitStr};

use super::context::{Arm, Context, at, face_call, local};
use crate::plan::{Allow, Answer, OwnPlan, Plan, Use, VariantPlan};
use crate::template::Template;

/// `fn problem_type`: a reference to a constant that the compiler has checked.
pub(crate) fn problem_type(variant: &VariantPlan<'_>, plan: &Plan<'_>, cx: &Context<'_>) -> Arm {
    match &variant.answer {
        Answer::Transparent => forward(variant, cx, "problem_type"),
        answer => Arm {
            fields: Vec::new(),
            body: problem(answer, plan, cx),
        },
    }
}

/// `fn public`
pub(crate) fn public(variant: &VariantPlan<'_>, plan: &Plan<'_>, cx: &Context<'_>) -> Arm {
    let private = &cx.private;
    let own = match &variant.answer {
        Answer::Transparent => return forward(variant, cx, "public"),
        Answer::Own(own) => Some(own),
        Answer::Borrowed { .. } => None,
    };
    let problem = problem(&variant.answer, plan, cx);
    let mut fields = Vec::new();
    let mut calls = TokenStream::new();
    if let Some(template) = own.and_then(|own| own.template.as_ref()) {
        fields.extend(template.shown.iter().map(|shown| shown.field));
        let message = message(template, variant, private);
        calls.extend(quote!(.message(#message)));
    }
    for field in &variant.fields {
        if let Use::Public { name } = &field.use_ {
            fields.push(field.index);
            let local = local(field);
            let name = LitStr::new(name, Span::call_site());
            let private = at(local.span(), private);
            let value = quote_spanned!(local.span()=> #private::public_value(#local));
            calls.extend(quote!(.param(#name, #value)));
        } else if let Use::Source { listed: true, .. } = &field.use_ {
            fields.push(field.index);
            let local = local(field);
            calls.extend(quote!(.violations(#private::violations(#local))));
        }
    }
    if let Some(field) = own
        .and_then(|own| own.retry_after_field)
        .and_then(|index| variant.fields.get(index))
    {
        let local = local(field);
        calls.extend(quote!(.retry_after(#local)));
    }
    let body = if calls.is_empty() {
        quote!(#private::PublicError::constant(#problem))
    } else {
        quote!(#private::PublicBuilder::new(#problem) #calls .build())
    };
    Arm { fields, body }
}

/// `fn public_message`: a constant one without looking at the fields.
pub(crate) fn public_message(variant: &VariantPlan<'_>, plan: &Plan<'_>, cx: &Context<'_>) -> Arm {
    let private = &cx.private;
    let body = match &variant.answer {
        Answer::Transparent => return forward(variant, cx, "public_message"),
        Answer::Own(own) if own.template.is_some() => quote!(#private::message(#private::SecureError::public(self))),
        answer => {
            let problem = problem(answer, plan, cx);
            quote!(#private::std::borrow::Cow::Borrowed(#problem.message()))
        }
    };
    Arm {
        fields: Vec::new(),
        body,
    }
}

/// A method of the face of a transparent variant.
fn forward(variant: &VariantPlan<'_>, cx: &Context<'_>, method: &str) -> Arm {
    let private = &cx.private;
    let Some(face) = variant.face() else {
        return Arm {
            fields: Vec::new(),
            body: TokenStream::new(),
        };
    };
    Arm {
        fields: vec![face.index],
        body: face_call(&local(face), method, private),
    }
}

/// A `&'static ProblemType`.
fn problem(answer: &Answer, plan: &Plan<'_>, cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    match answer {
        Answer::Borrowed { constant, .. } => {
            let span = constant.span().resolved_at(Span::call_site());
            let private = at(span, private);
            quote_spanned!(span=> const { #private::borrowed(&#constant) })
        }
        Answer::Own(own) => {
            let value = own_problem(own, plan, private);
            quote!(const { &#value })
        }
        // Its problem type is the source's, known only at run time.
        Answer::Transparent => TokenStream::new(),
    }
}

/// The constant expression that builds a `ProblemType`.
fn own_problem(own: &OwnPlan, plan: &Plan<'_>, private: &TokenStream) -> TokenStream {
    let status = own.status;
    let message = own
        .message
        .as_ref()
        .map(|message| LitStr::new(message, Span::call_site()));
    let [code, title, message] = [own.code.as_ref(), own.title.as_ref(), message.as_ref()].map(|text| {
        text.map_or_else(
            || quote!(#private::core::option::Option::None),
            |text| quote!(#private::core::option::Option::Some(#text)),
        )
    });
    let mut problem = quote!(#private::problem(#status, #code, #title, #message));
    let mut call = |method: &str, arguments: TokenStream| {
        let method = Ident::new(method, Span::call_site());
        problem.extend(quote!(.#method(#arguments)));
    };
    if let Some(seconds) = own.retry_after {
        call("with_retry_after", quote!(#seconds));
    }
    if let Some(challenge) = &own.challenge {
        call("with_challenge", quote!(#challenge));
    }
    match &own.allow {
        Some(Allow::Methods(methods)) => call("with_allow", quote!(#methods)),
        Some(Allow::Inherit(_)) => call("with_inherited_allow", TokenStream::new()),
        None => {}
    }
    for (name, value) in &own.headers {
        call("with_header", quote!(#name, #value));
    }
    if let Some(code) = own.grpc {
        let code = format_ident!("{code:?}");
        call("with_grpc", quote!(#private::GrpcCode::#code));
    }
    if let Some(base) = &plan.attrs.type_base {
        call("with_type_base", quote!(#base));
    }
    if let Some(domain) = &plan.attrs.domain {
        call("with_domain", quote!(#domain));
    }
    problem
}

fn message(template: &Template, variant: &VariantPlan<'_>, private: &TokenStream) -> TokenStream {
    let format = LitStr::new(&template.format, template.literal.span());
    let arguments = template.shown.iter().filter_map(|shown| {
        let field = variant.fields.get(shown.field)?;
        let (argument, local) = (&shown.argument, local(field));
        let private = at(local.span(), private);
        let value = quote_spanned!(local.span()=> #private::public_value(#local));
        Some(quote!(#argument = #value))
    });
    quote!(#private::core::format_args!(#format, #(#arguments,)*))
}

/// Assertions about constants whose contents the derive cannot see: that the constant is complete, and that, beside the
/// other responses of the type, it neither makes 401 an oracle nor uses one code for two meanings.
pub(crate) fn constant_checks(plan: &Plan<'_>, cx: &Context<'_>) -> TokenStream {
    let private = &cx.private;
    let borrows = |variant: &VariantPlan<'_>| matches!(variant.answer, Answer::Borrowed { .. });
    if !plan.variants.iter().any(borrows) {
        return TokenStream::new();
    }
    // Equal responses agree, and a constant that many variants share is checked once.
    let mut answers: Vec<(&Answer, String, TokenStream)> = Vec::new();
    for variant in &plan.variants {
        let (value, distinguishable) = match &variant.answer {
            Answer::Transparent => continue,
            Answer::Borrowed {
                constant,
                distinguishable,
            } => (quote!(#private::borrowed(&#constant)), distinguishable),
            Answer::Own(own) => {
                let value = own_problem(own, plan, private);
                (quote!(&#value), &own.distinguishable)
            }
        };
        let answer = quote!((#value, #distinguishable));
        let text = answer.to_string();
        if answers.iter().all(|(_, known, _)| *known != text) {
            answers.push((&variant.answer, text, answer));
        }
    }
    let checks = answers.iter().enumerate().filter_map(|(index, (answer, _, _))| {
        let Answer::Borrowed {
            constant,
            distinguishable,
        } = answer
        else {
            return None;
        };
        // Two constants are compared once, at the later one.
        let others = answers
            .iter()
            .enumerate()
            .filter(|(other, (answer, _, _))| match other.cmp(&index) {
                Ordering::Less => true,
                Ordering::Equal => false,
                Ordering::Greater => !matches!(answer, Answer::Borrowed { .. }),
            });
        let others = others.map(|(_, (_, _, answer))| answer);
        let span = constant.span().resolved_at(Span::call_site());
        let private = at(span, private);
        Some(quote_spanned! {span=>
            const _: () = #private::assert_answers_agree(&#constant, #distinguishable, &[#(#others,)*]);
        })
    });
    checks.collect()
}
