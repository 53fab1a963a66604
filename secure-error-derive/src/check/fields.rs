//! Rules of one field: its level, its name on the wire, and names that look like secrets.

use secure_error_rules::member;

use super::sensitive;
use crate::diagnostics::Diagnostics;
use crate::model::{Field, Role, Variant};
use crate::parse::public::AnswerAttr;

pub(crate) fn check(variant: &Variant<'_>, cx: &Diagnostics) {
    let mut names: Vec<String> = Vec::new();
    let mut violations = variant
        .fields
        .iter()
        .filter(|field| field.is_violations() && (field.attrs.public.is_some() || field.role == Role::Source));
    if let Some(field) = violations.nth(1) {
        let message = "a response has one list of violations; merge the two into one field";
        match &field.attrs.public {
            Some(public) => cx.error(&public.name, message),
            None => cx.error(field.ty, message),
        }
    }
    for field in &variant.fields {
        if field.role == Role::Data {
            check_level(field, cx);
            check_secret(field, variant, cx);
        }
        if field.attrs.public.is_some() {
            check_wire_name(field, &mut names, cx);
            check_has_answer(field, variant, cx);
        }
    }
}

fn check_level(field: &Field<'_>, cx: &Diagnostics) {
    // One error is enough for a secret.
    if field
        .attrs
        .public
        .as_ref()
        .is_some_and(|public| public.raw || sensitive::word(&field.name).is_none())
        && field.is_text()
    {
        cx.error(field.ty, "text created at run time is not a public value; write `PublicText` and fill it with `PublicText::vouch(text)`");
    }
    if let (Some(_), Some(internal)) = (&field.attrs.public, &field.attrs.internal) {
        cx.error(
            &internal.name,
            "a public field is in the log too; remove `#[internal]` or `#[public]`",
        );
    }
    if let Some(redact) = field
        .attrs
        .internal
        .as_ref()
        .and_then(|internal| internal.redact.as_ref())
    {
        cx.error(
            redact,
            "`redact` is for a source; a field without a mark is redacted already, remove `#[internal(redact)]`",
        );
    }
}

/// A field whose name says that it holds a secret is neither public nor logged as it is.
fn check_secret(field: &Field<'_>, variant: &Variant<'_>, cx: &Diagnostics) {
    let renamed = field
        .attrs
        .public
        .as_ref()
        .and_then(|public| public.rename.as_ref())
        .map(syn::LitStr::value);
    let name = renamed
        .filter(|name| sensitive::word(name).is_some())
        .unwrap_or_else(|| field.name.clone());
    let Some(word) = sensitive::word(&name) else {
        return;
    };
    if let Some(public) = &field.attrs.public {
        if !public.raw {
            cx.error(
                &public.name,
                format_args!("`{name}` looks like a secret (`{word}`), so clients may not see it; remove `#[public]`, or write `#[public(raw)]` if it is not a secret"),
            );
        }
        return;
    }
    let internal = field.attrs.internal.as_ref();
    if field.is_raw() || field.is_masked() {
        return;
    }
    let instead =
        "write `#[internal(with = secure_error::mask::redact)]` on it, or `#[internal(raw)]` if it is not a secret";
    if let Some(internal) = internal {
        cx.error(
            &internal.name,
            format_args!("`{name}` looks like a secret (`{word}`), so it may not be logged as it is; {instead}"),
        );
        return;
    }
    let Some(report) = variant.report.as_ref().filter(|report| report.uses(field.index)) else {
        return;
    };
    let mention = report
        .mentioned
        .iter()
        .find(|(used, _)| *used == field.index)
        .map(|(_, span)| *span);
    let span = mention.unwrap_or_else(|| report.literal.span());
    cx.push(syn::Error::new(
        span,
        format_args!("this message names `{name}`, which looks like a secret (`{word}`); {instead}"),
    ));
}

/// A public value has a unique name that clients see.
fn check_wire_name(field: &Field<'_>, names: &mut Vec<String>, cx: &Diagnostics) {
    let Some(public) = &field.attrs.public else { return };
    if field.is_violations() {
        if let Some(rename) = &public.rename {
            cx.error(rename, "violations are always the member `errors`; remove `rename`");
        }
        return;
    }
    let report = |message: String| match &public.rename {
        Some(rename) => cx.error(rename, message),
        None => cx.error(&public.name, message),
    };
    let name = match &public.rename {
        Some(rename) => rename.value(),
        None if field.name.starts_with(|first: char| first.is_ascii_digit()) => {
            report("a tuple field has no name for clients to see; write `#[public(rename = \"…\")]`".to_owned());
            return;
        }
        None => field.name.clone(),
    };
    match member::check_name(&name) {
        Err(mistake) => report(format!("`{name}` cannot name a member: {mistake}")),
        Ok(()) if names.contains(&name) => report(format!(
            "two public fields are called `{name}`; write `#[public(rename = \"…\")]` on one"
        )),
        Ok(()) => {}
    }
    names.push(name);
}

/// A public field needs a variant with a response of its own.
fn check_has_answer(field: &Field<'_>, variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(public) = &field.attrs.public else { return };
    match variant.public.as_ref().map(|public| &public.answer) {
        Some(AnswerAttr::Own(_)) => {}
        // `sources` reports on a source.
        Some(AnswerAttr::Transparent(_)) if field.role != Role::Data => {}
        Some(AnswerAttr::Transparent(_)) => cx.error(
            &public.name,
            "the response of this variant is that of its `transparent` field, byte for byte; remove `#[public]` here",
        ),
        Some(AnswerAttr::Borrowed(_)) => {
            cx.error(
                &public.name,
                "the response of this variant is a `ProblemType` constant, byte for byte; remove `#[public]` from the field",
            );
        }
        None => {
            let place = if variant.is_struct { "struct" } else { "variant" };
            cx.error(
                &public.name,
                format_args!("a {place} without `#[public(…)]` becomes a constant 500; write `#[public(status = …)]` on it, or remove `#[public]` here"),
            );
        }
    }
}
