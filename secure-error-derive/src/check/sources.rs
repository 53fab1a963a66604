//! Rules of sources, backtraces and locations, and of the variants that forward or convert from them.

use crate::diagnostics::Diagnostics;
use crate::model::{Field, Role, Variant};
use crate::parse::public::AnswerAttr;

pub(crate) fn check(variant: &Variant<'_>, cx: &Diagnostics) {
    for field in &variant.fields {
        match field.role {
            Role::Data => {}
            Role::Source | Role::Face => check_source(field, cx),
            Role::Backtrace => check_is_unmarked(field, "a backtrace", cx),
            Role::Location => check_is_unmarked(field, "a location", cx),
        }
    }
    check_at_most_one(variant, Role::Source, "source", cx);
    check_at_most_one(variant, Role::Backtrace, "backtrace", cx);
    check_at_most_one(variant, Role::Location, "location", cx);
    check_from(variant, cx);
    check_transparent(variant, cx);
}

/// A source is never public, and always in the report.
fn check_source(field: &Field<'_>, cx: &Diagnostics) {
    if let Some(public) = &field.attrs.public {
        cx.error(&public.name, "a source is never public; remove `#[public]`");
    }
    if let Some(backtrace) = &field.attrs.backtrace {
        cx.error(
            backtrace,
            "`#[backtrace]` marks a field of type `Backtrace`, and the report has the backtrace of a source without it; remove `#[backtrace]`",
        );
    }
    let Some(internal) = &field.attrs.internal else { return };
    if internal.redact.is_none() {
        cx.error(&internal.name, "the report has the source and its chain already; remove `#[internal]`, or write `#[internal(redact)]` to keep its text out");
    } else if internal.with.is_some() || internal.raw {
        cx.error(
            &internal.name,
            "a source is logged or redacted; write `#[internal(redact)]` alone",
        );
    }
}

fn check_is_unmarked(field: &Field<'_>, what: &str, cx: &Diagnostics) {
    if let Some(public) = &field.attrs.public {
        cx.error(&public.name, format_args!("{what} is never public; remove `#[public]`"));
    }
    // Without `#[backtrace]` such a field counts as data, and this is not reached.
    if let Some(internal) = &field.attrs.internal {
        cx.error(
            &internal.name,
            format_args!("the report has {what} already; remove `#[internal]`"),
        );
    }
}

fn check_at_most_one(variant: &Variant<'_>, role: Role, what: &str, cx: &Diagnostics) {
    for extra in variant.fields.iter().filter(|field| field.role == role).skip(1) {
        let marked = [&extra.attrs.source, &extra.attrs.from, &extra.attrs.backtrace]
            .into_iter()
            .flatten()
            .next();
        let way_out = match (role, marked) {
            (Role::Source, Some(_)) => {
                "write `#[internal]` on it instead, or put several errors into one source, such as `#[source] Vec<E>`"
            }
            (Role::Source, None) => {
                "a field called `source` is one; write `#[internal] r#source`, or put several errors into one source, such as `#[source] Vec<E>`"
            }
            _ => "keep one",
        };
        let message = format!("a second {what}; {way_out}");
        match marked {
            Some(attr) => cx.error(attr, message),
            None => cx.push(syn::Error::new(extra.span, message)),
        }
    }
}

/// `From` builds the whole variant from one value.
fn check_from(variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(from) = variant.fields.iter().find_map(|field| field.attrs.from.as_ref()) else {
        return;
    };
    let others = variant
        .fields
        .iter()
        .filter(|field| field.attrs.from.is_none() && matches!(field.role, Role::Data | Role::Face));
    if let Some(other) = others.into_iter().next() {
        cx.error(
            from,
            format_args!(
                "`#[from]` cannot fill `{}`; write `#[source]` and convert by hand, or keep only the source, a `Backtrace` and a `Location`",
                other.name
            ),
        );
    }
}

fn check_transparent(variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(public) = &variant.public else { return };
    let AnswerAttr::Transparent(span) = public.answer else {
        return;
    };
    match variant.face.and_then(|index| variant.fields.get(index)) {
        Some(face) if face.inside_option.is_none() => {}
        Some(_) => cx.push(syn::Error::new(
            span,
            "`transparent` needs an error that is always present; write the field without `Option`",
        )),
        None => cx.push(syn::Error::new(
            span,
            "`transparent` forwards the response of one field; write `#[public(transparent)]` on that field instead, or have exactly one",
        )),
    }
}
