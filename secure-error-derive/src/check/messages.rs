//! Rules of the two messages of a variant.

use super::sensitive;
use crate::diagnostics::Diagnostics;
use crate::model::{Field, Role, Variant};
use crate::parse::public::AnswerAttr;
use crate::template::{Style, Template};

pub(crate) fn check(variant: &Variant<'_>, is_sealed: bool, cx: &Diagnostics) {
    if let Some(message) = &variant.message {
        check_public(message, variant, cx);
    }
    if let Some(report) = &variant.report {
        check_internal(report, variant, is_sealed, cx);
    }
}

/// A client's message shows public fields only, by `Display` only, and not at all in a 5xx.
fn check_public(message: &Template, variant: &Variant<'_>, cx: &Diagnostics) {
    for name in &message.captured {
        cx.error(
            &message.literal,
            format_args!("`{{{name}}}` is not a public field; write the text itself, or name a `#[public]` field"),
        );
    }
    for shown in &message.shown {
        let Some(field) = variant.fields.get(shown.field) else {
            continue;
        };
        let name = &field.name;
        if field.attrs.public.is_none() {
            let instead = if field.role == Role::Data && field.is_text() {
                format!(
                    "write `#[public] {name}: PublicText` and fill it with `PublicText::vouch(text)`, or leave `{{{name}}}` out"
                )
            } else if field.role == Role::Data {
                format!("write `#[public]` on that field, or leave `{{{name}}}` out")
            } else {
                format!("its text is never public; leave `{{{name}}}` out")
            };
            cx.error(
                &message.literal,
                format_args!("clients see this message, but `{name}` is not public; {instead}"),
            );
        } else if !matches!(shown.style, Style::Plain | Style::Trait("Display")) {
            cx.error(
                &message.literal,
                format_args!("clients are shown public values as text; write `{{{name}}}`"),
            );
        }
    }
    let status = variant.public.as_ref().and_then(|public| match &public.answer {
        AnswerAttr::Own(own) => own.status.as_ref(),
        AnswerAttr::Borrowed(_) | AnswerAttr::Transparent(_) => None,
    });
    if status.is_some_and(|status| status.value >= 500) && message.constant().is_none() {
        cx.error(
            &message.literal,
            "the message of a 5xx must be constant; write it without placeholders",
        );
    }
}

/// The operators' message names no secret and no text that was kept out on purpose.
fn check_internal(report: &Template, variant: &Variant<'_>, is_sealed: bool, cx: &Diagnostics) {
    for field in variant.fields.iter().filter(|field| report.uses(field.index)) {
        let name = &field.name;
        let redacted = field
            .attrs
            .internal
            .as_ref()
            .and_then(|internal| internal.redact.as_ref());
        if redacted.is_some() {
            cx.error(
                &report.literal,
                format_args!("`#[internal(redact)]` keeps the text of `{name}` out of the log; leave `{{{name}}}` out"),
            );
        }
    }
    // What a sealed type shows of itself is public; an unsealed one shows all.
    let shown = (!is_sealed && report.shows_self()).then(|| report.literal.span());
    let whole = report.wholes.first().copied().or(shown);
    let guarded = variant.fields.iter().find(|field| is_guarded(field));
    if let (Some(span), Some(field)) = (whole, guarded) {
        cx.push(syn::Error::new(
            span,
            format_args!(
                "`self` shows `{}` too, which may not be logged as it is; write the fields that the message needs",
                field.name
            ),
        ));
    }
    // `raw` on a field states that its members are not secrets either.
    let is_raw = |field: usize| variant.fields.get(field).is_some_and(Field::is_raw);
    let raw = report.mentioned.iter().any(|(field, _)| is_raw(*field));
    for member in report.members.iter().filter(|_| !raw) {
        if let Some(word) = sensitive::word(&member.to_string()) {
            cx.error(
                member,
                format_args!(
                    "`{member}` looks like a secret (`{word}`); write a function that masks it and pass it the field"
                ),
            );
        }
    }
}

/// Whether the log may see a field only masked, or not at all.
fn is_guarded(field: &Field<'_>) -> bool {
    let redacted = field
        .attrs
        .internal
        .as_ref()
        .is_some_and(|internal| internal.redact.is_some());
    let secret = field.role == Role::Data && field.attrs.public.is_none() && sensitive::word(&field.name).is_some();
    field.is_masked() || redacted || (secret && !field.is_raw())
}
