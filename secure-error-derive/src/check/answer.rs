//! Rules of one response: the headers that its status requires, and the contents of its texts and headers.

use secure_error_rules::header::{self, MAX_HEADERS};
use secure_error_rules::status::{self, Demand};
use secure_error_rules::{Mistake, text};

use syn::Path;

use crate::diagnostics::Diagnostics;
use crate::model::{Field, Variant};
use crate::parse::public::{Allow, AnswerAttr, OwnAnswer, RetryAfter};
use crate::template::name_of;

pub(crate) fn check(variant: &Variant<'_>, cx: &Diagnostics) {
    let Some(public) = &variant.public else { return };
    let AnswerAttr::Own(own) = &public.answer else { return };
    check_status(own, &public.name, cx);
    check_code(own, cx);
    check_texts(own, cx);
    check_headers(own, cx);
    check_demands_of_status(own, cx);
    check_grpc(own, cx);
    check_retry_after(own, variant, cx);
    check_distinguishable(variant, own, cx);
}

fn check_status(own: &OwnAnswer, name: &Path, cx: &Diagnostics) {
    if own.status.is_none() && !own.failed {
        cx.error(
            name,
            "`status` is missing; write `status = 400` or another 4xx or 5xx status",
        );
    }
}

fn check_code(own: &OwnAnswer, cx: &Diagnostics) {
    if let Some(code) = &own.code {
        cx.refuse(code, text::check_code(&code.value()));
        return;
    }
    if let Some(status) = &own.status {
        if !status::is_registered(status.value) && !own.failed {
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
        cx.refuse(title, text::check_title(&title.value()));
    }
    if let Some(message) = &own.message {
        cx.refuse(message, text::check_message(&message.value()));
    }
}

fn check_headers(own: &OwnAnswer, cx: &Diagnostics) {
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in &own.headers {
        let text = name.value();
        match header::check_name(&text) {
            Err(Mistake::HeaderOwned(instead)) => {
                cx.error(name, format_args!("`{text}` cannot be set here: {instead}"));
            }
            Ok(()) if seen.contains(&text) => cx.refuse(name, Err(Mistake::HeaderTwice)),
            checked => cx.refuse(name, checked),
        }
        cx.refuse(value, header::check_field(&text, &value.value()));
        seen.push(text);
    }
    if let Some((extra, _)) = own.headers.get(MAX_HEADERS) {
        cx.refuse(extra, Err(Mistake::ManyHeaders));
    }
    if let Some(challenge) = &own.challenge {
        cx.refuse(challenge, header::check_challenge(&challenge.value()));
    }
    match (&own.allow, &own.status) {
        (Some(Allow::Methods(methods)), _) => cx.refuse(methods, header::check_methods(&methods.value())),
        (Some(Allow::Inherit(span)), Some(status)) => {
            if let Err(mistake) = header::check_inherited_methods(status.value) {
                cx.push(syn::Error::new(*span, mistake));
            }
        }
        (Some(Allow::Inherit(_)), None) | (None, _) => {}
    }
}

/// The header fields that RFC 9110 requires (MUST) for a status.
fn check_demands_of_status(own: &OwnAnswer, cx: &Diagnostics) {
    let Some(status) = &own.status else { return };
    let Some(demand) = Demand::of(status.value) else {
        return;
    };
    let is_met = match demand {
        Demand::Challenge => own.challenge.is_some(),
        Demand::Allow => own.allow.is_some(),
        Demand::ProxyChallenge | Demand::Upgrade => own.headers.iter().any(|(name, _)| name.value() == demand.header()),
    };
    let missing = match demand {
        Demand::Challenge => {
            "401 must carry a challenge (RFC 9110 section 15.5.2); write `challenge = \"Bearer realm=\\\"api\\\"\"` as well"
        }
        Demand::Allow => {
            "405 must name the methods that are allowed (RFC 9110 section 15.5.6); write `allow = \"GET, HEAD\"` as well, or \
             `allow = inherit` where the framework knows them"
        }
        Demand::ProxyChallenge => {
            "407 must carry a challenge (RFC 9110 section 15.5.8); write `header(\"proxy-authenticate\" = \"Basic realm=\\\"proxy\\\"\")` as well"
        }
        Demand::Upgrade => {
            "426 must name a protocol (RFC 9110 section 15.5.22); write `header(\"upgrade\" = \"websocket\")` or another protocol as well"
        }
    };
    if !is_met && !own.failed {
        cx.push(syn::Error::new(status.span, missing));
    }
}

fn check_grpc(own: &OwnAnswer, cx: &Diagnostics) {
    if let (Some(code), Some(status)) = (&own.grpc, &own.status) {
        if !code.value.agrees_with(status.value) {
            cx.push(syn::Error::new(
                code.span,
                format_args!(
                    "`{}` contradicts status {}; remove `grpc`, or write `status = {}`",
                    code.value,
                    status.value,
                    code.value.canonical_status()
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
        cx.error(
            &public.name,
            "`distinguishable` applies to 401 responses only; remove it",
        );
    }
}
