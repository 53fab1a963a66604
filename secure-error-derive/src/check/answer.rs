//! Rules of one answer: what its status demands, and what its texts and headers may say.

use syn::LitStr;

use crate::diagnostics::Diagnostics;
use crate::model::{Field, Variant};
use crate::parse::public::{AnswerAttr, OwnAnswer, RetryAfter};
use crate::template::name_of;
use crate::vocabulary::{chars, header, status};

pub(crate) fn check(variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(public) = &variant.public else { return };
    let AnswerAttr::Own(own) = &public.answer else { return };
    check_code(own, cx);
    check_texts(own, cx);
    check_headers(own, cx);
    check_demands_of_status(own, cx);
    check_grpc(own, cx);
    check_retry_after(own, variant, cx);
    check_distinguishable(variant, own, cx);
}

/// DESIGN section 1.2, after AIP-193: letters, digits, `_ . -`; starts with a letter, ends alphanumeric; 2 to 63.
fn check_code(own: &OwnAnswer, cx: &Diagnostics) {
    if let Some(literal) = &own.code {
        let code = literal.value();
        let valid = (2..=63).contains(&code.len())
            && code.starts_with(|first: char| first.is_ascii_alphabetic())
            && code.ends_with(|last: char| last.is_ascii_alphanumeric())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
        if !valid {
            cx.error(
                literal,
                "a code has 2 to 63 letters, digits, `_`, `.` or `-`, starts with a letter and ends with a letter or digit; write one such as `ACCOUNT_NOT_FOUND`",
            );
        }
        return;
    }
    if let Some(status) = &own.status {
        if !status::is_registered(status.value) {
            cx.push(syn::Error::new(
                status.span,
                format_args!(
                    "status {} is not registered, so it has no code of its own; write `code = \"…\"` as well",
                    status.value
                ),
            ));
        }
    }
}

fn check_texts(own: &OwnAnswer, cx: &Diagnostics) {
    if let Some(title) = &own.title {
        if title.value().contains(['{', '}']) {
            cx.error(
                title,
                "a title is the same for every occurrence (RFC 9457 section 3.1.3); write it without placeholders",
            );
        }
        check_text(title, 256, cx);
    }
    if let Some(message) = &own.message {
        check_text(message, 1024, cx);
    }
}

/// The same rules as in the runtime's constructor, on the token of the text.
pub(crate) fn check_text(literal: &LitStr, most: usize, cx: &Diagnostics) {
    let text = literal.value();
    if text.trim().is_empty() {
        cx.error(literal, "this text is empty; write what clients read");
    }
    if text.len() > most {
        cx.error(
            literal,
            format_args!("this text is longer than {most} bytes; write a shorter one"),
        );
    }
    if text.contains(chars::is_unsafe) {
        cx.error(
            literal,
            "this text holds control, bidirectional or invisible characters; write plain text on one line",
        );
    }
}

fn check_headers(own: &OwnAnswer, cx: &Diagnostics) {
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in &own.headers {
        let text = name.value();
        if let Some(reason) = header::refused(&text) {
            cx.error(name, reason);
        } else if seen.contains(&text) {
            cx.error(name, format_args!("duplicate header `{text}`; write it once"));
        }
        if !header::is_value(&value.value()) {
            cx.error(
                value,
                "a header value is visible ASCII; write it without line breaks and other characters",
            );
        }
        seen.push(text);
    }
    if let Some((extra, _)) = own.headers.get(6) {
        cx.error(extra, "an answer has at most 6 headers of its own; remove the others");
    }
    if let Some(challenge) = own
        .challenge
        .as_ref()
        .filter(|challenge| !header::is_challenge(&challenge.value()))
    {
        cx.error(
            challenge,
            "this is no challenge (RFC 9110 section 11.3); write a scheme such as `Bearer realm=\\\"api\\\"`",
        );
    }
    if let Some(allow) = own
        .allow
        .as_ref()
        .filter(|allow| !header::is_method_list(&allow.value()))
    {
        cx.error(
            allow,
            "`allow` is a list of methods (RFC 9110 section 10.2.1); write `allow = \"GET, HEAD\"`",
        );
    }
}

/// The header fields that RFC 9110 makes a MUST for a status.
fn check_demands_of_status(own: &OwnAnswer, cx: &Diagnostics) {
    let Some(status) = &own.status else { return };
    let has_header = |wanted: &str| own.headers.iter().any(|(name, _)| name.value() == wanted);
    let missing = match status.value {
        401 if own.challenge.is_none() => {
            Some("401 must carry a challenge (RFC 9110 section 15.5.2); write `challenge = \"Bearer\"` as well")
        }
        405 if own.allow.is_none() => Some(
            "405 must name the methods that are allowed (RFC 9110 section 15.5.6); write `allow = \"GET, HEAD\"` as well",
        ),
        407 if !has_header("proxy-authenticate") => Some(
            "407 must carry a challenge (RFC 9110 section 15.5.8); write `header(\"proxy-authenticate\" = \"Basic\")` as well",
        ),
        426 if !has_header("upgrade") => Some(
            "426 must name a protocol (RFC 9110 section 15.5.22); write `header(\"upgrade\" = \"HTTP/2.0\")` as well",
        ),
        _ => None,
    };
    if let Some(message) = missing {
        cx.push(syn::Error::new(status.span, message));
    }
}

fn check_grpc(own: &OwnAnswer, cx: &Diagnostics) {
    if let (Some(code), Some(status)) = (&own.grpc, &own.status) {
        if !code.value.agrees_with(status.value) {
            cx.push(syn::Error::new(
                code.span,
                format_args!(
                    "`{}` contradicts status {}; remove `grpc`, or write `status = {}`",
                    code.value.name, status.value, code.value.status
                ),
            ));
        }
    }
}

fn check_retry_after(own: &OwnAnswer, variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(RetryAfter::Field(name)) = &own.retry_after else {
        return;
    };
    let is_public = |field: &&Field<'_>| field.attrs.public.is_some();
    match variant.fields.iter().find(|field| name_of(name) == field.name) {
        Some(field) if is_public(&field) => {}
        Some(_) => cx.error(
            name,
            format_args!("clients see `retry_after`, but `{name}` is not public; write `#[public]` on that field"),
        ),
        None => cx.error(
            name,
            format_args!(
                "no field is called `{name}`; write seconds, or the name of a `#[public]` field of type `Duration`"
            ),
        ),
    }
}

fn check_distinguishable(variant: &Variant<'_>, own: &OwnAnswer, cx: &Diagnostics) {
    let Some(public) = variant.public.as_ref().filter(|public| public.distinguishable) else {
        return;
    };
    if own.status.as_ref().is_some_and(|status| status.value != 401) {
        cx.error(&public.name, "`distinguishable` is about 401 answers only; remove it");
    }
}
